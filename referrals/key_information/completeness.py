"""PURE: how much of a section is answered, and who is to be asked for what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from referrals.key_information.answers import Answer, Standing
from referrals.key_information.question import Ask
from referrals.key_information.section import Section


@dataclass(frozen=True)
class Elsewhere:
    """What stands elsewhere on the record, in words, and whether that is an answer."""

    words: str
    standing: Standing


@dataclass(frozen=True)
class Filled:
    """A section with its answers, what stands elsewhere, and what has become worse."""

    section: Section
    answers: Mapping[str, Answer]
    elsewhere: Mapping[str, Elsewhere]

    def count(self, standing: Standing) -> int:
        """How many of its questions stand so; those that are not asked now do not count."""
        stand = [each.standing for each in self.answers.values()]
        stand += [self.elsewhere[each.key].standing for each in self.section.shown]
        return stand.count(standing)

    @property
    def wanted(self) -> int:
        return sum(self.count(it) for it in (Standing.ANSWERED, Standing.NOT_KNOWN, Standing.NOT_ASKED))

    @property
    def words(self) -> str:
        """Such as "4 of 9 answered, 2 not known"."""
        answered = f"{self.count(Standing.ANSWERED)} of {self.wanted} answered"
        unknown = self.count(Standing.NOT_KNOWN)
        return f"{answered}, {unknown} not known" if unknown else answered

    @property
    def is_complete(self) -> bool:
        """Whether everything was asked; not known is an answer to that."""
        return not self.count(Standing.NOT_ASKED)

    @property
    def is_begun(self) -> bool:
        return self.count(Standing.NOT_ASKED) < self.wanted

    def told(self, at: datetime) -> str:
        """What is known, in a few words, the first of it."""
        stands = (each for each in self.answers.values() if each.standing is Standing.ANSWERED and not each.is_worse)
        return "; ".join(f"{each.question.label}: {each.question.within(each.value, at)}" for each in stands)

    @property
    def worse(self) -> list[Answer]:
        return [each for each in self.answers.values() if each.is_worse]

    @property
    def lapsed(self) -> list[Answer]:
        """The answers of questions that are no longer asked, or asked anew."""
        return [each for each in self.answers.values() if each.lapsed]


@dataclass(frozen=True)
class Missing:
    """A question to put to somebody; `was_asked`: it was put before, and nobody could say."""

    label: str
    was_asked: bool


def missing(sections: Iterable[Filled]) -> dict[Ask, dict[Section, list[Missing]]]:
    """What is not answered, by whom to ask and by section: one list for the telephone."""
    found: dict[Ask, dict[Section, list[Missing]]] = {ask: {} for ask in Ask}
    for filled in sections:
        for asked, label, standing in _each(filled):
            if standing in (Standing.NOT_ASKED, Standing.NOT_KNOWN):
                listed = found[asked].setdefault(filled.section, [])
                listed.append(Missing(label, standing is Standing.NOT_KNOWN))
    for listed in (each for by_section in found.values() for each in by_section.values()):
        listed.sort(key=lambda it: it.was_asked)
    return {ask: by_section for ask, by_section in found.items() if by_section}


def _each(filled: Filled) -> Iterable[tuple[Ask, str, Standing]]:
    for answer in filled.answers.values():
        yield answer.question.ask, answer.question.label, answer.standing
    for shown in filled.section.shown:
        yield shown.ask, shown.label, filled.elsewhere[shown.key].standing
