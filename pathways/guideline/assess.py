"""Facts about a person -> what the guideline says: the one pure function behind the call screen and `assess`."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pathways.guideline import (
    EDITION,
    bone_agents,
    imaging,
    immobilisation,
    limits,
    pain,
    radiotherapy,
    steroids,
    surgery,
)
from pathways.guideline.limits import Limit
from pathways.guideline.logic import Certainty, Condition, Facts, Finding
from pathways.guideline.notes import notes
from pathways.guideline.terms import CORD, FACTS, NUMBER, PAIN
from pathways.guideline.triage import CORD_FEATURE, ROUTES, SUSPECTS_MSCC, Disposition, triage
from pathways.quoted import nearest, quoted

RULES: dict[str, Condition] = {
    **ROUTES,
    **immobilisation.RULES,
    **imaging.RULES,
    **pain.RULES,
    **bone_agents.RULES,
    **steroids.RULES,
    **radiotherapy.RULES,
    **surgery.RULES,
}
HAEMATOLOGICAL = ("myeloma", "lymphoma", "other_haematological")


class FactError(ValueError):
    """A fact is not one the rules know, or has a value that is not permitted. The message says what is permitted."""


@dataclass(frozen=True)
class Answer:
    """What the guideline says of one person on the facts known now."""

    disposition: Disposition
    certain: bool
    routing: tuple[str, ...]
    ask: tuple[str, ...]
    clocks: tuple[Limit, ...]
    recommendations: dict[str, Finding] = field(hash=False)
    notes: tuple[str, ...]
    edition: str = EDITION

    def as_json(self) -> dict[str, object]:
        """The shape of contracts/assess.md, without the case's id."""
        return {
            "edition": self.edition,
            "disposition": str(self.disposition),
            "routing": list(self.routing),
            "ask": list(self.ask),
            "clocks": [{"clock": str(it.kind), "within_hours": it.hours, "rec": it.rec} for it in self.clocks],
            "recommendations": {
                rec: {"applies": str(found.certainty), "missing": list(found.missing)}
                for rec, found in self.recommendations.items()
            },
            "notes": list(self.notes),
        }


def assess(facts: Mapping[str, object]) -> Answer:
    """Apply the rules. Raises FactError when a fact or a value is not permitted."""
    given = check(facts)
    known = with_implied(given)
    first = triage(known)
    routing = tuple(rec for rec, rule in ROUTES.items() if rule.of(known).yes)
    known = with_suspicions(known, first.disposition)
    found = {rec: rule.of(known) for rec, rule in RULES.items()}
    return Answer(
        disposition=first.disposition,
        certain=first.certain,
        routing=routing,
        ask=first.ask,
        clocks=tuple(clocks(known, first.disposition, found)),
        recommendations=found,
        notes=tuple(notes(given, known, first, routing)),
    )


def check(facts: Mapping[str, object]) -> dict[str, str | float | None]:
    """The facts that are known, each of a permitted value. Missing, null and "unknown" are the same."""
    checked: dict[str, str | float | None] = {}
    for name, value in facts.items():
        if name not in FACTS:
            raise FactError(f"There is no fact {quoted(name)}; the nearest is '{nearest(name, FACTS)}'.")
        if value is None or value == "unknown":
            continue
        permitted = FACTS[name]
        if permitted == NUMBER:
            if not _is_number(value):
                raise FactError(f"{name} is {quoted(value)}; permitted are a number from 0, or null for not known.")
        elif value not in permitted:
            raise FactError(f"{name} is {quoted(value)}; permitted are {', '.join(permitted)}, unknown.")
        checked[name] = value  # type: ignore[assignment]
    return checked


def _is_number(value: object) -> bool:
    """Whether it is a number from 0: no truth value, not infinite, not too large to reckon with."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value <= sys.float_info.max  # type: ignore[operator]


def with_implied(given: Facts) -> dict[str, str | float | None]:
    """Add what the known facts imply, for facts that are not stated themselves. What is present decides."""
    known = dict(given)
    if known.get("low_back_pain") == "yes":
        known["back_pain"] = "yes"  # also where it was denied: of which kind that pain is nobody has said
    if known.get("back_pain") == "no":
        known.setdefault("low_back_pain", "no")
        for name in PAIN:
            known.setdefault(name, "no")
    cord = CORD_FEATURE.of(known)
    if not cord.unknown:
        known.setdefault("neurology", str(cord.certainty))
    if known.get("primary") in HAEMATOLOGICAL:
        known.setdefault("haematological", "confirmed")
    if known.get("spinal_metastases") == "confirmed":
        known.setdefault("bone_metastases", "yes")
    for name, source in (("surgery_able", "surgery_suitable"), ("mechanical_spinal_pain", "mechanical_pain")):
        if known.get(source) is not None:
            known.setdefault(name, known[source])
    return known


def with_suspicions(known: Facts, disposition: Disposition) -> dict[str, str | float | None]:
    """Add the suspicions that a disposition carries, where the status itself is not stated."""
    facts = dict(known)
    if disposition in SUSPECTS_MSCC:
        facts.setdefault("mscc", "suspected")
    if disposition is Disposition.ADVICE_24H:
        facts.setdefault("spinal_metastases", "suspected")
    # MSCC counts as not suspected in every other disposition: no cord feature, or a cause other than cancer.
    facts["mscc_suspected"] = "yes" if facts.get("mscc") == "suspected" else "no"
    return facts


def limits_under(facts: Mapping[str, object], disposition: Disposition) -> tuple[Limit, ...]:
    """The clocks that these facts open under a disposition, which a clinician may have set otherwise than the rules."""
    known = with_suspicions(with_implied(check(facts)), disposition)
    return tuple(clocks(known, disposition, {rec: rule.of(known) for rec, rule in RULES.items()}))


def clocks(known: Facts, disposition: Disposition, found: Mapping[str, Finding]) -> Iterator[Limit]:
    """The clocks that these facts open. A 24-hour MRI clock replaces the one-week clock."""
    by_ct = known.get("mri_contraindicated") == "yes"
    if disposition is Disposition.ADVICE_24H:
        yield limits.ADVICE
    if disposition in SUSPECTS_MSCC or found["1.5.2"].yes:
        yield limits.CT_DAY if by_ct else limits.MRI_DAY
    elif disposition is Disposition.ADVICE_24H or found["1.5.3"].yes:
        yield limits.CT_WEEK if by_ct else limits.MRI_WEEK
    if found["1.4.4"].yes:
        yield limits.IMMOBILISATION
    if found["1.10.4"].yes:
        yield limits.RADIOTHERAPY


def asked(facts: Facts) -> tuple[int, int]:
    """How many of the six cord features and of the seven pain characteristics have an answer."""
    return (
        sum(facts.get(name) is not None for name in CORD),
        sum(facts.get(name) is not None for name in PAIN),
    )


__all__ = ["Answer", "Certainty", "FactError", "asked", "assess", "check"]
