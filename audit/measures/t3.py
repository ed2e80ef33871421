"""T-3: coordinator contacted within 24 hours, pain only.

Denominator: Referrals with a pain characteristic of box 1 present, and every cord symptom and sign asked and absent.
Cancer known or not, as in T-2, though 1.3.3 speaks of people who have or had cancer.
Start: When the person was first seen with this pain by a health professional.
Stop: The first contact with the coordinator.
Numerator: 24:00:00 or less of real time from start to stop, exact to the second. Nights, weekends and bank holidays
count. A time known to the day only is never met; a contact two or more calendar days after the start is not met.
Exclusions: None.
Unknown: The start or the contact is not known, the contact is given as before the start, or a time is known to the day
only and could be either.
Pending: None: a referral is a contact.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Unknown is printed, never counted.
Period: The day of the start, in London; with no start, the day the referral was received.
Source: NG234 1.3.3. Whoever was never told to the coordinator is missing: the percentage is of those who were.
"""

from datetime import datetime, timedelta

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, Score, State, begun, definition, unknown
from audit.measures.timing import precedes, stopped

WITHIN = timedelta(hours=24)


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-3 says of a referral. When the report is made does not matter: a referral is a contact."""
    if not record.pain or record.cord is not False:
        return OUTSIDE
    start, contact = record.presented_at, record.coordinator_contact_at
    if start is None:
        return unknown("presented_at", record.received_at)
    if contact is None:
        return begun(Score(State.UNKNOWN, "coordinator_contact_at"), start)
    if precedes(contact, start):
        return begun(Score(State.UNKNOWN, "contact_first"), start)
    return begun(stopped(start, contact, WITHIN), start)


MEASURE = Measure(
    id="T-3",
    version="1",
    title="Coordinator contacted within 24 hours, pain only",
    finding="of people with pain that suggests spinal metastases and no cord symptom or sign were told to the "
    "coordinator within 24 hours",
    source="Local measure; 1.3.3",
    met_words="Within 24 h",
    placed_by=("presented_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
    hours=24,
)
