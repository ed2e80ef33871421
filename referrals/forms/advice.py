"""The advice page's form: the facts to ask first, an answer to each prompt, to whom the advice was given."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from pathways.guideline import phrases
from pathways.guideline.advice import Shown, subject
from pathways.guideline.prompts import TOPICS, Topic
from pathways.guideline.terms import FACTS, NUMBER
from pathways.states import NotPossible
from referrals.actions.advice import Answered, Given, Reply, check
from referrals.forms.fields import TimedForm, answer_field
from referrals.key_information.question import UNKNOWN

TEXT = 500
VALUES = {**phrases.VALUES, "no": "No", "none": "None"}
REPLIES = [
    (Reply.AS_SAID, "As said"), (Reply.OTHERWISE, "Otherwise"), (Reply.NOT_APPROPRIATE, "Not appropriate"),
    (UNKNOWN, "Not yet"),
]  # fmt: skip


class AdviceForm(TimedForm):
    """Built for the prompts that are shown; what is left at "not yet" and "not asked" stays as it is."""

    to_whom = forms.CharField(label="Advice given to", max_length=120, required=False)
    read_back = answer_field("Read back", unknown="Not known")

    def __init__(self, *args: Any, shown: Iterable[Shown], asked: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown, self.asked = list(shown), list(asked)
        for name in self.asked:
            self.fields[name] = fact_field(name)
        for key, topic in self.topics.items():
            self.fields[f"reply-{key}"] = forms.ChoiceField(label="Answer", choices=REPLIES, required=False)
            self.fields[f"text-{key}"] = forms.CharField(label=TOPICS[topic], max_length=TEXT, required=False)

    @property
    def topics(self) -> dict[str, Topic]:
        """The topic of each prompt that may be answered, by key."""
        return {it.prompt.key: it.prompt.topic for it in self.shown if it.applies}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for answered in self._replies(cleaned):
            try:
                check(answered)
            except NotPossible as problem:
                self.add_error(f"text-{answered.key}", str(problem))
        if cleaned.get("read_back") in {"yes", "no"} and not cleaned.get("to_whom"):
            self.add_error("to_whom", "Say to whom the advice was given.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The facts newly answered."""
        given = {name: self.cleaned_data.get(name) for name in self.asked}
        return {name: value for name, value in given.items() if value not in (None, "", UNKNOWN)}

    def answers(self) -> list[Answered]:
        return list(self._replies(self.cleaned_data))

    def given(self) -> Given | None:
        to_whom = self.cleaned_data["to_whom"].strip()
        return Given(to_whom, self.cleaned_data["read_back"] or UNKNOWN) if to_whom else None

    def _replies(self, cleaned: dict[str, Any]) -> Iterator[Answered]:
        for key in self.topics:
            reply, text = cleaned.get(f"reply-{key}"), cleaned.get(f"text-{key}", "")
            if reply and reply != UNKNOWN:
                yield Answered(key, Reply(reply), text)
            elif text:
                yield Answered(key, Reply.OTHERWISE, text)


def fact_field(name: str) -> forms.Field:
    """A field for any fact that the rules know."""
    label = subject(name)[0].upper() + subject(name)[1:]
    if FACTS[name] == NUMBER:
        message = "Give a number from 0, such as 14; empty is not known."
        return forms.FloatField(
            label=label, min_value=0, max_value=100_000, required=False,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), message),
        )  # fmt: skip
    return answer_field(label, [(value, VALUES.get(value, value).capitalize()) for value in FACTS[name]])
