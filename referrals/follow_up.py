"""PURE: which tasks of the pathway an event begins, and which it does."""

from collections.abc import Callable
from typing import Any

from pathways.agreed_tasks import DEFAULTS, Start
from pathways.guideline.triage import SUSPECTS_MSCC
from referrals.events import EventKind
from referrals.mobilising import verdict

K = EventKind
FOUND = frozenset({"mscc", "impending", "metastases"})


def _always(data: dict[str, Any]) -> bool:
    return True


def _suspects(data: dict[str, Any]) -> bool:
    return data.get("disposition", data.get("new")) in SUSPECTS_MSCC


def _unstable(data: dict[str, Any]) -> bool:
    return verdict(data).reassess


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
# TABLE: what must stand in the event for a task to be done by it; without an entry its being there is enough.
ONLY_IF: dict[str, tuple[str, frozenset[str]]] = {
    "contact": ("contact_known", frozenset({"yes"})),
    "equipment": ("equipment", frozenset({"none", "delivered"})),
    "training": ("carers_taught", frozenset({"yes", "not_needed"})),
    "thirty_days": ("asked_when", frozenset({"thirty_days"})),
    "weeks": ("asked_when", frozenset({"weeks"})),
    "months": ("asked_when", frozenset({"months"})),
}
# TABLE: what is asked to be looked at again, on the day that was named: the task's key, its words, its recommendation.
AGAIN: dict[EventKind, tuple[str, str, str]] = {
    K.CARE_PLAN: ("again-plan", "Look at the care plan again", "1.1.17"),
    K.NEEDS_ASSESSED: ("again-needs", "Look at the person’s needs again", "1.2.3"),
    K.PLANNING_AHEAD: ("again-planning", "Offer again to talk about planning ahead", "1.2.7"),
}


def does(kind: str, data: dict[str, Any]) -> set[str]:
    """The keys of the tasks that an event does."""
    done = {key for key in ENDS.get(kind, ()) if key not in ONLY_IF or data.get(ONLY_IF[key][0]) in ONLY_IF[key][1]}
    return done | ({AGAIN[EventKind(kind)][0]} if kind in AGAIN else set())


def begins(kind: str, data: dict[str, Any]) -> Start | None:
    """What an event begins, as the pathway's tasks know it."""
    start, holds = STARTS.get(EventKind(kind), (None, _always))
    return start if holds(data) else None
