"""The steering group's register in a pack: as it was frozen, in words for a page, a PDF and a workbook."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mscc.moments import show_day

MEETING = ("Day", "State", "Members who attended", "Pack looked at", "Pathways reviewed")
ACTION = ("Action", "Who", "Due")
Kept = Mapping[str, Any]


def told(kept: Kept | None, *, shareable: bool) -> Kept | None:
    """What is printed. Outside the service nobody reads what was agreed or who does it; a pack that was made before
    there was a register has none.
    """
    return kept and ({**kept, "actions": []} if shareable else kept)


def sentences(kept: Kept) -> list[str]:
    """How the group stood on the day on which the pack was frozen."""
    year, due = f"{kept['in_year']} meetings held in the twelve months before", _day(kept["due_on"])
    missing, overdue = ", ".join(kept["missing"]), f", {kept['overdue']} of them overdue" if kept["overdue"] else ""
    there = f"nobody speaks for: {missing}" if missing else "every part that is to be there is"
    return [
        f"On {_day(kept['as_on'])}: {year}, and the guideline wants 2 in any year; the next wanted by {due}.",
        f"{kept['members']} members, {kept['lived_experience']} with lived experience; {there}.",
        f"Open actions: {kept['open']}{overdue}.",
    ]


def meetings(kept: Kept) -> Iterator[list[object]]:
    """A line for each meeting, by MEETING."""
    for each in kept["meetings"]:
        there = each["attended"] if each["state"] == "Held" else None
        others = " and others" if each["guests"] else ""
        yield [
            _day(each["day"]),
            each["state"],
            "" if there is None else f"{there}{others}",
            each["pack"] or "",
            ", ".join(each["reviewed"]),
        ]


def actions(kept: Kept) -> Iterator[list[object]]:
    """A line for each open action, by ACTION."""
    for each in kept["actions"]:
        yield [each["what"], each["owner"], f"{_day(each['due_on'])}{', overdue' if each['is_overdue'] else ''}"]


def lines(kept: Kept) -> Iterator[list[object]]:
    """All of it, below each other, as a sheet has it."""
    yield ["Steering group", "", "", "", ""]
    for said in sentences(kept):
        yield [said]
    yield []
    yield [*MEETING]
    yield from meetings(kept)
    if kept["actions"]:
        yield []
        yield [*ACTION]
        yield from actions(kept)


def _day(kept: str) -> str:
    return show_day(date.fromisoformat(kept))
