"""TABLE: what is asked of advice, acceptance and stability."""

from django import forms

from referrals.forms.asks.parts import said
from referrals.forms.fields import answer_field

ASKS: dict[str, forms.Field] = {
    "told_by": said("Told by"),
    "to_whom": said("Advice given to", required=True),
    "advice": said("What was said", 1000),
    "read_back": answer_field("Read back", unknown="Not known"),
    "accepted_by": said("Clinician who accepted the person", required=True),
    "position": said("Position and precautions"),
    "given_by": said("Given by, profession", required=True),
}
SAID_WITH = {"read_back": "read back"}
