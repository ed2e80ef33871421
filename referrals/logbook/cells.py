"""PURE: one cell of an earlier log -> its value, or what is wrong with it and what is permitted instead."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from mscc.moments import LONDON, Moment, Precision, day_in_london, show_day

LONGEST = 4000
A_MOMENT = "2026-03-29T14:30, 2026-03-29 14:30 or 29/03/2026 14:30, also with seconds or an offset; or a day alone"
A_DAY = "2026-03-29 or 29/03/2026"
ON_DAY = r"(?:(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})|(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4}))"
AT_TIME = r"(?:[T ]\s*(?P<hh>\d{1,2}):(?P<mm>\d{2})(?::(?P<ss>\d{2})(?:\.\d+)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
MOMENT = re.compile(ON_DAY + AT_TIME, re.I | re.A)
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)
WIDEST_OFFSET = timedelta(hours=14)


class CellError(ValueError):
    """What is wrong with a cell, and what is permitted in it."""

    def __init__(self, wrong: str, permitted: str) -> None:
        super().__init__(f"{wrong}, permitted: {permitted}")


# A reader gets the cell's text, never empty, and a list to which it adds what somebody should look at.
Notes = list[str]
Read = Callable[[str, Notes], Any]


def printable(cell: str) -> str:
    """A cell as it is repeated in a message: not too long, nothing in it that moves the cursor."""
    seen = "".join(sign if sign.isprintable() else "·" for sign in cell[:40])
    return f"{seen}{'…' if len(cell) > 40 else ''}"


def quoted(cell: str) -> str:
    return f"“{printable(cell)}”"


def check(cell: str) -> None:
    """Raise CellError for what no cell may hold."""
    if "\0" in cell:
        raise CellError("holds a NUL character", "text")
    if len(cell) > LONGEST:
        raise CellError(f"{len(cell):,} characters", f"{LONGEST:,} or fewer")
    if cell.startswith("="):
        raise CellError(f"{quoted(cell)} is a formula", "the value alone")


def text(longest: int, what: str = "text") -> Read:
    def read(cell: str, notes: Notes) -> str:
        if len(cell) > longest:
            raise CellError(f"{len(cell):,} characters", f"{what} of {longest:,} characters or fewer")
        return cell

    return read


def one_of(values: Iterable[str], *, upper: bool = False) -> Read:
    permitted = tuple(values)

    def read(cell: str, notes: Notes) -> str:
        value = cell.upper() if upper else cell.lower()
        if value not in permitted:
            raise CellError(f"{quoted(cell)} is not one of the values", f"{', '.join(permitted)} or empty")
        return value

    return read


def yes_no(cell: str, notes: Notes) -> bool:
    return one_of(("yes", "no"))(cell, notes) == "yes"


def items(names: Iterable[str]) -> Read:
    """Names separated by semicolons, or `none` alone: asked about, and none present."""
    known = tuple(names)
    permitted = f"none, or items separated by ; of {', '.join(known)}"

    def read(cell: str, notes: Notes) -> tuple[str, ...]:
        given = tuple(dict.fromkeys(filter(None, (part.strip().lower() for part in cell.split(";")))))
        if "none" in given:
            if len(given) > 1:
                raise CellError("none together with items", "none alone, or items separated by ;")
            return ()
        if wrong := [name for name in given if name not in known]:
            raise CellError(f"{quoted(wrong[0])} is not an item", permitted)
        if not given:
            raise CellError(f"{quoted(cell)} names no item", permitted)
        return given

    return read


def whole(low: int, high: int) -> Read:
    def read(cell: str, notes: Notes) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", cell) or not low <= int(cell) <= high:
            raise CellError(f"{quoted(cell)} is not such a number", f"a whole number from {low} to {high}")
        return int(cell)

    return read


def dose(cell: str, notes: Notes) -> Decimal:
    permitted = "a dose in Gy above 0, to 100, such as 8 or 12.5"
    try:
        value = Decimal(cell) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", cell) else Decimal(-1)
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 < value <= 100 or value != value.quantize(Decimal("0.01")):
        raise CellError(f"{quoted(cell)} is not a dose", permitted)
    return value


def ods_code(cell: str, notes: Notes) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]{3,12}", cell):
        raise CellError(f"{quoted(cell)} is not an ODS code", "3 to 12 letters and digits, such as RXX01")
    return cell.upper()


def day(now: datetime) -> Read:
    """A day that is not in the future."""

    def read(cell: str, notes: Notes) -> date:
        found = MOMENT.fullmatch(cell)
        if not found or found["hh"]:
            raise CellError(f"{quoted(cell)} is not a day", A_DAY)
        value = _day(found, cell, A_DAY)
        if value > day_in_london(now):
            raise CellError(f"{show_day(value)} is in the future", "a day that has passed")
        return value

    return read


def moment(now: datetime) -> Read:
    """A moment that is not in the future; London's clock unless it has an offset. A day alone stays a day."""

    def read(cell: str, notes: Notes) -> Moment:
        found = MOMENT.fullmatch(cell)
        if not found:
            raise CellError(f"{quoted(cell)} is not a date and time", A_MOMENT)
        value = _moment(found, cell, notes)
        if value.at > now:
            raise CellError(f"{quoted(cell)} is in the future", "a time that has passed")
        return value

    return read


def _day(found: re.Match[str], cell: str, permitted: str) -> date:
    parts = (found[name] or found[f"{name}2"] for name in ("y", "m", "d"))
    try:
        value = date(*map(int, parts))
    except ValueError:
        raise CellError(f"{quoted(cell)} is no day of the calendar", permitted) from None
    if value < EARLIEST:
        raise CellError(f"{quoted(cell)} lies before {EARLIEST.year}", permitted)
    if value > LATEST:
        raise CellError(f"{quoted(cell)} is in the future", "a day that has passed")
    return value


def _moment(found: re.Match[str], cell: str, notes: Notes) -> Moment:
    on = _day(found, cell, A_MOMENT)
    if not found["hh"]:
        return Moment(datetime.combine(on, time(), LONDON), Precision.DATE)
    try:
        clock = time(int(found["hh"]), int(found["mm"]), int(found["ss"] or 0))
    except ValueError:
        raise CellError(f"{quoted(cell)} is no time of the clock", A_MOMENT) from None
    if clock == time():
        notes.append(f"{quoted(cell)}: exactly midnight? It is kept; if only the day is known, give the day alone")
    if found["zone"]:
        return Moment(datetime.combine(on, clock, _offset(found["zone"], cell)))
    return Moment(_in_london(datetime.combine(on, clock), cell, notes))


def _in_london(wall: datetime, cell: str, notes: Notes) -> datetime:
    local = wall.replace(tzinfo=LONDON)
    first = local.astimezone(UTC)
    if first.astimezone(LONDON).replace(tzinfo=None) != wall:
        raise CellError(f"{quoted(cell)} did not exist: the clocks went forward", "the time that the clock showed")
    if local.replace(fold=1).astimezone(UTC) != first:
        notes.append(f"{quoted(cell)} happened twice, the clocks went back: the first was taken; an offset says which")
    return first


def _offset(zone: str, cell: str) -> timezone:
    if zone.upper() == "Z":
        return UTC
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > WIDEST_OFFSET or int(digits[2:]) > 59:
        raise CellError(f"{quoted(cell)} has no offset that any clock has", "Z, or an offset such as +01:00")
    return timezone(-offset if zone[0] == "-" else offset)
