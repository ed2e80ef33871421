"""Ids of another alliance in every place that takes one: no page shows it, no row of theirs changes, none of ours
points there.

The places are found: each part of each address of the matrix, each field of each form that offers or brings an id,
each query of each page.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mscc.access import AllianceOwned
from mscc.models import Alliance, Membership, Service, User
from referrals.models import Referral
from tests import factories
from tests.attacks.walking import ENDS_THE_SESSION, Form, forms, pages
from tests.views.looking import soup
from tests.views.test_matrix import ROWS, THERE, everything

# What would give the other alliance away.
NAMES = (*THERE, "FOREIGN AUTHOR", "OTHER SERVICE", "ELSEWHERE ROYAL")
# What ids may stand for in a field of a form or in a query.
KINDS = ("service", "author", "hospital", "reference", "meeting", "pack", "member")
OWNED = [each for each in apps.get_models() if issubclass(each, AllianceOwned)]


@pytest.fixture
def theirs(abroad: dict[str, str], other_alliance: Alliance) -> dict[str, str]:
    return {**abroad, "hospital": str(factories.hospital(other_alliance, "Elsewhere Royal", "ZZ999").pk)}


def of(model: type[models.Model]) -> str | None:
    """The path from a model to its alliance, where it has one."""
    if model is Alliance:
        return "pk"
    if issubclass(model, AllianceOwned):
        return model.alliance_path
    names = {each.name for each in model._meta.get_fields()}
    return "alliance" if "alliance" in names else None


def strays() -> list[str]:
    """Rows of one alliance that point at rows of another."""
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            is_pointer = field.many_to_one or field.many_to_many or field.one_to_one
            if (
                not is_pointer
                or field.auto_created
                or not (here := of(model))
                or not (there := of(field.related_model))
            ):
                continue
            path = field.name if there == "pk" else f"{field.name}__{there}"
            wrong = model._base_manager.exclude(**{path: models.F(here)}).exclude(**{f"{field.name}": None})
            found += [f"{model.__name__}.{field.name}: {pk}" for pk in wrong.values_list("pk", flat=True)]
    return found


def rows_of(alliance: Alliance) -> dict[str, list[dict[str, Any]]]:
    """All that belongs to an alliance, as it stands."""
    kept = {it: it._base_manager.filter(**{it.alliance_path: alliance}) for it in OWNED}
    kept[User] = User.objects.filter(alliance=alliance)
    return {model.__name__: list(rows.order_by("pk").values()) for model, rows in kept.items()}


def told(response: HttpResponse) -> list[str]:
    return [each for each in NAMES if each in everything(response)]


def foreign_addresses(ours: dict[str, str], theirs: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each address with one of its parts from the other alliance."""
    for name, row in ROWS.items():
        for place, part in enumerate(row.arguments):
            if "{" in part and name not in ENDS_THE_SESSION:
                filled = [each.format(**ours) for each in row.arguments]
                filled[place] = part.format(**theirs)
                yield name, reverse(name, args=filled) + row.query


def test_no_address_takes_a_part_from_elsewhere(insider: Client, ours, theirs, other_alliance) -> None:
    before, tried, wrong = rows_of(other_alliance), 0, []
    for name, address in foreign_addresses(ours, theirs):
        for method in ("get", "post"):
            tried += 1
            data = {key: value.format(**ours) for key, value in ROWS[name].data.items()}
            with transaction.atomic():
                response = getattr(insider, method)(address, data if method == "post" else None)
                touched = method == "post" and rows_of(other_alliance) != before
                transaction.set_rollback(True)
            if response.status_code not in {404, 405} or touched or told(response):
                wrong.append(f"{method} {name} {address}: {response.status_code} {told(response)}")
    assert tried > 100
    assert wrong == []


def is_id(value: str) -> bool:
    return value.isdigit() or value.count("-") == 4


def in_turn(client: Client, form: Form, name: str, values: list[str]) -> tuple[list[HttpResponse], list[str]]:
    """The form with one field of it, by one value after the other; and what had strayed by then. It is taken back."""
    sent = {**form.chosen(), **dict.fromkeys(form.words, "now")}
    with transaction.atomic():
        answers = [client.post(form.to, {**sent, name: value}) for value in values]
        strayed = strays() if any(each.status_code < 400 for each in answers) else []
        transaction.set_rollback(True)
    return answers, strayed


