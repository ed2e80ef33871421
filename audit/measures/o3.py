"""O-3: died within 30 days of the first fraction of radiotherapy.

Denominator: Referrals with confirmed MSCC and a first fraction of radiotherapy.
Numerator: Died on the 30th day after the first fraction or before.
Exclusions: None.
Unknown: No death is known, and nobody knows of life on the 30th day or later; or the death is given as before the
fraction.
Pending: No death is known, and the 30 days are not over when the report was made.
Percentage: Died ÷ (died + alive), Wilson 95% interval. Unknown and pending are printed, never counted.
Period: The day of the first fraction, in London.
Source: NG234 1.1.1. A common measure of radiotherapy near the end of life. It stands beside T-5, so that quick
treatment of people who cannot gain by it is seen; it is no judgement of any one decision.
"""

from datetime import datetime, timedelta

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, Score, State, begun, definition
from mscc.moments import day_in_london

DAYS = timedelta(days=30)


def rule(record: Record, as_at: datetime) -> Outcome:
    """What O-3 says of a referral at a moment."""
    fraction = record.rt_first_fraction_at
    if record.outcome != "mscc" or fraction is None:
        return OUTSIDE
    last = fraction.day + DAYS
    if record.died_on:
        if record.died_on < fraction.day:
            return begun(Score(State.UNKNOWN, "died_before"), fraction)
        return begun(Score(State.MET) if record.died_on <= last else Score(State.NOT_MET, "alive_then"), fraction)
    if record.last_known_alive and record.last_known_alive >= last:
        return begun(Score(State.NOT_MET, "alive_then"), fraction)
    over = day_in_london(as_at) > last
    return begun(Score(State.UNKNOWN, "last_known_alive") if over else Score(State.PENDING), fraction)


MEASURE = Measure(
    id="O-3",
    version="1",
    title="Died within 30 days of the first fraction",
    finding="of people given radiotherapy for MSCC died within 30 days of the first fraction",
    source="Local measure; 1.1.1",
    met_words="Died within 30 days",
    not_met_words="Alive after 30 days",
    placed_by=("rt_first_fraction_at",),
    definition=definition(__doc__),
    rule=rule,
)
