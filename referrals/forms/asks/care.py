"""TABLE: what is asked of where the person is, until home."""

from django import forms

from referrals.forms.asks.parts import answer, one_of, said
from referrals.forms.fields import answer_field
from referrals.models import Timeline

PARTY = [("yes", "Involved"), ("no", "Not yet"), ("not_needed", "Not needed")]
WHEN = [("thirty_days", "30 days"), ("weeks", "4 to 8 weeks"), ("months", "3 months"), ("other", "Another time")]
CONTINENCE = [
    ("continent", "Continent"), ("catheter", "Catheter"), ("bladder", "Bladder not held"), ("bowel", "Bowel not held"),
    ("both", "Neither held"),
]  # fmt: skip
WALKING = [choice for choice in Timeline.Walking.choices if choice[0]]
ASKS: dict[str, forms.Field] = {
    "where_now": said("Where now", required=True),
    "where_phone": said("Ring there", 40),
    "discharge_lead": said("Who leads the discharge"),
    "destination": said("Discharged to"),
    "discharge_plan": answer_field("Plan for care and rehabilitation made", unknown="Not known"),
    "walking_now": answer_field("Walking now", WALKING, unknown="Not known"),
    "party_family": answer("The person, family and carers", PARTY),
    "party_oncology": answer("Primary oncology team", PARTY),
    "party_rehabilitation": answer("Rehabilitation team", PARTY),
    "party_pharmacist": answer("Pharmacist", PARTY),
    "party_community": answer("Primary care, community and palliative care", PARTY),
    "equipment": answer(
        "Equipment", [("none", "None needed"), ("ordered", "Ordered"), ("delivered", "Delivered and working")]
    ),
    "equipment_what": said("Which equipment, from whom", 300),
    "carers_taught": answer(
        "Family and carers taught", [("yes", "Taught"), ("planned", "Planned"), ("not_needed", "Not needed")]
    ),
    "follow_up": said("Who sees the person next, and when", 300),
    "asked_when": one_of("How long after discharge", WHEN),
    "continence": answer("Bladder and bowel", CONTINENCE),
    "readmitted": answer("In hospital again within 30 days"),
    "lives_at": said("Where the person lives now"),
    "note": said("Note", 4000, required=True),
}
SAID_WITH = {
    "discharge_plan": "discharge plan", "walking_now": "walking", "party_family": "person and family",
    "party_oncology": "oncology", "party_rehabilitation": "rehabilitation", "party_pharmacist": "pharmacist",
    "party_community": "community", "equipment": "equipment", "carers_taught": "carers", "follow_up": "next seen",
    "continence": "bladder and bowel", "readmitted": "in hospital again", "lives_at": "lives",
}  # fmt: skip
