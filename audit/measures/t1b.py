"""T-1b: whole-spine MRI within 24 hours of the first contact with the coordinator.

Denominator: Referrals with any cord symptom or sign of box 1 present, cancer known or not.
Start: First contact with the coordinator: the part of the wait that the service itself can shorten. No fallback.
Stop: Start of the first MRI of the whole spine, at any hospital. Part of the spine does not count.
Numerator: 24:00:00 or less of real time from start to stop, exact to the second. Nights, weekends and bank holidays
count. A time known to the day only is never met; a scan two or more calendar days after the start is not met.
Exclusions: As T-1: without a whole-spine scan, MRI contraindicated, declined, not in the person's best interests, died
within 24 hours of the start, suspicion withdrawn; a scan before the contact: already imaged.
Unknown: The contact is not known, or a time is known to the day only and could be either.
Pending: No scan and less than 24 hours since the contact when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded, unknown and pending are printed, never counted.
Period: The day of the contact, in London; with no contact, the day the referral was received.
Source: Local, always shown beside T-1; NG234 1.5.2, 1.5.5.
"""

from datetime import datetime

from audit.measures.imaging import scanned
from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, begun, definition, unknown
from pathways.guideline.limits import MRI_DAY


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-1b says of a referral at a moment."""
    if not record.cord:
        return OUTSIDE
    start = record.coordinator_contact_at
    if start is None:
        return unknown("coordinator_contact_at", record.received_at)
    return begun(scanned(record, start, MRI_DAY.within, as_at), start)


MEASURE = Measure(
    id="T-1b",
    version="1",
    title="Whole-spine MRI within 24 hours of first contact with the coordinator",
    finding="of people with suspected MSCC and a cord symptom or sign had a whole-spine MRI within 24 hours of the "
    "first contact with the coordinator",
    source="Local measure; 1.5.2",
    met_words="Within 24 h",
    limit=MRI_DAY,
    placed_by=("coordinator_contact_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
)
