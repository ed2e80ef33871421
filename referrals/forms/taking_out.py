"""The form by which lists and records are taken out of the service: never without a reason."""

from django import forms

REASONS = [
    ("subject", "The person, or somebody for them, asked what is held"),
    ("meeting", "A meeting about the people on it"),
    ("outage", "Paper for when the service cannot be reached"),
    ("audit", "Audit or service evaluation"),
    ("legal", "A court, a coroner or an inquiry asked"),
    ("other", "Another reason"),
]


class TakeOutForm(forms.Form):
    """Why, and in which form."""

    why = forms.ChoiceField(
        label="Why", choices=[("", "Choose"), *REASONS],
        error_messages={"required": "Choose the reason.", "invalid_choice": "Choose one of the list."},
    )  # fmt: skip
    reason = forms.CharField(
        label="In your words", max_length=300, error_messages={"required": "Say why."},
        help_text="Who asked, and for what. It is kept in the trail: no name of a patient here.",
    )  # fmt: skip
    form = forms.ChoiceField(
        label="As",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one."},
    )

    def __init__(self, data: object, *, kinds: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"form": kinds[0][0]})  # type: ignore[arg-type]
        self.fields["form"].choices = kinds  # type: ignore[attr-defined]
