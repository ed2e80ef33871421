"""T-1: whole-spine MRI within 24 hours of suspected MSCC.

Denominator: Referrals with any cord symptom or sign of box 1 present, cancer known or not.
Start: When MSCC was first suspected with a cord symptom or sign, as first documented; if that is not known, the first
contact with the coordinator, counted as a fallback. Never the request of the scan: that would hide the wait for it.
Stop: Start of the first MRI of the whole spine, at any hospital. Part of the spine does not count.
Numerator: 24:00:00 or less of real time from start to stop, exact to the second. Nights, weekends and bank holidays
count. A time known to the day only is never met; a scan two or more calendar days after the start is not met.
Exclusions: Without a whole-spine scan: MRI contraindicated, declined, not in the person's best interests, died within
24 hours of the start, suspicion withdrawn. With one they are ignored. A scan before the start: already imaged.
Unknown: Neither start is known, or a time is known to the day only and could be either.
Pending: No scan and less than 24 hours since the start when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded, unknown and pending are printed, never counted.
Period: The day of the start, in London; with no start, the day the referral was received.
Source: NICE QS56 (2023) statement 3; NG234 1.5.2, 1.5.5.
"""

from datetime import datetime

from audit.measures.imaging import from_suspicion
from audit.measures.record import Record
from audit.measures.result import OUTSIDE, QS56_CHANGED, Measure, Outcome, definition
from pathways.guideline.limits import MRI_DAY


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-1 says of a referral at a moment."""
    if not record.cord:
        return OUTSIDE
    return from_suspicion(record, MRI_DAY.within, as_at)


MEASURE = Measure(
    id="T-1",
    version="2023-1",
    title="Whole-spine MRI within 24 hours of suspected MSCC",
    finding="of people with suspected MSCC and a cord symptom or sign had a whole-spine MRI within 24 hours",
    source="QS56 (2023) statement 3; 1.5.2",
    met_words="Within 24 h",
    limit=MRI_DAY,
    placed_by=("suspected_at", "coordinator_contact_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
    in_force="Since September 2023; in 2014 with a treatment plan within the same day",
    changed=QS56_CHANGED,
)
