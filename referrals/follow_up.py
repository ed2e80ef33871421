"""PURE: which tasks of the pathway an event begins, and which it does."""

from collections.abc import Callable
from typing import Any

from pathways.agreed_tasks import DEFAULTS, Start
from pathways.guideline.triage import SUSPECTS_MSCC, Disposition
from referrals.events import EventKind
from referrals.mobilising import verdict

K = EventKind
FOUND = frozenset({"mscc", "impending", "metastases"})
# Pain and whom to ring matter as much where only metastases are suspected (1.2.2, 1.7.2).
SUSPECTS_DISEASE = frozenset({*SUSPECTS_MSCC, Disposition.ADVICE_24H, Disposition.EXPLAIN_OR_ADVICE})


def _always(data: dict[str, Any]) -> bool:
    return True


def _suspects(data: dict[str, Any]) -> bool:
    return data.get("disposition", data.get("new")) in SUSPECTS_DISEASE


def _unstable(data: dict[str, Any]) -> bool:
    return verdict(data).reassess


def _changes_plan(data: dict[str, Any]) -> bool:
    return data.get("plan_next") == "changed"


def _finds(data: dict[str, Any]) -> bool:
    return data.get("outcome") in FOUND


# TABLE: the events at which each begins, and what must stand in them.
STARTS: dict[EventKind, tuple[Start, Callable[[dict[str, Any]], bool]]] = {
    K.TRIAGED: (Start.SUSPECTED, _suspects),
    K.REASSESSED: (Start.SUSPECTED, _suspects),
    K.DISPOSITION_CHANGED: (Start.SUSPECTED, _suspects),
    K.ADMITTED: (Start.ADMITTED, _always),
    K.IMMOBILISED: (Start.IMMOBILISED, _always),
    K.STABILITY_ADVICE: (Start.STABILITY_ADVICE, _always),
    K.MOBILISED: (Start.MOBILISING_STOPPED, _unstable),
    K.PAIN_PLAN: (Start.PAIN_PLANNED, _always),
    K.PAIN_REVIEWED: (Start.PAIN_PLANNED, _changes_plan),
    K.REPORTED: (Start.DIAGNOSED, _finds),
    K.DECISION: (Start.DECIDED, _always),
    K.RT_FIRST_FRACTION: (Start.TREATED, _always),
    K.SURGERY: (Start.TREATED, _always),
    K.SYSTEMIC: (Start.TREATED, _always),
    K.DISCHARGE_PLANNED: (Start.DISCHARGE_PLANNED, _always),
    K.DISCHARGED: (Start.DISCHARGED, _always),
}
ENDS: dict[str, frozenset[str]] = {
    kind: frozenset(key for key, task in DEFAULTS.items() if task.ends_with == kind)
    for kind in {task.ends_with for task in DEFAULTS.values()} - {""}
}
LOOKED_AT = frozenset({"none", "prevented", "present"})
# TABLE: what must stand in the event for a task to be done by it, each answer with those that are enough (None: any
# that is given); without an entry its being there is enough. What is not known does no task.
ONLY_IF: dict[str, dict[str, frozenset[str] | None]] = {
    "contact": {"contact_known": frozenset({"yes"})},
    "complications": dict.fromkeys(("clots", "pressure", "bladder", "bowel"), LOOKED_AT),
    "skin": dict.fromkeys(("pressure", "bladder", "bowel"), LOOKED_AT),
    "discharge": {"discharge_lead": None},
    "pain_review": {"plan_works": frozenset({"yes", "partly", "no"})},
    "advance_care": {"planning": frozenset({"taken", "later", "declined"})},
    "equipment": {"equipment": frozenset({"none", "delivered"})},
    "training": {"carers_taught": frozenset({"yes", "not_needed"})},
    "thirty_days": {"asked_when": frozenset({"thirty_days"})},
    "weeks": {"asked_when": frozenset({"weeks"})},
    "months": {"asked_when": frozenset({"months"})},
}
# TABLE: what is asked to be looked at again, on the day that was named: the task's key, its words, its recommendation.
AGAIN: dict[EventKind, tuple[str, str, str]] = {
    K.CARE_PLAN: ("again-plan", "Look at the care plan again", "1.1.17"),
    K.NEEDS_ASSESSED: ("again-needs", "Look at the person’s needs again", "1.2.3"),
    K.PLANNING_AHEAD: ("again-planning", "Offer again to talk about planning ahead", "1.2.7"),
}


def does(kind: str, data: dict[str, Any]) -> set[str]:
    """The keys of the tasks that an event does."""
    done = {key for key in ENDS.get(kind, ()) if _is_enough(ONLY_IF.get(key, {}), data)}
    return done | ({AGAIN[EventKind(kind)][0]} if kind in AGAIN else set())


def begins(kind: str, data: dict[str, Any]) -> Start | None:
    """What an event begins, as the pathway's tasks know it."""
    start, holds = STARTS.get(EventKind(kind), (None, _always))
    return start if holds(data) else None


def _is_enough(wanted: dict[str, frozenset[str] | None], data: dict[str, Any]) -> bool:
    return all(data.get(name) if enough is None else data.get(name) in enough for name, enough in wanted.items())
