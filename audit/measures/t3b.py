"""T-3b: time from first being seen to the contact with the coordinator, cord symptom or sign.

Denominator: Referrals with any cord symptom or sign of box 1 present.
Start: When the person was first seen with these symptoms by a health professional.
Stop: The first contact with the coordinator.
Numerator: Everybody with a time. The guideline says at once and gives no number, so nothing is judged: median,
quartiles and 90th centile, with linear interpolation.
Exclusions: None.
Unknown: The start or the contact is not known, a time is known to the day only, or the contact is given as before the
start. They are left out and counted.
Pending: None: those without a time are left out.
Percentage: None.
Period: The day of the start, in London; with no start, the day the referral was received.
Source: NG234 1.3.2. Whoever was never told to the coordinator is missing.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, begun, definition, unknown
from audit.measures.timing import timed


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-3b says of a referral. When the report is made does not matter."""
    if not record.cord:
        return OUTSIDE
    start, contact = record.presented_at, record.coordinator_contact_at
    if start is None:
        return unknown("presented_at", record.received_at)
    return begun(timed(start, contact, missing="coordinator_contact_at", before="contact_first"), start)


MEASURE = Measure(
    id="T-3b",
    version="1",
    title="Time from first being seen to the coordinator, cord symptom or sign",
    finding="of people with a cord symptom or sign have a time",
    source="Local measure; 1.3.2",
    met_words="With a time",
    placed_by=("presented_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
    by_waits=True,
)
