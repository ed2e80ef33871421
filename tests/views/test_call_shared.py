"""A call pressed twice, taken over by a colleague, looked for by a stranger."""

import threading

import pytest
from django.db import connections
from django.test import Client

from mscc.models import Service
from mscc.roles import Role
from referrals.models import Draft, Referral
from tests.conftest import Cast
from tests.views.calling import ADDRESS, EMERGENCY, PHONE
from tests.views.looking import HTMX, leads_to, part, typed

# Twice, at once, by several


def test_a_second_press_finds_the_first_ones_referral(send) -> None:
    first = send(do="save", **PHONE, **EMERGENCY)
    second = send(do="save", **PHONE, **EMERGENCY, surname="Toolate")
    assert leads_to(first) == leads_to(second) == f"/referrals/{Referral.objects.get().reference}/"
    assert leads_to(send(headers=HTMX, **EMERGENCY)) == leads_to(first)


@pytest.mark.django_db(transaction=True)
def test_two_presses_in_the_same_instant_make_one_referral(people: Cast) -> None:
    clients = [Client(), Client(), Client()]
    for client in clients:
        client.force_login(people.coordinator)
    start, answers = threading.Barrier(3), []

    def press(client: Client, do: str) -> None:
        start.wait(10)
        answers.append(client.post(ADDRESS, {**PHONE, **EMERGENCY, "do": do}).status_code)
        connections.close_all()

    threads = [
        threading.Thread(target=press, args=each) for each in zip(clients, ("save", "save", "keep"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(answers) <= {200, 303}
    assert len(answers) == 3
    assert Referral.objects.count() == 1
    assert Draft.objects.get().referral is not None


def test_a_draft_goes_on_for_its_author_and_for_a_colleague(browser, send, people: Cast) -> None:
    send(do="keep", **PHONE, surname="Testpatient")
    for role in (Role.COORDINATOR, Role.REGISTRAR):
        assert typed(browser(people[role]).get(ADDRESS), "#call")["surname"] == "Testpatient"
    response = send(client=browser(people[Role.REGISTRAR]), do="save", **PHONE, **EMERGENCY, surname="Testpatient")
    assert response.status_code == 303
    assert Draft.objects.get().author == people.coordinator


def test_a_colleague_of_the_sister_service_reads_a_draft_and_writes_none(browser, send, people: Cast) -> None:
    send(do="keep", surname="Testpatient")
    colleague = browser(people.colleague)
    assert colleague.get(ADDRESS).status_code == 200
    assert send(client=colleague, do="keep", surname="Changed").status_code == 403
    assert Draft.objects.get().data["surname"] == "Testpatient"


@pytest.mark.parametrize("do", ["keep", "save", "discard", "ring_back", "track:TST-26-000001"])
def test_the_key_of_another_alliances_call_opens_nothing(browser, send, people: Cast, do: str) -> None:
    send(do="keep", surname="Testpatient")
    kept = Draft.objects.values().get()
    stranger = browser(people.stranger)
    assert stranger.get(ADDRESS).status_code == 404
    response = send(client=stranger, do=do, **PHONE, **EMERGENCY, discard_reason="x")
    assert response.status_code == 404
    assert "Testpatient" not in response.content.decode()
    assert Draft.objects.values().get() == kept
    assert not Referral.objects.exists()


def test_a_saved_call_leads_everyone_to_its_referral(browser, send, people: Cast) -> None:
    send(do="save", **PHONE, **EMERGENCY)
    reference = Referral.objects.get().reference
    assert leads_to(browser(people.colleague).get(ADDRESS)) == f"/referrals/{reference}/"
    assert browser(people.stranger).get(ADDRESS).status_code == 404


def test_the_service_chosen_on_the_page_takes_the_call(
    coordinator: Client, people: Cast, sister_service: Service
) -> None:
    people.coordinator.memberships.create(role=Role.COORDINATOR, service=sister_service)
    page = coordinator.get(f"/calls/new/?service={sister_service.pk}")
    assert "Sister Service." in part(page, "main > .app-title")
    coordinator.post(ADDRESS, {**typed(page, "#call"), "surname": "Testpatient", "do": "keep"})
    assert Draft.objects.get().service == sister_service


@pytest.mark.parametrize("wanted", ["{other}", "0", "x", "²", "-1", "9" * 40])
def test_no_call_is_logged_in_a_service_of_others(coordinator, wanted: str, sister_service, other_service) -> None:
    for service in (sister_service, other_service):
        asked = wanted.format(other=service.pk)
        assert coordinator.get("/calls/new/", {"service": asked}).status_code == 403
        assert coordinator.post(ADDRESS, {"service": asked, "surname": "x"}).status_code == 403
    assert not Draft.objects.exists()
