"""The forms of a letter, of its sending, of a wording, of a message and of a document."""

from typing import Any

from django import forms

from mscc.access import Access
from mscc.moments import Moment
from referrals.actions import messages
from referrals.actions.letters import Typed
from referrals.forms.asks.parts import one_of, said
from referrals.forms.fields import MomentField, TimedForm
from referrals.letters.wording import LONGEST
from referrals.models import LetterSent

# More than any letter has; every line costs time when its PDF is made.
MOST_LINES = 1000
FILL_IN = {"required": "Fill this in."}


def number() -> forms.IntegerField:
    """A number that the page itself put there."""
    return forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)


class LetterForm(forms.Form):
    """A draft. What the page knew when it was opened goes along with it."""

    to_whom = said("To", 300, required=True)
    body = forms.CharField(label="Text", max_length=LONGEST * 2, strip=False, error_messages=FILL_IN)
    read = number()
    filled_to = number()
    record = number()

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n").strip()
        if body.count("\n") >= MOST_LINES:
            raise forms.ValidationError(f"The letter has more than {MOST_LINES:,} lines. Shorten it.")
        return body

    def typed(self) -> Typed:
        return Typed(**{name: self.cleaned_data[name] for name in ("to_whom", "body", "read", "filled_to")})


class SentForm(TimedForm):
    """By which way, to whom, when."""

    route = one_of("How was it sent?", LetterSent.Route.choices)
    to_whom = said("To whom", 300, required=True)
    sent_at = MomentField(label="When", required=True, initial="now")

    def moment(self) -> Moment:
        return self.cleaned_data["sent_at"]


class ReadForm(TimedForm):
    """Who has read it there, and when."""

    read_by = said("Read by (name)", required=True)
    read_at = MomentField(label="When was it read?", required=True, initial="now")


class WordingForm(forms.Form):
    """An alliance's wording of a letter; the version that was opened goes along with it."""

    text = forms.CharField(label="Wording", max_length=LONGEST * 2, strip=False, error_messages=FILL_IN)
    read = number()


class MessageForm(forms.Form):
    """To one service or to all, and what."""

    to_service = forms.ChoiceField(label="To", required=False)
    text = said("Message", messages.LONGEST, required=True)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(each.pk): each for each in access.on_duty}
        asked: Any = self.fields["to_service"]
        asked.choices = [("", "All services"), *((key, each.name) for key, each in self.services.items())]


class DocumentForm(forms.Form):
    """What it is; the file itself is looked at by the action, by its content."""

    what = said("What is it? Such as: report of the MRI of 22 Nov", required=True)
