"""The forms of a ladder, of an agreed pathway and its tasks, of a contact point, of a sign-off."""

import string
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from mscc.access import Access
from mscc.models import Organisation
from mscc.moments import show_day
from pathways.agreed_tasks import DAY, DOER_WORDS, START_WORDS, WEEK
from pathways.escalation import WHO_WORDS, Ladder, Stage, Who
from pathways.guideline.editions import RuleSet
from pathways.guideline.limits import SHORTENED, Limit
from pathways.ladders import mark
from pathways.models import Contact, LocalPathway
from pathways.task_templates import Standing

LINES = 7
SIDES = {"": "Not used", "before": "before it is due", "due": "when it is due", "after": "after it was due"}
UNITS = {"min": 1, "h": 60}
LONGEST = 7 * 24 * 60  # minutes
# Whom a clock about somebody can tell: an alliance lead opens no referral.
TOLD = [(who, words) for who, words in WHO_WORDS.items() if who != Who.ALLIANCE_LEAD]


class RungForm(forms.Form):
    """One line. Without a side it is not used."""

    amount = forms.IntegerField(label="How long", min_value=1, required=False)
    unit = forms.ChoiceField(label="Minutes or hours", choices=[("min", "min"), ("h", "h")])
    side = forms.ChoiceField(label="Before or after", choices=list(SIDES.items()), required=False)
    who = forms.ChoiceField(label="Tells", choices=TOLD)
    unless_booked = forms.BooleanField(label="unless it is booked", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("side") in ("before", "after") and not given.get("amount") and not self.errors:
            self.add_error("amount", "Say how long before or after.")
        if (given.get("amount") or 0) * UNITS.get(given.get("unit", ""), 1) > LONGEST:
            self.add_error("amount", "At most a week.")
        return given

    def stage(self) -> Stage | None:
        """The rung; None where the line is not used."""
        given = self.cleaned_data
        sign = {"": None, "before": -1, "due": 0, "after": 1}[given["side"]]
        if sign is None:
            return None
        minutes = sign * (given["amount"] or 0) * UNITS[given["unit"]]
        return Stage(minutes, Who(given["who"]), given["unless_booked"])


class LadderForm(forms.Form):
    repeat_minutes = forms.IntegerField(label="Then the last line again every (minutes)", min_value=1, max_value=240)
    recheck_minutes = forms.IntegerField(
        label="Acknowledged, but not done when due: looked at again after (minutes)", min_value=1, max_value=240
    )

    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, showing: Ladder, **kwargs: Any) -> None:
        data = args[0] if args else None
        self.climbs_on = showing.climbs_on
        own: dict[str, Any] = {"repeat_minutes": showing.repeat_minutes, "recheck_minutes": showing.recheck_minutes}
        own |= {"read": mark(showing)}
        super().__init__(data, initial=own, **kwargs)
        shown = [*map(_typed, showing.stages), *[{"unit": "min"}] * LINES]
        self.lines = [RungForm(data, prefix=f"rung{number}", initial=shown[number]) for number in range(LINES)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if [line for line in self.lines if not line.is_valid()]:  # every line says what is wrong with it
            raise forms.ValidationError("A line is not complete: see below.")
        if self.errors:
            return given
        stages = sorted(filter(None, (line.stage() for line in self.lines)), key=lambda it: it.minutes_from_due)
        try:
            given["ladder"] = Ladder(tuple(stages), given["repeat_minutes"], given["recheck_minutes"], self.climbs_on)
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        return given


def _typed(stage: Stage) -> dict[str, Any]:
    minutes = int(abs(stage.minutes_from_due))
    unit = "h" if minutes and minutes % 60 == 0 else "min"
    side = "due" if not minutes else "before" if stage.minutes_from_due < 0 else "after"
    return {
        "amount": minutes // UNITS[unit] or None, "unit": unit, "side": side, "who": stage.who,
        "unless_booked": stage.unless_booked,
    }  # fmt: skip


Data = QueryDict | None
DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"]
FILL_IN = {"required": "Fill this in."}


def words(label: str, length: int, *, required: bool = True, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, error_messages=FILL_IN, **kwargs)


def can_be_rung(phone: str) -> None:
    """A validator: enough digits, and no sign that turns round or hides what is read."""
    if sum(each in string.digits for each in phone) < 3 or not phone.isprintable():
        raise ValidationError("Give a number that can be rung: at least three digits.")


def day(label: str, **kwargs: Any) -> forms.DateField:
    messages = {"required": "Give a date, such as 22 Nov 2026.", "invalid": "Write a date such as 22 Nov 2026."}
    return forms.DateField(label=label, input_formats=DATES, error_messages=messages, **kwargs)


def local_limit(limit: Limit, **kwargs: Any) -> forms.FloatField:
    """Hours, fewer than the guideline's; may be left empty."""

    def is_shorter(hours: float) -> None:
        if problem := limit.refuses(hours):
            raise ValidationError(problem)

    label = f"{limit.what}, hours (guideline {limit.allowed}, {limit.rec})"
    messages = {"invalid": "Write hours, such as 12 or 1.5."}
    return forms.FloatField(
        label=label, required=False, validators=[is_shorter], error_messages=messages, widget=forms.TextInput, **kwargs
    )


def one_of(label: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    messages = {"required": "Choose one.", "invalid_choice": "Choose one of the list."}
    return forms.ChoiceField(label=label, choices=choices, error_messages=messages, **kwargs)


class PathwayForm(forms.Form):
    """A version of an agreed pathway. What stands in the version before is where it begins."""

    kind = one_of("What it is about", [("", "Choose"), *LocalPathway.Kind.choices])
    title = words("Title", 120)
    agreed_on = day("Agreed on", help_text="Such as 2 Nov 2026.")
    agreed_by = words("Agreed by", 200, help_text="The group or the people, such as the steering group.")
    review_due = day("Review due", help_text="Such as 2 Nov 2027.")
    link = forms.URLField(
        label="Link to the document", max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": "Write a whole address that begins with https or http."},
    )  # fmt: skip
    body = words("Text", 20_000, required=False, help_text="As it is to be read here; blank lines part paragraphs.")
    is_in_use = forms.BooleanField(label="In use", required=False, initial=True)

    def __init__(self, data: Data, *, of: LocalPathway | None, today: date) -> None:
        own: dict[str, Any] = {name: getattr(of, name) for name in self.base_fields} if of else {}
        own |= {name: show_day(value) for name, value in own.items() if isinstance(value, date)}
        super().__init__(data, initial=own)
        self.today = today
        for limit in SHORTENED:
            kept = of.limits.get(limit.slug) if of else None
            self.fields[limit.slug] = local_limit(limit, initial=kept and f"{kept:g}")

    @property
    def limits(self) -> list[forms.BoundField]:
        """The fields of the local limits, one for each limit of the guideline."""
        return [self[limit.slug] for limit in SHORTENED]

    def clean_agreed_on(self) -> date:
        agreed: date = self.cleaned_data["agreed_on"]
        if agreed > self.today:
            raise ValidationError("That day has not come yet. Give the day on which it was agreed.")
        return agreed

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError("Write a whole address that begins with https or http.")
        return link

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("agreed_on") and given.get("review_due") and given["review_due"] <= given["agreed_on"]:
            self.add_error("review_due", "The review comes after the day on which it was agreed.")
        if not given.get("body") and not given.get("link") and "link" not in self.errors:
            self.add_error("body", "Give the text, or a link to the document.")
        return given

    def answers(self) -> dict[str, Any]:
        limits = {each.slug: self.cleaned_data[each.slug] for each in SHORTENED}
        kept = {slug: hours for slug, hours in limits.items() if hours is not None}
        return {**{name: self.cleaned_data[name] for name in self.base_fields}, "limits": kept}


class ContactForm(forms.Form):
    """A contact point of a specialty: one for each hospital, or one for the whole alliance."""

    specialty = one_of("Specialty", [("", "Choose"), *Contact.Specialty.choices])
    organisation = forms.ChoiceField(label="Where", required=False)
    name = words("Who answers", 120, help_text="A role rather than a person, such as Registrar on call.")
    phone = words("Number", 40, validators=[can_be_rung])
    hours = words("Hours", 80, required=False, help_text="Such as: day and night; Mon to Fri 9 to 17.")

    def __init__(self, data: Data, *, contact: Contact, access: Access, asked: dict[str, str]) -> None:
        kept = ("specialty", "name", "phone", "hours", "organisation_id")
        own = {name.removesuffix("_id"): getattr(contact, name) for name in kept} if contact.pk else asked
        super().__init__(data, initial=own)
        self.organisations: dict[str, Organisation] = {str(it.pk): it for it in access.alliance.organisations.all()}
        listed = [(pk, it.name) for pk, it in self.organisations.items()]
        cast(forms.ChoiceField, self.fields["organisation"]).choices = [("", "The whole alliance"), *listed]

    def answers(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("specialty", "name", "phone", "hours")}
        return {**given, "organisation": self.organisations.get(self.cleaned_data["organisation"])}


class TaskTemplateForm(forms.Form):
    """A task of the pathway: what it is, at what it arises, due after how long, whose it is."""

    UNITS = {"hours": 1, "days": DAY, "weeks": WEEK}

    title = words("What is to be done", 120)
    rec = forms.RegexField(
        r"^1\.\d{1,2}\.\d{1,2}$", label="Recommendation", required=False, max_length=10,
        help_text="Its number, such as 1.7.4, where it has one.", error_messages={"invalid": "Write it as 1.7.4."},
    )  # fmt: skip
    start = one_of("Arises when", [("", "Choose"), *START_WORDS.items()])
    amount = forms.IntegerField(label="Due after", min_value=1, max_value=1000, error_messages=FILL_IN)
    unit = one_of("Hours, days or weeks", [(each, each) for each in UNITS])
    doer = one_of("Who does it", [("", "Choose"), *DOER_WORDS.items()])
    is_in_use = forms.BooleanField(label="In use", required=False)
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Data, *, of: Standing | None) -> None:
        super().__init__(data, initial=self.showing(of) if of else {"is_in_use": True, "unit": "hours"})

    @classmethod
    def showing(cls, it: Standing) -> dict[str, Any]:
        """A task as the form shows it."""
        unit = next(name for name, size in reversed(cls.UNITS.items()) if it.task.hours % size == 0)
        own = {name: getattr(it.task, name) for name in ("title", "rec", "start", "doer")}
        amount = {"amount": it.task.hours // cls.UNITS[unit], "unit": unit}
        return {**own, **amount, "is_in_use": it.is_in_use, "read": it.mark}

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = {name: given[name] for name in ("title", "rec", "start", "doer", "is_in_use")}
        return {**kept, "hours": given["amount"] * self.UNITS[given["unit"]]}


class SignOffForm(forms.Form):
    """A clinical safety officer's word on the rules that are shown."""

    verdict = one_of(
        "Your word on these rules",
        [("approve", "I approve them for use"), ("take_back", "I do not approve them, or take my approval back")],
        widget=forms.RadioSelect,
    )
    role_title = words("Your role, as it is to stand there", 120, initial="Clinical safety officer")
    statement = words("What you looked at, and what you found", 4000)
    rules = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Data, *, rules: RuleSet) -> None:
        self.of = f"{rules.version} {rules.fingerprint}"
        super().__init__(data, initial={"rules": self.of})

    def clean_rules(self) -> str:
        """Nobody signs rules that they did not see: those of the page must be those in force."""
        if self.cleaned_data["rules"] != self.of:
            raise ValidationError("The rules have changed since this page was opened. Look at them again.")
        return self.of

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        approves = given["verdict"] == "approve"
        return {"approves": approves, "role_title": given["role_title"], "statement": given["statement"]}
