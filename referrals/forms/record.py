"""The forms by which events are recorded: drawn from the table of events, one form and one POST each."""

import copy
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mscc.moments import Moment
from referrals.events import EVENTS, EventKind
from referrals.forms.fields import MomentField, TimedForm, answer_field
from referrals.models import Timeline

DELAYS = ("No slot", "Requested late", "Out of hours", "Transfer", "Scanner down", "Person not well enough",
          "Safety questions", "Other")  # fmt: skip
TREATMENTS = [("radiotherapy", "Radiotherapy"), ("surgery", "Surgery"), ("systemic", "Systemic treatment"),
              ("supportive", "Supportive care"), ("other", "Other")]  # fmt: skip
PLEGIA_DAYS = 14
WALKING = [choice for choice in Timeline.Walking.choices if choice[0]]
OUTCOMES = [choice for choice in Timeline.Outcome.choices if choice[0]]
MRI_EXCLUSIONS = [c for c in Timeline.MriExclusion.choices if c[0] in {"declined", "not_in_best_interests"}]
RT_EXCLUSIONS = [choice for choice in Timeline.RadiotherapyExclusion.choices if choice[0] not in {"", "died"}]


def said(label: str, length: int = 120, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, error_messages={"required": "Fill this in."}
    )


def one_of(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    messages = {"required": "Choose an answer.", "invalid_choice": "Choose one of the answers."}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=messages)


# TABLE: every field that an event may ask for.
ASKS: dict[str, forms.Field] = {
    "told_by": said("Told by"),
    "to_whom": said("Advice given to", required=True),
    "advice": said("What was said", 1000),
    "read_back": answer_field("Read back", unknown="Not known"),
    "accepted_by": said("Clinician who accepted the person", required=True),
    "position": said("Position and precautions"),
    "given_by": said("Given by, profession", required=True),
    "booked_for": MomentField(label="Booked for", planned=True, required=True),
    "whole_spine": one_of("Whole spine?", [("yes", "Yes"), ("no", "No, a part"), ("unknown", "Not known")]),
    "delay_reason": one_of("Why is it late?", [(each, each) for each in DELAYS]),
    "contraindication": said("Why MRI cannot be done", 200, required=True),
    "confirmed_by": said("Confirmed by"),
    "mri_exclusion": one_of("Why", MRI_EXCLUSIONS),
    "rt_exclusion": one_of("Why", RT_EXCLUSIONS),
    # The limbs of the exception of 1.10.4, each recorded for itself.
    "plegia_days": forms.FloatField(
        label="Days of complete paralysis (for that exception)", min_value=0, max_value=10_000, required=False
    ),
    "pain_controlled": forms.ChoiceField(
        label="Pain well controlled (for that exception)",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        required=False,
    ),
    "treat_immediately": one_of(
        "Would a diagnosis tonight let treatment start at once?",
        [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
    ),
    "decided_by": said("Decided by (name)", required=True),
    "outcome": one_of("What it shows", OUTCOMES),
    "levels": said("Levels, such as T6 to T8"),
    "treatment": one_of("Treatment decided on", TREATMENTS),
    "surgery_suitable": one_of("Suitable for surgery?", [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]),
    "dose_gy": forms.DecimalField(
        label="Dose, Gy in all", min_value=0, max_value=100, decimal_places=2, required=False
    ),
    "fractions": forms.IntegerField(label="Fractions", min_value=1, max_value=40, required=False),
    "fractions_reason": said("More than one fraction: why", 200),
    "where_now": said("Where now", required=True),
    "where_phone": said("Ring there", 40),
    "discharge_lead": said("Who leads the discharge"),
    "destination": said("Discharged to"),
    "discharge_plan": answer_field("Plan for care and rehabilitation made", unknown="Not known"),
    "walking_now": answer_field("Walking now", WALKING, unknown="Not known"),
    "note": said("Note", 4000, required=True),
}


class RecordForm(TimedForm):
    """When it happened, and what the event asks for."""

    happened_at = MomentField(label="When", required=True, initial="now")

    def __init__(self, *args: Any, kind: EventKind, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.kind = kind
        for name in EVENTS[kind].asks:
            self.fields[name] = copy.deepcopy(ASKS[name])

    def clean_dose_gy(self) -> str:
        return _plain(self.cleaned_data.get("dose_gy"))

    def clean_plegia_days(self) -> str:
        days = self.cleaned_data.get("plegia_days")
        return "" if days is None else f"{days:g}"

    def moment(self) -> Moment:
        return self.cleaned_data["happened_at"]

    def data_given(self) -> dict[str, Any]:
        """The answers as they are kept with the event."""
        kept = {name: self.cleaned_data[name] for name in EVENTS[self.kind].asks}
        return {name: value.at.isoformat() if isinstance(value, Moment) else value for name, value in kept.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        booked = cleaned.get("booked_for")
        if isinstance(booked, Moment) and booked.is_day_only:
            raise ValidationError({"booked_for": "Give the time of the slot as well as its day."})
        if cleaned.get("rt_exclusion") == Timeline.RadiotherapyExclusion.PLEGIA:
            self._check_both_limbs(cleaned)
        return cleaned

    def _check_both_limbs(self, cleaned: dict[str, Any]) -> None:
        """Complete paralysis for 14 days or longer and pain well controlled: neither alone is an exception."""
        if float(cleaned.get("plegia_days") or 0) < PLEGIA_DAYS:
            self.add_error("plegia_days", "It takes 14 days or longer. Give the days, or choose another.")
        if cleaned.get("pain_controlled") != "yes":
            self.add_error(
                "pain_controlled", "This exception is only where pain is well controlled too. Ask, or choose another."
            )


def _plain(number: Any) -> str:
    return "" if number is None else f"{number:f}"


class EndForm(forms.Form):
    """Close, redirect or withdraw."""

    how = one_of(
        "How does it end?",
        [
            ("closed", "Closed: it has run its course"),
            ("redirected", "Redirected: another route has taken over"),
            ("withdrawn", "Withdrawn: entered in error, or taken back"),
        ],
    )
    outcome = forms.ChoiceField(
        label="Outcome (to close)",
        choices=[*OUTCOMES, ("not_known", "Not known")],
        required=False,
        widget=forms.RadioSelect,
    )
    where = said("Who has taken over (to redirect)")
    reason = said("Why, or a note", 200)
