"""TABLE: where the person is, until home."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.ADMITTED: About("Admitted", "", None, "Admitted", ("where_now", "where_phone", "told_by")),
    K.MOVED: About("Moved", "", None, "Where now", ("where_now", "where_phone", "told_by")),
    K.DISCHARGE_PLANNED: About("Discharge planning", "", Step.PLAN_DISCHARGE, "For discharge", ("discharge_lead",)),
    K.DISCHARGE_CHECKED: About(
        "What is in place for home", "", None, "In place for home",
        ("party_family", "party_oncology", "party_rehabilitation", "party_pharmacist", "party_community",
         "equipment", "equipment_what", "carers_taught", "follow_up"),
    ),
    K.DISCHARGED: About(
        "Discharged", "discharged_at", Step.PLAN_DISCHARGE, "Discharged",
        ("destination", "discharge_plan", "walking_now", "continence", "pain_now"),
    ),
    # What became of the person, asked after they left: also of a referral that has run its course.
    K.FOLLOWED_UP: About(
        "After discharge", "", None, "After discharge",
        ("asked_when", "walking_now", "continence", "pain_now", "readmitted", "lives_at", "care_note", "told_by"),
    ),
    # Death ends the referral and every open clock; one person is enough to say so.
    K.DIED: About("Died", "", Step.CLOSE, "Died", ("told_by",)),
    K.NOTE: About("Note", "", None, "Note", ("note", "told_by")),
}  # fmt: skip
