"""How a record asks: in words, by a choice, yes or no or not known."""

from django import forms

YES_NO_UNKNOWN = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]


def said(label: str, length: int = 120, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, error_messages={"required": "Fill this in."}
    )


def one_of(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    messages = {"required": "Choose an answer.", "invalid_choice": "Choose one of the answers."}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=messages)
