"""A person's whole record, for whoever asks what is held about them: each part once, for the PDF and for the JSON."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import models

from mscc.models import User
from mscc.moments import LONDON
from referrals.events import EVENTS, EventKind
from referrals.models import Event, HandoverCase, LetterSent, Person, Referral
from referrals.sentences import detail

# Workings of the service that say nothing about the person.
LEFT_OUT = frozenset({"id", "alliance", "person", "referral", "version", "new_prompts", "outlives", "event", "file",
                      "saves", "filled_to"})  # fmt: skip


def whole(person: Person, at: datetime) -> dict[str, Any]:
    """Everything held about somebody, by its words; times in London."""
    referrals = person.referrals.select_related(*related(Referral))
    return {
        "made_at": shown(at),
        "person": plain(person),
        "earlier_versions_of_the_person": versions(person),
        "other_people_on_record_with_this_nhs_number": same_number(person),
        "referrals": [referral(it, at) for it in referrals.order_by("received_at")],
    }


def same_number(person: Person) -> list[str]:
    """The references of people who were given with the same number and were never joined with this one."""
    if not person.nhs_number:
        return []
    others = Referral.objects.filter(person__alliance=person.alliance_id, person__nhs_number=person.nhs_number)
    return sorted(others.exclude(person=person).values_list("reference", flat=True))


def referral(it: Referral, at: datetime) -> dict[str, Any]:
    return {**plain(it), **{name: of(it, at) for name, of in PARTS.items()}}


def events(it: Referral, at: datetime) -> list[dict[str, Any]]:
    """What happened, as it happened; what was put right or struck out since is there, and said to be."""
    found = it.events.select_related("recorded_by", "superseded_by")
    names = dict(User.objects.filter(alliance=it.alliance_id).values_list("pk", "name"))
    return [_event(event, names, at) for event in found]


def _event(event: Event, names: dict[int, str], at: datetime) -> dict[str, Any]:
    return {
        "what": EVENTS[EventKind(event.kind)].sentence, "in_words": detail(event, names, at),
        "happened_at": shown(event.happened_at), "known": event.precision, "recorded_at": shown(event.recorded_at),
        "recorded_by": event.recorder, "told_by": event.told_by, "answers": event.data,
        "put_right_or_struck_out": event.is_superseded,
    }  # fmt: skip


def rows_of(name: str) -> Callable[[Referral, datetime], list[dict[str, Any]]]:
    """The rows of a relation of the referral, each with its fields by their words."""
    return lambda it, at: [plain(row) for row in _named(getattr(it, name))]


def versions(row: Any) -> list[dict[str, Any]]:
    """The earlier versions of a row, the latest first: when each came to be, by whom."""
    return [
        {"from": shown(it.history_date), "by": it.history_user.name if it.history_user else "The service", **plain(it)}
        for it in _named(row.history)
    ]


def related(model: type[models.Model]) -> list[str]:
    """The relations of a model that are said by name."""
    return [it.name for it in model._meta.fields if it.is_relation and it.name not in LEFT_OUT]


def _named(rows: Any) -> Iterable[Any]:
    return rows.select_related(*related(rows.model))


def handed_over(it: Referral, at: datetime) -> list[dict[str, Any]]:
    """What stood of the person on each handover sheet, and what was asked and answered about them."""
    return [plain(row) for row in _named(HandoverCase.objects.filter(referral=it))]


# TABLE: the parts that are rows of a relation, by that relation. A new part of the record is added here.
RELATIONS: dict[str, str] = {
    "what_the_rules_said": "assessments",
    "clocks": "clocks",
    "tasks": "tasks",
    "incidents": "incidents",
    "calls_back": "call_backs",
    "colleagues_brought_in": "parties",
    "letters": "letters",
    "documents": "documents",
    "messages": "messages",
}
# Relations that are no part of it, and why.
NO_PART: dict[str, str] = {
    "events": "told in words, by `events`",
    "timeline": "folded from what happened",
    "seen": "says which of the staff looked, as the trail does",
    "drafts": "emptied when the call was saved",
}
# TABLE: the parts of a referral's record beside its own fields.
PARTS: dict[str, Callable[[Referral, datetime], list[dict[str, Any]]]] = {
    "what_happened": events,
    **{name: rows_of(relation) for name, relation in RELATIONS.items()},
    "handover_sheets": handed_over,
    "letters_sent": lambda it, at: [plain(row) for row in _named(LetterSent.objects.filter(letter__referral=it))],
    "earlier_versions": lambda it, at: versions(it),
}


def plain(row: models.Model) -> dict[str, Any]:
    """The fields of a row by their words, as values that JSON keeps."""
    fields: Iterable[Any] = (it for it in row._meta.fields if it.name not in LEFT_OUT)
    return {it.name: _value(row, it) for it in fields if not it.name.startswith("history")}


def _value(row: models.Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    if isinstance(value, datetime):
        return shown(value)
    if value is None:
        return None
    if field.is_relation:
        return str(getattr(row, field.name))
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    return value if isinstance(value, bool | int | float | list | dict) else str(value)


def shown(at: datetime) -> str:
    return at.astimezone(LONDON).isoformat(timespec="seconds")
