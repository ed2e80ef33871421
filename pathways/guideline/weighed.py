"""A condition in which one fact has several parts to play, looked at over every completion of what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from pathways.guideline.logic import Certainty, Condition, Facts, Finding, facts_read
from pathways.guideline.terms import FACTS


@dataclass(frozen=True)
class Weighed(Condition):
    """A condition in which a fact has several parts to play: not known only where some answer could turn it.

    Looked at part by part, two parts that hang on one fact are two unknowns; over every completion they are one.
    """

    part: Condition

    def of(self, facts: Facts) -> Finding:
        found = self.part.of(facts)
        if not found.unknown:
            return found
        return self._over_completions(tuple((name, facts.get(name)) for name in sorted(facts_read(self))))

    @lru_cache(maxsize=10_000)  # noqa: B019 - the rules live as long as the process
    def _over_completions(self, known: tuple[tuple[str, str | float | None], ...]) -> Finding:
        facts = dict(known)
        missing = self.part.of(facts).missing
        outcomes = {
            values: self.part.of({**facts, **dict(zip(missing, values, strict=True))})
            for values in product(*(FACTS[name] for name in missing))
        }
        turning = tuple(name for index, name in enumerate(missing) if _turns(index, outcomes))
        return Finding(Certainty.UNKNOWN, turning) if turning else next(iter(outcomes.values()))

    def in_words(self) -> str:
        return self.part.in_words()

    def parts_of(self) -> tuple[Condition, ...]:
        return (self.part,)


def _turns(index: int, outcomes: Mapping[tuple[str, ...], Finding]) -> bool:
    """Whether two completions that differ in this place alone differ in their outcome."""
    first: dict[tuple[str, ...], Finding] = {}
    return any(
        first.setdefault(values[:index] + values[index + 1 :], outcome) != outcome
        for values, outcome in outcomes.items()
    )
