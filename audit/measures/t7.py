"""T-7: time from suspicion to the first definitive treatment.

Denominator: Referrals with confirmed MSCC that were treated: radiotherapy, surgery or systemic treatment.
Start: When MSCC was first suspected with a cord symptom or sign; if that is not known, the first contact with the
coordinator, counted as a fallback.
Stop: The first of radiotherapy (first fraction), surgery and systemic treatment.
Numerator: For the percentage, 48:00:00 or less of real time from start to stop. Median, quartiles and 90th centile are
of the same times, with linear interpolation.
Exclusions: None.
Unknown: Neither start is known; left out and counted: a time known to the day only, a treatment before the start.
Pending: None: those not treated are not in it.
Percentage: Within 48 hours ÷ all with a time, Wilson 95% interval.
Period: The day of the start, in London; with no start, the day the referral was received.
Source: Local, after a network's audit of 2012: two legs of 90% and 75% hid a whole pathway of 47%; NG234 1.1.2.
"""

from datetime import datetime, timedelta

from audit.measures.imaging import begins
from audit.measures.record import Record
from audit.measures.result import OUTSIDE, Measure, Outcome, Score, State, begun, definition, unknown
from audit.measures.timing import timed
from mscc.moments import Moment

WITHIN = timedelta(hours=48)


def rule(record: Record, as_at: datetime) -> Outcome:
    """What T-7 says of a referral. When the report is made does not matter: those not treated are not in it."""
    first = record.first_treatment_at
    if record.outcome != "mscc" or first is None:
        return OUTSIDE
    start = begins(record)
    if start is None:
        return unknown("suspected_at", record.received_at)
    return begun(_waited(start, first), start, fallback=record.suspected_at is None)


def _waited(start: Moment, first: Moment) -> Score:
    score = timed(start, first, missing="", before="treated_before")
    late = score.elapsed is not None and score.elapsed > WITHIN
    return Score(State.NOT_MET, "late", score.elapsed) if late else score


MEASURE = Measure(
    id="T-7",
    version="1",
    title="Time from suspicion to the first definitive treatment",
    finding="of people treated for MSCC had their first treatment within 48 hours of the suspicion",
    source="Local measure; 1.1.2",
    met_words="Within 48 h",
    placed_by=("suspected_at", "coordinator_contact_at", "received_at"),
    definition=definition(__doc__),
    rule=rule,
    by_waits=True,
    share="within_48_percent",
)
