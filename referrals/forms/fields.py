"""Form fields for what staff type on the telephone: times, birth dates or ages, NHS numbers, answers."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from mscc import nhs_number, places
from mscc.moments import LONDON, MONTHS, Answer, Moment, MomentError, MomentQuestion, Precision, parse, show_day
from referrals.key_information.question import LEVELS, UNKNOWN

OLDEST = 120


class MomentField(forms.CharField):
    """A time as it is typed; `TimedForm` reads it, since it needs the present and may have to ask."""

    def __init__(self, *, planned: bool = False, **kwargs: Any) -> None:
        self.planned = planned
        messages = {"required": "Give a time: now, 18:10, 22 Nov 18:10."}
        super().__init__(max_length=60, required=kwargs.pop("required", False), error_messages=messages, **kwargs)


class TimedForm(forms.Form):
    """A form with times. `questions` holds what must be asked about one: its answers and their words."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.questions: dict[str, dict[Answer, str]] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, MomentField) and cleaned.get(name):
                cleaned[name] = self._read(name, field, cleaned[name])
        return cleaned

    def _read(self, name: str, field: MomentField, text: str) -> Moment | None:
        answer = self.data.get(f"{self.add_prefix(name)}_answer", "")
        try:
            return parse(text, now=self.at, answer=answer, planned=field.planned)
        except MomentQuestion as question:
            self.questions[name] = question.choices
            self.add_error(name, f"{question} Choose below.")
        except MomentError as problem:
            self.add_error(name, str(problem))
        return None


def as_typed(moment: Moment) -> str:
    """A moment with its year, in words that a field reads: "about 22 Nov 2026 18:10"."""
    local = moment.at.astimezone(LONDON)
    if moment.is_day_only:
        return show_day(local)
    about = "about " if moment.precision is Precision.ESTIMATED else ""
    return f"{about}{show_day(local)} {local:%H:%M:%S}".removesuffix(":00")


class NhsNumberField(forms.CharField):
    """An NHS number, spaces allowed; empty is not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return nhs_number.read(super().clean(value), demonstration=not settings.PRODUCTION)
        except nhs_number.NhsNumberError as problem:
            raise ValidationError(str(problem)) from problem


class PostcodeField(forms.CharField):
    """A whole postcode, spaces and small letters allowed; empty is not known. Cleans to how it is written.

    With `takes_all` what is no postcode stays as it was typed: no call waits for one.
    """

    def __init__(self, *, takes_all: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=10, required=False, **kwargs)
        self.takes_all = takes_all

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not places.written(text):
            if self.takes_all:
                return str(text)
            raise ValidationError("That is not a whole postcode. Write it as QQ1 2AB, or leave it empty.")
        return places.written(text)


class BornField(forms.CharField):
    """A birth date, or an age: "17 Mar 1958", "17/3/58", "68", "about 60". Cleans to a date, a number or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, required=False, **kwargs)

    def clean(self, value: Any) -> date | int | None:
        text = super().clean(value).strip().lower()
        if not text:
            return None
        if found := re.fullmatch(r"(?:about |aged? )?(\d{1,3})(?: years?)?", text):
            return self._age(int(found[1]))
        born = _read_birth(text)
        if born is None:
            raise ValidationError("Write a birth date such as 17 Mar 1958, or an age such as 68.")
        if not 0 <= (today() - born).days <= OLDEST * 366:
            raise ValidationError("That birth date is in the future or too long ago. Check it, or write an age.")
        return born

    @staticmethod
    def _age(years: int) -> int:
        if years > OLDEST:
            raise ValidationError(f"An age is a number from 0 to {OLDEST}.")
        return years


def today() -> date:
    return datetime.now(LONDON).date()


def _read_birth(text: str) -> date | None:
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        parts = int(found[1]), int(found[2]), int(found[3])
    elif found := re.fullmatch(r"(\d{1,2})[/. -]+(\d{1,2}|[a-z]{3,9})[/. -]+(\d{4}|\d{2})", text):
        month = int(found[2]) if found[2].isdigit() else MONTHS.index(found[2][:3]) + 1 if found[2][:3] in MONTHS else 0
        parts = _century(int(found[3])), month, int(found[1])
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def _century(year: int) -> int:
    """Two digits are the latest such year that has come: adults are referred here."""
    if year > 99:
        return year
    return 2000 + year if 2000 + year <= today().year else 1900 + year


class LevelsField(forms.MultipleChoiceField):
    """Any of the levels C1 to S5; kept as text, in their order. With `or_unknown`, "not known" is one more answer."""

    picks_levels = True

    def __init__(self, *, or_unknown: bool = False, **kwargs: Any) -> None:
        messages = {
            "invalid_choice": "“%(value)s” is not among the levels C1 to S5. Choose among them.",
            "invalid_list": "Choose among the levels.",
        }
        choices = [*((level, level) for level in LEVELS), *([(UNKNOWN, "Not known")] if or_unknown else [])]
        super().__init__(
            choices=choices, widget=forms.CheckboxSelectMultiple, required=False, error_messages=messages, **kwargs
        )

    def clean(self, value: Any) -> str:
        chosen = super().clean(value)
        if UNKNOWN not in chosen:
            return " ".join(sorted(chosen, key=LEVELS.index))
        if len(chosen) > 1:
            raise ValidationError("Choose the levels, or say that they are not known: not both.")
        return UNKNOWN


def answer_field(label: str, choices: Iterable[tuple[str, str]] = (), unknown: str = "Not asked") -> forms.ChoiceField:
    """Yes, no, not asked (or other answers): "not asked" is where it starts and means not known."""
    given = list(choices) or [("yes", "Yes"), ("no", "No")]
    return forms.ChoiceField(label=label, choices=[*given, (UNKNOWN, unknown)], required=False)
