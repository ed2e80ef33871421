"""PURE: by when the steering group is to have met again: at least two meetings in any year (1.1.2)."""

from collections.abc import Iterable
from datetime import date

WANTED = 2  # in any year


def year_after(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def due_on(since: date, held: Iterable[date]) -> date:
    """The last day on which another meeting keeps two in the year: a year after the meeting before the last.

    With fewer than two on record the first year of the register decides, which begins on `since`.
    """
    days = sorted(held)
    return year_after(days[-WANTED] if len(days) >= WANTED else since)


def in_year_to(today: date, held: Iterable[date]) -> int:
    """How many meetings the year that ends today has had."""
    return sum(day <= today < year_after(day) for day in held)
