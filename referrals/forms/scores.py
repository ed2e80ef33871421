"""The forms of scores, scales and power, drawn from their tables: an answer to every item, and not known is one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mscc.moments import Moment
from pathways.scores import power
from pathways.scores.forms import Paper
from pathways.scores.tool import Score
from referrals.forms.asks.parts import said
from referrals.forms.fields import MomentField, TimedForm, answer_field
from referrals.key_information.question import UNKNOWN
from referrals.scored import GRADED, NOT_KNOWN, grade_words

# Death is recorded as what happened, and never as a grade.
DEAD = "Dead"


class AssessedForm(TimedForm):
    """When it was assessed, and by whom."""

    happened_at = MomentField(label="When assessed", required=True, initial="now")
    told_by = said("Assessed by (name, profession)")

    def moment(self) -> Moment:
        return self.cleaned_data["happened_at"]

    def told(self) -> str:
        return self.cleaned_data["told_by"].strip()

    def _given(self, names: Any) -> dict[str, str]:
        cleaned = getattr(self, "cleaned_data", {})
        return {name: cleaned[name] for name in names if cleaned.get(name)}


class ScoreForm(AssessedForm):
    """Every item of a tool with its answers, and the level where the tool scores one."""

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        if paper.levels:
            choices = [("", NOT_KNOWN), *((level, "Occiput" if level == "O" else level) for level in paper.levels)]
            self.fields["level"] = forms.ChoiceField(label="Level", choices=choices, required=False)
        for item in paper.tool.items:
            answers = [(option.value, option.label) for option in item.options]
            self.fields[item.name] = answer_field(item.label, answers, unknown=NOT_KNOWN)

    def inputs(self) -> dict[str, str]:
        """What is known, as the tool takes it."""
        return {name: value for name, value in self._given(self.paper.tool.names).items() if value != UNKNOWN}

    def score(self) -> Score:
        """What the answers come to so far."""
        return self.paper.tool.of(self.inputs())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.cleaned_data = cleaned
        # Every answer is one that the form offered: the only thing that can be wrong is two that do not agree.
        if self.score().error:
            self.add_error("level", "The level and the location do not agree. Put one right, or leave one not known.")
        return cleaned


class GradesForm(AssessedForm):
    """Every scale, each of which may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, grades) in GRADED.items():
            offered = [(value, grade_words(value, words)) for value, words in grades.items() if words != DEAD]
            choices = [("", "Not recorded"), (UNKNOWN, NOT_KNOWN), *offered]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def grades(self) -> dict[str, str]:
        return self._given(GRADED)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("frailty", "").isdigit() and cleaned.get("frailty_version") in ("", None, UNKNOWN):
            self.add_error("frailty_version", "Say of which version the number is: its grades have changed.")
        return cleaned


class PowerField(forms.CharField):
    """A grade of power as it is typed: "4 -", "5/5", "nt", "?"; empty was not examined."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return power.read(typed) if typed else ""
        except LookupError as problem:
            raise ValidationError(str(problem)) from problem


class PowerForm(AssessedForm):
    """Power by muscle group and side, each of which may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in power.CELLS.items():
            self.fields[name] = PowerField(label=label, max_length=12, required=False)

    def cells(self) -> dict[str, str]:
        """What is typed and can be read."""
        return self._given(power.CELLS)
