"""PURE: how a letter says a moment and a list. It is read on another day: no moment in it is of "today"."""

from collections.abc import Iterable
from datetime import UTC, datetime

from mscc.moments import LONDON, Moment, Precision, show_day

ANOTHER_DAY = datetime(1970, 1, 1, tzinfo=UTC)
NONE = "None on record"


def dated(moment: Moment | datetime | None) -> str:
    """A moment with its year, however near: "18:24 on 22 Nov 2026"."""
    if moment is None:
        return ""
    moment = moment if isinstance(moment, Moment) else Moment(moment)
    local = moment.at.astimezone(LONDON)
    day = show_day(local.date())
    if moment.is_day_only:
        return f"{day}, time not known"
    return f"{'about ' if moment.precision is Precision.ESTIMATED else ''}{local:%H:%M} on {day}"


def listed(lines: Iterable[str], none: str = NONE) -> str:
    """Each line with the mark of a list before it; where there is none, that is said."""
    return "\n".join(f"- {' '.join(line.split())}" for line in lines) or f"- {none}"
