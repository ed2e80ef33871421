"""PURE: a rota: patterns of wall-clock time made into shifts, and the stretches in which nobody is on.

People agree on what the clock on the wall shows in London. Where the clock shows an hour twice, a shift begins with the
first and ends with the last of the two, so that two shifts overlap and never leave a gap; where an hour is skipped,
what would begin or end in it does so at the moment of the change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

import holidays

from mscc.moments import LONDON, show

DAY = timedelta(days=1)
# The longest that a pattern makes shifts ahead; then somebody looks at it again.
LONGEST = timedelta(days=366)
# By law the clocks change at this hour of UTC, in spring and in autumn.
CHANGE = time(1, tzinfo=UTC)


class BankHolidays(StrEnum):
    """What a pattern does on a bank holiday of England and Wales."""

    AS_USUAL = "as_usual"
    NOT = "not"
    ALSO = "also"


BANK_HOLIDAY_WORDS = {
    BankHolidays.AS_USUAL: "as on any other day",
    BankHolidays.NOT: "not on bank holidays",
    BankHolidays.ALSO: "also on bank holidays, whatever the weekday",
}


@dataclass(frozen=True, order=True)
class Stretch:
    """From one instant to another, the second not included."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)

    def meets(self, other: "Stretch") -> bool:
        """Whether one person's shift would be another's too; within an hour that comes twice they may be."""
        return self.start < other._sole_end and other.start < self._sole_end

    @property
    def _sole_end(self) -> datetime:
        """Its end; of an end in the second of two like hours, the same time of the first."""
        return self.end - timedelta(hours=self.end.astimezone(LONDON).fold)


@dataclass(frozen=True)
class Repeat:
    """When a pattern has a shift: on which days, between which two times of the clock on the wall.

    A shift whose end is not after its start ends on the next day. `every` counts weeks from the week of `first`.
    """

    weekdays: frozenset[int]
    starts: time
    ends: time
    first: date
    last: date
    every: int = 1
    bank_holidays: BankHolidays = BankHolidays.AS_USUAL
    exceptions: frozenset[date] = frozenset()

    def days(self) -> Iterator[date]:
        """The days on which a shift begins."""
        for number in range((self.last - self.first).days + 1):
            if self._falls_on(day := self.first + number * DAY):
                yield day

    def _falls_on(self, day: date) -> bool:
        week = (day - self.first + self.first.weekday() * DAY).days // 7
        if day in self.exceptions or week % self.every:
            return False
        if self.bank_holidays is not BankHolidays.AS_USUAL and bank_holiday(day):
            return self.bank_holidays is BankHolidays.ALSO
        return day.weekday() in self.weekdays

    def shift(self, day: date) -> Stretch:
        """The shift that begins on a day."""
        return between(day, self.starts, self.ends)

    def shifts(self) -> Iterator[tuple[date, Stretch]]:
        """Every shift with its day. One whose hours are all skipped by the change of the clocks is none."""
        for day in self.days():
            shift = self.shift(day)
            if shift.start < shift.end:
                yield day, shift


def words(stretch: Stretch, at: datetime) -> str:
    """A stretch as it is said: "20:00 Fri 27 Nov to 08:00 Sat 28 Nov"."""
    return f"{show(stretch.start, now=at)} to {show(stretch.end, now=at)}"


def between(day: date, starts: time, ends: time) -> Stretch:
    """From a time of the clock on the wall to the next such other time."""
    return Stretch(begins(day, starts), finishes(day if ends > starts else day + DAY, ends))


def begins(day: date, wall: time) -> datetime:
    """The instant at which a shift begins: of an hour that comes twice the first."""
    return _instant(day, wall, fold=0)


def finishes(day: date, wall: time) -> datetime:
    """The instant at which a shift ends: of an hour that comes twice the last."""
    return _instant(day, wall, fold=1)


def _instant(day: date, wall: time, fold: int) -> datetime:
    if not is_shown(day, wall):
        return datetime.combine(day, CHANGE)
    return datetime.combine(day, wall).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def is_shown(day: date, wall: time) -> bool:
    """Whether the clock on the wall shows this time on this day: in spring it skips an hour."""
    local = datetime.combine(day, wall)
    return local.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON).replace(tzinfo=None, fold=0) == local


def gaps(shifts: Iterable[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """The stretches between two instants in which no shift runs, in order."""
    found, covered = [], start
    for shift in sorted(shifts):
        if covered >= end:
            break
        if shift.start > covered:
            found.append(Stretch(covered, min(shift.start, end)))
        covered = max(covered, shift.end)
    if covered < end:
        found.append(Stretch(covered, end))
    return [gap for gap in found if gap.start < gap.end]


def next_gap(shifts: Iterable[Stretch], since: datetime, at: datetime) -> datetime:
    """When the first stretch begins, not before `since`, that has nobody on and is not over at `at`.

    The end of the rota is such a moment: there is always one.
    """
    known = list(shifts)
    latest = max([at, since, *(shift.end for shift in known)]) + DAY
    return next(gap.start for gap in gaps(known, since, latest) if gap.end > at)


@cache
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


def bank_holiday(day: date) -> str:
    """The name of a bank holiday of England and Wales; nothing on another day."""
    return _bank_holidays(day.year).get(day, "")
