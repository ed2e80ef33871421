"""PURE: a limit running for one person, and the one comparison that both the alarm and the audit use.

24 hours are 24 hours of real time, subtracted in UTC; nothing pauses at night, at weekends or on holidays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mscc.moments import Moment, show, show_span
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
    LOCAL_PASSED = "local limit passed"
    OVERDUE = "overdue"


class Verdict(StrEnum):
    """Whether a stop came within the limit of a start."""

    WITHIN = "within"
    LATE = "late"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Deadline:
    """By when something is to be done: `due` by the tighter limit, on which the alarm runs; `guideline` by the limit of
    the table, by which alone it is judged. Without a local limit both are one moment.
    """

    due: datetime
    guideline: datetime

    @classmethod
    def after(cls, start: datetime, hours: float, local_hours: float | None = None) -> "Deadline":
        """That of a clock: the one place where a local limit is put beside the guideline's."""
        shorter = hours if local_hours is None else min(hours, local_hours)
        return cls(start + timedelta(hours=shorter), start + timedelta(hours=hours))

    @property
    def is_local(self) -> bool:
        return self.due < self.guideline

    def standing(self, at: datetime) -> Standing:
        """How a running clock stands; at the due moment itself it is overdue."""
        if at >= self.guideline:
            return Standing.OVERDUE
        if at >= self.due:
            return Standing.LOCAL_PASSED
        return Standing.DUE_SOON if at >= self.due - WARNING else Standing.RUNNING

    def looked_at(self, planned: datetime, at: datetime) -> datetime:
        """When to look next: as planned, but never later than a moment that is still to come. A ladder that was climbed
        to its end early, since nobody was there to be told, would else repeat past it.
        """
        return min([planned, *(moment for moment in (self.due, self.guideline) if at < moment)])

    def words(self, at: datetime) -> str:
        """How it stands: "Due in 3 h", "Local limit passed 1 h ago", "Overdue 20 min"."""
        stands = self.standing(at)
        if stands is Standing.OVERDUE:
            return f"Overdue {show_span(at - self.guideline)}"
        if stands is Standing.LOCAL_PASSED:
            return f"Local limit passed {show_span(at - self.due)} ago"
        return f"Due in {show_span(self.due - at)}"

    def shown(self, at: datetime) -> str:
        """The moment as people read it, with the guideline's where a local limit comes before it."""
        also = f" (guideline {show(self.guideline, now=at)})" if self.is_local else ""
        return f"{show(self.due, now=at)}{also}"


@dataclass(frozen=True)
class Clock:
    """One limit, running for one person from a start; `basis` names the fact that gave the start.

    `local_hours`: what the alliance has agreed on instead, where that is shorter. The alarm runs on it; whether the
    clock is met never does.
    """

    limit: Limit
    start: Moment
    basis: str
    stop: Moment | None = None
    local_hours: float | None = None

    @property
    def deadline(self) -> Deadline:
        return Deadline.after(self.start.at, self.limit.hours, self.local_hours)

    @property
    def due(self) -> datetime:
        return self.deadline.due

    @property
    def passed_local(self) -> bool:
        """Whether it stopped within the guideline's limit, but after the local one."""
        return self.status is Status.MET and self.stop is not None and self.stop.latest > self.due

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
        return self.deadline.standing(at)


def standing(due: datetime, at: datetime) -> Standing:
    """How something without a local limit stands."""
    return Deadline(due, due).standing(at)


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
