"""The rows of a rota in a file -> shifts to put on, or what is wrong with each cell and what is permitted."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches

from mscc import rota
from mscc.models import Post, User
from mscc.rota import Stretch
from mscc.small_tables import Table

COLUMNS = ("role", "person", "starts", "ends")
EXAMPLES = "2026-12-01 20:00 or 01/12/2026 20:00"
DAY = r"(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4}))"
MOMENT = re.compile(DAY + r"[ T]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::00)?", re.ASCII)
YEARS = range(2000, 2100)
SHOWN = 40


class CellError(ValueError):
    """What is wrong with a cell, and what is permitted in it."""


@dataclass(frozen=True)
class Entry:
    """One row: who is on which post from when to when."""

    row: int
    post: Post
    person: User
    stretch: Stretch


class Reader:
    """Reads rows by the posts of one service and the people who may be on them."""

    def __init__(self, posts: Iterable[Post], people: Iterable[User]) -> None:
        self.posts = {str(post.role): post for post in posts}
        self.labels = {post.get_role_display().casefold(): post for post in self.posts.values()}
        self.people = list(people)
        self.problems: list[str] = []

    def read(self, table: Table) -> list[Entry]:
        """Every row that says a shift; `problems` has what is wrong with the others."""
        where = self._columns(table[0])
        if self.problems:
            return []
        rows = ((number, cells) for number, cells in enumerate(table[1:], start=2) if any(cells))
        entries = [entry for number, cells in rows if (entry := self._entry(number, cells, where))]
        if not entries and not self.problems:
            self.problems.append("row 2: no shift, permitted: one shift a row below the names of the columns.")
        return entries

    def _columns(self, headings: list[str]) -> dict[str, int]:
        names = [heading.casefold() for heading in headings]
        for place, name in enumerate(names, start=1):
            if name not in COLUMNS:
                near = get_close_matches(name, COLUMNS, 1, 0.4)
                nearest = f"; the nearest is {near[0]}" if near else ""
                named = quoted(headings[place - 1]) if name else str(place)
                self._wrong(1, named, f"no such column{nearest}", ", ".join(COLUMNS))
            elif name in names[: place - 1]:
                self._wrong(1, name, "stands twice", "each column once")
        for name in COLUMNS:
            if name not in names:
                self._wrong(1, name, "is not there", ", ".join(COLUMNS))
        return {name: names.index(name) for name in COLUMNS if name in names}

    def _entry(self, number: int, cells: list[str], where: dict[str, int]) -> Entry | None:
        before = len(self.problems)
        for place, cell in enumerate(cells[len(where) :], start=len(where) + 1):
            if cell:
                self._wrong(number, str(place), f"{quoted(cell)} stands under no name", "nothing")
        found = {}
        for name, reader in self._readers().items():
            cell = cells[where[name]] if where[name] < len(cells) else ""
            try:
                found[name] = reader(checked(cell))
            except CellError as problem:
                self.problems.append(f"row {number}, column {name}: {problem}")
        if len(self.problems) > before:
            return None
        return Entry(number, found["role"], found["person"], Stretch(found["starts"], found["ends"]))

    def _readers(self) -> dict[str, Callable]:
        return {"role": self._post, "person": self._person, "starts": starts, "ends": ends}

    def _post(self, cell: str) -> Post:
        found = self.posts.get(cell.casefold()) or self.labels.get(cell.casefold())
        if found is None:
            raise CellError(f"{quoted(cell)} is no post of this rota, permitted: {', '.join(self.posts)}.")
        return found

    def _person(self, cell: str) -> User:
        wanted = cell.casefold()
        found = [each for each in self.people if wanted in (each.email.casefold(), each.name.casefold())]
        if len(found) > 1:
            raise CellError(f"{quoted(cell)} is the name of {len(found)} people, permitted: the e-mail address of one.")
        if not found:
            near = get_close_matches(cell, [each.name for each in self.people], 1)
            nearest = f"; the nearest is {near[0]}" if near else ""
            raise CellError(
                f"{quoted(cell)} is nobody who may be on this rota{nearest}, permitted: an e-mail address or a name."
            )
        return found[0]

    def _wrong(self, row: int, column: str, wrong: str, permitted: str) -> None:
        self.problems.append(f"row {row}, column {column}: {wrong}, permitted: {permitted}.")


def quoted(cell: str) -> str:
    """A cell as it is repeated in a message: not too long, nothing unseen in it."""
    seen = "".join(sign if sign.isprintable() else "·" for sign in cell[:SHOWN])
    return f"“{seen}{'…' if len(cell) > SHOWN else ''}”"


def checked(cell: str) -> str:
    if not cell:
        raise CellError("is empty, permitted: one value.")
    if cell.startswith("="):
        raise CellError(f"{quoted(cell)} is a formula, permitted: the value alone.")
    return cell


def starts(cell: str) -> datetime:
    """The instant at which a shift begins: of an hour that comes twice the first."""
    return rota.begins(*on_the_wall(cell))


def ends(cell: str) -> datetime:
    """The instant at which a shift ends: of an hour that comes twice the last."""
    return rota.finishes(*on_the_wall(cell))


def on_the_wall(cell: str) -> tuple[date, time]:
    """A day and a time as the clock shows them in London."""
    found = MOMENT.fullmatch(cell)
    try:
        if found is None:
            raise ValueError
        day = date(*(int(found[name] or found[f"{name}2"]) for name in "ymd"))
        wall = time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise CellError(f"{quoted(cell)} is no day and time, permitted: {EXAMPLES}, London time.") from None
    if day.year not in YEARS:
        raise CellError(f"{quoted(cell)} is in the year {day.year}, permitted: 2000 to 2099.")
    if not rota.is_shown(day, wall):
        raise CellError(f"{quoted(cell)} did not exist: the clocks went forward, permitted: a time that is shown.")
    return day, wall


def clashes(entries: list[Entry]) -> Iterator[str]:
    """Rows of one post that would have two people on at once; `entries` in the order of their stretches."""
    last: Entry | None = None
    for entry in entries:
        if last and entry.stretch.meets(last.stretch):
            yield f"row {entry.row}: overlaps row {last.row}, permitted: one person on a post at a time."
        if last is None or entry.stretch.end > last.stretch.end:
            last = entry
