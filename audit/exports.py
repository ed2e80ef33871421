"""The figures as files: JSON by the contract, and rows for CSV."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from audit import sharing
from audit.figures import Figures
from audit.measures import Measure, State
from audit.outcomes import walking_table
from audit.periods import Period
from audit.report import QUINTILES, Measured, Report
from audit.statistics import shown

NOT_FOR_SHARING = "Exact small numbers: not for sharing outside the service."
FOR_SHARING = (
    "For sharing: counts of 1 to 7 are *, others are rounded to the nearest 5; percentages and rates come from those."
)
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
    "q1_hours",
    "q3_hours",
    "p90_hours",
    "excluded_reasons",
    "as_at",
    "edition",
    "note",
)


def as_json(report: Report, *, shareable: bool = False) -> dict[str, Any]:
    """The report by the names of contracts/report.md: exact, or as it may leave the service."""
    return {
        "alliance": report.alliance.code,
        "from": report.period.start.isoformat(),
        "to": report.period.end.isoformat(),
        "as_at": _instant(report),
        "shareable": shareable,
        "edition": report.edition,
        **(_shared(report) if shareable else _exact(report)),
    }


def _exact(report: Report) -> dict[str, Any]:
    fifths = {
        fifth: {name: of[fifth].as_json(report.measures[name]) for name, of in report.quintiles.items()}
        | {"referrals": report.by_quintile[fifth]}
        for fifth in QUINTILES
    }
    return {
        "measures": {name: report.figures[name].as_json(measure) for name, measure in report.measures.items()},
        "counts": report.counts,
        "incidence": report.incidence.as_json(),
        "survival": report.survival.as_json(),
        "walking": walking_table(report.walking),
        "by_deprivation_quintile": fifths,
        "incidents": report.incidents.as_json(),
        "episodes": report.episodes.as_json(),
        "referred": {"referrals": report.counts["referrals"], "per_million": report.referred_per_million},
        "completeness": {name: it.as_json() for name, it in report.kept.items.items()},
        "departures": {"left_incomplete": report.kept.left_incomplete},
    }


def _shared(report: Report) -> dict[str, Any]:
    measures = {name: sharing.measure(report.figures[name], measure) for name, measure in report.measures.items()}
    received = sharing.counts(report.counts, "referrals")
    sharing.hold_to_counts(measures, received)
    return {
        "measures": measures,
        "counts": received,
        "incidence": sharing.incidence(report.incidence),
        "survival": sharing.survival(report.survival),
        "walking": sharing.walking(walking_table(report.walking), report.counts["confirmed_mscc"]),
        "by_deprivation_quintile": _shared_quintiles(report, measures),
        "incidents": sharing.incidents(report.incidents),
        "episodes": sharing.episodes(report.episodes),
        "referred": sharing.referred(received["referrals"], report.incidence),
        "completeness": {name: sharing.complete(it.known, it.of) for name, it in report.kept.items.items()},
        "departures": {"left_incomplete": shown(report.kept.left_incomplete)},
    }


def _shared_quintiles(report: Report, whole: dict[str, Any]) -> dict[str, dict[str, Any]]:
    referrals = sharing.counts({**report.by_quintile, "": report.counts["referrals"]}, "")
    told = {
        name: sharing.quintiles(
            {fifth: sharing.measure(figures, report.measures[name]) for fifth, figures in of.items()}, whole[name]
        )
        for name, of in report.quintiles.items()
    }
    return {
        fifth: {**{name: of[fifth] for name, of in told.items()}, "referrals": referrals[fifth]} for fifth in QUINTILES
    }


def report_rows(report: Report, *, shareable: bool = False) -> Iterator[list[object]]:
    """The whole report as rows."""
    return content_rows(as_json(report, shareable=shareable))


def content_rows(figures: Mapping[str, Any]) -> Iterator[list[object]]:
    """A report as rows, one figure a row, named as in the JSON: section, item, figure, value."""
    yield ["alliance", "from", "to", "as_at", "shareable", "edition", "section", "item", "figure", "value"]
    content = dict(figures)
    head = [content.pop(name) for name in ("alliance", "from", "to", "as_at", "shareable", "edition")]
    head[4] = str(head[4]).lower()
    for section, values in content.items():
        for (*items, figure), value in leaves(values):
            item = items[0] if items else ""
            yield [*head, section, item, ".".join([*items[1:], figure]), value]


def leaves(values: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every figure of a nested table, with the names that lead to it."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name), value


def measure_rows(report: Measured, measure: Measure) -> Iterator[list[object]]:
    """One measure as a table: the whole period, then each of its months."""
    yield list(MEASURE_COLUMNS)
    yield _measure_row(report, measure, "whole period", report.period, report.figures[measure.id])
    for month, figures in report.by_month(measure):
        yield _measure_row(report, measure, f"{month.start:%Y-%m}", month, figures)


def _measure_row(report: Measured, measure: Measure, stretch: str, period: Period, figures: Figures) -> list[object]:
    values = figures.shares() | {
        "title": measure.title,
        "q1_hours": figures.q1_hours,
        "q3_hours": figures.q3_hours,
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


def _instant(report: Measured) -> str:
    return report.as_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
