"""B-1: contacts outside working hours.

Denominator: Referrals received.
Numerator: The first contact with the coordinator came outside Monday to Friday, 08:00 to 18:00 in London, or on a bank
holiday.
Exclusions: None.
Unknown: The contact is not known, or its day only; such a day is unknown even where it is a Sunday.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Unknown is printed, never counted.
Period: The day of the contact, in London; with no contact, the day the referral was received.
Source: NG234 1.1.7. It judges nothing: the service is there day and night. T-1 and T-5 by these hours, and every
measure by day of the week, stand on their own pages.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import Measure, Outcome, Score, State, begun, definition, unknown
from audit.measures.working_hours import is_working_time


def rule(record: Record, as_at: datetime) -> Outcome:
    """What B-1 says of a referral. When the report is made does not matter."""
    contact = record.coordinator_contact_at
    if contact is None:
        return unknown("coordinator_contact_at", record.received_at)
    if contact.is_day_only:
        return begun(Score(State.UNKNOWN, "date_only"), contact)
    is_inside = is_working_time(contact.at)
    return begun(Score(State.NOT_MET, "working_hours") if is_inside else Score(State.MET), contact)


MEASURE = Measure(
    id="B-1",
    version="1",
    title="Contacts outside working hours",
    finding="of first contacts with the coordinator came outside Monday to Friday, 08:00 to 18:00",
    source="Local measure; 1.1.7",
    met_words="Outside working hours",
    not_met_words="In working hours",
    placed_by=("coordinator_contact_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
)
