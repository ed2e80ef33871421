"""TABLE: what is done for the person beside the treatment: plan, needs, pain, mobilising, information."""

from referrals.events.kinds import About, EventKind

K = EventKind
MOBILISING = ("mobile_step", "hypotension", "more_pain", "worse_neurology", "went", "care_note", "told_by")
EVENTS: dict[EventKind, About] = {
    K.CARE_PLAN: About(
        "Personal care plan agreed", "", None, "Care plan",
        ("care_senior", "care_with", "care_plan", "wishes", "with_person", "look_again"),
    ),
    K.NEEDS_ASSESSED: About(
        "Holistic needs assessed", "", None, "Needs assessment",
        ("needs_by", "needs", "wishes", "support_told", "look_again"),
    ),
    K.PAIN_ASSESSED: About(
        "Pain assessed", "", None, "Pain assessment",
        ("pain_now", "pain_on_moving", "pain_site", "pain_cause", "pain_impact", "told_by"),
    ),
    K.PAIN_PLAN: About(
        "Pain plan agreed", "", None, "Pain plan", ("pain_plan", "pain_tried", "with_person", "specialist_pain"),
    ),
    K.PAIN_REVIEWED: About(
        "Pain reviewed", "", None, "Pain review",
        ("plan_works", "pain_now", "pain_on_moving", "side_effects", "plan_next", "specialist_pain", "told_by"),
    ),
    K.POSITION_CHECKED: About(
        "Position looked at while immobilised", "", None, "Position check", ("position", "tolerated", "told_by"),
    ),
    K.IMMOBILISATION_ENDED: About(
        "Immobilisation ended", "", None, "Immobilisation ended", ("ended_by", "care_note"),
    ),
    K.MOBILISED: About("Mobilising", "", None, "Mobilising: a step", MOBILISING),
    K.ORTHOSIS_ADVICE: About("Advice on orthoses", "", None, "Orthosis advice", ("given_by", "advice")),
    K.GOALS: About(
        "Rehabilitation goals agreed", "", None, "Rehabilitation goals", ("goals", "with_person", "told_by"),
    ),
    K.SERVICE_ASKED: About(
        "Referred on", "", None, "Refer on", ("service_asked", "service_name", "service_answer", "told_by"),
    ),
    K.COMPLICATIONS: About(
        "Complications checked", "", None, "Complications",
        ("clots", "pressure", "bladder", "bowel", "care_note", "told_by"),
    ),
    K.PLANNING_AHEAD: About(
        "Advance care planning offered", "", None, "Planning ahead", ("planning", "care_note", "look_again"),
    ),
    K.INFORMED: About(
        "Information given", "", None, "Information given",
        ("topics", "contact_known", "card_given", "language", "care_note"),
    ),
}  # fmt: skip
