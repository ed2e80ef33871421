"""PURE: which tasks of the pathway an event begins, and which it does."""

from collections.abc import Callable
from typing import Any

from pathways.agreed_tasks import DEFAULTS, Start
from pathways.guideline.triage import SUSPECTS_MSCC
from referrals.events import EventKind

K = EventKind
FOUND = frozenset({"mscc", "impending", "metastases"})


def _always(data: dict[str, Any]) -> bool:
    return True


def _suspects(data: dict[str, Any]) -> bool:
    return data.get("disposition", data.get("new")) in SUSPECTS_MSCC


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


def begins(kind: str, data: dict[str, Any]) -> Start | None:
    """What an event begins, as the pathway's tasks know it."""
    start, holds = STARTS.get(EventKind(kind), (None, _always))
    return start if holds(data) else None
