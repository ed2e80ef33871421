"""INC-3: MSCC confirmed among referrals.

Denominator: Referrals received, whatever was suspected.
Numerator: The outcome is confirmed MSCC. Impending compression is told apart and is not confirmed MSCC.
Exclusions: None.
Unknown: The outcome is not known, also of a referral that is still open.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Unknown is printed, never counted.
Period: The day the referral was received, in London.
Source: NG234 1.1.2. Beside it stands the number of referrals per million people and year, without an interval: the
same person may be referred more than once. Neither a high nor a low share is good by itself.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import Measure, Outcome, State, definition

OUTCOMES = {
    "mscc": (State.MET, ""),
    "impending": (State.NOT_MET, "impending"),
    "metastases": (State.NOT_MET, "metastases"),
    "none": (State.NOT_MET, "neither"),
}


def rule(record: Record, as_at: datetime) -> Outcome:
    """What INC-3 says of a referral. When the report is made does not matter."""
    state, reason = OUTCOMES.get(record.outcome, (State.UNKNOWN, "outcome"))
    return Outcome(state, reason, placed=record.received_at)


MEASURE = Measure(
    id="INC-3",
    version="1",
    title="MSCC confirmed among referrals",
    finding="of referrals with a known outcome were confirmed MSCC",
    source="Local measure; 1.1.2",
    met_words="MSCC confirmed",
    not_met_words="Not MSCC",
    placed_by=("received_at",),
    definition=definition(__doc__),
    rule=rule,
)
