"""Box 1 and recommendations 1.3.2 to 1.3.6: from cancer, pain and cord features to a disposition.

TABLE is the truth table of known facts (18 cells). With facts missing the disposition is the most urgent over every
completion of the missing answers, so not knowing can never lower it. Dispositions are the service's safe reading;
`routing` names the recommendations that certainly apply.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pathways.guideline.logic import All, Any, Condition, Facts, Named, fact
from pathways.guideline.terms import CORD, PAIN


class Disposition(StrEnum):
    """What the call comes to, most urgent first: the order is the order of urgency."""

    EMERGENCY = "EMERGENCY"
    EMERGENCY_ONC = "EMERGENCY_ONC"
    EMERGENCY_ANY_CAUSE = "EMERGENCY_ANY_CAUSE"
    ADVICE_24H = "ADVICE_24H"
    ONC = "ONC"
    EXPLAIN_OR_ADVICE = "EXPLAIN_OR_ADVICE"
    EXPLAIN = "EXPLAIN"
    ASK_CANCER = "ASK_CANCER"
    SUSPECTED_CANCER = "SUSPECTED_CANCER"
    BACK_PAIN = "BACK_PAIN"
    NO_ROUTE = "NO_ROUTE"
    NOT_APPLICABLE = "NOT_APPLICABLE"

    @property
    def urgency(self) -> int:
        """0 is the most urgent."""
        return list(Disposition).index(self)

    @property
    def is_emergency(self) -> bool:
        return self in EMERGENCIES


D = Disposition
EMERGENCIES = (D.EMERGENCY, D.EMERGENCY_ONC, D.EMERGENCY_ANY_CAUSE)
# The emergencies in which MSCC is suspected: with no cancer known or suspected it is an emergency of some other cause.
SUSPECTS_MSCC = (D.EMERGENCY, D.EMERGENCY_ONC)

DIAGNOSED, SUSPECTED, NONE = "diagnosed", "suspected", "none"
CHARACTERISTIC, BACK, NO_PAIN = "box 1 characteristic", "back pain without one", "no pain"
FEATURE, NO_FEATURE = "cord feature", "no cord feature"

# (cancer, pain, cord) -> disposition: rows T1 to T18 of the traceability's section (c1).
TABLE: dict[tuple[str, str, str], Disposition] = {
    (DIAGNOSED, CHARACTERISTIC, FEATURE): D.EMERGENCY,
    (DIAGNOSED, CHARACTERISTIC, NO_FEATURE): D.ADVICE_24H,
    (DIAGNOSED, BACK, FEATURE): D.EMERGENCY,
    (DIAGNOSED, BACK, NO_FEATURE): D.EXPLAIN_OR_ADVICE,
    (DIAGNOSED, NO_PAIN, FEATURE): D.EMERGENCY,
    (DIAGNOSED, NO_PAIN, NO_FEATURE): D.NO_ROUTE,
    (SUSPECTED, CHARACTERISTIC, FEATURE): D.EMERGENCY_ONC,
    (SUSPECTED, CHARACTERISTIC, NO_FEATURE): D.ONC,
    (SUSPECTED, BACK, FEATURE): D.EMERGENCY_ONC,
    (SUSPECTED, BACK, NO_FEATURE): D.SUSPECTED_CANCER,
    (SUSPECTED, NO_PAIN, FEATURE): D.EMERGENCY_ONC,
    (SUSPECTED, NO_PAIN, NO_FEATURE): D.SUSPECTED_CANCER,
    (NONE, CHARACTERISTIC, FEATURE): D.EMERGENCY_ANY_CAUSE,
    (NONE, CHARACTERISTIC, NO_FEATURE): D.ASK_CANCER,
    (NONE, BACK, FEATURE): D.EMERGENCY_ANY_CAUSE,
    (NONE, BACK, NO_FEATURE): D.BACK_PAIN,
    (NONE, NO_PAIN, FEATURE): D.EMERGENCY_ANY_CAUSE,
    (NONE, NO_PAIN, NO_FEATURE): D.NOT_APPLICABLE,
}

HAS_CANCER = fact("cancer", "current", "past")
CANCER_SUSPECTED = fact("cancer", "suspected")
CORD_FEATURE = Named("a cord feature of box 1", "no cord feature of box 1", Any(*(fact(name) for name in CORD)))
PAIN_CHARACTERISTIC = Named(
    "a pain characteristic of box 1", "no pain characteristic of box 1", Any(*(fact(name) for name in PAIN))
)

ROUTES: dict[str, Condition] = {
    # Pain plays no part, and one feature suffices (rationale of 1.3.2).
    "1.3.2": HAS_CANCER & CORD_FEATURE,
    # A cord feature takes the case to 1.3.2.
    "1.3.3": All(HAS_CANCER, PAIN_CHARACTERISTIC, ~CORD_FEATURE),
    # Says nothing of cord features: with one the disposition is an emergency all the same.
    "1.3.5": CANCER_SUSPECTED & PAIN_CHARACTERISTIC,
    # 1.3.3 wins whenever a pain characteristic is present.
    "1.3.6": All(
        HAS_CANCER, fact("low_back_pain"), fact("disease_evidence", "no"), ~PAIN_CHARACTERISTIC, ~CORD_FEATURE
    ),
}


@dataclass(frozen=True)
class Triage:
    """The disposition, whether it stands on known facts alone, and what to ask next, in the order to ask it."""

    disposition: Disposition
    certain: bool
    ask: tuple[str, ...]


def triage(facts: Facts) -> Triage:
    """The most urgent disposition over every completion of what is not known."""
    possible = {_cell(facts, *cell) for cell in _completions(facts)}
    disposition = min(possible, key=lambda each: each.urgency)
    certain = len(possible) == 1 and disposition is not D.EXPLAIN_OR_ADVICE
    return Triage(disposition, certain, ask=tuple(_ask(facts, disposition)))


def _cell(facts: Facts, cancer: str, pain: str, cord: str) -> Disposition:
    disposition = TABLE[cancer, pain, cord]
    if disposition is not D.EXPLAIN_OR_ADVICE:
        return disposition
    low, evidence = facts.get("low_back_pain"), facts.get("disease_evidence")
    if low == "no" or evidence == "yes":
        return D.ADVICE_24H
    return D.EXPLAIN if low == "yes" and evidence == "no" else D.EXPLAIN_OR_ADVICE


def _completions(facts: Facts) -> Iterator[tuple[str, str, str]]:
    for cancer in cancers(facts):
        for pain in pains(facts):
            for cord in cords(facts):
                yield cancer, pain, cord


def cancers(facts: Facts) -> list[str]:
    """The cancer statuses still possible. Past counts as diagnosed, with no limit of time."""
    value = facts.get("cancer")
    if value is None:
        return [DIAGNOSED, SUSPECTED, NONE]
    return [DIAGNOSED if value in {"current", "past"} else str(value)]


def pains(facts: Facts) -> list[str]:
    """The kinds of pain still possible."""
    characteristic = PAIN_CHARACTERISTIC.of(facts)
    if characteristic.yes:
        return [CHARACTERISTIC]
    without = {"yes": [BACK], "no": [NO_PAIN]}.get(str(facts.get("back_pain")), [BACK, NO_PAIN])
    return [CHARACTERISTIC, *without] if characteristic.unknown else without


def cords(facts: Facts) -> list[str]:
    """Whether a cord feature is present: all six must be asked before it is not."""
    found = CORD_FEATURE.of(facts)
    return [FEATURE] if found.yes else [NO_FEATURE] if found.no else [FEATURE, NO_FEATURE]


def _ask(facts: Facts, disposition: Disposition) -> Iterator[str]:
    """Cord features first: they decide between days and hours, and all six belong on record (1.1.15)."""
    yield from (name for name in CORD if facts.get(name) is None)
    if facts.get("cancer") is None:
        yield "cancer"
    if len(pains(facts)) > 1:
        yield from (name for name in PAIN if facts.get(name) is None)
        if facts.get("back_pain") is None:
            yield "back_pain"
    if disposition is D.EXPLAIN_OR_ADVICE:
        yield from (name for name in ("low_back_pain", "disease_evidence") if facts.get(name) is None)
