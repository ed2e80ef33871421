"""The form of a ladder: its rungs, one to a line."""

from typing import Any

from django import forms

from pathways.escalation import WHO_WORDS, Ladder, Stage, Who

LINES = 7
SIDES = {"": "Not used", "before": "before it is due", "due": "when it is due", "after": "after it was due"}
UNITS = {"min": 1, "h": 60}
LONGEST = 7 * 24 * 60  # minutes


class RungForm(forms.Form):
    """One line. Without a side it is not used."""

    amount = forms.IntegerField(label="How long", min_value=1, required=False)
    unit = forms.ChoiceField(label="Minutes or hours", choices=[("min", "min"), ("h", "h")])
    side = forms.ChoiceField(label="Before or after", choices=list(SIDES.items()), required=False)
    who = forms.ChoiceField(label="Tells", choices=list(WHO_WORDS.items()))
    unless_booked = forms.BooleanField(label="unless it is booked", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("side") in ("before", "after") and not given.get("amount") and not self.errors:
            self.add_error("amount", "Say how long before or after.")
        if (given.get("amount") or 0) * UNITS.get(given.get("unit", ""), 1) > LONGEST:
            self.add_error("amount", "At most a week.")
        return given

    def stage(self) -> Stage | None:
        """The rung; None where the line is not used."""
        given = self.cleaned_data
        sign = {"": None, "before": -1, "due": 0, "after": 1}[given["side"]]
        if sign is None:
            return None
        minutes = sign * (given["amount"] or 0) * UNITS[given["unit"]]
        return Stage(minutes, Who(given["who"]), given["unless_booked"])


class LadderForm(forms.Form):
    repeat_minutes = forms.IntegerField(label="Then the last line again every (minutes)", min_value=1, max_value=240)
    recheck_minutes = forms.IntegerField(
        label="Acknowledged, but not done when due: looked at again after (minutes)", min_value=1, max_value=240
    )

    def __init__(self, *args: Any, showing: Ladder, **kwargs: Any) -> None:
        data = args[0] if args else None
        own = {"repeat_minutes": showing.repeat_minutes, "recheck_minutes": showing.recheck_minutes}
        super().__init__(data, initial=own, **kwargs)
        shown = [*map(_typed, showing.stages), *[{"unit": "min"}] * LINES]
        self.lines = [RungForm(data, prefix=f"rung{number}", initial=shown[number]) for number in range(LINES)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if [line for line in self.lines if not line.is_valid()]:  # every line says what is wrong with it
            raise forms.ValidationError("A line is not complete: see below.")
        if self.errors:
            return given
        stages = sorted(filter(None, (line.stage() for line in self.lines)), key=lambda it: it.minutes_from_due)
        try:
            given["ladder"] = Ladder(tuple(stages), given["repeat_minutes"], given["recheck_minutes"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        return given


def _typed(stage: Stage) -> dict[str, Any]:
    minutes = int(abs(stage.minutes_from_due))
    unit = "h" if minutes and minutes % 60 == 0 else "min"
    side = "due" if not minutes else "before" if stage.minutes_from_due < 0 else "after"
    return {
        "amount": minutes // UNITS[unit] or None, "unit": unit, "side": side, "who": stage.who,
        "unless_booked": stage.unless_booked,
    }  # fmt: skip
