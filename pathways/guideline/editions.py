"""TABLE: the editions of the guideline and the rule sets made after them: which is in force at a moment.

A new edition is put beside the old: a row in each table, with the moment from which its rules hold. What was assessed
before keeps the edition and the version that it was assessed by.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mscc.moments import day_in_london
from pathways.guideline import EDITION, RULES_VERSION
from pathways.guideline import assess as rules
from pathways.guideline.assess import Answer
from pathways.guideline.limits import LIMITS, Limit
from pathways.guideline.logic import Condition
from pathways.guideline.prompts import PROMPTS
from pathways.guideline.terms import CORD, FACTS
from pathways.guideline.triage import TABLE, Disposition
from pathways.guideline.words import SAY


@dataclass(frozen=True)
class Edition:
    """A state of NICE's text: when it was published, and the months in which it was amended since."""

    name: str
    published: str
    amended: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """Rules as coded after an edition. `in_force_from` is a day in London; None: from the beginning.

    `fingerprint` stands for the very rules: a test fails when they have changed and their version has not.
    """

    version: str
    edition: str
    in_force_from: date | None
    changed_on: date
    change: str
    fingerprint: str
    assess: Callable[[Mapping[str, object]], Answer]
    limits_under: Callable[[Mapping[str, object], Disposition], tuple[Limit, ...]]


EDITIONS = (Edition(EDITION, "2023-09", ("2024-08", "2026-03")),)
# In the order in which they came into force.
RULE_SETS = (
    RuleSet(
        version=RULES_VERSION,
        edition=EDITION,
        in_force_from=None,
        changed_on=date(2026, 11, 27),
        change="The first: triage by box 1 and the 39 recommendations that facts about a person can settle.",
        fingerprint="3d0c0b67750f11ce",
        assess=rules.assess,
        limits_under=rules.limits_under,
    ),
)


def in_force(at: datetime) -> RuleSet:
    """The rule set by which somebody is assessed at a moment."""
    today = day_in_london(at)
    return [each for each in RULE_SETS if each.in_force_from is None or each.in_force_from <= today][-1]


def fingerprint() -> str:
    """What stands for the rules as they are: their structure, the tables, and what they say of a set of cases."""
    said = hashlib.sha256("\n".join(_written()).encode())
    return said.hexdigest()[:16]


def _written() -> Iterator[str]:
    for number, rule in rules.RULES.items():
        yield f"{number} {structure(rule)}"
    yield from (f"{cell} {disposition}" for cell, disposition in TABLE.items())
    yield from map(repr, LIMITS)
    for disposition, lines in SAY.items():
        yield from (f"{disposition} {structure(line)}" for line in lines)
    yield from map(structure, PROMPTS)
    yield from (f"{case} {rules.assess(case).as_json()}" for case in _cases())


def structure(it: object) -> str:
    """A condition, or a row that holds some, written out with everything that it is made of."""
    if isinstance(it, tuple | list):
        return f"[{', '.join(map(structure, it))}]"
    if isinstance(it, Condition) or hasattr(it, "__dataclass_fields__"):
        return f"{type(it).__name__}({', '.join(f'{name}={structure(part)}' for name, part in vars(it).items())})"
    return str(getattr(it, "__qualname__", repr(it)))


def _cases() -> Iterator[dict[str, object]]:
    """Each fact with each of its values, alone and beside cancer, with and without a cord feature."""
    beside: tuple[dict[str, object], ...] = (
        {},
        {"cancer": "current", "limb_weakness": "yes"},
        {"cancer": "current", **dict.fromkeys(CORD, "no")},
    )
    for told in beside:
        yield told
        for name, values in FACTS.items():
            yield from ({**told, name: value} for value in values or (0, 3, 4, 13, 14))


__all__ = ["EDITIONS", "RULE_SETS", "Edition", "RuleSet", "fingerprint", "in_force"]
