"""TABLE: the decision and the treatment."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.DECISION: About(
        "Treatment decided",
        "",
        Step.DECIDE,
        "Decision to treat",
        ("treatment", "surgery_suitable", "other_treatment", "decided_by"),
    ),
    K.RT_BOOKED: About(
        "First fraction booked", "rt_booked_for", None, "Radiotherapy booked", ("booked_for", "told_by"), planned=True
    ),
    K.RT_FIRST_FRACTION: About(
        "First fraction given",
        "rt_first_fraction_at",
        Step.TREAT,
        "First fraction",
        ("dose_gy", "fractions", "fractions_reason", "told_by"),
    ),
    K.RT_EXCEPTION: About(
        "Radiotherapy within 24 hours not to be given",
        "",
        None,
        "Radiotherapy exception",
        ("rt_exclusion", "plegia_days", "pain_controlled", "decided_by"),
    ),
    K.SURGERY: About("Surgery started", "surgery_at", Step.TREAT, "Surgery", ("told_by",)),
    K.SYSTEMIC: About("Systemic treatment started", "systemic_at", Step.TREAT, "Systemic treatment", ("told_by",)),
}
