"""PURE: a section of the key information (1.1.15): its questions, and what stands elsewhere on the record."""

from dataclasses import dataclass
from functools import cached_property

from referrals.key_information.question import Ask, Question


@dataclass(frozen=True)
class Shown:
    """Something that is recorded elsewhere: shown here with a link to where it is written, and never asked twice."""

    key: str
    label: str
    ask: Ask
    # The name of the address that writes it, and its arguments after the reference.
    to: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Section:
    """One of the headings of the key information."""

    slug: str
    title: str
    questions: tuple[Question, ...] = ()
    shown: tuple[Shown, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Question]:
        return {question.name: question for question in self.questions}
