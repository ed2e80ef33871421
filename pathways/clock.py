"""PURE: a limit running for one person, and the one comparison that both the alarm and the audit use.

24 hours are 24 hours of real time, subtracted in UTC; nothing pauses at night, at weekends or on holidays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mscc.moments import Moment
from pathways.guideline.limits import ClockKind, Limit

WARNING = timedelta(hours=4)
DAY = timedelta(hours=24)
IMAGING = (ClockKind.MRI, ClockKind.CT)


class Status(StrEnum):
    """What a clock row is: running, or how it ended (contracts/clocks.md)."""

    OPEN = "open"
    MET = "met"
    MET_LATE = "met_late"
    SUPERSEDED = "superseded"
    EXCEPTED = "excepted"
    CANCELLED = "cancelled"


STATUS_WORDS = {
    Status.OPEN: "Running",
    Status.MET: "Met",
    Status.MET_LATE: "Met late",
    Status.SUPERSEDED: "Superseded",
    Status.EXCEPTED: "Excepted",
    Status.CANCELLED: "Cancelled",
}


class Standing(StrEnum):
    """How an open clock stands at a moment."""

    RUNNING = "running"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"


class Verdict(StrEnum):
    """Whether a stop came within the limit of a start."""

    WITHIN = "within"
    LATE = "late"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Clock:
    """One limit, running for one person from a start; `basis` names the fact that gave the start."""

    limit: Limit
    start: Moment
    basis: str
    stop: Moment | None = None

    @property
    def due(self) -> datetime:
        return self.start.at + self.limit.within

    @property
    def is_fallback(self) -> bool:
        return self.basis != self.limit.start

    @property
    def status(self) -> Status:
        """Open, or met on time or late. Of a stop known only to the day the last instant counts: nothing flatters."""
        if self.stop is None:
            return Status.OPEN
        return Status.MET if self.stop.latest - self.start.at <= self.limit.within else Status.MET_LATE

    def standing(self, at: datetime) -> Standing:
        """How the running clock stands; at the due moment itself it is overdue."""
        return standing(self.due, at)


def standing(due: datetime, at: datetime) -> Standing:
    if at >= due:
        return Standing.OVERDUE
    return Standing.DUE_SOON if at >= due - WARNING else Standing.RUNNING


def running(limits: Iterable[Limit], moments: Mapping[str, Moment]) -> Iterator[Clock]:
    """The clocks that these facts have started, with their stops. A limit without a start or its fallback has none.

    What was certainly done before a known start answered another question and stops nothing; but a scan within the
    limit before it may be what raised the suspicion.
    """
    for limit in limits:
        basis = limit.start if limit.start in moments else limit.fallback
        if basis and basis in moments:
            start, stop = moments[basis], moments.get(limit.stop)
            allowed = limit.within if limit.kind in IMAGING else timedelta(0)
            came_before = stop and basis == limit.start and stop.latest < start.at - allowed
            yield Clock(limit, start, basis, None if came_before else stop)


def judge(start: Moment, stop: Moment, within: timedelta) -> Verdict:
    """Whether the stop came within the limit, as far as the precision of both allows.

    Both known to the minute: real time elapsed, exact to the second. One known to the day only: for a limit of a day
    it can never be shown to be within, and is late from the second day after; for longer limits whole days count.
    """
    if not start.is_day_only and not stop.is_day_only:
        return Verdict.WITHIN if stop.at - start.at <= within else Verdict.LATE
    days = (stop.day - start.day).days
    if within > DAY:
        return Verdict.WITHIN if days <= within.days else Verdict.LATE
    return Verdict.LATE if days >= 2 else Verdict.CANNOT_TELL
