"""TABLE: dexamethasone as a log: each dose, what is watched, the plan to taper, the stop."""

from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.STEROID_DOSE: About(
        "Dexamethasone given", "", None, "Dexamethasone given", ("dose_mg", "route", "ppi_given", "told_by")
    ),
    K.STEROID_CHECKED: About(
        "On dexamethasone, looked at", "", None, "Glucose, PPI", ("glucose", "ppi_given", "told_by")
    ),
    K.STEROID_PLAN: About(
        "Dexamethasone: plan to taper", "", None, "Plan to taper dexamethasone", ("taper", "decided_by")
    ),
    K.STEROID_STOPPED: About("Dexamethasone stopped", "", None, "Dexamethasone stopped", ("stop_reason", "told_by")),
}
