"""The form by which something to do is added."""

from typing import Any

from django import forms

from mscc.access import Access
from mscc.models import User
from pathways.agreed_tasks import DOER_WORDS
from referrals.forms.fields import MomentField, TimedForm

MINE = "mine"


class TaskForm(TimedForm):
    """What is to be done, by when, by whom."""

    title = forms.CharField(
        label="What is to be done", max_length=200, error_messages={"required": "Say what is to be done."}
    )
    due_at = MomentField(label="Due", planned=True, required=True, help_text="Such as 18:00, tomorrow 09:00, 4 Dec.")
    doer = forms.ChoiceField(
        label="Who does it", required=False,
        choices=[("", "Nobody named yet"), (MINE, "I do"), *DOER_WORDS.items()],
        error_messages={"invalid_choice": "Choose one of the list."},
    )  # fmt: skip

    def given(self, by: Access) -> dict[str, Any]:
        """The answers as the action takes them."""
        owner: User | None = by.user if self.cleaned_data["doer"] == MINE else None
        doer = "" if owner else self.cleaned_data["doer"]
        return {
            "title": self.cleaned_data["title"],
            "due_at": self.cleaned_data["due_at"].at,
            "doer": doer,
            "owner": owner,
        }
