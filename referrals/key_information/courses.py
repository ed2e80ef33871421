"""PURE: the months from the first radiotherapy to the return of symptoms (1.10.9), counted where they were not told."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date

from mscc.moments import Moment, Precision
from referrals.key_information.answers import Answer
from referrals.key_information.question import UNKNOWN, moment_of

TOLD = "months_since_radiotherapy"


def months_counted(standing: Mapping[str, Answer]) -> dict[str, float]:
    """The fact, from the dates. None where one of them, or whether there was a course before, is not known for sure:
    the first of the courses may be one that nobody has named.
    """
    back = _day(standing["symptoms_back"])
    begun = list(_begun(standing))
    if standing[TOLD].value not in ("", UNKNOWN) or not back or not begun or None in begun:
        return {}
    first = min(day for day in begun if day)
    return {TOLD: float(whole_months(first, back))} if first <= back else {}


def _begun(standing: Mapping[str, Answer]) -> Iterator[date | None]:
    """When each course began; None for one that has no date, and for one that nobody has ruled out."""
    for prefix in ("radiotherapy", "radiotherapy_2", "radiotherapy_3"):
        yield _day(standing[f"{prefix}_when"])
        more = standing.get(f"{prefix}_more")
        if more is None or more.value == "no":
            return
        if more.value != "yes":
            yield None
            return


def _day(answer: Answer) -> date | None:
    """The day that an answer names; about a day is not that day."""
    moment: Moment | None = moment_of(answer.value)
    return moment.day if moment and moment.precision is not Precision.ESTIMATED else None


def whole_months(first: date, last: date) -> int:
    """Calendar months that have passed whole; where a month has no such day, its last day completes it."""
    completed_on = min(first.day, monthrange(last.year, last.month)[1])
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < completed_on)
