"""PURE: stretches of time that figures are made for: whole days in London, both the first and the last included."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mscc.moments import LONDON

DAY = timedelta(days=1)
YEARS = range(1900, 3000)
LONGEST_MONTHS = 24  # more columns than this cannot be read under a chart


class PeriodError(ValueError):
    """The period asked for is none; the message says why and what to write."""


@dataclass(frozen=True)
class Period:
    """From the first day to the last, in London. Raises PeriodError where the last comes before the first."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if not YEARS.start <= self.start.year or not self.end.year < YEARS.stop:
            raise PeriodError(f"The period must lie between the years {YEARS.start} and {YEARS.stop - 1}.")
        if self.start > self.end:
            raise PeriodError(f"The period begins on {self.start} and ends before that, on {self.end}.")

    @property
    def begins(self) -> datetime:
        """The first instant, in UTC."""
        return midnight(self.start)

    @property
    def ends(self) -> datetime:
        """The first instant after it, in UTC."""
        return midnight(self.end + DAY)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def months(self) -> Iterator["Period"]:
        """Its calendar months in order; the first and last hold only the days that are in the period."""
        first = self.start.replace(day=1)
        while first <= self.end:
            following = add_months(first, 1)
            yield Period(max(first, self.start), min(following - DAY, self.end))
            first = following

    def before(self) -> "Period":
        """The period just before it: as many months where it is whole months, else as many days."""
        if self.start.day == 1 and (self.end + DAY).day == 1:
            months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
            return Period(add_months(self.start, -months), self.start - DAY)
        return Period(self.start - (self.end - self.start) - DAY, self.start - DAY)

    @property
    def words(self) -> str:
        """The period in words: "1 Nov 2025 to 31 Oct 2026"."""
        return f"{_day(self.start)} to {_day(self.end)}"


def midnight(day: date) -> datetime:
    """The instant at which a day begins in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def add_months(first: date, months: int) -> date:
    """The first of the month so many months later (or earlier)."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_start(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def _full_months(today: date, months: int, earlier: int = 0) -> Period:
    end = add_months(month_start(today), -earlier)
    return Period(add_months(end, -months), end - DAY)


# The periods offered on the pages: what an address says, the words, and the days they are on a day.
PRESETS: dict[str, tuple[str, Callable[[date], Period]]] = {
    "last-12": ("Last 12 full months", lambda today: _full_months(today, 12)),
    "previous-12": ("The 12 months before those", lambda today: _full_months(today, 12, earlier=12)),
    "this-year": ("This year so far", lambda today: Period(today.replace(month=1, day=1), today)),
    "last-14": ("Last 14 months, to today", lambda today: Period(add_months(month_start(today), -13), today)),
}
DEFAULT = "last-12"


def chosen_months(first: str, last: str, today: date) -> Period:
    """The period from one month to another, each written 2026-03; the present month ends today.

    Raises PeriodError for what is no month, comes in the wrong order, lies in the future or is too long.
    """
    start, end = _month(first), _month(last)
    if start > end:
        raise PeriodError("The first month comes after the last. Choose them the other way round.")
    if end > today:
        raise PeriodError("The last month has not begun yet. Choose this month or an earlier one.")
    if add_months(start, LONGEST_MONTHS) <= end:
        raise PeriodError(f"That is more than {LONGEST_MONTHS} months. Choose {LONGEST_MONTHS} or fewer.")
    return Period(start, min(add_months(end, 1) - DAY, today))


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise PeriodError(f"“{text.strip()[:20]}” is not a month. Write it as 2026-03.") from None


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
