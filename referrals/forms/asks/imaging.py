"""TABLE: what is asked of imaging."""

from django import forms

from referrals.forms.asks.parts import YES_NO_UNKNOWN, one_of, said
from referrals.forms.fields import MomentField
from referrals.models import Timeline

DELAYS = ("No slot", "Requested late", "Out of hours", "Transfer", "Scanner down", "Person not well enough",
          "Safety questions", "Other")  # fmt: skip
OUTCOMES = [choice for choice in Timeline.Outcome.choices if choice[0]]
MRI_EXCLUSIONS = [c for c in Timeline.MriExclusion.choices if c[0] in {"declined", "not_in_best_interests"}]
ASKS: dict[str, forms.Field] = {
    "booked_for": MomentField(label="Booked for", planned=True, required=True),
    "whole_spine": one_of("Whole spine?", [("yes", "Yes"), ("no", "No, a part"), ("unknown", "Not known")]),
    "delay_reason": one_of("Why is it late?", [(each, each) for each in DELAYS]),
    "contraindication": said("Why MRI cannot be done", 200, required=True),
    "confirmed_by": said("Confirmed by"),
    "mri_exclusion": one_of("Why", MRI_EXCLUSIONS),
    "treat_immediately": one_of("Would a diagnosis tonight let treatment start at once?", YES_NO_UNKNOWN),
    "outcome": one_of("What it shows", OUTCOMES),
    "levels": said("Levels, such as T6 to T8"),
}
