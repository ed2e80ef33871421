"""Scores, scales and power that were recorded, in words: as one line, and beside those of before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from pathways.scores import scales
from pathways.scores.forms import BY_NAME, Paper
from pathways.scores.power import CELLS, NOT_TESTABLE
from pathways.scores.scales import BETTER, MRC_POWER, WORSE, Scale
from pathways.scores.tool import Item
from referrals.events import EventKind
from referrals.key_information.question import UNKNOWN
from referrals.models import Event

NOT_KNOWN, NOT_RECORDED = "Not known", "Not recorded"
FULL, WEAKER, STRONGER = "5", "Weaker", "Stronger"
SAME, NOT_GRADED, NOT_AGAIN = "Same", "No longer graded", "Not examined again"
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
# Those whose grades have an order, so that a change is for the worse or the better.
ORDERED: dict[str, Scale] = {
    "ecog_before": scales.ECOG, "ecog_now": scales.ECOG, "karnofsky": scales.KARNOFSKY, "frankel": scales.FRANKEL,
    "asia": scales.ASIA, "pain_rest": scales.PAIN, "pain_moving": scales.PAIN, "escc": scales.ESCC,
}  # fmt: skip
CITED: tuple[Scale, ...] = (scales.ECOG, scales.KARNOFSKY, scales.FRANKEL, scales.ASIA, scales.ESCC)


@dataclass(frozen=True)
class Cell:
    """One answer of one day. `change` says that it is another than before; `was`: the last grade on record."""

    words: str
    points: int | None = None
    value: str = ""
    change: str = ""
    was: str = ""


@dataclass(frozen=True)
class Column:
    """What was recorded at one moment: its event, its heading, its cells in the order of the rows."""

    event: Event
    words: str
    cells: list[Cell]


def score_words(data: dict[str, Any]) -> str:
    """A score as one line: "SINS of T8: 10 of 18, published band: potentially unstable"."""
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
    return f"{data['total']} of {paper.tool.highest}, {paper.of_band}: {paper.bands[data['band']]}"


def graded_words(data: dict[str, Any]) -> str:
    """The scales of one moment as one line."""
    return "; ".join(f"{label}: {code(data[name])}" for name, (label, _) in GRADED.items() if name in data)


def power_words(data: dict[str, Any]) -> str:
    """The power of one moment as one line: what is not full by name, the rest by its number."""
    less = [f"{label}: {code(data[name])}" for name, label in CELLS.items() if data.get(name, FULL) != FULL]
    counts = {"full": list(data.values()).count(FULL), "not recorded": len(CELLS) - len(data)}
    return "; ".join([*less, *(f"{n} of {len(CELLS)} {words}" for words, n in counts.items() if n)])


def code(value: str) -> str:
    """A grade as it is written in a line."""
    others = {UNKNOWN: "not known", NOT_TESTABLE: "not testable", "individual": scales.FRAILTY_NOT_APPLICABLE}
    return others.get(value, value)


SAYS: dict[EventKind, Callable[[dict[str, Any]], str]] = {
    EventKind.SCORED: score_words,
    EventKind.GRADED: graded_words,
    EventKind.POWER: power_words,
}


def newest(events: Iterable[Event]) -> list[Event]:
    """The newest score of each tool and level, and the newest scales. `events`: the newest first."""
    found: dict[tuple[str, str, str], Event] = {}
    for event in filter(_stands, events):
        if event.kind in SAYS:
            found.setdefault((event.kind, event.data.get("tool", ""), event.data.get("level", "")), event)
    return list(found.values())


def _stands(event: Event) -> bool:
    return not event.is_superseded


def side_by_side(
    events: Iterable[Event], cells: Callable[[Event], list[Cell]], title: Callable,
    marked: Callable[[int, Cell, list[Cell]], Cell] | None = None,
) -> list[Column]:  # fmt: skip
    """Columns, the newest first, each marked where it differs from those before of the same kind and level.

    `marked` takes the row, its cell, and what the row held before, the oldest first.
    """
    columns: list[Column] = []
    before: dict[str, list[list[Cell]]] = {}
    for event in reversed(list(events)):
        now = cells(event)
        rows = before.setdefault(event.data.get("level", ""), [[] for _ in now])
        columns.insert(0, Column(event, title(event.data), list(map(marked or _changed, range(len(now)), now, rows))))
        for row, cell in zip(rows, now, strict=True):
            row.extend([cell] if cell.words != NOT_RECORDED else [])
    return columns


def _changed(_: int, cell: Cell, before: list[Cell]) -> Cell:
    """Marked where the last time that it was recorded it was another."""
    if not before or cell.words in (NOT_RECORDED, before[-1].words):
        return cell
    return replace(cell, change="Changed")


def ordered(scale: Scale | None, cell: Cell, before: list[Cell], worse: str = "Worse", better: str = "Better") -> Cell:
    """Marked as worse or better than the last grade on record, which a "not known" between them does not hide."""
    if not scale:
        return _changed(0, cell, before)
    was = next((it.value for it in reversed(before) if it.value in scale.grades), "")
    change = {WORSE: worse, BETTER: better}.get(scale.change(was, cell.value))
    return replace(cell, change=change, was=was) if change else replace(_changed(0, cell, before), was=was)


def scores_beside(paper: Paper, events: Iterable[Event]) -> list[Column]:
    """The scores by one tool beside each other."""

    def cells(event: Event) -> list[Cell]:
        return [Cell(_answer(item, event.data), event.data["components"][item.name]) for item in paper.tool.items]

    mine = [event for event in events if event.data["tool"] == paper.tool.name]
    return side_by_side(mine, cells, lambda data: f"{_of(paper, data)}: {total_words(paper, data)}")


def scales_beside(events: Iterable[Event]) -> list[Column]:
    """The scales beside each other. What was not recorded stays empty; not known says so."""

    def cells(event: Event) -> list[Cell]:
        given = [(name, event.data.get(name, "")) for name in GRADED]
        return [Cell(_grade(name, value), value=value) for name, value in given]

    def marked(row: int, cell: Cell, before: list[Cell]) -> Cell:
        return ordered(rows[row], cell, before)

    rows = [ORDERED.get(name) for name in GRADED]
    return side_by_side(events, cells, lambda _: "", marked)


def power_beside(events: Iterable[Event]) -> list[Column]:
    """The power of each moment beside that of before, and first of all in which groups it is less."""

    def cells(event: Event) -> list[Cell]:
        given = [event.data.get(name, "") for name in CELLS]
        return [Cell(code(value).capitalize() or NOT_RECORDED, value=value) for value in given]

    def marked(_: int, cell: Cell, before: list[Cell]) -> Cell:
        return ordered(MRC_POWER, cell, before, WEAKER, STRONGER)

    columns = side_by_side(events, cells, lambda _: "", marked)
    return [replace(it, words=compared(it.cells)) for it in columns]


def newest_compared(events: list[Event]) -> list[tuple[Event, str]]:
    """The newest of each, and of power what it comes to against that of before. `events`: the newest first."""
    power = power_beside(event for event in filter(_stands, events) if event.kind == EventKind.POWER)
    against = power[0].words if len(power) > 1 else ""
    return [(event, against if event.kind == EventKind.POWER else "") for event in newest(events)]


def last_graded(events: Iterable[Event]) -> dict[str, str]:
    """What was last recorded of each muscle group, whether a grade or not. `events`: the newest first."""
    found: dict[str, str] = {}
    for event in events:
        found = event.data | found
    return {name: code(value) for name, value in found.items()}


def compared(cells: list[Cell]) -> str:
    """Power against what was last graded, in words: what is weaker first, and what there is no comparing."""
    beside = [(label, it) for label, it in zip(CELLS.values(), cells, strict=True) if it.was]
    if not beside:
        return "Nothing to compare with"
    found: dict[str, list[str]] = {}
    for label, it in beside:
        group = it.change if it.value in MRC_POWER.grades else NOT_GRADED if it.value else NOT_AGAIN
        found.setdefault(group or SAME, []).append(f"{label} ({it.words.lower()}, was {it.was})")
    left_out = len(found.pop(NOT_AGAIN, ()))
    again = len(beside) - left_out - len(found.get(NOT_GRADED, ()))
    said = [f"None weaker of {again} graded again"] if again and WEAKER not in found else []
    said += [f"{group}: {'; '.join(found[group])}" for group in (WEAKER, STRONGER, NOT_GRADED) if group in found]
    return ". ".join([*said, *([f"{left_out} graded before and not examined again"] if left_out else [])])


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
