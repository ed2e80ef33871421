"""T-4: the coordinator's assessment of the need for imaging recorded.

Denominator: Referrals with any cord symptom or sign of box 1 present.
Start: The first contact with the coordinator.
Stop: None: what is asked is whether it was recorded at all.
Numerator: The contact is on record, and so is what the assessment came to: MRI asked for or done, CT done, MRI
contraindicated, or decided against with the reason.
Exclusions: None.
Unknown: The contact is not known.
Pending: Nothing is recorded, and less than 24 hours since the contact when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Unknown and pending are printed, never counted.
Period: The day of the contact, in London; with no contact, the day the referral was received.
Source: NICE QS56 (2023) statement 4; NG234 1.5.2. Whoever was never told to the coordinator is missing.
"""

from datetime import datetime, timedelta

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, Score, State, begun, definition, unknown
from audit.measures.timing import waiting

WITHIN = timedelta(hours=24)


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-4 says of a referral at a moment."""
    if not record.cord:
        return OUTSIDE
    contact = record.coordinator_contact_at
    if contact is None:
        return unknown("coordinator_contact_at", record.received_at)
    if _is_assessed(record):
        return begun(Score(State.MET), contact)
    score = waiting(contact, WITHIN, as_at)
    return begun(Score(State.NOT_MET, "not_assessed") if score.state is State.NOT_MET else score, contact)


def _is_assessed(record: Record) -> bool:
    imaged = record.mri_requested_at or record.mri_started_at or record.ct_started_at
    return bool(imaged or record.mri_contraindicated or record.mri_exclusion)


MEASURE = Measure(
    id="T-4",
    version="2023-1",
    title="The coordinator’s assessment of the need for imaging recorded",
    finding="of people with a cord symptom or sign have the coordinator’s assessment of imaging on record",
    source="QS56 (2023) statement 4; 1.5.2",
    met_words="Recorded",
    placed_by=("coordinator_contact_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
)
