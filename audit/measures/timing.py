"""PURE: how a clock is scored, for every measure with a limit. The comparison is the alarm's own."""

from datetime import datetime, timedelta

from audit.measures.result import Score, State
from mscc.moments import Moment
from pathways.clock import Standing, Verdict, judge, standing


def precedes(first: Moment, second: Moment) -> bool | None:
    """Whether one moment came before another; None where they share a day and one is known to the day only."""
    if not first.is_day_only and not second.is_day_only:
        return first.at < second.at
    return None if first.day == second.day else first.day < second.day


def stopped(start: Moment, stop: Moment, within: timedelta) -> Score:
    """The score of a clock that has its stop, at or after the start."""
    verdict = judge(start, stop, within)
    if verdict is Verdict.CANNOT_TELL:
        return Score(State.UNKNOWN, "date_only")
    elapsed = None if start.is_day_only or stop.is_day_only else stop.at - start.at
    return Score(State.MET, "", elapsed) if verdict is Verdict.WITHIN else Score(State.NOT_MET, "late", elapsed)


def waiting(start: Moment, within: timedelta, as_at: datetime) -> Score:
    """The score of a clock without a stop: the limit itself waited through is not met, as the alarm calls it overdue.

    With a start known to the day only nothing can be said until the second day after.
    """
    if start.is_day_only:
        passed = judge(start, Moment(as_at), within) is Verdict.LATE
        return Score(State.NOT_MET, "not_done") if passed else Score(State.UNKNOWN, "date_only")
    overdue = standing(start.at + within, as_at) is Standing.OVERDUE
    return Score(State.NOT_MET, "not_done") if overdue else Score(State.PENDING)


def timed(start: Moment, stop: Moment | None, *, missing: str, before: str) -> Score:
    """The score of a wait that no limit judges: met is that it has a time. `missing` and `before` name why it has none:
    the stop is not known, or is given as before the start.
    """
    if stop is None:
        return Score(State.UNKNOWN, missing)
    if precedes(stop, start):
        return Score(State.UNKNOWN, before)
    if start.is_day_only or stop.is_day_only:
        return Score(State.UNKNOWN, "date_only")
    return Score(State.MET, "", stop.at - start.at)
