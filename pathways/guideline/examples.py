"""PURE: what a rule is in use: the fewest answers on which it certainly applies, or certainly does not."""

from collections.abc import Mapping

from pathways.guideline.logic import Condition, Facts, fact
from pathways.guideline.phrases import AMOUNTS
from pathways.guideline.terms import CORD, FACTS, PAIN, YES_NO

# Numbers tried where a fact is one: each bound of a rule and its neighbours.
NUMBERS = (0, 1, 3, 4, 13, 14)
MOST_FACTS = 20


def example(rule: Condition, *, applies: bool) -> Mapping[str, str | float] | None:
    """Answers on which the rule certainly applies, or certainly does not. None where none were found."""
    for most in range(MOST_FACTS):
        if (found := _search(rule, {}, applies, most)) is not None:
            return found
    return None


def _search(rule: Condition, known: dict[str, str | float], applies: bool, left: int) -> dict[str, str | float] | None:
    facts: Facts = dict(known)
    finding = rule.of(facts)
    if not finding.unknown:
        return known if finding.yes is applies else None
    if not left:
        return None
    name = finding.missing[0]
    for value in FACTS.get(name, YES_NO) or NUMBERS:
        if (found := _search(rule, {**known, name: value}, applies, left - 1)) is not None:
            return found
    return None


def in_words(facts: Mapping[str, str | float] | None) -> str:
    """The answers as a list of words: "cancer current, limb weakness"."""
    if facts is None:
        return "none found"
    told = dict(facts)
    said = []
    for whole, group in (("none of the six cord features", CORD), ("none of the seven kinds of pain", PAIN)):
        if all(told.get(name) == "no" for name in group):
            told = {name: value for name, value in told.items() if name not in group}
            said.append(whole)
    return ", ".join([*(_answer(name, value) for name, value in told.items()), *said]) or "always"


def _answer(name: str, value: str | float) -> str:
    return fact(name, value).in_words() if isinstance(value, str) else f"{value:g} {AMOUNTS[name]}"
