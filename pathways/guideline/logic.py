"""Three-valued logic: yes, no, not known (Kleene). Not known is never no.

A rule is a tree of conditions over facts. Looking at it gives a `Finding`: the certainty, and, when that is unknown,
the facts that would settle it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

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
            return Finding(Certainty.UNKNOWN, (self.fact,))
        return YES if value in self.values else NO


@dataclass(frozen=True)
class Number(Condition):
    """The number passes the test."""

    fact: str
    test: Callable[[float], bool]
    words: str

    def of(self, facts: Facts) -> Finding:
        value = facts.get(self.fact)
        if value is None:
            return Finding(Certainty.UNKNOWN, (self.fact,))
        return YES if self.test(float(value)) else NO


class Group(Condition):
    """Several conditions together."""

    def __init__(self, *parts: Condition) -> None:
        self.parts = parts


class All(Group):
    """Every part is true: no as soon as one is no."""

    def of(self, facts: Facts) -> Finding:
        found = [part.of(facts) for part in self.parts]
        if any(each.no for each in found):
            return NO
        return _unknown(found, otherwise=YES)


class Any(Group):
    """At least one part is true: yes as soon as one is yes."""

    def of(self, facts: Facts) -> Finding:
        found = [part.of(facts) for part in self.parts]
        if any(each.yes for each in found):
            return YES
        return _unknown(found, otherwise=NO)


@dataclass(frozen=True)
class Not(Condition):
    """The part is not true; not known stays not known."""

    part: Condition

    def of(self, facts: Facts) -> Finding:
        found = self.part.of(facts)
        return found if found.unknown else (NO if found.yes else YES)


def fact(name: str, *values: str) -> Is:
    """`fact("immobilised")` is yes when the fact is yes; with values, when it has one of them."""
    return Is(name, values or ("yes",))


def _unknown(found: list[Finding], *, otherwise: Finding) -> Finding:
    unknown = [each for each in found if each.unknown]
    missing = dict.fromkeys(name for each in unknown for name in each.missing)
    return Finding(Certainty.UNKNOWN, tuple(missing)) if unknown else otherwise
