"""T-5: radiotherapy within 24 hours of the decision to treat.

Denominator: Referrals with confirmed MSCC that is not suitable for surgery, with a decision to treat with radiotherapy
or a first fraction given.
Start: The decision to treat with radiotherapy. Not the request, the consent form or the scan. No fallback.
Stop: Start of the first fraction.
Numerator: 24:00:00 or less of real time from start to stop, exact to the second. Nights, weekends and bank holidays
count. A time known to the day only is never met; a fraction two or more calendar days after the decision is not met.
Exclusions: Without a fraction: declined, died, complete paralysis for two weeks or more with pain controlled, poor
prognosis, systemic treatment chosen, surgery chosen. With one they are ignored. A later decision for radiotherapy takes
each of them back and is then the start. Radiotherapy after surgery is always excluded: it follows recovery (1.10.8).
Unknown: The decision is not known, the fraction is given as before the decision, or a time is known to the day only and
could be either.
Pending: No fraction and less than 24 hours since the decision when the report was made.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded, unknown and pending are printed, never counted.
Period: The day of the decision, in London; with no decision, the day of the first fraction.
Source: NICE QS56 (2023) statement 6; NG234 1.10.4, 1.1.21.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, QS56_CHANGED, Measure, Outcome, Score, State, begun, definition, unknown
from audit.measures.timing import precedes, stopped, waiting
from mscc.moments import Moment
from pathways.guideline.limits import RADIOTHERAPY

POSTOPERATIVE = "postoperative"


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-5 says of a referral at a moment."""
    decision, fraction = record.rt_decision_at, record.rt_first_fraction_at
    if record.outcome != "mscc" or record.surgery_suitable is not False:
        return OUTSIDE
    if decision is None:
        return unknown("rt_decision_at", fraction) if fraction else OUTSIDE
    if record.rt_exclusion == POSTOPERATIVE:
        return begun(Score(State.EXCLUDED, POSTOPERATIVE), decision)
    if fraction:
        return begun(_treated(record, decision, fraction), decision)
    if record.rt_exclusion:
        return begun(Score(State.EXCLUDED, record.rt_exclusion), decision)
    return begun(waiting(decision, RADIOTHERAPY.within, as_at), decision)


def _treated(record: Record, decision: Moment, fraction: Moment) -> Score:
    """The score of somebody who had a first fraction: what was chosen before no longer matters, surgery does."""
    operated_before = precedes(record.surgery_at, fraction) if record.surgery_at else False
    if operated_before:
        return Score(State.EXCLUDED, POSTOPERATIVE)
    if precedes(fraction, decision):
        return Score(State.UNKNOWN, "impossible_order")
    score = stopped(decision, fraction, RADIOTHERAPY.within)
    return Score(State.UNKNOWN, "surgery_at") if operated_before is None else score


MEASURE = Measure(
    id="T-5",
    version="2023-1",
    title="Radiotherapy within 24 hours of the decision to treat",
    finding="of people with MSCC not suitable for surgery started radiotherapy within 24 hours of the decision to "
    "treat",
    source="QS56 (2023) statement 6; 1.10.4, 1.1.21",
    met_words="Within 24 h",
    limit=RADIOTHERAPY,
    placed_by=("rt_decision_at", "rt_first_fraction_at"),
    definition=definition(__doc__),
    rule=rule,
    in_force="Since September 2023",
    changed=QS56_CHANGED,
    side_by_side=("T-6", "T-5", "T-7"),
)
