"""INC-4: MSCC as the first sign of cancer.

Denominator: Referrals with confirmed MSCC.
Numerator: No cancer was known before: suspected at most, as the answer about cancer stands when the report is made. A
cancer found by this very illness and answered as a current one counts as known before, and makes the figure too low.
Exclusions: None.
Unknown: Not known whether there was a cancer before.
Percentage: Met ÷ (met + not met), Wilson 95% interval. Unknown is printed, never counted.
Period: The day of the confirmation, in London; where it is not known, the day the referral was received.
Source: NG234 1.1.2; about 23% in the introduction of NICE QS56.
"""

from datetime import datetime

from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, State, definition

KNOWN_BEFORE = {
    "none": (State.MET, ""),
    "suspected": (State.MET, ""),
    "past": (State.NOT_MET, "cancer_known"),
    "current": (State.NOT_MET, "cancer_known"),
}


def rule(record: Record, as_at: datetime) -> Outcome:
    """What INC-4 says of a referral. When the report is made does not matter."""
    if record.outcome != "mscc":
        return OUTSIDE
    state, reason = KNOWN_BEFORE.get(record.cancer, (State.UNKNOWN, "cancer"))
    return Outcome(state, reason, placed=record.confirmed_at or record.received_at)


MEASURE = Measure(
    id="INC-4",
    version="1",
    title="MSCC as the first sign of cancer",
    finding="of people with confirmed MSCC had no cancer known before",
    source="Local measure; 1.1.2",
    met_words="No cancer known before",
    not_met_words="Cancer known before",
    placed_by=("confirmed_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
)
