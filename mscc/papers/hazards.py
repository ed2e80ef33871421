"""The hazard log: read from the files of docs/governance/hazards, one hazard after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mscc.papers import FOLDER
from mscc.papers.links import complaint
from mscc.papers.risk import Likelihood, Risk, Severity

HAZARDS = FOLDER / "hazards"
STATUSES = {
    "controlled": "controls are in place; to be accepted by a clinical safety officer",
    "open": "a control is missing",
    "transferred": "rests on what the deploying trust does",
}
ORDERS = {"after": "Risk that remains", "before": "Risk without controls", "number": "Number"}
KEYS = {"id", "hazard", "from", "causes", "effect", "before", "controls", "after", "owner", "status", "residual"}


class NotAHazard(ValueError):
    """A file of the log cannot be read; the message names the hazard and what is wrong."""


@dataclass(frozen=True)
class Control:
    """What makes a hazard less likely or less bad. One that is not there yet is open and names nothing."""

    does: str
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.code and not self.tests


@dataclass(frozen=True)
class Hazard:
    """What may harm somebody, why, what is done against it, and what remains."""

    number: str
    hazard: str
    source: str
    causes: tuple[str, ...]
    effect: str
    before: Risk
    controls: tuple[Control, ...]
    after: Risk
    owner: str
    status: str
    residual: str

    @property
    def in_place(self) -> list[Control]:
        return [each for each in self.controls if not each.is_open]

    @property
    def missing(self) -> list[Control]:
        return [each for each in self.controls if each.is_open]


def log(folder: Path = HAZARDS) -> list[Hazard]:
    """Every hazard by its number. Raises NotAHazard."""
    found = [read(each) for path in sorted(folder.glob("*.yaml")) for each in yaml.safe_load(path.read_text("utf-8"))]
    return sorted(found, key=lambda each: each.number)


def ordered(by: str, hazards: list[Hazard]) -> list[Hazard]:
    """The gravest first, or by number."""
    if by == "number":
        return hazards
    return sorted(hazards, key=lambda each: (each.after if by == "after" else each.before).weight, reverse=True)


def read(row: Mapping[str, Any]) -> Hazard:
    """A hazard as its file has it. Raises NotAHazard."""
    number = str(row.get("id", "without a number"))
    if set(row) != KEYS:
        raise NotAHazard(f"{number}: {', '.join(sorted(set(row) ^ KEYS))} is missing or is not known.")
    if row["status"] not in STATUSES:
        raise NotAHazard(f"{number}: the status {row['status']!r} is none of {', '.join(STATUSES)}.")
    return Hazard(
        number, row["hazard"], row["from"], tuple(row["causes"]), row["effect"], _risk(number, row["before"]),
        tuple(_control(number, each) for each in row["controls"]), _risk(number, row["after"]), row["owner"],
        row["status"], row["residual"],
    )  # fmt: skip


def _risk(number: str, score: str) -> Risk:
    """ "major, low": how bad, then how likely."""
    severity, _, likelihood = score.partition(", ")
    try:
        return Risk(Severity[severity.upper()], Likelihood[likelihood.upper().replace(" ", "_")])
    except KeyError:
        raise NotAHazard(f"{number}: {score!r} is no score; such as “major, very low”.") from None


def _control(number: str, row: Mapping[str, Any]) -> Control:
    if not {"does"} <= set(row) <= {"does", "code", "tests"}:
        raise NotAHazard(f"{number}: a control says what it does, with its code and its tests, and nothing else.")
    return Control(row["does"], tuple(row.get("code", ())), tuple(row.get("tests", ())))


def complaints(hazards: list[Hazard]) -> Iterator[str]:
    """Everything that is wrong with a log that can be read."""
    numbers = [each.number for each in hazards]
    yield from (
        f"{number}: more than one hazard has this number" for number in set(numbers) if numbers.count(number) > 1
    )
    for each in hazards:
        if each.after.weight > each.before.weight:
            yield f"{each.number}: the controls make it worse"
        if each.after != each.before and not each.in_place:
            yield f"{each.number}: a risk is lowered by no control that is there"
        if each.missing and each.status == "controlled":
            yield f"{each.number}: a control is open, so it is not controlled"
        for control in each.controls:
            yield from _wrong_with(each.number, control)


def _wrong_with(number: str, control: Control) -> Iterator[str]:
    if control.code and not control.tests:
        yield f"{number}: “{control.does}” has no test"
    if control.tests and not control.code:
        yield f"{number}: “{control.does}” has no code"
    for link in (*control.code, *control.tests):
        if wrong := complaint(link):
            yield f"{number}: {wrong}"
    yield from (f"{number}: {link} is no test" for link in control.tests if "::" not in link)
