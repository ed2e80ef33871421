"""The report as an Excel workbook: one sheet a subject, the definitions on the last. No cell is ever a formula."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

import xlsxwriter

from audit import group_told
from audit.completeness import ITEMS
from audit.exports import leaves
from audit.measures import REASON_WORDS, STATE_WORDS, State
from audit.measures.o1 import WALKING
from audit.printed import Printed
from mscc.spreadsheets import AS_TEXT
from pathways.incidents import PHYSICAL, PSYCHOLOGICAL, STAGE_WORDS

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
    "none": "No metastases",
    "outcome_not_known": "Outcome not known",
    "people": "People",
    "population": "Population",
    "years": "Years",
    "per_million": "Per million and year",
    "episodes": "Episodes",
    "left_incomplete": "Left before all was in place",
    "known": "Known",
    "of": "Of",
    "median_days": "Median, days",
    "at_30": "Alive after 30 days",
    "at_90": "Alive after 90 days",
    "at_365": "Alive after 365 days",
    "not_known": "Not known",
    "excluded_reasons": "Excluded",
    "incidents": "Incidents",
    "per_100_referrals": "Per 100 referrals",
    "closed": "Closed",
    "median_days_to_close": "Median days to closing",
    "open": "Open",
    "open_over_60_days": "Open for more than 60 days",
}
# The kinds of an incident, by table.
KINDS: dict[str, dict[str, str]] = {
    "by_stage": {str(stage): words for stage, words in STAGE_WORDS.items()},
    "by_physical_harm": {kind or "not_known": words for kind, words in PHYSICAL.items()},
    "by_psychological_harm": {kind or "not_known": words for kind, words in PSYCHOLOGICAL.items()},
}


def build(told: Printed) -> bytes:
    """The workbook's bytes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        book.set_properties({"title": f"{told.title}, {told.alliance}", "created": told.as_at.replace(tzinfo=None)})
        head, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        for title, lines in _sheets(told):
            sheet, widths = book.add_worksheet(title), dict[int, int]()
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    sheet.write(row, column, cell, head if row == 0 else wrap)
                    widths[column] = min(WIDEST, max(widths.get(column, 8), len(str(cell or ""))))
            for column, width in widths.items():
                sheet.set_column(column, column, width + 1)
            sheet.freeze_panes(1, 0)
    return file.getvalue()


def _sheets(told: Printed) -> Iterator[tuple[str, Lines]]:
    content = told.content
    yield "About", _about(told)
    yield "Measures", _measures(content["measures"])
    yield "Referrals", [["Referrals received", "Number"], *_named(content["counts"])]
    yield "Incidence", _incidence(content)
    yield "Survival", [["Survival from confirmation", "Figure"], *_named(content["survival"])]
    yield "Walking", _walking(content["walking"])
    yield "Deprivation", _deprivation(content["by_deprivation_quintile"])
    yield "Incidents", _incidents(content["incidents"])
    if "completeness" in content:  # a pack frozen before has none
        yield "Completeness", _completeness(content)
    if told.group:
        yield "Steering group", group_told.lines(told.group)
    if told.months:
        yield "Months", _months(told.months)
    if told.corrected:
        yield "Put right", _corrections(told)
    yield "Definitions", _definitions(told)


def _about(told: Printed) -> Lines:
    yield ["Report", f"{told.title}, {told.alliance}"]
    for name, key in (("Alliance", "alliance"), ("From", "from"), ("To", "to"), ("As at", "as_at")):
        yield [name, told.content[key]]
    yield ["Edition", told.content["edition"]]
    yield ["Note", told.note]
    for words in told.said:
        yield ["Pack", words]


def _months(months: Iterable[Mapping[str, Any]]) -> Lines:
    yield ["Measure", "Month", "Met", "Not met", "Excluded", "Unknown", "Pending", "Percentage", "Median, hours"]
    names = ("measure", "month", *map(str, State), "percent", "median_hours")
    for each in months:
        yield [each[name] for name in names]


def _corrections(told: Printed) -> Lines:
    yield [f"Put right since {told.corrected}", "Item", "Figure", "Was", "Is"]
    for each in told.corrections:
        yield [each["section"], each["item"], _said((each["figure"],)), each["was"], each["is"]]


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


def _incidence(content: Mapping[str, Any]) -> Lines:
    yield ["Incidence", "Figure"]
    yield from _named(content["incidence"])
    for section, words in (("episodes", "INC-2, all episodes"), ("referred", "INC-3, referrals")):
        for name, value in content.get(section, {}).items():
            yield [f"{words}: {WORDS[name].lower()}", value]


def _completeness(content: Mapping[str, Any]) -> Lines:
    yield ["Item", "Known", "Of", "Percentage"]
    for name, of in content["completeness"].items():
        yield [ITEMS[name].words, *of.values()]
    yield [WORDS["left_incomplete"], content["departures"]["left_incomplete"]]


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


def _incidents(figures: Mapping[str, Any]) -> Lines:
    yield ["Incidents", "Number", "Per 100 referrals"]
    for name, value in figures.items():
        if isinstance(value, Mapping):
            for kind, of in value.items():
                yield [KINDS[name][kind], of["incidents"], of["per_100_referrals"]]
        elif name != "per_100_referrals":
            yield [WORDS[name], value, figures["per_100_referrals"] if name == "incidents" else None]


def _definitions(told: Printed) -> Lines:
    yield ["Measure", "Version", "Part", "Definition"]
    for each in told.definitions:
        yield [each["id"], each["version"], "Title", each["title"]]
        for part, words in each["parts"].items():
            yield [each["id"], each["version"], part, words]
