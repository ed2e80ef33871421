"""The forms by which events are recorded: drawn from the table of events, one form and one POST each."""

import copy
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mscc.moments import Moment
from referrals.events import EVENTS, EventKind
from referrals.forms.asks import ASKS
from referrals.forms.asks.imaging import OUTCOMES
from referrals.forms.asks.parts import one_of, said
from referrals.forms.fields import MomentField, TimedForm
from referrals.models import Timeline

PLEGIA_DAYS = 14


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
