"""TABLE: what is asked of where the person is, until home."""

from django import forms

from referrals.forms.asks.parts import said
from referrals.forms.fields import answer_field
from referrals.models import Timeline

WALKING = [choice for choice in Timeline.Walking.choices if choice[0]]
ASKS: dict[str, forms.Field] = {
    "where_now": said("Where now", required=True),
    "where_phone": said("Ring there", 40),
    "discharge_lead": said("Who leads the discharge"),
    "destination": said("Discharged to"),
    "discharge_plan": answer_field("Plan for care and rehabilitation made", unknown="Not known"),
    "walking_now": answer_field("Walking now", WALKING, unknown="Not known"),
    "note": said("Note", 4000, required=True),
}
SAID_WITH = {"discharge_plan": "discharge plan", "walking_now": "walking"}
