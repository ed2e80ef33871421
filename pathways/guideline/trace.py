"""PURE: what stands behind each recommendation: the links of its entry, and the rule when there is one."""

from collections.abc import Iterator
from dataclasses import dataclass

from pathways.guideline.assess import RULES
from pathways.guideline.prompts import PROMPTS
from pathways.guideline.recommendations import SECTIONS, Kind, Link, Recommendation

ASSESSED = "A rule says of each person whether it applies, or what is missing to tell."
PROMPTED = "A prompt of the advice, on the call and on the referral, answered for each person."
# Every rule is tested there by each value of each fact.
TESTED = Link(Kind.TEST, "tests/rules/test_recommendations.py")
# Every prompt stands in one table, and its tests in one file.
ADVISED = (Link(Kind.PROMPT, "pathways/guideline/prompts.py"), Link(Kind.TEST, "tests/rules/test_advice.py"))
IN_PROMPTS = frozenset(number for prompt in PROMPTS for number in prompt.recs)


@dataclass(frozen=True)
class Traced:
    """A recommendation as the page, the file and the docs show it."""

    number: str
    section: str
    entry: Recommendation
    links: tuple[Link, ...]

    @property
    def does(self) -> str:
        """What the system does, with a word on the rule where the recommendation can be assessed."""
        words = [self.entry.does]
        if self.number in RULES:
            words.append(ASSESSED)
        if self.number in IN_PROMPTS:
            words.append(PROMPTED)
        return " ".join(words)

    @property
    def anchor(self) -> str:
        """Its place on the page: rec-1.5.2, rec-box-1."""
        return anchor(self.number)

    @property
    def title(self) -> str:
        return self.number[0].upper() + self.number[1:]

    def has(self, kind: Kind) -> bool:
        return any(link.kind is kind for link in self.links)


def anchor(number: str) -> str:
    return "rec-" + number.replace(": ", "-").replace(" ", "-")


def traced(section: str = "", kind: Kind | None = None) -> list[Traced]:
    """All recommendations in their order, or those of a section, or those answered in one way."""
    return [it for it in _all() if section in ("", it.section) and (kind is None or it.has(kind))]


def _all() -> Iterator[Traced]:
    for section, (_, entries) in SECTIONS.items():
        for number, entry in entries.items():
            links = dict.fromkeys(entry.links)
            links |= dict.fromkeys((TESTED,) if number in RULES else ())
            links |= dict.fromkeys(ADVISED if number in IN_PROMPTS else ())
            yield Traced(number, section, entry, tuple(links))
