"""The report as an Excel workbook: one sheet a subject, the definitions on the last. No cell is ever a formula."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

import xlsxwriter

from audit.exports import FOR_SHARING, NOT_FOR_SHARING, as_json, leaves
from audit.measures import REASON_WORDS, STATE_WORDS, TABLES, Measure, Table
from audit.measures.o1 import WALKING
from audit.report import Report
from mscc.spreadsheets import AS_TEXT

WIDEST = 60
Lines = Iterable[Iterable[object]]

# What the figures are called in the sheets.
WORDS = {
    **{str(state): words for state, words in STATE_WORDS.items()},
    **REASON_WORDS,
    "percent": "Percentage",
    "ci_low": "95% from",
    "ci_high": "95% to",
    "fallback": "Start from the contact",
    "median_hours": "Median, hours",
    "q1_hours": "Lower quartile, hours",
    "q3_hours": "Upper quartile, hours",
    "p90_hours": "90th centile, hours",
    "n": "People",
    "within_48_percent": "Within 48 hours, %",
    "left_out": "Left out",
    "referrals": "Referrals",
    "confirmed_mscc": "Confirmed MSCC",
    "impending": "Impending compression",
    "metastases": "Spinal metastases",
    "none": "Neither",
    "outcome_not_known": "Outcome not known",
    "people": "People",
    "population": "Population",
    "years": "Years",
    "per_million": "Per million and year",
    "median_days": "Median, days",
    "at_30": "Alive after 30 days",
    "at_90": "Alive after 90 days",
    "at_365": "Alive after 365 days",
    "not_known": "Not known",
    "excluded_reasons": "Excluded",
}


def build(report: Report, *, shareable: bool = False) -> bytes:
    """The workbook's bytes."""
    file = BytesIO()
    content = as_json(report, shareable=shareable)
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        book.set_properties(
            {"title": f"MSCC audit, {report.alliance.name}", "created": report.as_at.replace(tzinfo=None)}
        )
        head, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        for title, lines in _sheets(report, content):
            sheet, widths = book.add_worksheet(title), dict[int, int]()
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    sheet.write(row, column, cell, head if row == 0 else wrap)
                    widths[column] = min(WIDEST, max(widths.get(column, 8), len(str(cell or ""))))
            for column, width in widths.items():
                sheet.set_column(column, column, width + 1)
            sheet.freeze_panes(1, 0)
    return file.getvalue()


def _sheets(report: Report, content: Mapping[str, Any]) -> Iterator[tuple[str, Lines]]:
    yield "About", _about(report, content)
    yield "Measures", _measures(content["measures"])
    yield "Referrals", [["Referrals received", "Number"], *_named(content["counts"])]
    yield "Incidence", [["Incidence", "Figure"], *_named(content["incidence"])]
    yield "Survival", [["Survival from confirmation", "Figure"], *_named(content["survival"])]
    yield "Walking", _walking(content["walking"])
    yield "Deprivation", _deprivation(content["by_deprivation_quintile"])
    yield "Definitions", _definitions(report)


def _about(report: Report, content: Mapping[str, Any]) -> Lines:
    yield ["Report", f"MSCC audit, {report.alliance.name}"]
    yield ["Alliance", content["alliance"]]
    yield ["From", content["from"]]
    yield ["To", content["to"]]
    yield ["As at", content["as_at"]]
    yield ["Edition", content["edition"]]
    yield ["Note", FOR_SHARING if content["shareable"] else NOT_FOR_SHARING]


def _said(path: tuple[str, ...]) -> str:
    return ", ".join(WORDS.get(name, name) for name in path)


def _named(values: Mapping[str, Any]) -> Iterator[list[object]]:
    for path, value in leaves(values):
        yield [_said(path), value]


def _measures(measures: Mapping[str, Mapping[str, Any]]) -> Lines:
    yield ["Measure", "Title", "Figure", "Value"]
    for name, figures in measures.items():
        told = {figure: value for figure, value in figures.items() if figure not in {"title", "source"}}
        for path, value in leaves(told):
            yield [name, figures["title"], _said(path), value]


def _walking(table: Mapping[str, Mapping[str, Any]]) -> Lines:
    yield ["At presentation, down; at discharge, across", *WALKING.values()]
    for before, row in table.items():
        yield [WALKING[before], *row.values()]


def _deprivation(fifths: Mapping[str, Mapping[str, Any]]) -> Lines:
    yield ["Fifth by deprivation, 1 the most deprived", "Measure", "Figure", "Value"]
    for fifth, of in fifths.items():
        yield [WORDS.get(fifth, fifth), "", WORDS["referrals"], of["referrals"]]
        for name, figures in ((name, it) for name, it in of.items() if isinstance(it, Mapping)):
            told = {figure: value for figure, value in figures.items() if figure not in {"title", "source"}}
            for path, value in leaves(told):
                yield [WORDS.get(fifth, fifth), name, _said(path), value]


def _definitions(report: Report) -> Lines:
    yield ["Measure", "Version", "Part", "Definition"]
    defined: list[Measure | Table] = [*report.measures.values(), *TABLES.values()]
    for measure in defined:
        yield [measure.id, measure.version, "Title", measure.title]
        for part, words in measure.definition.items():
            yield [measure.id, measure.version, part, words]
