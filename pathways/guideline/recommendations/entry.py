"""An entry of the table: what a recommendation asks, what the system does about it, and where that can be seen."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a recommendation is answered."""

    RULE = "rule"
    CLOCK = "clock"
    PROMPT = "prompt"
    RECORD = "record"
    MEASURE = "measure"
    PAGE = "page"
    TEST = "test"
    OWN = "own"
    LATER = "later"
    NOTHING = "nothing"


KIND_WORDS: dict[Kind, str] = {
    Kind.RULE: "Rule",
    Kind.CLOCK: "Clock",
    Kind.PROMPT: "Prompt",
    Kind.RECORD: "Record",
    Kind.MEASURE: "Measure",
    Kind.PAGE: "Page",
    Kind.TEST: "Test",
    Kind.OWN: "The service’s own to do",
    Kind.LATER: "Not yet",
    Kind.NOTHING: "Nothing, with the reason",
}


@dataclass(frozen=True)
class Link:
    """One answer: of what kind, and where.

    A rule: its number. A clock: its name in an address. A prompt, a test: the file. A record: the event, or the field
    of the call. A measure: its number. A page: the name of its address. The service's own: whose. Not yet: with what.
    """

    kind: Kind
    where: str = ""


@dataclass(frozen=True)
class Recommendation:
    """A numbered recommendation, box 1 or a term: what it asks in our own words, and what happens here because of it.

    `year` is the guideline's own mark of the evidence behind it.
    """

    says: str
    does: str
    links: tuple[Link, ...] = ()
    year: str = "2023"


def entry(says: str, does: str, *links: str, year: str = "2023") -> Recommendation:
    """An entry with its links as "kind where": `"clock mri-24"`."""
    parted = (each.partition(" ") for each in links)
    return Recommendation(says, does, tuple(Link(Kind(kind), where) for kind, _, where in parted), year)
