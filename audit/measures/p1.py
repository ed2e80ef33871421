"""P-1: single 8 Gy fraction among people given radiotherapy.

Denominator: Referrals with confirmed MSCC and a first fraction of radiotherapy.
Numerator: One fraction of 8 Gy. One fraction of another dose is not met.
Exclusions: Several fractions, with the reason recorded.
Unknown: The dose or the number of fractions is not known.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded and unknown are printed, never counted.
Period: The day of the first fraction, in London.
Source: NG234 1.10.5, 1.10.6.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, State, definition

DOSE_GY = 8


def rule(record: Record, as_at: datetime) -> Outcome:
    """What P-1 says of a referral. When the report is made does not matter."""
    if record.outcome != "mscc" or not record.rt_first_fraction_at:
        return OUTSIDE
    state, reason = _scored(record)
    return Outcome(state, reason, placed=record.rt_first_fraction_at)


def _scored(record: Record) -> tuple[State, str]:
    if record.rt_dose_gy is None or record.rt_fractions is None:
        return State.UNKNOWN, "rt_dose_gy"
    if record.rt_fractions == 1:
        return (State.MET, "") if record.rt_dose_gy == DOSE_GY else (State.NOT_MET, "other_dose")
    if record.rt_reason_multifraction:
        return State.EXCLUDED, "reason_recorded"
    return State.NOT_MET, "several_fractions"


MEASURE = Measure(
    id="P-1",
    version="1",
    title="Single 8 Gy fraction among people given radiotherapy",
    finding="of people given radiotherapy for MSCC had a single fraction of 8 Gy",
    source="Local measure; 1.10.5, 1.10.6",
    met_words="One fraction of 8 Gy",
    placed_by=("rt_first_fraction_at",),
    definition=definition(__doc__),
    rule=rule,
)
