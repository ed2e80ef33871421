"""TABLE: imaging: asked for, booked, begun, reported, sent on."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.MRI_REQUESTED: About(
        "MRI requested", "mri_requested_at", None, "MRI requested", ("surveillance_only", "told_by")
    ),
    K.MRI_BOOKED: About("MRI booked", "mri_booked_for", None, "MRI booked", ("booked_for", "told_by"), planned=True),
    K.MRI_STARTED: About(
        "MRI started",
        "mri_started_at",
        Step.IMAGE,
        "MRI started",
        ("whole_spine", "spine_part", "sequences", "told_by"),
    ),
    # Two of them where the result came by word of mouth first: both moments are kept, the first ends the waiting.
    K.REPORTED: About(
        "Imaging reported",
        "mri_reported_at",
        Step.REPORT,
        "Imaging reported",
        ("outcome", "report_form", "levels", "escc", "radiologist", "told_by"),
    ),
    K.IMAGES_SENT: About("Images sent", "", None, "Images sent", ("images_to", "images_where", "told_by")),
    K.IMAGES_ARRIVED: About("Images arrived", "", None, "Images arrived", ("images_to", "images_where", "told_by")),
    K.MRI_DELAY: About("MRI late, because", "", None, "Why the MRI is late", ("delay_reason", "delay_more", "told_by")),
    K.MRI_CONTRAINDICATED: About(
        "MRI cannot be done: CT instead", "", None, "MRI contraindicated", ("contraindication", "confirmed_by")
    ),
    K.CT_STARTED: About("CT started", "ct_started_at", Step.IMAGE, "CT started", ("ct_reconstruction", "told_by")),
    K.MYELOGRAPHY: About(
        "Myelography", "", None, "Myelography", ("myelography_why", "myelography_site", "site_reason", "decided_by")
    ),
    K.MRI_OVERNIGHT: About(
        "Overnight scan considered", "", None, "Overnight scan", ("treat_immediately", "decided_by")
    ),
    K.IMAGING_ELSEWHERE: About(
        "Moved for imaging only",
        "",
        None,
        "Transfer for imaging only",
        ("scan_at", "local_not_possible", "decided_by"),
    ),
    K.MRI_EXCEPTION: About("MRI not to be done", "", None, "MRI not to be done", ("mri_exclusion", "decided_by")),
}
