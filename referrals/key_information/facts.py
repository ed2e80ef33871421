"""PURE: what the rules take from the answers.

Only an answer that stands, and is asked now, gives a fact. A feature of box 1 that any such answer ever showed stays: a
finding makes it present, and only box 1 itself, or striking the entry out, takes it away.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pathways.guideline.terms import CORD
from referrals.key_information import SECTIONS
from referrals.key_information.answers import Answer, Given, History, answers
from referrals.key_information.courses import months_counted

# The feature of box 1 that an answer shows by having become worse.
WORSE_MAKES = {"walking": "gait_disturbance",
               "saddle": "sensory_loss", "anal_tone": "neurological_signs", "bladder": "bladder_bowel_dysfunction",
               "bowel": "bladder_bowel_dysfunction"}  # fmt: skip


def facts(told: History) -> dict[str, Any]:
    """The facts that the key information gives, over all sections."""
    found: dict[str, Any] = {}
    for section in SECTIONS.values():
        standing = answers(section, told)
        for answer in standing.values():
            found |= answer.question.facts(answer.value)
            found |= dict.fromkeys(_features(answer, told.get(answer.question.name, [])), "yes")
        found |= _walks_worse(standing, told.get("walking", []))
        if "symptoms_back" in standing:
            found |= months_counted(standing)
    return found


def _features(answer: Answer, given: list[Given]) -> Iterator[str]:
    """The features that any answer to a question has shown, by itself or by being worse than one before it."""
    if not answer.given or not answer.is_wanted:
        return
    question, known = answer.question, [each.value for each in given]
    for number, value in enumerate(known):
        yield from (name for name in question.makes.get(value, ()) if name in CORD)
        if any(question.is_worse(value, earlier) for earlier in known[:number]):
            yield WORSE_MAKES[question.name]


def _walks_worse(standing: Mapping[str, Answer], walked: list[Given]) -> dict[str, str]:
    """Walking may have become worse against two weeks before, too."""
    before = standing.get("walking_before")
    is_worse = before and any(standing["walking"].question.is_worse(each.value, before.value) for each in walked)
    return {WORSE_MAKES["walking"]: "yes"} if is_worse else {}


def worse(told: History) -> dict[str, str]:
    """The answers that are worse than the last other ones, over all sections: question -> what it is now."""
    found = (it for section in SECTIONS.values() for it in answers(section, told).values())
    return {it.question.name: it.value for it in found if it.is_worse}
