"""Three-valued logic: yes, no, not known (Kleene). Not known is never no.

A rule is a tree of conditions over facts. Looking at it gives a `Finding`: the certainty, and, when that is unknown,
the facts that would settle it. A tree also says itself in words (`in_words`), so that what a clinician signs off is
what runs.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pathways.guideline.phrases import AMOUNTS, SUBJECTS, VALUES, YES_NO_PHRASES

Facts = Mapping[str, str | float | None]


class Certainty(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """What a condition says of a case; `missing` names the facts that would decide it (empty when it is certain)."""

    certainty: Certainty
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        raise TypeError("A finding has three values: ask for .yes, .no or .unknown.")

    @property
    def yes(self) -> bool:
        return self.certainty is Certainty.YES

    @property
    def no(self) -> bool:
        return self.certainty is Certainty.NO

    @property
    def unknown(self) -> bool:
        return self.certainty is Certainty.UNKNOWN


YES, NO = Finding(Certainty.YES), Finding(Certainty.NO)


class Condition:
    """Something that is true, false or not known of a case."""

    def of(self, facts: Facts) -> Finding:
        raise NotImplementedError

    def in_words(self) -> str:
        """The condition as a phrase of plain English, made from its own structure."""
        raise NotImplementedError

    def in_words_not(self) -> str:
        """The phrase for its opposite."""
        return f"not {self.within()}"

    def within(self) -> str:
        """The phrase as a part of a longer one."""
        return self.in_words()

    def parts_of(self) -> tuple["Condition", ...]:
        """The conditions that it is made of."""
        return ()

    def __and__(self, other: "Condition") -> "Condition":
        return All(self, other)

    def __or__(self, other: "Condition") -> "Condition":
        return Any(self, other)

    def __invert__(self) -> "Condition":
        return Not(self)


@dataclass(frozen=True)
class Is(Condition):
    """The fact has one of the values."""

    fact: str
    values: tuple[str, ...]

    def of(self, facts: Facts) -> Finding:
        value = facts.get(self.fact)
        if value is None:
            return not_known(self.fact)
        return YES if value in self.values else NO

    def in_words(self) -> str:
        if self.fact in YES_NO_PHRASES:
            return YES_NO_PHRASES[self.fact][self.values == ("no",)]
        values = listed(self._values(), "or")
        return f"{SUBJECTS[self.fact]} {values if len(self.values) == 1 else f'({values})'}"

    def in_words_not(self) -> str:
        if self.fact in YES_NO_PHRASES:
            return YES_NO_PHRASES[self.fact][self.values != ("no",)]
        if len(self.values) == 1:
            return f"{SUBJECTS[self.fact]} not {self._values()[0]}"
        return f"{SUBJECTS[self.fact]} (neither {' nor '.join(self._values())})"

    def _values(self) -> list[str]:
        return [VALUES.get(value, value) for value in self.values]


# How a number may be compared: the comparison, and the words for its opposite.
WAYS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "at least": (operator.ge, "less than"),
    "at most": (operator.le, "more than"),
}


@dataclass(frozen=True)
class Number(Condition):
    """The number is at least, or at most, the bound; the bound itself counts."""

    fact: str
    way: str
    bound: float

    def of(self, facts: Facts) -> Finding:
        value = facts.get(self.fact)
        if value is None:
            return not_known(self.fact)
        return YES if WAYS[self.way][0](float(value), self.bound) else NO

    def in_words(self) -> str:
        return f"{self.way} {self.bound:g} {AMOUNTS[self.fact]}"

    def in_words_not(self) -> str:
        return f"{WAYS[self.way][1]} {self.bound:g} {AMOUNTS[self.fact]}"


class Group(Condition):
    """Several conditions together."""

    def __init__(self, *parts: Condition) -> None:
        self.parts = parts

    def within(self) -> str:
        return f"({self.in_words()})"

    def parts_of(self) -> tuple[Condition, ...]:
        return self.parts


class All(Group):
    """Every part is true: no as soon as one is no."""

    def of(self, facts: Facts) -> Finding:
        return _first(NO, self.parts, facts, otherwise=YES)

    def in_words(self) -> str:
        return listed([part.within() for part in self.parts], "and")


class Any(Group):
    """At least one part is true: yes as soon as one is yes."""

    def of(self, facts: Facts) -> Finding:
        return _first(YES, self.parts, facts, otherwise=NO)

    def in_words(self) -> str:
        return listed([part.within() for part in self.parts], "or")

    def in_words_not(self) -> str:
        return f"({listed([part.in_words_not() for part in self.parts], 'and')})"


@dataclass(frozen=True)
class Not(Condition):
    """The part is not true; not known stays not known."""

    part: Condition

    def of(self, facts: Facts) -> Finding:
        found = self.part.of(facts)
        return found if found.unknown else (NO if found.yes else YES)

    def in_words(self) -> str:
        return self.part.in_words_not()

    def in_words_not(self) -> str:
        return self.part.within()

    def parts_of(self) -> tuple[Condition, ...]:
        return (self.part,)


@dataclass(frozen=True)
class Named(Condition):
    """A condition with a short name of its own, defined once and used in several rules."""

    name: str
    denied: str
    part: Condition

    def of(self, facts: Facts) -> Finding:
        return self.part.of(facts)

    def in_words(self) -> str:
        return self.name

    def in_words_not(self) -> str:
        return self.denied

    def parts_of(self) -> tuple[Condition, ...]:
        return (self.part,)


@dataclass(frozen=True)
class Unless(Condition):
    """The rule holds unless the exception certainly does: an exception that is not known leaves it standing.

    Where `asks`, a rule that stands so names what would settle the exception.
    """

    rule: Condition
    exception: Condition
    asks: bool = False

    def of(self, facts: Facts) -> Finding:
        rule, exception = self.rule.of(facts), self.exception.of(facts)
        if exception.yes or not rule.yes:
            return NO if exception.yes else rule
        return Finding(Certainty.YES, exception.missing) if self.asks else YES

    def in_words(self) -> str:
        return f"{self.rule.in_words()}, unless {self.exception.in_words()}"

    def within(self) -> str:
        return f"({self.in_words()})"

    def parts_of(self) -> tuple[Condition, ...]:
        return (self.rule, self.exception)


def fact(name: str, *values: str) -> Is:
    """`fact("immobilised")` is yes when the fact is yes; with values, when it has one of them."""
    return Is(name, values or ("yes",))


def facts_read(condition: Condition) -> frozenset[str]:
    """The names of the facts that a condition looks at."""
    if isinstance(condition, Is | Number):
        return frozenset({condition.fact})
    return frozenset().union(*(facts_read(part) for part in condition.parts_of()))


def names_used(condition: Condition) -> Iterator[Named]:
    """The named conditions inside, so that a page can say what each stands for."""
    for part in condition.parts_of():
        if isinstance(part, Named):
            yield part
        yield from names_used(part)


def listed(parts: list[str], word: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = parts
    return f"{', '.join(first)} {word} {last}" if first else last


@cache
def not_known(name: str) -> Finding:
    """The finding where this fact is not known and would decide."""
    return Finding(Certainty.UNKNOWN, (name,))


def _first(decisive: Finding, parts: tuple[Condition, ...], facts: Facts, *, otherwise: Finding) -> Finding:
    """The decisive finding as soon as one part has it; not known when a part is; otherwise the other."""
    missing: list[Finding] = []
    for part in parts:
        found = part.of(facts)
        if found.certainty is decisive.certainty:
            return decisive
        if found.certainty is Certainty.UNKNOWN:
            missing.append(found)
    if len(missing) < 2:
        return missing[0] if missing else otherwise
    return Finding(Certainty.UNKNOWN, tuple(dict.fromkeys(name for each in missing for name in each.missing)))
