"""The forms by which information is asked for, and by which its answer is written down."""

from django import forms

from referrals.forms.asks.parts import said
from referrals.forms.fields import MomentField, TimedForm


class AskForm(TimedForm):
    """Of whom, what, and until when."""

    of_whom = said("Asked of (name, team)", required=True)
    question = said("What is wanted", 500, required=True)
    due_at = MomentField(
        label="Answer wanted by", planned=True, required=True, help_text="Such as 18:00, tomorrow 09:00."
    )


class AnswerForm(TimedForm):
    """What was answered, by whom, when."""

    text = forms.CharField(label="Answer", max_length=4000, error_messages={"required": "Write the answer."})
    told_by = said("Told by")
    answered_at = MomentField(label="When", required=True, initial="now")
