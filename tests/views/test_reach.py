"""The page on which a person says how they are reached."""

import re

import pytest
from django.core import mail
from django.test import Client

from audit.models import Entry
from mscc.models import ContactPoint
from tests.views.looking import soup

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client, people) -> Client:
    client.force_login(people.coordinator)
    return client


def code_sent() -> str:
    return re.sub(r"\D", "", re.search(r"code is ([\d ]+)\.", mail.outbox[-1].body)[1])


def test_an_address_is_added_proven_and_taken_away(me, people):
    given = {"channel": "email", "do": "add", "address": "Me@Example.org", "urgent_only": "on"}
    page = me.post("/reach/", given, follow=True).content.decode()
    assert "A code was sent to me@example.org. Type it below." in page
    assert "not proven yet: no alert goes there." in page
    page = me.post("/reach/", {"channel": "email", "do": "confirm", "code": code_sent()}, follow=True).content.decode()
    assert "E-mail: proven. Alerts go there from now on." in page
    assert "urgent alerts only" in page
    me.post("/reach/", {"channel": "email", "do": "remove"})
    assert not ContactPoint.objects.exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(me):
    answer = me.post("/reach/", {"channel": "email", "do": "add", "address": "nobody at all"})
    assert answer.status_code == 422
    assert "That is not an e-mail address" in answer.content.decode()
    assert 'value="nobody at all"' in answer.content.decode()
    assert soup(answer).select_one(".app-errors a")["href"] == "#to-email"
    assert soup(answer).select_one("#to-email")["aria-describedby"] == "wrong-email"
    me.post("/reach/", {"channel": "email", "do": "add", "address": "me@example.org"})
    wrong = me.post("/reach/", {"channel": "email", "do": "confirm", "code": "no"})
    assert "That is not the code that was sent." in wrong.content.decode()
    assert "half a minute" in me.post("/reach/", {"channel": "email", "do": "code"}).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"channel": "email"},
        {"channel": "pigeon", "do": "add"},
        {"channel": "sms", "do": "confirm"},
        {"channel": "sms", "do": "remove"},
    ],
)
def test_what_makes_no_sense(me, given):
    assert me.post("/reach/", given).status_code == 404


def test_nobody_touches_somebody_elses(client, people):
    client.force_login(people.coordinator)
    client.post("/reach/", {"channel": "email", "do": "add", "address": "me@example.org"}, follow=True)
    client.force_login(people.colleague)
    assert "me@example.org" not in client.get("/reach/").content.decode()
    assert client.post("/reach/", {"channel": "email", "do": "remove"}).status_code == 404
    assert ContactPoint.objects.get().user == people.coordinator


def test_the_worker_that_shows_notifications_is_a_script_of_our_own(client):
    answer = client.get("/worker/")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"showNotification" in answer.content


def test_the_trail_knows_by_which_channel_never_the_address(me, people):
    given = {"channel": "email", "do": "add", "address": "me@example.org", "urgent_only": "on"}
    me.post("/reach/", given)
    me.post("/reach/", {"channel": "email", "do": "confirm", "code": "no"})
    me.post("/reach/", {"channel": "email", "do": "confirm", "code": code_sent()})
    me.post("/reach/", {"channel": "email", "do": "remove"})
    entries = Entry.objects.filter(action__startswith="reach.").order_by("pk")
    assert [(it.action, it.detail) for it in entries] == [
        ("reach.add", {"channel": "email", "urgent_only": True}),
        ("reach.code", {"channel": "email"}),
        ("reach.prove", {"channel": "email"}),
        ("reach.remove", {"channel": "email"}),
    ]
    assert {(it.actor_id, it.subject) for it in entries} == {(people.coordinator.pk, str(people.coordinator.pk))}
