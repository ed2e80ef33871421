"""The figures as files: JSON by the contract, and rows for CSV."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from audit.figures import Figures
from audit.measures import Measure, State
from audit.periods import Period
from audit.report import Report

NOT_FOR_SHARING = "Exact small numbers: not for sharing outside the service."
MEASURE_COLUMNS = (
    "alliance",
    "measure",
    "version",
    "title",
    "stretch",
    "from",
    "to",
    *map(str, State),
    "scored",
    "percent",
    "ci_low",
    "ci_high",
    "fallback",
    "median_hours",
    "p90_hours",
    "excluded_reasons",
    "as_at",
    "edition",
    "note",
)


def as_json(report: Report) -> dict[str, Any]:
    """The report by the names of contracts/report.md, as far as its measures go."""
    return {
        "alliance": report.alliance.code,
        "from": report.period.start.isoformat(),
        "to": report.period.end.isoformat(),
        "as_at": _instant(report),
        "shareable": False,
        "edition": report.edition,
        "measures": {name: report.figures[name].as_json(measure) for name, measure in report.measures.items()},
        "counts": report.counts,
    }


def report_rows(report: Report) -> Iterator[list[object]]:
    """The whole report as rows, one figure a row, named as in the JSON: section, item, figure, value."""
    yield ["alliance", "from", "to", "as_at", "shareable", "edition", "section", "item", "figure", "value"]
    content = as_json(report)
    head = [content.pop(name) for name in ("alliance", "from", "to", "as_at", "shareable", "edition")]
    head[4] = str(head[4]).lower()
    for item, figures in content["measures"].items():
        reasons = figures.pop("excluded_reasons")
        for figure, value in figures.items():
            yield [*head, "measures", item, figure, value]
        for reason, value in reasons.items():
            yield [*head, "measures", item, f"excluded_reasons.{reason}", value]
    for figure, value in content["counts"].items():
        yield [*head, "counts", "", figure, value]


def measure_rows(report: Report, measure: Measure) -> Iterator[list[object]]:
    """One measure as a table: the whole period, then each of its months."""
    yield list(MEASURE_COLUMNS)
    yield _measure_row(report, measure, "whole period", report.period, report.figures[measure.id])
    for month, figures in report.by_month(measure):
        yield _measure_row(report, measure, f"{month.start:%Y-%m}", month, figures)


def _measure_row(report: Report, measure: Measure, stretch: str, period: Period, figures: Figures) -> list[object]:
    values = figures.as_json(measure) | {
        "alliance": report.alliance.code,
        "measure": measure.id,
        "version": measure.version,
        "stretch": stretch,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "scored": figures.scored,
        "excluded_reasons": "; ".join(f"{why} {n}" for why, n in figures.reasons[State.EXCLUDED].items()),
        "as_at": _instant(report),
        "edition": report.edition,
        "note": NOT_FOR_SHARING,
    }
    return [values[name] for name in MEASURE_COLUMNS]


def _instant(report: Report) -> str:
    return report.as_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
