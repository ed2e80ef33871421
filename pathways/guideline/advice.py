"""The advice for a person: which prompts apply, why, and what to ask first. Pure, like the rules it reads."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pathways.guideline.assess import with_implied, with_suspicions
from pathways.guideline.logic import Condition, Facts, Is, facts_read
from pathways.guideline.phrases import AMOUNTS, SUBJECTS, YES_NO_PHRASES
from pathways.guideline.prompts import PROMPTS, Prompt, Topic
from pathways.guideline.terms import CORD, FACTS
from pathways.guideline.triage import Disposition

ORDER = {topic: number for number, topic in enumerate(Topic)}
# Nobody can be asked for these: imaging finds them. A prompt that waits for one is not shown yet.
FOUND_LATER = frozenset({"mscc", "spinal_metastases", "bone_metastases"})


@dataclass(frozen=True)
class Shown:
    """A prompt as it stands for a person: it applies, or the facts to ask first are named."""

    prompt: Prompt
    applies: bool
    ask: tuple[str, ...]
    used: tuple[tuple[str, str | float], ...]

    @property
    def is_loud(self) -> bool:
        """Whether it is a prohibition or a conflict that stands."""
        return self.applies and self.prompt.loud

    @property
    def because(self) -> str:
        """The facts it stands on, in words."""
        return ", ".join(phrase(name, value) for name, value in self.used)

    @property
    def questions(self) -> list[tuple[str, str]]:
        """The facts to ask, each with its words."""
        return [(name, subject(name)) for name in self.ask]


# What a call tells beside the facts of the rules.
TOLD = {"xray": ("X-ray ordered", "no X-ray ordered")}


def subject(name: str) -> str:
    """What a fact is about, in a few words: "immobilised", "pain on moving"."""
    if name in SUBJECTS or name in AMOUNTS:
        return SUBJECTS.get(name) or AMOUNTS[name]
    return (YES_NO_PHRASES | TOLD)[name][0]


def phrase(name: str, value: str | float) -> str:
    """A known fact in words: "limb weakness", "not immobilised", "14 days of complete paralysis"."""
    if name in AMOUNTS:
        return f"{value:g} {AMOUNTS[name]}"
    return TOLD[name][value == "no"] if name in TOLD else Is(name, (str(value),)).in_words()


def advice(facts: Facts, disposition: Disposition) -> list[Shown]:
    """The prompts for a person, in the order of the topics; a loud one before the others of its topic."""
    known = with_suspicions(with_implied(facts), disposition)
    shown = [each for prompt in PROMPTS if (each := _look(prompt, known))]
    return list(_asked_once(sorted(shown, key=lambda it: (ORDER[it.prompt.topic], not it.prompt.loud, not it.applies))))


def applying(facts: Facts, disposition: Disposition) -> dict[str, Prompt]:
    """The prompts that certainly apply, by key."""
    return {it.prompt.key: it.prompt for it in advice(facts, disposition) if it.applies}


def _look(prompt: Prompt, known: Facts) -> Shown | None:
    found = prompt.when.of(known)
    if found.yes:
        # A rule that stands while an exception is not known names what would settle it.
        ask = (*found.missing, *(name for name in prompt.also_ask if known.get(name) is None))
        return Shown(prompt, True, ask, _used(prompt.when, known))
    is_asked = found.unknown and prompt.about and not FOUND_LATER & set(found.missing)
    return Shown(prompt, False, found.missing, ()) if is_asked else None


def _asked_once(shown: list[Shown]) -> Iterator[Shown]:
    """Each question with the first prompt that needs it; a prompt with nothing else to say is left out."""
    asked: set[str] = set()
    for it in shown:
        new = tuple(name for name in it.ask if name not in asked)
        asked |= set(new)
        if it.applies or new:
            yield replace(it, ask=new)


def _used(condition: Condition, known: Facts) -> tuple[tuple[str, str | float], ...]:
    """The known facts that the condition stands on; in place of neurology, the cord features that are present."""
    names = facts_read(condition)
    if "neurology" in names and known.get("neurology") == "yes":
        present = [name for name in CORD if known.get(name) == "yes"]
        names = names - {"neurology"} | set(present or ["neurology"])
    if "mscc_suspected" in names and known.get("mscc") == "suspected":
        names = names - {"mscc_suspected"} | {"mscc"}
    found = ((name, known.get(name)) for name in (*FACTS, *TOLD) if name in names)
    return tuple((name, value) for name, value in found if value is not None)
