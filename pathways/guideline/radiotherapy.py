"""Recommendation 1.10.4: radiotherapy within 24 hours for MSCC that is not suitable for surgery.

An exception removes the offer; it does not forbid the treatment. Prognosis is a clinician's judgement and is never
read off a score (1.9.3).
"""

from pathways.guideline.logic import NO, All, Any, Certainty, Condition, Facts, Finding, Number, fact

PLEGIA_DAYS = 14  # two weeks or more: exactly 14 days counts

UNSUITABLE_MSCC = All(fact("mscc", "confirmed"), fact("surgery_suitable", "no"))
LONG_PLEGIA_PAIN_CONTROLLED = All(
    fact("plegia_complete"),
    Number("plegia_days", lambda days: days >= PLEGIA_DAYS, "two weeks or more"),
    fact("pain_controlled"),
)
EXCEPTION = Any(LONG_PLEGIA_PAIN_CONTROLLED, fact("prognosis", "poor"))


class Offer(Condition):
    """The offer stands unless an exception is certain; what would decide the exception is named."""

    def of(self, facts: Facts) -> Finding:
        population, exception = UNSUITABLE_MSCC.of(facts), EXCEPTION.of(facts)
        if exception.yes or not population.yes:
            return NO if exception.yes else population
        return Finding(Certainty.YES, exception.missing)


RULES: dict[str, Condition] = {"1.10.4": Offer()}
