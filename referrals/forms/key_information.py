"""The form of a section of the key information, drawn from its table of questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mscc.moments import Moment
from referrals.forms.asks.parts import said
from referrals.forms.fields import LevelsField, MomentField, TimedForm, as_typed
from referrals.key_information.question import LEVELS, UNKNOWN, Question, Sort, kept, moment_of
from referrals.key_information.section import Section

NOT_KNOWN, NOT_ASKED = (UNKNOWN, "Not known"), ("", "Not asked")
LENGTHS = {Sort.TEXT: 300, Sort.LONG: 4000}
CHOICE = {"invalid_choice": "Choose one of the answers."}


class NotKnownField(forms.BooleanField):
    """Ticked beside a question that is answered in words: asked, and nobody could say."""

    def __init__(self, of: str) -> None:
        super().__init__(label="Not known", required=False)
        self.of = of


class NumberField(forms.CharField):
    """A number as it is written, within its bounds; kept as text."""

    def __init__(self, question: Question) -> None:
        super().__init__(label=question.label, max_length=20, required=False)
        self.low, self.high, self.unit = question.low, question.high, question.unit

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip().lower().removesuffix(self.unit.lower()).strip().replace(",", ".")
        if not text:
            return ""
        try:
            number = Decimal(text) if text.isascii() else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or not self.low <= number <= self.high:
            raise ValidationError(f"Write a number from {self.low:g} to {self.high:g}, such as {self._such()}.")
        return f"{number.normalize():f}"

    def _such(self) -> str:
        return f"{round((self.low + self.high) / 2):d}"


def field_of(question: Question, value: str) -> forms.Field:
    """The field by which a question is answered; an answer that the list does not have is offered beside it."""
    label, hint = question.label, question.hint
    match question.sort:
        case Sort.CHOICE:
            offered = dict(question.choices) | (
                {} if value in ("", UNKNOWN) else {value: question.choices.get(value, value)}
            )
            made: forms.Field = forms.ChoiceField(
                choices=[*offered.items(), NOT_KNOWN, NOT_ASKED], required=False, error_messages=CHOICE
            )
        case Sort.TIME:
            made = MomentField()
        case Sort.NUMBER:
            made = NumberField(question)
        case Sort.LEVELS:
            made = LevelsField()
        case Sort.LEVEL:
            levels = [(level, level) for level in LEVELS]
            made = forms.ChoiceField(
                choices=[*levels, NOT_KNOWN, NOT_ASKED], widget=forms.RadioSelect, required=False, error_messages=CHOICE
            )
        case _:
            made = said(label, LENGTHS[question.sort])
    made.label, made.help_text = f"{label}, {question.unit}" if question.unit else label, hint
    return made


@dataclass
class Row:
    """A question as its form shows it, with those that hang on it, by the answers that open them."""

    question: Question
    bound: forms.BoundField
    unknown: forms.BoundField | None
    opens: list[tuple[tuple[str, ...], list["Row"]]] = field(default_factory=list)

    def opened_by(self, value: str) -> str:
        """The numbers of the groups that an answer opens, as the stylesheet knows them."""
        return " ".join(str(number) for number, (answers, _) in enumerate(self.opens, start=1) if value in answers)


class SectionForm(TimedForm):
    """Every question of a section, when the answers were true, and who told."""

    happened_at = MomentField(label="When was this so?", required=True, initial="now")
    told_by = said("Told by (name, profession)")
    confirms = forms.BooleanField(label="The rest was asked again, and is still so", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, section: Section, read: Mapping[str, str], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.section, self.read = section, read
        for question in section.questions:
            value = read[question.name]
            self.fields[question.name] = field_of(question, value)
            self.initial[question.name] = typed(question, value)
            if question.sort is not Sort.CHOICE and question.sort is not Sort.LEVEL:
                self.fields[f"{question.name}_unknown"] = NotKnownField(question.label)
                self.initial[f"{question.name}_unknown"] = value == UNKNOWN

    def rows(self) -> list[Row]:
        """The questions in their order, each with those that hang on it."""
        made: dict[str, Row] = {}
        for question in self.section.questions:
            name = f"{question.name}_unknown"
            row = Row(question, self[question.name], self[name] if name in self.fields else None)
            made[question.name] = row
            if question.when:
                above = made[question.when.name].opens
                group = next((rows for answers, rows in above if answers == question.when.answers), None)
                if group is None:
                    above.append((question.when.answers, group := []))
                group.append(row)
        return [row for row in made.values() if row.question.when is None]

    def _read(self, name: str, field: MomentField, text: str) -> Moment | None:
        """A time that was not touched is the one that stands, whatever might be asked about it."""
        if name in self.read and text.strip() == self.initial[name]:
            return moment_of(self.read[name])
        return super()._read(name, field, text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = {question.name: self._answer(question, cleaned) for question in self.section.questions}
        for question in self.section.questions:
            if question.when and given.get(question.when.name) not in question.when.answers:
                self.errors.pop(question.name, None)  # nobody is asked this: what is wrong with it is nothing
        self.given = given
        return cleaned

    def _answer(self, question: Question, cleaned: Mapping[str, Any]) -> str:
        """The answer to a question as it is kept."""
        name, stood = question.name, self.read[question.name]
        value = cleaned.get(name) or ""
        answer = kept(value) if isinstance(value, Moment) else str(value)
        if not cleaned.get(f"{name}_unknown"):
            return answer
        if answer and answer != stood:
            self.add_error(name, "Give the answer, or say that it is not known: not both.")
        return UNKNOWN

    def moment(self) -> Moment:
        return self.cleaned_data["happened_at"]

    def told(self) -> str:
        return self.cleaned_data["told_by"].strip()


def typed(question: Question, value: str) -> Any:
    """An answer as it would have been typed."""
    if value == UNKNOWN and question.sort not in (Sort.CHOICE, Sort.LEVEL):
        return [] if question.sort is Sort.LEVELS else ""
    if question.sort is Sort.LEVELS:
        return value.split()
    if question.sort is Sort.TIME and (moment := moment_of(value)):
        return as_typed(moment)
    return value


def posted(section: Section, values: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Answers as a form would post them."""
    for question in section.questions:
        value = values[question.name]
        yield question.name, typed(question, value)
        if value == UNKNOWN:
            yield f"{question.name}_unknown", "on"
