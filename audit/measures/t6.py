"""T-6: first definitive treatment within 24 hours of the confirmed diagnosis, as the standard of 2014 had it.

Denominator: Referrals with confirmed MSCC and a cord symptom or sign.
Start: When the diagnosis was first confirmed: the first report told, by word of mouth or in writing.
Stop: The first of radiotherapy (first fraction), surgery and systemic treatment.
Numerator: 24:00:00 or less of real time from start to stop, exact to the second. A time known to the day only is never
met; a treatment two or more calendar days after the start is not met.
Exclusions: Without a treatment: why radiotherapy was not to be given, as for T-5, save another treatment chosen: that
one is then awaited. That only supportive care was right is no exclusion by itself: it counts as not met unless the
reason against radiotherapy is recorded too.
Unknown: The confirmation is not known, a treatment is given as before it, or a time is known to the day only and could
be either.
Pending: No treatment and less than 24 hours since the confirmation when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded, unknown and pending are printed, never counted.
Period: The day of the confirmation, in London; without one, the day of the first treatment, else of receipt.
Source: NICE QS56 (2014) statement 6; NG234 1.1.2. Since 2023 the standard is T-5; this one stands for the
trend over the years.
"""

from datetime import datetime, timedelta

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, QS56_CHANGED, Measure, Outcome, Score, State, begun, definition, unknown
from audit.measures.timing import precedes, stopped, waiting

WITHIN = timedelta(hours=24)
# Another treatment takes the place of radiotherapy, and is the one waited for.
STILL_AWAITED = frozenset({"", "surgery_chosen", "systemic_chosen", "postoperative"})


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-6 says of a referral at a moment."""
    if record.outcome != "mscc" or not record.cord:
        return OUTSIDE
    start, first = record.confirmed_at, record.first_treatment_at
    if start is None:
        return unknown("confirmed_at", first or record.received_at)
    if first is None:
        excused = record.rt_exclusion not in STILL_AWAITED
        score = Score(State.EXCLUDED, record.rt_exclusion) if excused else waiting(start, WITHIN, as_at)
    else:
        early = precedes(first, start)
        score = Score(State.UNKNOWN, "treated_before") if early else stopped(start, first, WITHIN)
    return begun(score, start)


MEASURE = Measure(
    id="T-6",
    version="2014-1",
    title="First treatment within 24 hours of the confirmed diagnosis (2014)",
    finding="of people with confirmed MSCC and a cord symptom or sign had their first treatment within 24 hours of the "
    "confirmation",
    source="QS56 (2014) statement 6; 1.1.2",
    met_words="Within 24 h",
    placed_by=("confirmed_at", "rt_first_fraction_at", "surgery_at", "systemic_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
    hours=24,
    in_force="2014 to August 2023",
    changed=QS56_CHANGED,
    side_by_side=("T-6", "T-5", "T-7"),
)