def test_no_field_takes_an_id_from_elsewhere(insider: Client, ours, theirs, other_alliance) -> None:
    """Whatever a field offers or brings, the other alliance's of every kind is put in its place."""
    before, tried, wrong = rows_of(other_alliance), 0, []
    assert strays() == []
    for form in forms(insider, ours):
        for name, offered in form.choices().items():
            if name == "csrfmiddlewaretoken" or not (any(map(is_id, offered)) or offered <= {""}):
                continue
            answers, strayed = in_turn(insider, form, name, [theirs[kind] for kind in KINDS])
            tried += len(answers)
            told_of = [each for response in answers for each in told(response)]
            if strayed or told_of or any(response.status_code >= 500 for response in answers):
                wrong.append(f"{form.to} {name}: {[each.status_code for each in answers]} {strayed} {told_of}")
    assert rows_of(other_alliance) == before
    assert tried > 100
    assert wrong == []


# What a form never offers: whose it is, who wrote it, when, and what makes somebody more than they are.
NEVER_ASKED = {
    "is_superuser": "on", "is_staff": "on", "is_active": "", "state": "closed", "version": "99", "id": "1", "pk": "1",
    "saved_at": "2001-01-01", "created_at": "2001-01-01", "approved_at": "2001-01-01", "role": "administrator",
}  # fmt: skip


def powers() -> list[tuple[object, ...]]:
    """Who is in service, and who has which role where."""
    roles = Membership.objects.values_list("user", "role", "service", "ends_at")
    return sorted([*User.objects.values_list("pk", "alliance", "is_active"), *roles], key=str)


def test_no_form_takes_fields_that_nobody_asked(insider: Client, ours, theirs, other_alliance) -> None:
    """Mass assignment: every form, with what it does not ask for besides, of names that the models have."""
    columns = {field.name for model in apps.get_models() for field in model._meta.fields}
    people = {"by", "author", "user", "giver", "receiver", "written_by", "signed_by", "added_by", "changed_by"}
    foreign = dict.fromkeys(people, theirs["author"]) | dict.fromkeys(("service", "service_id"), theirs["service"])
    foreign |= dict.fromkeys(("alliance", "alliance_id"), str(other_alliance.pk))
    before, had, wrong, taken = rows_of(other_alliance), powers(), [], 0
    for form in forms(insider, ours):
        sent = {**form.chosen(), **dict.fromkeys(form.words, "now")}
        extra = {name: value for name, value in {**NEVER_ASKED, **foreign}.items() if name not in sent}
        with transaction.atomic():
            response = insider.post(form.to, {**sent, **extra})
            taken += response.status_code < 400
            strayed = strays() if response.status_code < 400 else []
            has_risen = powers() != had and not form.to.startswith("/people/")
            transaction.set_rollback(True)
        if response.status_code >= 500 or strayed or has_risen:
            wrong.append(f"{form.to}: {response.status_code} {strayed}")
    assert rows_of(other_alliance) == before
    assert wrong == []
    assert taken > 10
    assert {"alliance", "service", "is_active", "written_by"} <= columns


def queries(client: Client, known: dict[str, str]) -> set[tuple[str, str]]:
    """Each address with each name that a link or a form of a page puts into its query."""
    found: set[tuple[str, str]] = set()
    for address, response in pages(client, known):
        page = soup(response)
        for link in page.select("a[href*='?']"):
            to = urlsplit(urljoin(address, link["href"]))
            if not to.netloc:
                found |= {(to.path, name) for name, _ in parse_qsl(to.query, keep_blank_values=True)}
        for form in page.select("form[method=get]"):
            path = urlsplit(urljoin(address, form.get("action", ""))).path
            found |= {(path, each["name"]) for each in form.select("[name]")}
    return found


def test_no_query_shows_anything_of_elsewhere(insider: Client, ours, theirs) -> None:
    asked, wrong = sorted(queries(insider, ours)), []
    for path, name in asked:
        for kind in KINDS:
            response = insider.get(f"{path}?{urlencode({name: theirs[kind]})}")
            if response.status_code >= 500 or told(response):
                wrong.append(f"{path} {name}={kind}: {response.status_code} {told(response)}")
    assert len(asked) > 20
    assert wrong == []


def test_what_would_stray_is_seen(ours, theirs, service: Service, other_service: Service) -> None:
    """The measure itself: a row of ours that points there is found, and a name of theirs is seen."""
    user = User.objects.get(pk=ours["author"])
    user.memberships.update(service=other_service)
    Referral.objects.filter(reference=ours["reference"]).update(service=other_service)
    assert any(each.startswith("Referral.service") for each in strays())
    assert told(HttpResponse(b"<p>DORTNAME, A</p>")) == ["DORTNAME"]
    with pytest.raises(NoReverseMatch):
        reverse("referral", args=["elsewhere"])
