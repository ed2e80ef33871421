"""PURE: what an entry of the record adds to the facts that the rules stand on."""

from datetime import datetime
from typing import Any

from pathways.guideline.terms import FACTS
from referrals.events import PART_ONLY, RECORDABLE, EventKind
from referrals.models import Timeline

K = EventKind
# What a result or a decision adds to the facts that the rules stand on.
BY_OUTCOME: dict[str, dict[str, str]] = {
    "mscc": {"mscc": "confirmed", "spinal_metastases": "confirmed"},
    "impending": {"spinal_metastases": "confirmed", "impending_compression": "yes"},
    "metastases": {"spinal_metastases": "confirmed", "mscc": "excluded"},
    "none": {"spinal_metastases": "excluded", "mscc": "excluded"},
}
# What an entry says by being there at all.
BY_KIND: dict[str, dict[str, str]] = {
    K.IMMOBILISED: {"immobilised": "yes"},
    K.IMMOBILISATION_ENDED: {"immobilised": "no"},
    K.MRI_CONTRAINDICATED: {"mri_contraindicated": "yes"},
    K.MRI_OVERNIGHT: {"overnight": "yes"},
    K.SURGERY: {"had_surgery": "yes"},
    K.RECOVERED: {"recovered_from_surgery": "yes"},
    K.STEROID_DOSE: {"on_corticosteroid": "yes", "steroid_stopped": "no"},
    K.STEROID_STOPPED: {"on_corticosteroid": "no", "steroid_stopped": "yes"},
}
# Of a bone agent, only a bisphosphonate that is meant to be given has an aim for the rules.
MEANT = frozenset({"proposed", "given"})
# What box 1 calls neurology that got worse at a step of mobilising.
WORSE_AT_A_STEP = "neurological_signs"
# The form asks the other way: whether another effective treatment is left (1.8.4).
OTHER_LEFT = {"yes": "no", "no": "yes"}


def facts_of(kind: str, data: dict[str, Any], *, before_imaging: bool = False) -> dict[str, Any]:
    """The facts of an entry: what it says by its kind, by its result, and each answer that is a fact itself."""
    if kind not in RECORDABLE:
        return {}
    facts: dict[str, Any] = dict(BY_KIND.get(kind, {}))
    if kind == K.REPORTED:
        found = BY_OUTCOME[data["outcome"]].items()
        facts |= {name: value for name, value in found if not (data.get(PART_ONLY) and value == "excluded")}
    if kind == K.STEROID_DOSE and before_imaging:
        facts["dexamethasone_before_imaging"] = "yes"
    if kind == K.RT_EXCEPTION:
        facts |= _limbs(data)
    if is_worse_at_a_step(kind, data):
        facts[WORSE_AT_A_STEP] = "yes"
    if data.get("other_treatment") in OTHER_LEFT:
        facts["no_other_effective_treatment"] = OTHER_LEFT[data["other_treatment"]]
    if kind == K.BONE_AGENT and not (data["bone_agent"] == "bisphosphonate" and data["bone_agent_stage"] in MEANT):
        return facts
    return facts | {name: value for name, value in data.items() if value in FACTS.get(name, ()) and value}


def is_worse_at_a_step(kind: str, data: dict[str, Any]) -> bool:
    """Whether an entry tells of neurology that got worse while mobilising: more than the rules knew (1.6.4)."""
    return kind == K.MOBILISED and data.get("worse_neurology") == "yes"


def _limbs(data: dict[str, Any]) -> dict[str, Any]:
    """What an exception to radiotherapy within 24 hours says of the person (1.10.4)."""
    facts: dict[str, Any] = {}
    if data.get("plegia_days"):
        facts["plegia_days"] = float(data["plegia_days"])
    if data["rt_exclusion"] == Timeline.RadiotherapyExclusion.PLEGIA:
        facts["plegia_complete"] = "yes"
    if data["rt_exclusion"] == Timeline.RadiotherapyExclusion.PROGNOSIS:
        facts["prognosis"] = "poor"
    return facts


def is_before_imaging(at: datetime, scans: list[datetime | None]) -> bool:
    """Whether a moment lies before every scan that is known."""
    return all(scan is None or at < scan for scan in scans)
