"""TABLE: imaging: asked for, booked, begun, reported."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.MRI_REQUESTED: About("MRI requested", "mri_requested_at", None, "MRI requested", ("told_by",)),
    K.MRI_BOOKED: About("MRI booked", "mri_booked_for", None, "MRI booked", ("booked_for", "told_by"), planned=True),
    K.MRI_STARTED: About("MRI started", "mri_started_at", Step.IMAGE, "MRI started", ("whole_spine", "told_by")),
    K.MRI_DELAY: About("MRI late, because", "", None, "Why the MRI is late", ("delay_reason", "told_by")),
    K.MRI_CONTRAINDICATED: About(
        "MRI cannot be done: CT instead", "", None, "MRI contraindicated", ("contraindication", "confirmed_by")
    ),
    K.MRI_EXCEPTION: About("MRI not to be done", "", None, "MRI not to be done", ("mri_exclusion", "decided_by")),
    K.MRI_OVERNIGHT: About(
        "Overnight scan considered", "", None, "Overnight scan", ("treat_immediately", "decided_by")
    ),
    K.CT_STARTED: About("CT started", "ct_started_at", Step.IMAGE, "CT started", ("told_by",)),
    K.REPORTED: About(
        "Imaging reported", "mri_reported_at", Step.REPORT, "Imaging reported", ("outcome", "levels", "told_by")
    ),
}
