"""Scores and scales that were recorded, in words: as one line, and beside those of before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pathways.scores import scales
from pathways.scores.forms import BY_NAME, Paper
from pathways.scores.scales import Scale
from pathways.scores.tool import Item
from referrals.events import EventKind
from referrals.models import Event

UNKNOWN, NOT_KNOWN, NOT_RECORDED = "unknown", "Not known", "Not recorded"
FRAILTY = dict.fromkeys(map(str, scales.FRAILTY_GRADES), "") | {"individual": scales.FRAILTY_NOT_APPLICABLE}
# What is recorded over time, each with its grades; the Clinical Frailty Scale is a number and the version it is of.
GRADED: dict[str, tuple[str, dict[str, str]]] = {
    "ecog_before": ("ECOG before the cord was affected", scales.ECOG.grades),
    "ecog_now": ("ECOG now", scales.ECOG.grades),
    "karnofsky": (scales.KARNOFSKY.name, scales.KARNOFSKY.grades),
    "frankel": (scales.FRANKEL.name, scales.FRANKEL.grades),
    "asia": (scales.ASIA.name, scales.ASIA.grades),
    "pain_rest": ("Pain at rest, 0 to 10", scales.PAIN.grades),
    "pain_moving": ("Pain on moving, 0 to 10", scales.PAIN.grades),
    "escc": (scales.ESCC.name, scales.ESCC.grades),
    "frailty": ("Clinical Frailty Scale, number", FRAILTY),
    "frailty_version": ("Clinical Frailty Scale, version", dict.fromkeys(scales.FRAILTY_VERSIONS, "")),
}
CITED: tuple[Scale, ...] = (scales.ECOG, scales.KARNOFSKY, scales.FRANKEL, scales.ASIA, scales.ESCC)


@dataclass(frozen=True)
class Cell:
    """One answer of one day. `changed`: the last time that it was recorded it was another."""

    words: str
    points: int | None = None
    changed: bool = False


@dataclass(frozen=True)
class Column:
    """What was recorded at one moment: its event, its heading, its cells in the order of the rows."""

    event: Event
    words: str
    cells: list[Cell]


def score_words(data: dict[str, Any]) -> str:
    """A score as one line: "SINS of T8: 10 of 18, potentially unstable"."""
    paper = BY_NAME[data["tool"]]
    return f"{_of(paper, data)}: {total_words(paper, data)}"


def _of(paper: Paper, data: dict[str, Any]) -> str:
    return f"{paper.short} of {data['level'] or 'a level not known'}" if paper.levels else paper.short


def total_words(paper: Paper, data: dict[str, Any]) -> str:
    """The total with its band; of an incomplete one only the range that is possible, and what is missing."""
    low, high = data["range"]
    if data["total"] is None:
        lacking = paper.lacking(data["missing"])
        return f"incomplete, between {low} and {high} of {paper.tool.highest}; not known: {lacking}"
    return f"{data['total']} of {paper.tool.highest}, {paper.bands[data['band']]}"


def graded_words(data: dict[str, Any]) -> str:
    """The scales of one moment as one line."""
    return "; ".join(f"{label}: {code(data[name])}" for name, (label, _) in GRADED.items() if name in data)


def code(value: str) -> str:
    """A grade as it is written in a line."""
    return {UNKNOWN: NOT_KNOWN.lower(), "individual": scales.FRAILTY_NOT_APPLICABLE}.get(value, value)


SAYS: dict[EventKind, Callable[[dict[str, Any]], str]] = {
    EventKind.SCORED: score_words,
    EventKind.GRADED: graded_words,
}


def newest(events: Iterable[Event]) -> list[Event]:
    """The newest score of each tool and level, and the newest scales. `events`: the newest first."""
    found: dict[tuple[str, str], Event] = {}
    for event in events:
        if event.kind in SAYS and not hasattr(event, "superseded_by"):
            found.setdefault((event.data.get("tool", ""), event.data.get("level", "")), event)
    return list(found.values())


def side_by_side(events: Iterable[Event], cells: Callable[[Event], list[Cell]], title: Callable) -> list[Column]:
    """Columns, the newest first, each marked where it differs from the one before of the same kind and level."""
    columns: list[Column] = []
    before: dict[str, list[Cell]] = {}
    for event in reversed(list(events)):
        now, key = cells(event), event.data.get("level", "")
        old = before.get(key, now)
        marked = [
            Cell(it.words, it.points, it.words != was.words and NOT_RECORDED not in (it.words, was.words))
            for it, was in zip(now, old, strict=True)
        ]
        columns.insert(0, Column(event, title(event.data), marked))
        before[key] = [was if it.words == NOT_RECORDED else it for it, was in zip(now, old, strict=True)]
    return columns


def scores_beside(paper: Paper, events: Iterable[Event]) -> list[Column]:
    """The scores by one tool beside each other."""

    def cells(event: Event) -> list[Cell]:
        return [Cell(_answer(item, event.data), event.data["components"][item.name]) for item in paper.tool.items]

    mine = [event for event in events if event.data["tool"] == paper.tool.name]
    return side_by_side(mine, cells, lambda data: f"{_of(paper, data)}: {total_words(paper, data)}")


def scales_beside(events: Iterable[Event]) -> list[Column]:
    """The scales beside each other. What was not recorded stays empty; not known says so."""

    def cells(event: Event) -> list[Cell]:
        return [Cell(_grade(name, event.data.get(name, ""))) for name in GRADED]

    return side_by_side(events, cells, lambda _: "")


def _grade(name: str, value: str) -> str:
    if not value:
        return NOT_RECORDED
    words = GRADED[name][1].get(value, "")
    return NOT_KNOWN if value == UNKNOWN else grade_words(value, words)


def grade_words(value: str, words: str) -> str:
    """A grade with what it is, where that is more than the grade itself."""
    return f"{value}: {words}" if words and words not in (value, code(value)) else code(value)


def _answer(item: Item, data: dict[str, Any]) -> str:
    """The answer to an item as its form words it; where only the level was given, what the level means."""
    value = data["inputs"].get(item.name)
    if value is None and item.other and item.other.name in data["inputs"]:
        value = item.other.means[data["inputs"][item.other.name]]
    return next((option.label for option in item.options if option.value == value), NOT_KNOWN)
