"""The OWASP ASVS 5.0 at level 2: each requirement in our own words, where it is held and by which test."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mscc.papers import FOLDER
from mscc.papers.links import complaint

ASVS = FOLDER / "asvs"
STATES = {
    "held": "Held",
    "part": "In part",
    "open": "Open",
    "trust": "The trust’s",
    "none": "Nothing here",
}
# How many requirements each level of the standard has.
AT_LEVEL = {1: 70, 2: 183}
KEYS = {"number", "level", "asks", "state", "says", "where", "tests"}


@dataclass(frozen=True)
class Requirement:
    """One requirement. Held names where; open names nothing."""

    number: str
    level: int
    asks: str
    state: str
    says: str = ""
    where: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


def chapters(folder: Path = ASVS) -> dict[str, list[Requirement]]:
    """The requirements by chapter, in their order."""
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]
    return {each["chapter"]: [_requirement(row) for row in each["items"]] for each in read}


def _requirement(row: dict[str, Any]) -> Requirement:
    if unknown := set(row) - KEYS:
        raise ValueError(f"{row.get('number')}: {', '.join(sorted(unknown))} is not known.")
    where, tests = (tuple(row.get(name, ())) for name in ("where", "tests"))
    return Requirement(row["number"], row["level"], row["asks"], row["state"], row.get("says", ""), where, tests)


def complaints() -> Iterator[str]:
    """What is wrong with the list: a number or a state, a link that leads nowhere, a level that is not whole."""
    rows = [row for items in chapters().values() for row in items]
    for number, count in Counter(row.number for row in rows).items():
        if count > 1:
            yield f"{number} stands {count} times"
    for level, count in AT_LEVEL.items():
        if (found := sum(row.level == level for row in rows)) != count:
            yield f"level {level} has {found} requirements and not {count}"
    for row in rows:
        yield from (f"{row.number}: {wrong}" for wrong in wrong_with(row))


def wrong_with(row: Requirement) -> Iterator[str]:
    """What is wrong with one requirement."""
    if row.state not in STATES:
        yield f"{row.state!r} is no state"
    if row.state in ("held", "part") and not row.where:
        yield "it is held, and nothing says where"
    if row.state == "open" and (row.where or row.tests):
        yield "it is open, and something is named"
    if row.state == "none" and not row.says:
        yield "nothing here, and nothing says why"
    yield from (f"{link} is no test" for link in row.tests if "::" not in link)
    yield from filter(None, map(complaint, (*row.where, *row.tests)))
