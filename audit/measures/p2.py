"""P-2: discharge plan among people discharged alive.

Denominator: Referrals with confirmed MSCC that were discharged.
Numerator: A plan for care and rehabilitation after discharge was made.
Exclusions: Died before the discharge or on its day: a death in hospital is no discharge.
Unknown: Whether a plan was made is not known.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Excluded and unknown are printed, never counted.
Period: The day of the discharge, in London.
Source: NICE QS56 (2023) statement 7; NG234 1.1.2.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, State, definition

ANSWERS = {True: (State.MET, ""), False: (State.NOT_MET, "no_plan"), None: (State.UNKNOWN, "discharge_plan")}


def rule(record: Record, as_at: datetime) -> Outcome:
    """What P-2 says of a referral. When the report is made does not matter."""
    if record.outcome != "mscc" or not record.discharged_at:
        return OUTSIDE
    if record.died_on and record.died_on <= record.discharged_at.day:
        return Outcome(State.EXCLUDED, "died", placed=record.discharged_at)
    state, reason = ANSWERS[record.discharge_plan]
    return Outcome(state, reason, placed=record.discharged_at)


MEASURE = Measure(
    id="P-2",
    version="2023-1",
    title="Discharge plan among people discharged alive",
    finding="of people with MSCC who were discharged alive had a discharge plan",
    source="QS56 (2023) statement 7; 1.1.2",
    met_words="With a plan",
    placed_by=("discharged_at",),
    definition=definition(__doc__),
    rule=rule,
)
