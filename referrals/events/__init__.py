"""TABLE: what can happen to a referral: its words, the moment it sets, the step it takes, what is asked with it.

The record forms, the timeline's sentences, the projection and the state machine all read this table. It is made of one
table for each sense; a new kind goes into `kinds` and into the table of its sense.
"""

from pathways.states import Step
from referrals.events import call, care, imaging, steroid, support, system, transfer, treatment
from referrals.events.kinds import About, EventKind

__all__ = [
    "CALLS_TAKEN", "CORRECTABLE", "EVENTS", "GROUPS", "PART_ONLY", "RECORDABLE", "STRIKEABLE", "About", "EventKind",
    "moment_set_by", "step_of",
]  # fmt: skip

K = EventKind
# Kept with a report of a scan that is not known to be of the whole spine: what it did not find is not ruled out.
PART_ONLY = "part_only"
# By the heading under which the forms that record them stand.
GROUPS: dict[str, dict[EventKind, About]] = {
    "Call and advice": call.EVENTS,
    "Imaging": imaging.EVENTS,
    "Decisions and treatment": treatment.EVENTS,
    "Steroid log": steroid.EVENTS,
    "Transfer": transfer.EVENTS,
    "Care and support": support.EVENTS,
    "Care until home": care.EVENTS,
    "Written by the service": system.EVENTS,
}
EVENTS: dict[EventKind, About] = {kind: about for table in GROUPS.values() for kind, about in table.items()}
# The calls that the form of a call writes, the first and later ones: what was told stands in them by its fields.
CALLS_TAKEN = (K.CALL_RECEIVED, K.TRACKED)
RECORDABLE = tuple(kind for kind, about in EVENTS.items() if about.record_as)
# Beside what is recorded by hand, the moments that a call or new answers told.
CORRECTABLE = (*RECORDABLE, K.CALL_RECEIVED, K.CORD_FEATURE)
# None of these is ever changed: what is wrong is struck out, and recorded again.
STRIKEABLE = (*RECORDABLE, K.SCORED, K.GRADED, K.POWER, K.KEY_INFORMATION)


def step_of(kind: str, data: dict) -> Step | None:
    """The step an event takes. A report that finds nothing goes straight to discharge planning, one of a part of the
    spine nowhere; answers that leave
    the disposition open leave the referral received. A brace is no decision by itself: it stands
    beside one.
    """
    if kind in (K.TRIAGED, K.REASSESSED) and not data["certain"]:
        return None
    if kind == K.REPORTED and data.get("outcome") == "none":
        return None if data.get(PART_ONLY) else Step.REPORT_CLEAR
    if kind == K.DECISION and data.get("treatment") == "brace":
        return None
    return EVENTS[EventKind(kind)].step


def moment_set_by(kind: str, data: dict) -> str:
    """The timeline's moment that an event sets, if any. A call sets that of the advice where advice was given in it."""
    if kind == K.CALLED and data.get("gave_advice") != "yes":
        return ""
    return EVENTS[EventKind(kind)].sets
