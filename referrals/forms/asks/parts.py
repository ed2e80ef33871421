"""How a record asks: in words, by a choice, yes or no or not known, by several ticks, in a number."""

from decimal import Decimal

from django import forms

from referrals.forms.fields import LevelsField

YES_NO_UNKNOWN = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]


def said(label: str, length: int = 120, *, required: bool = False, hint: str = "") -> forms.CharField:
    messages = {"required": "Fill this in."}
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint, error_messages=messages)


def one_of(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    messages = {"required": "Choose an answer.", "invalid_choice": "Choose one of the answers."}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=messages)


def answer(label: str, choices: list[tuple[str, str]] | None = None) -> forms.ChoiceField:
    """May be left at "not asked", which says nothing. "Not known" is an answer: somebody asked."""
    given = choices or YES_NO_UNKNOWN[:-1]
    return forms.ChoiceField(label=label, choices=[*given, YES_NO_UNKNOWN[-1], ("", "Not asked")], required=False)


def several(label: str, choices: list[tuple[str, str]], *, hint: str = "") -> forms.MultipleChoiceField:
    """Any number of ticks; none is not known."""
    messages = {"invalid_choice": "Choose among the answers.", "invalid_list": "Choose among the answers."}
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
        error_messages=messages,
    )


def levels(label: str) -> LevelsField:
    """Any of the levels of the spine; none says nothing, "not known" is an answer."""
    return LevelsField(label=label, or_unknown=True)


def amount(label: str, least: str, most: int, *, required: bool = False) -> forms.DecimalField:
    messages = {
        "required": "Give a number.",
        "invalid": "Write a number, such as 8 or 7.5.",
        "min_value": f"At least {least}.",
        "max_value": f"At most {most}.",
    }
    return forms.DecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=most,
        decimal_places=2,
        required=required,
        error_messages=messages,
    )
