"""T-2: whole-spine MRI within 7 days where only pain suggests metastases.

Denominator: Referrals with a pain characteristic of box 1 present, asked about every cord symptom or sign and none
present.
Start: When spinal metastases were first suspected; if that is not known, the first contact with the coordinator,
counted as a fallback.
Stop: Start of the first MRI of the whole spine, at any hospital. Part of the spine does not count.
Numerator: 168 hours or less of real time from start to stop, exact to the second; where either is known to the day
only, 7 calendar days or fewer.
Exclusions: As T-1 with seven days for twenty-four hours: without a whole-spine scan, MRI contraindicated, declined, not
in the person's best interests, died within seven days of the start, suspicion withdrawn; a scan before the start:
already imaged.
Unknown: Neither start is known, whether the scan was of the whole spine is not known, or the start is known to the day
only and no scan was done in its seven days yet.
Pending: No scan and less than 168 hours since the start when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded, unknown and pending are printed, never counted.
Period: The day of the start, in London; with no start, the day the referral was received.
Source: NICE QS56 (2023) statement 2; NG234 1.5.3, 1.5.5.
"""

from datetime import datetime

from audit.measures.imaging import from_suspicion
from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, definition
from pathways.guideline.limits import MRI_WEEK


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-2 says of a referral at a moment. Not asked about cord features is not the same as none."""
    if not record.pain or record.cord is not False:
        return OUTSIDE
    return from_suspicion(record, MRI_WEEK.within, as_at)


MEASURE = Measure(
    id="T-2",
    version="2023-1",
    title="Whole-spine MRI within 7 days where only pain suggests metastases",
    finding="of people with pain suggesting spinal metastases and no cord symptom or sign had a whole-spine MRI within "
    "7 days",
    source="QS56 (2023) statement 2; 1.5.3",
    met_words="Within 7 days",
    limit=MRI_WEEK,
    placed_by=("suspected_at", "coordinator_contact_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
)
