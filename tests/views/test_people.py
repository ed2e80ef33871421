"""The pages of people and roles, what a change does to a session that is open elsewhere, and unlocking."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from mscc import settings as real
from mscc.models import Attempt, Membership, ParkedForm, RoleRequest, User
from mscc.roles import Role
from tests.conftest import PASSWORD, Cast, person
from tests.views.calling import ADDRESS as CALL
from tests.views.looking import leads_to, part, said, soup, typed, words
from tests.views.signing import SIGN_IN, is_signed_in, sign_in

PEOPLE = "/people/"


@pytest.fixture
def admin(browser, people: Cast) -> Client:
    return browser(people[Role.ADMINISTRATOR])


def page_of(user: User) -> str:
    return f"{PEOPLE}{user.pk}/"


def test_the_list_says_who_has_what_since_when_and_what_is_to_be_confirmed(
    admin: Client, people: Cast, now, django_assert_max_num_queries
) -> None:
    sign_in(Client(), people.coordinator)
    Membership.objects.update(created_at="2026-08-01T00:00Z")
    Membership.objects.filter(user=people.coordinator).update(confirmed_at="2026-11-01T00:00Z")
    with django_assert_max_num_queries(20):
        page = admin.get(PEOPLE)
    rows = {words(row.select_one("th a")): words(row) for row in soup(page).select("tbody tr")}
    assert "Coordinator, Test Service" in rows["Test Coordinator"]
    assert "To confirm" not in rows["Test Coordinator"]
    assert "19:12" in rows["Test Coordinator"]
    assert "To confirm" in rows["Test Senior clinician"]
    assert "never" in rows["Test Senior clinician"]
    assert "Test Stranger" not in rows


def test_the_list_costs_no_query_a_row(admin: Client, service, people: Cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(20) as few:
        admin.get(PEOPLE)
    for number in range(10):
        person(f"Test More{number}", Role.REGISTRAR, service)
    with django_assert_max_num_queries(len(few)):
        admin.get(PEOPLE)


def test_a_person_is_added_sets_a_password_by_the_link_and_gets_a_role(admin: Client, people: Cast, service) -> None:
    response = admin.post(f"{PEOPLE}new/", {"name": "New Person", "email": "New@Example.org"}, follow=True)
    assert "A link to set a password was sent" in said(response)
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    link = re.search(r"https?://\S+?(/accounts/\S+)", sent.body)[1]
    client = Client()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    new = User.objects.get(email="new@example.org")
    sign_in(client, new)
    assert client.get("/worklist/").status_code == 403
    wanted = {"do": "give", "role": "registrar", "service": service.pk, "ends": "2026-12-24"}
    page = admin.post(page_of(new), wanted, follow=True)
    assert "New Person is now On-call registrar" in said(page)
    assert "until 24 Dec" in words(page)
    assert new.memberships.get().ends_at.isoformat() == "2026-12-25T00:00:00+00:00"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"role": "emperor"}, "Choose a role."), ({"role": "registrar", "service": "x"}, "Choose the service"),
        ({"role": "registrar", "ends": "tomorrow"}, "as a date"), ({"role": "senior", "ends": "2026-11-01"}, "ended"),
        ({"role": "registrar", "ends": "9999-12-31"}, "as a date"), ({"role": "coordinator"}, "has this role already"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_chosen_stands(
    admin: Client, people: Cast, service, wanted: dict, sentence: str
) -> None:
    sent = {"do": "give", "service": str(service.pk), **wanted}
    page = admin.post(page_of(people.coordinator), sent)
    assert page.status_code == 422
    assert sentence in part(page, ".app-errors")
    assert soup(page).select_one("#ends")["value"] == sent.get("ends", "")


# What a change does elsewhere


@pytest.mark.parametrize("deed", ["take", "give", "close", "reset"])
def test_a_change_signs_the_person_out_everywhere_at_once(
    admin: Client, browser, people: Cast, service, deed: str
) -> None:
    elsewhere = [browser(people.coordinator), browser(people.coordinator)]
    other = browser(people[Role.SENIOR])
    assert all(is_signed_in(each) for each in elsewhere)
    held = people.coordinator.memberships.get().pk
    given = {"do": deed, "membership": held, "role": "senior", "service": service.pk}
    assert admin.post(page_of(people.coordinator), given).status_code == 303
    for each in elsewhere:
        assert leads_to(each.get("/worklist/")).startswith(SIGN_IN)
    assert is_signed_in(other)
    assert is_signed_in(admin)


def test_what_the_person_was_typing_just_then_is_kept_for_them(
    admin: Client, coordinator: Client, browser, people: Cast, service
) -> None:
    coordinator.get("/worklist/")
    admin.post(page_of(people.coordinator), {"do": "give", "role": "senior", "service": service.pk})
    assert leads_to(coordinator.post(CALL, {"surname": "Testpatient"})).startswith(SIGN_IN)
    assert browser(people[Role.REGISTRAR]).get(CALL).status_code == 404
    sign_in(coordinator, people.coordinator)
    assert typed(coordinator.get(CALL), "#call")["surname"] == "Testpatient"


def test_of_whoever_was_put_out_nothing_is_kept(admin: Client, coordinator: Client, people: Cast) -> None:
    coordinator.get("/worklist/")
    admin.post(page_of(people.coordinator), {"do": "close"})
    coordinator.post(CALL, {"surname": "Testpatient"})
    assert not ParkedForm.objects.exists()


# Two administrators


def test_one_asks_and_the_other_confirms(admin: Client, browser, people: Cast, service) -> None:
    second = browser(person("Test Second", Role.ADMINISTRATOR, service))
    page = admin.post(page_of(people[Role.SENIOR]), {"do": "give", "role": "administrator"}, follow=True)
    assert "It counts when another administrator has confirmed it" in said(page)
    asked = RoleRequest.objects.get()
    answer = f"{PEOPLE}requests/{asked.pk}/"
    assert soup(admin.get(PEOPLE)).select(f"form[action='{answer}'] button") == []
    assert "Another administrator has to decide" in words(admin.post(answer, {"answer": "confirm"}, follow=True))
    assert len(soup(second.get(PEOPLE)).select(f"form[action='{answer}'] button")) == 2
    assert "Confirmed and done" in said(second.post(answer, {"answer": "confirm"}, follow=True))
    assert people[Role.SENIOR].memberships.filter(role=Role.ADMINISTRATOR).exists()


# Unlocking


def test_an_administrator_unlocks(admin: Client, people: Cast) -> None:
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), people.coordinator, "wrong")
    client = Client(REMOTE_ADDR="10.0.0.9")
    assert "Too many wrong attempts" in words(sign_in(client, people.coordinator))
    assert "may try again now" in said(admin.post(page_of(people.coordinator), {"do": "unlock"}, follow=True))
    sign_in(client, people.coordinator)
    assert is_signed_in(client)


def test_attempts_are_counted_in_the_database(people: Cast, settings) -> None:
    """As an installation does: for every server alike, and when Redis is away."""
    settings.CACHES = real.CACHES
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), people.coordinator, "wrong")
    client = Client(REMOTE_ADDR="10.0.0.9")
    assert "Too many wrong attempts" in words(sign_in(client, people.coordinator))
    assert not is_signed_in(client)
    assert Attempt.objects.exists()


def test_thirty_wrong_in_a_day_wait_for_an_administrator(people: Cast, now) -> None:
    for number in range(30):
        sign_in(Client(REMOTE_ADDR=f"10.0.1.{number}"), people.coordinator, "wrong")
        now.shift(timedelta(minutes=6))
    client = Client()
    sign_in(client, people.coordinator)
    assert not is_signed_in(client)
