"""TABLE: what is asked of advice, acceptance and stability."""

from django import forms

from referrals.forms.asks.parts import one_of, said
from referrals.forms.fields import answer_field

ASKS: dict[str, forms.Field] = {
    "told_by": said("Told by"),
    "to_whom": said("Advice given to", required=True),
    "advice": said("What was said", 1000),
    "read_back": answer_field("Read back", unknown="Not known"),
    "direction": one_of("Who rang?", [("in", "They rang us"), ("out", "We rang them")]),
    "whom": said("With whom: name, grade and team", required=True),
    "number": said("Their number", 40),
    "what_was_said": said("What was said and agreed", 4000, required=True),
    "gave_advice": one_of("Was advice given?", [("yes", "Yes"), ("no", "No")]),
    "accepted_by": said("Clinician who accepted the person", required=True),
    "position": said("Position and precautions"),
    "given_by": said("Given by, profession", required=True),
}
SAID_WITH = {"read_back": "read back", "gave_advice": "advice given"}
