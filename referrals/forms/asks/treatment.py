"""TABLE: what is asked of the decision and the treatment."""

from django import forms

from referrals.forms.asks.parts import YES_NO_UNKNOWN, one_of, said
from referrals.forms.fields import answer_field
from referrals.models import Timeline

TREATMENTS = [("radiotherapy", "Radiotherapy"), ("surgery", "Surgery"), ("systemic", "Systemic treatment"),
              ("supportive", "Supportive care"), ("other", "Other")]  # fmt: skip
RT_EXCLUSIONS = [choice for choice in Timeline.RadiotherapyExclusion.choices if choice[0] not in {"", "died"}]
ASKS: dict[str, forms.Field] = {
    "decided_by": said("Decided by (name)", required=True),
    "treatment": one_of("Treatment decided on", TREATMENTS),
    "surgery_suitable": one_of("Suitable for surgery?", YES_NO_UNKNOWN),
    # 1.8.4: where none is left, dexamethasone is tapered off.
    "other_treatment": answer_field("Another effective treatment left, beside steroids?", unknown="Not known"),
    "rt_exclusion": one_of("Why", RT_EXCLUSIONS),
    # The limbs of the exception of 1.10.4, each recorded for itself.
    "plegia_days": forms.FloatField(
        label="Days of complete paralysis (for that exception)", min_value=0, max_value=10_000, required=False
    ),
    "pain_controlled": forms.ChoiceField(
        label="Pain well controlled (for that exception)", choices=YES_NO_UNKNOWN, required=False
    ),
    "dose_gy": forms.DecimalField(
        label="Dose, Gy in all", min_value=0, max_value=100, decimal_places=2, required=False
    ),
    "fractions": forms.IntegerField(label="Fractions", min_value=1, max_value=40, required=False),
    "fractions_reason": said("More than one fraction: why", 200),
}
