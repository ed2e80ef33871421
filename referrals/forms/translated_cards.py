"""The form by which a contact card in another language is handed in."""

from collections.abc import Sequence
from typing import Any

from django import forms

from mscc.models import Service
from referrals.forms.asks.parts import said


class CardForm(forms.Form):
    """In which language, of which service; the file itself is looked at by the action, by its content."""

    language = said("Language", 40, required=True, hint="As whoever gives the card looks for it: Polish, Polski")
    service = forms.ChoiceField(
        label="Of which service",
        error_messages={"required": "Choose a service.", "invalid_choice": "Choose one of the services."},
    )

    def __init__(self, *args: Any, services: Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(each.pk): each for each in services}
        asked: Any = self.fields["service"]
        asked.choices = [(key, each.name) for key, each in self.services.items()]
