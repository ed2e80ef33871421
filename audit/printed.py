"""What a file of figures is made from: plain data, so that a live report and a frozen pack print alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from audit.exports import FOR_SHARING, NOT_FOR_SHARING, as_json
from audit.measures import TABLES, Measure, Table
from audit.periods import Period
from audit.report import Report
from mscc.moments import LONDON, show_day


@dataclass(frozen=True)
class Printed:
    """Figures with their definitions. A pack also has its months, what was put right since the last, who signed it."""

    alliance: str
    content: Mapping[str, Any]
    definitions: Sequence[Mapping[str, Any]]
    title: str = "MSCC audit"
    months: Sequence[Mapping[str, Any]] = ()
    corrections: Sequence[Mapping[str, Any]] = ()
    # Of the pack that they are of, where there is one.
    corrected: str = ""
    said: Sequence[str] = field(default=())
    # How the steering group stood: `audit.group_told` has the words.
    group: Mapping[str, Any] | None = None

    @property
    def as_at(self) -> datetime:
        return datetime.fromisoformat(self.content["as_at"])

    @property
    def as_at_words(self) -> str:
        local = self.as_at.astimezone(LONDON)
        return f"{show_day(local.date())} {local:%H:%M}"

    @property
    def period_words(self) -> str:
        return Period(date.fromisoformat(self.content["from"]), date.fromisoformat(self.content["to"])).words

    @property
    def note(self) -> str:
        return FOR_SHARING if self.content["shareable"] else NOT_FOR_SHARING


def printed(report: Report, *, shareable: bool = False) -> Printed:
    """A live report as it is printed."""
    return Printed(report.alliance.name, as_json(report, shareable=shareable), definitions(report))


def definitions(report: Report) -> list[dict[str, Any]]:
    """What each measure and table of a report means."""
    defined: list[Measure | Table] = [*report.measures.values(), *TABLES.values()]
    return [{"id": it.id, "version": it.version, "title": it.title, "parts": dict(it.definition)} for it in defined]
