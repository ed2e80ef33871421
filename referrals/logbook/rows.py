"""PURE: rows of an earlier log, one by one: what each says, what is wrong with it, what somebody should look at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mscc.moments import Moment, show_day
from referrals.logbook.cells import CellError, Notes, check, quoted
from referrals.logbook.columns import MOMENTS, REQUIRED, columns, wrong_headings

# Moments that cannot come in the other order; a row in which they do is taken over with a warning.
ORDERS = (
    ("presented_at", "suspected_at"),
    ("presented_at", "coordinator_contact_at"),
    ("suspected_at", "coordinator_contact_at"),
    ("presented_at", "discharged_at"),
    ("received_at", "discharged_at"),
    ("mri_requested_at", "mri_started_at"),
    ("mri_started_at", "mri_reported_at"),
    ("mri_started_at", "confirmed_at"),
    ("rt_decision_at", "rt_first_fraction_at"),
    ("confirmed_at", "rt_decision_at"),
    ("confirmed_at", "discharged_at"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell, or should be looked at, where a spreadsheet shows it."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.words}"


@dataclass
class Entry:
    """One row that can be taken over. `facts` has only what is known, by the names of the columns."""

    row: int
    facts: dict[str, Any]
    notes: list[Problem] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return self.facts["reference"]

    def get(self, name: str) -> Any:
        return self.facts.get(name)


class HeadingsRefused(ValueError):
    """The headings are not those of a log; `problems` says each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("The columns are not those of a log.")
        self.problems = problems


class Reader:
    """Reads the rows of one file. Raises HeadingsRefused for headings that cannot be used."""

    def __init__(self, headings: Sequence[str], now: datetime, *, demonstration: bool) -> None:
        table = columns(now, demonstration=demonstration)
        names = [heading.strip().lower() for heading in headings]
        while names and not names[-1]:
            names.pop()  # spreadsheets leave empty columns behind
        if wrong := [Problem(1, name, words) for name, words in wrong_headings(names, list(table))]:
            raise HeadingsRefused(wrong)
        self.columns = [(name, table[name]) for name in names]
        self.seen: dict[str, int] = {}

    def read_all(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator["Entry | list[Problem]"]:
        """Every row, one by one; blank ones are passed over."""
        for number, cells in rows:
            if any(cell.strip() for cell in cells):
                yield self.read(number, cells)

    def read(self, row: int, cells: Sequence[str]) -> Entry | list[Problem]:
        """What a row says, or everything that is wrong with it."""
        facts: dict[str, Any] = {}
        notes: list[Problem] = []
        wrong = list(self._cells(row, cells, facts, notes))
        wrong += [
            Problem(row, name, "empty, permitted: anything but empty")
            for name in REQUIRED
            if name not in facts and not any(problem.column == name for problem in wrong)
        ]
        wrong += [Problem(row, name, words) for name, words in _after_death(facts)]
        if reference := facts.get("reference"):
            first = self.seen.setdefault(reference, row)
            if first != row:
                words = f"the same reference stands in row {first}, permitted: each reference once"
                wrong.append(Problem(row, "reference", words))
        if wrong:
            return wrong
        notes += [Problem(row, name, words) for name, words in _odd_orders(facts)]
        if facts.get("mri_started_at"):
            facts.setdefault("mri_whole_spine", True)
        return Entry(row, facts, notes)

    def _cells(self, row: int, cells: Sequence[str], facts: dict, notes: list[Problem]) -> Iterator[Problem]:
        """Read every cell into `facts` and `notes`; yield what is wrong."""
        for place, cell in enumerate(cells):
            value = cell.strip()
            if not value:
                continue
            if place >= len(self.columns):
                yield Problem(row, str(place + 1), f"{quoted(value)} stands under no heading, permitted: nothing")
                continue
            name, read = self.columns[place]
            found: Notes = []
            try:
                check(value)
                facts[name] = read(value, found)
            except CellError as problem:
                yield Problem(row, name, str(problem))
            notes += [Problem(row, name, words) for words in found]


def _day(value: Moment | date) -> date:
    return value.day if isinstance(value, Moment) else value


def _after_death(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not (died := facts.get("died_on")):
        return
    for name in ("received_at", *MOMENTS, "last_known_alive"):
        if name in facts and _day(facts[name]) > died:
            yield name, f"after the death on {show_day(died)}, permitted: that day or before"


def _odd_orders(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for first, second in ORDERS:
        if first in facts and second in facts and _before(facts[second], facts[first]):
            yield second, f"warning: before {first}; taken over as it stands"
    if not (born := facts.get("date_of_birth")):
        return
    for name in ("received_at", *MOMENTS, "died_on", "last_known_alive"):
        if name in facts and _day(facts[name]) < born:
            yield name, f"warning: before the birth on {show_day(born)}; taken over as it stands"


def _before(first: Moment, second: Moment) -> bool:
    """Whether one certainly came before the other: where one is known to the day only, on an earlier day."""
    if first.is_day_only or second.is_day_only:
        return first.day < second.day
    return first.at < second.at
