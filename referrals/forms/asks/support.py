"""TABLE: what is asked of plan, needs, pain, mobilising, complications, information and rehabilitation."""

from django import forms

from referrals.forms.asks.parts import YES_NO_UNKNOWN, answer, one_of, said, several
from referrals.forms.fields import MomentField

STEPS = [
    ("sitting", "Graded sitting in bed"), ("upright", "Sitting at 90 degrees"), ("edge", "Sitting unsupported"),
    ("standing", "Standing, taking weight"), ("transfer", "Transfer to chair"), ("walking", "Walking"),
]  # fmt: skip
WENT = [("on", "Went on"), ("stayed", "Stayed at this step"), ("back", "Back to where it eases")]
FOUND = [("none", "No trouble"), ("prevented", "At risk: prevention under way"), ("present", "Present: being treated")]
WORKS = [("yes", "Yes"), ("partly", "In part"), ("no", "No")]
OFFERED = [("taken", "Taken up"), ("later", "Not now, ask again"), ("declined", "Declined")]
TOPICS = [
    ("diagnosis", "The diagnosis and what it may mean"), ("options", "Treatments to begin with"),
    ("risks", "Risks and benefits"), ("future", "What may come, and getting worse"), ("pain", "Ways to manage pain"),
    ("later", "When more treatment can be thought of"),
]  # fmt: skip
SERVICES = [
    ("rehabilitation", "Specialist rehabilitation"), ("unit", "Rehabilitation unit"),
    ("nursing", "Community nursing"), ("therapy", "Community rehabilitation"), ("equipment", "Equipment"),
    ("social", "Social care"), ("palliative", "Specialist palliative care"), ("pain", "Specialist pain service"),
    ("psychology", "Psychological support"), ("spiritual", "Spiritual care"), ("financial", "Benefits and money"),
    ("orthotics", "Orthotics"), ("other", "Another service"),
]  # fmt: skip
TEN = [(str(each), str(each)) for each in range(11)]
ANSWERED = [("asked", "Asked, no answer yet"), ("accepted", "Accepted"), ("refused", "Refused")]


ASKS: dict[str, forms.Field] = {
    "care_senior": said("Senior clinician who leads it", required=True),
    "care_with": said("Who took part", 300, hint="Such as physiotherapist, pharmacist, oncologist, palliative care."),
    "care_plan": said("What was agreed", 4000, required=True),
    "wishes": said("Needs and preferences, in the person’s words", 2000),
    "with_person": answer("Agreed with the person"),
    "look_again": MomentField(
        label="Look at it again", planned=True, help_text="Such as 4 Dec. A task is made for it."
    ),
    "needs_by": said("Assessed by", required=True),
    "needs": said("What they need: body, mind, family, work, money, faith", 4000, required=True),
    "support_told": answer("Told how to get help with these"),
    "pain_now": answer("Pain at rest, 0 to 10", TEN),
    "pain_on_moving": answer("Pain on moving, 0 to 10", TEN),
    "pain_site": said("Where, and of what kind", 300),
    "pain_cause": said("Its cause; worse than before?", 300),
    "pain_impact": said("What it stops: sleep, daily life, work", 300),
    "pain_plan": said("Plan for the pain", 2000, required=True),
    "pain_tried": said("Tried before, and what the person hopes for", 500),
    "specialist_pain": answer("Referred to specialist pain or palliative care"),
    "plan_works": one_of("Does the plan work?", [*WORKS, ("unknown", "Not known")]),
    "side_effects": said("Doses, how they are borne, side effects", 500),
    "plan_next": answer("The plan", [("same", "Goes on"), ("changed", "Is changed")]),
    "mobile_step": one_of("Step", STEPS),
    "hypotension": one_of("Blood pressure fell on getting up", YES_NO_UNKNOWN),
    "more_pain": one_of("Clearly more pain", YES_NO_UNKNOWN),
    "worse_neurology": one_of("Neurology worse", YES_NO_UNKNOWN),
    "went": one_of("Then", WENT),
    "tolerated": answer("The position is borne"),
    "ended_by": said("Who decided it", required=True),
    "goals": said("Goals, in the person’s words", 2000, required=True),
    "service_asked": one_of("Service", SERVICES),
    "service_name": said("Which, and whom you spoke to", 200),
    "service_answer": one_of("Answer", ANSWERED),
    "clots": one_of("Clots", [*FOUND, ("unknown", "Not checked")]),
    "pressure": one_of("Pressure damage", [*FOUND, ("unknown", "Not checked")]),
    "bladder": one_of("Bladder", [*FOUND, ("unknown", "Not checked")]),
    "bowel": one_of("Bowel", [*FOUND, ("unknown", "Not checked")]),
    "care_note": said("More", 1000),
    "planning": one_of("What came of the offer", [*OFFERED, ("unknown", "Not known")]),
    "topics": several("Talked about", TOPICS),
    "contact_known": one_of("Knows whom to ring if symptoms come or get worse", YES_NO_UNKNOWN),
    "card_given": answer("Contact card given"),
    "language": said("In which language or form", hint="Such as Welsh, large type, read aloud, interpreter."),
}
SAID_WITH = {
    "care_senior": "led by", "care_with": "with", "wishes": "wishes", "with_person": "agreed with the person",
    "look_again": "look again", "needs_by": "assessed by", "support_told": "told how to get help",
    "pain_now": "at rest", "pain_on_moving": "on moving", "pain_cause": "cause", "pain_impact": "stops",
    "pain_tried": "tried", "specialist_pain": "referred to pain or palliative care", "plan_works": "works",
    "plan_next": "the plan", "hypotension": "pressure fell", "more_pain": "more pain",
    "worse_neurology": "neurology worse", "tolerated": "borne", "ended_by": "decided by", "clots": "clots",
    "pressure": "pressure", "bladder": "bladder", "bowel": "bowel", "contact_known": "knows whom to ring",
    "card_given": "card given", "language": "given as",
}  # fmt: skip
