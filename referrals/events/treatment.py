"""TABLE: opinions, the decision and the treatment."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.OPINION_ASKED: About("Opinion asked", "", None, "Opinion asked", ("opinion_of", "asked_of")),
    K.SURGICAL_OPINION: About(
        "Spinal surgeon’s opinion",
        "",
        None,
        "Surgeon’s opinion",
        ("surgery_suitable", "unsuitable_because", "opinion", "given_by"),
    ),
    K.OPINION_GIVEN: About("Opinion", "", None, "Another opinion", ("opinion_of", "opinion", "given_by")),
    K.MDT: About("Discussed by the MDT", "", None, "MDT discussion", ("mdt_plan", "mdt_attended", "mdt_names")),
    K.DECISION: About(
        "Treatment decided",
        "",
        Step.DECIDE,
        "Decision to treat",
        ("treatment", "surgery_suitable", "unsuitable_because", "other_treatment", "decided_by"),
    ),
    K.RT_PREPARED: About(
        "Before radiotherapy",
        "",
        None,
        "Before radiotherapy",
        ("fertility", "stem_cell_harvest", "rt_high_risk", "rt_regimen_includes_steroid", "told_by"),
    ),
    K.RT_BOOKED: About(
        "First fraction booked", "rt_booked_for", None, "Radiotherapy booked", ("booked_for", "told_by"), planned=True
    ),
    K.RT_FIRST_FRACTION: About(
        "First fraction given",
        "rt_first_fraction_at",
        Step.TREAT,
        "First fraction",
        ("dose_gy", "fractions", "fractions_reason", "rt_site", "told_by"),
    ),
    K.RT_DELAY: About(
        "Radiotherapy late, because",
        "",
        None,
        "Why radiotherapy is late",
        ("rt_delay_reason", "delay_more", "told_by"),
    ),
    K.RT_LAST_FRACTION: About(
        "Last fraction given", "", None, "Last fraction", ("rt_completed", "fractions_given", "told_by")
    ),
    K.RT_EXCEPTION: About(
        "Radiotherapy within 24 hours not to be given",
        "",
        None,
        "Radiotherapy exception",
        ("rt_exclusion", "plegia_days", "pain_controlled", "decided_by"),
    ),
    K.SURGERY: About("Surgery started", "surgery_at", Step.TREAT, "Surgery", ("operation", "surgeon", "told_by")),
    K.RECOVERED: About("Recovered from surgery", "", None, "Recovered from surgery", ("told_by",)),
    K.CEMENT: About(
        "Vertebroplasty or kyphoplasty", "", Step.TREAT, "Vertebroplasty, kyphoplasty", ("cement", "levels", "told_by")
    ),
    K.BRACE: About("External support fitted", "", None, "Brace", ("brace", "told_by")),
    K.SYSTEMIC: About(
        "Systemic treatment started", "systemic_at", Step.TREAT, "Systemic treatment", ("drug", "told_by")
    ),
    K.SUPPORTIVE: About("Supportive care", "", None, "Supportive care", ("supportive", "told_by")),
    K.BONE_AGENT: About(
        "Bone agent", "", None, "Bone agent", ("bone_agent", "bone_agent_stage", "bisphosphonate_aim", "told_by")
    ),
    K.BIOPSY: About(
        "Biopsy",
        "",
        None,
        "Biopsy",
        ("biopsy_stage", "biopsy_changes_treatment", "immediate_treatment_needed", "biopsy_result", "told_by"),
    ),
}
