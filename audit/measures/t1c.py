"""T-1c: definitive imaging within 24 hours of suspected MSCC, CT where MRI cannot be done.

Denominator: Referrals with any cord symptom or sign of box 1 present, cancer known or not, MRI contraindicated or not.
Start: As T-1: when MSCC was first suspected with a cord symptom or sign; if that is not known, the first contact with
the coordinator, counted as a fallback.
Stop: Start of the first MRI of the whole spine; for those in whom MRI is contraindicated, start of the CT.
Numerator: 24:00:00 or less of real time from start to stop, exact to the second. Nights, weekends and bank holidays
count. A time known to the day only is never met; a scan two or more calendar days after the start is not met.
Exclusions: As T-1, but for MRI contraindicated: without a scan that counts, declined, not in the person's best
interests, died within 24 hours of the start, suspicion withdrawn; a scan before the start: already imaged.
Unknown: Neither start is known, or a time is known to the day only and could be either.
Pending: No scan and less than 24 hours since the start when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded, unknown and pending are printed, never counted.
Period: The day of the start, in London; with no start, the day the referral was received.
Source: Local; NG234 1.5.2, 1.5.7.
"""

from dataclasses import replace
from datetime import datetime

from audit.measures.imaging import from_suspicion
from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, definition
from pathways.guideline.limits import MRI_DAY


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-1c says of a referral at a moment."""
    if not record.cord:
        return OUTSIDE
    return from_suspicion(_definitive(record), MRI_DAY.within, as_at)


def _definitive(record: Record) -> Record:
    """The referral with the scan that counts for it in the place of its MRI."""
    if not record.mri_contraindicated:
        return record
    whole = record.mri_started_at if record.mri_whole_spine else None
    scans = [scan for scan in (whole, record.ct_started_at) if scan]
    if not scans:
        return replace(record, mri_contraindicated=False)
    return replace(record, mri_contraindicated=False, mri_started_at=min(scans), mri_whole_spine=True)


MEASURE = Measure(
    id="T-1c",
    version="1",
    title="Definitive imaging within 24 hours of suspected MSCC, CT where MRI cannot be done",
    finding="of people with suspected MSCC and a cord symptom or sign had a whole-spine MRI, or a CT where MRI is "
    "contraindicated, within 24 hours",
    source="Local measure; 1.5.2, 1.5.7",
    met_words="Within 24 h",
    limit=MRI_DAY,
    placed_by=("suspected_at", "coordinator_contact_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
)
