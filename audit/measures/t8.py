"""T-8: time from the scan to its report.

Denominator: Referrals with an MRI that was started.
Start: Start of the first MRI of the whole spine; where there is none, of the first of a part of it.
Stop: The first report of it that was told, by word of mouth or in writing.
Numerator: Everybody with a time. No source gives a number, so nothing is judged: median, quartiles and 90th
centile, with linear interpolation.
Exclusions: None.
Unknown: The report is not known, a time is known to the day only, or the report is given as before the scan. They are
left out and counted.
Pending: None: those without a time are left out.
Percentage: None.
Period: The day of the scan, in London.
Source: Local; NG234 1.5.1.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, begun, definition
from audit.measures.timing import timed


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-8 says of a referral. When the report is made does not matter."""
    scan = record.mri_started_at
    if scan is None:
        return OUTSIDE
    return begun(timed(scan, record.mri_reported_at, missing="mri_reported_at", before="reported_before"), scan)


MEASURE = Measure(
    id="T-8",
    version="1",
    title="Time from the scan to its report",
    finding="of people with a scan have a time",
    source="Local measure; 1.5.1",
    met_words="With a time",
    placed_by=("mri_started_at",),
    definition=definition(__doc__),
    rule=rule,
    by_waits=True,
)
