"""PURE: the answers of a section beside each other, by moment, the newest first; changes and what is worse in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from referrals.key_information.answers import Given, Told, history
from referrals.key_information.question import UNKNOWN, Question
from referrals.key_information.section import Section


@dataclass(frozen=True)
class Cell:
    """One answer of one moment. `mark`: "Changed" or "Worse" against the last other answer before it."""

    words: str
    mark: str = ""


@dataclass(frozen=True)
class Beside:
    """The moments, and each question with its answer at each of them."""

    events: list[Told]
    rows: list[tuple[str, list[Cell]]]


def beside(section: Section, events: Iterable[Told], at: datetime) -> Beside:
    """Only moments at which something of the section was answered, and questions that were."""
    told = history(events)
    mine = {name: told[name] for name in section.by_name if name in told}
    found = {given.event.pk: given for each in mine.values() for given in each}
    newest = [given.event for given in sorted(found.values(), key=lambda given: given.order, reverse=True)]
    return Beside(
        newest, [(section.by_name[name].label, _row(section.by_name[name], mine[name], newest, at)) for name in mine]
    )


def _row(question: Question, given: list[Given], events: list[Told], at: datetime) -> list[Cell]:
    cells = {each.event.pk: _cell(question, given[: number + 1], at) for number, each in enumerate(given)}
    return [cells.get(event.pk, Cell("")) for event in events]


def _cell(question: Question, given: list[Given], at: datetime) -> Cell:
    """The last of these answers, marked against the one before it that was known."""
    value = given[-1].value
    known = [each.value for each in given[:-1] if each.value not in ("", UNKNOWN)]
    words = question.words(value, at) if value else "Taken back"
    if not known or value in (known[-1], UNKNOWN):
        return Cell(words)
    return Cell(words, "Worse" if question.is_worse(value, known[-1]) else "Changed")
