"""The forms of the rota: posts, patterns, single shifts, who may hold the role, and when something was."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from mscc import rota
from mscc.models import Post, User
from mscc.moments import LONDON, day_in_london
from mscc.rota import BANK_HOLIDAY_WORDS, DAY, BankHolidays, Stretch
from pathways.forms import can_be_rung
from referrals.forms.fields import MomentField, TimedForm

DATES = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d/%m/%Y")
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
TYPED_WRONGLY = "Check the year."
WEEKDAYS = list(enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))


def day(label: str, **more: Any) -> forms.DateField:
    words = {"invalid": "Write a day such as 7 Dec 2026.", "required": "Give a day."}
    years = [MinValueValidator(EARLIEST, TYPED_WRONGLY), MaxValueValidator(LATEST, TYPED_WRONGLY)]
    return forms.DateField(label=label, input_formats=DATES, error_messages=words, validators=years, **more)


def clock(label: str, **more: Any) -> forms.TimeField:
    words = {"invalid": "Write a time such as 20:00.", "required": "Give a time."}
    return forms.TimeField(
        label=label, input_formats=("%H:%M", "%H:%M:%S", "%H.%M", "%H%M"), error_messages=words, **more
    )


class PeopleForm(forms.Form):
    """A form with somebody to choose, of those given."""

    person = forms.TypedChoiceField(label="Who", coerce=int, error_messages={"required": "Choose somebody."})

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {each.pk: each for each in people}
        chosen = [("", "Choose"), *((key, each.name) for key, each in self.known.items())]
        self.fields["person"].choices = chosen  # type: ignore[attr-defined]

    def who(self) -> User:
        return self.known[self.cleaned_data["person"]]


class PatternForm(PeopleForm):
    weekdays = forms.TypedMultipleChoiceField(label="Weekdays", choices=WEEKDAYS, coerce=int, required=False)
    starts = clock("From (London time)")
    ends = clock("Until")
    every = forms.IntegerField(label="Every how many weeks", min_value=1, max_value=12, initial=1)
    first = day("First day")
    last = day("Last day")
    bank_holidays = forms.ChoiceField(
        label="Bank holidays", choices=[(str(it), words.capitalize()) for it, words in BANK_HOLIDAY_WORDS.items()]
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("weekdays") and given.get("bank_holidays") != BankHolidays.ALSO and "weekdays" in given:
            self.add_error("weekdays", "Choose at least one.")
        return given

    def values(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "person"}
        return given | {"bank_holidays": BankHolidays(given["bank_holidays"])}


class ShiftForm(PeopleForm):
    """A shift by the clock on the wall: an hour that comes twice belongs to it whole."""

    starts_on = day("First day")
    starts = clock("From (London time)")
    ends_on = day("Last day")
    ends = clock("Until")

    @staticmethod
    def showing(gap: Stretch) -> dict[str, Any]:
        start, end = gap.start.astimezone(LONDON), gap.end.astimezone(LONDON)
        return {
            "starts_on": start.date(), "starts": f"{start:%H:%M}", "ends_on": end.date(), "ends": f"{end:%H:%M}"
        }  # fmt: skip

    def stretch(self) -> Stretch:
        given = self.cleaned_data
        return Stretch(rota.begins(given["starts_on"], given["starts"]), rota.finishes(given["ends_on"], given["ends"]))


class PostForm(forms.Form):
    filled_from = day("Somebody is on, day and night, from", required=False)
    fallback = forms.TypedChoiceField(label="Stands in", coerce=int, required=False)
    fallback_phone = forms.CharField(
        label="Or a number, day and night", max_length=40, required=False, validators=[can_be_rung]
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["filled_from"].help_text = "Empty: a gap alarms nobody."
        self.known = {each.pk: each for each in people}
        choices = [("", "Nobody"), *((key, each.name) for key, each in self.known.items())]
        self.fields["fallback"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def showing(post: Post | None) -> dict[str, Any]:
        if post is None:
            return {}
        since = day_in_london(post.filled_from) if post.filled_from else None
        return {"filled_from": since, "fallback": post.fallback_id, "fallback_phone": post.fallback_phone}

    def values(self, post: Post | None) -> dict[str, Any]:
        given = self.cleaned_data
        since = rota.begins(given["filled_from"], time()) if given["filled_from"] else None
        if post and since and self.showing(post)["filled_from"] == given["filled_from"]:
            since = post.filled_from
        return {
            "filled_from": since, "fallback": self.known.get(given["fallback"]),
            "fallback_phone": given["fallback_phone"],
        }  # fmt: skip


class SignOffForm(PeopleForm):
    valid_until = day("Valid until")
    note = forms.CharField(label="Note", max_length=200, required=False)


class WhoForm(TimedForm):
    when = MomentField(label="When (18:10, or 22 Nov 18:10)")


class PeriodForm(forms.Form):
    since = day("From", required=False)
    until = day("To", required=False)

    def __init__(self, *args: Any, usual: tuple[date, date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = self._days(given)
        if self.errors:
            return given
        if first > last:
            self.add_error("until", "The last day is before the first.")
        elif last - first > rota.LONGEST:
            self.add_error("until", "At most a year at a time: give both days.")
        return given

    def _days(self, given: dict[str, Any]) -> tuple[date, date]:
        return given.get("since") or self.usual[0], given.get("until") or self.usual[1]

    def span(self) -> Stretch:
        first, last = self._days(self.cleaned_data if self.is_bound and self.is_valid() else {})
        return Stretch(rota.begins(first, time()), rota.begins(last + DAY, time()))


def instant(text: str) -> datetime | None:
    """An instant from a link of our own; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and EARLIEST <= found.date() <= LATEST else None


def day_of(text: str, otherwise: date) -> date:
    """A day from a link of our own; the other for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if EARLIEST <= found <= LATEST else otherwise
