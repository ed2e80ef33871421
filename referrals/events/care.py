"""TABLE: where the person is, until home."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.ADMITTED: About("Admitted", "", None, "Admitted", ("where_now", "where_phone", "told_by")),
    K.MOVED: About("Moved", "", None, "Where now", ("where_now", "where_phone", "told_by")),
    K.DISCHARGE_PLANNED: About("Discharge planning", "", Step.PLAN_DISCHARGE, "For discharge", ("discharge_lead",)),
    K.DISCHARGED: About(
        "Discharged",
        "discharged_at",
        Step.PLAN_DISCHARGE,
        "Discharged",
        ("destination", "discharge_plan", "walking_now"),
    ),
    # Death ends the referral and every open clock; one person is enough to say so.
    K.DIED: About("Died", "", Step.CLOSE, "Died", ("told_by",)),
    K.NOTE: About("Note", "", None, "Note", ("note", "told_by")),
}
