"""The forms by which events are recorded: drawn from the table of events, one form and one POST each."""

import copy
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mscc.moments import Moment
from referrals.events import EVENTS, EventKind
from referrals.forms.asks import ASKS
from referrals.forms.asks.imaging import OUTCOMES, PARTS
from referrals.forms.asks.parts import one_of, said
from referrals.forms.asks.treatment import TIME_SINCE_PARALYSIS
from referrals.forms.fields import MomentField, TimedForm
from referrals.key_information.question import UNKNOWN
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

    def moment(self) -> Moment:
        return self.cleaned_data["happened_at"]

    def data_given(self) -> dict[str, Any]:
        """The answers as they are kept with the event."""
        return {name: _kept(self.fields[name], self.cleaned_data[name]) for name in EVENTS[self.kind].asks}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        booked = cleaned.get("booked_for")
        if isinstance(booked, Moment) and booked.is_day_only:
            raise ValidationError({"booked_for": "Give the time of the slot as well as its day."})
        if self.kind in WANTS_ANY and not any(cleaned.get(name) not in SAYS_NOTHING for name in self._answers()):
            raise ValidationError("Nothing is filled in. Answer at least one question.")
        for check in CHECKS.get(self.kind, ()):
            for name, problem in check(cleaned):
                self.add_error(name, problem)
        return cleaned

    def _answers(self) -> list[str]:
        return [name for name in EVENTS[self.kind].asks if name != "told_by"]


def _kept(field: forms.Field, value: Any) -> Any:
    """A value as JSON keeps it and the form takes it back: numbers in digits, moments in ISO form."""
    if isinstance(value, Moment):
        return value.at.isoformat()
    if isinstance(field, forms.DecimalField):
        return "" if value is None else f"{value:f}"
    if isinstance(field, forms.FloatField):
        return "" if value is None else f"{value:g}"
    return value


Wrong = Iterator[tuple[str, str]]


def _both_limbs(cleaned: dict[str, Any]) -> Wrong:
    """Complete paralysis for 14 days or longer and pain well controlled: neither alone is an exception (1.10.4)."""
    if cleaned.get("rt_exclusion") != Timeline.RadiotherapyExclusion.PLEGIA:
        return
    if float(cleaned.get("plegia_days") or 0) < PLEGIA_DAYS:
        yield "plegia_days", "It takes 14 days or longer. Give the days, or choose another."
    if cleaned.get("pain_controlled") != "yes":
        yield "pain_controlled", "This exception is only where pain is well controlled too. Ask, or choose another."


def _not_time_alone(cleaned: dict[str, Any]) -> Wrong:
    """How long somebody has been paralysed is never the only reason against surgery (1.11.5)."""
    if cleaned.get("unsuitable_because") == [TIME_SINCE_PARALYSIS]:
        yield "unsuitable_because", "Time since paralysis is never the only reason. Ask for the others."


def _part_of_the_spine(cleaned: dict[str, Any]) -> Wrong:
    """A part that was scanned beside the whole is a slip of one of the two."""
    if cleaned.get("whole_spine") == "yes" and 0 < len(cleaned.get("spine_part") or ()) < len(PARTS):
        yield "spine_part", "You said the whole spine. Take the parts back, or answer that it was a part."


def _special_site(cleaned: dict[str, Any]) -> Wrong:
    """Myelography is for a neuroscience or spinal surgical centre only (1.5.8); elsewhere wants its reason."""
    if cleaned.get("myelography_site") == "elsewhere" and not cleaned.get("site_reason"):
        yield "site_reason", "It is done only at a neuroscience or spinal surgical centre. Say why elsewhere."


def _which_centre(cleaned: dict[str, Any]) -> Wrong:
    if cleaned.get("images_to") == "other" and not cleaned.get("images_where"):
        yield "images_where", "Say which centre."


def _both_or_neither(cleaned: dict[str, Any]) -> Wrong:
    """A reason to leave without something counts only with the clinician who gives it, and the other way round."""
    for one, other, problem in (
        ("gate_reason", "gate_clinician", "Say which clinician gives this reason."),
        ("gate_clinician", "gate_reason", "Say why."),
    ):
        if cleaned.get(one) and not cleaned.get(other):
            yield other, problem


# TABLE: what is checked of a form beside each answer by itself.
CHECKS: dict[EventKind, tuple[Callable[[dict[str, Any]], Wrong], ...]] = {
    EventKind.RT_EXCEPTION: (_both_limbs,),
    EventKind.SURGICAL_OPINION: (_not_time_alone,),
    EventKind.DECISION: (_not_time_alone,),
    EventKind.MRI_STARTED: (_part_of_the_spine,),
    EventKind.MYELOGRAPHY: (_special_site,),
    EventKind.IMAGES_SENT: (_which_centre,),
    EventKind.IMAGES_ARRIVED: (_which_centre,),
    EventKind.DEPARTED: (_both_or_neither,),
}
# Nothing is required of these by itself, and without any answer they say nothing.
WANTS_ANY = frozenset({
    EventKind.TRANSFER_CHECKED, EventKind.STEROID_CHECKED, EventKind.RT_PREPARED, EventKind.PAIN_ASSESSED,
    EventKind.POSITION_CHECKED, EventKind.DISCHARGE_CHECKED,
})  # fmt: skip
SAYS_NOTHING: tuple[Any, ...] = (None, "", UNKNOWN, [])


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
