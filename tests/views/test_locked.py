"""A screen locked by idleness: it says that an alert waits, and nothing of whom."""

from datetime import datetime, timedelta

import pytest
from django.core import signing
from django.test import Client

from mscc.models import ParkedForm
from mscc.roles import Role
from mscc.web.sessions import ACTIVE, LOCK_COOKIE, LOCK_SALT, STARTED
from referrals.models import Referral
from referrals.sweep import beat, sweep
from tests.conftest import Cast
from tests.views.calling import ADDRESS as CALL
from tests.views.looking import POLL, soup, words
from tests.views.signing import SIGN_IN, sign_in

# The locked screen


@pytest.fixture
def locked(ended: Client) -> Client:
    ended.get("/worklist/")
    beat("test")
    return ended


def wait(at: datetime) -> None:
    """The alert of a new emergency that nobody acknowledged."""
    sweep(at=at + timedelta(minutes=30))


def test_a_locked_screen_says_that_an_alert_waits_and_nothing_else(locked: Client, referral: Referral, at) -> None:
    assert words(locked.get("/alerts/waiting/", headers=POLL)) == ""
    wait(at)
    response = locked.get("/alerts/waiting/", headers=POLL)
    assert words(response) == "An alert waits. Sign in to see it."
    assert soup(response).select_one("[data-alert][data-sound=on]")
    for known in (referral.reference, "Testpatient", "TESTPATIENT", "Test Service", "Coordinator"):
        assert known not in f"{response.headers} {response.content.decode()}"


@pytest.mark.parametrize("whose", ["colleague", "stranger", Role.ALLIANCE_LEAD])
def test_a_locked_screen_of_another_service_hears_nothing(
    locked: Client, people: Cast, referral, at, whose: str
) -> None:
    wait(at)
    screen = Client()
    screen.force_login(getattr(people, whose, None) or people[whose])
    session = screen.session
    session[STARTED] = session[ACTIVE] = (at - timedelta(hours=13)).isoformat()
    session.save()
    screen.get("/guideline/")
    beat("test")
    assert LOCK_COOKIE in screen.cookies
    assert words(screen.get("/alerts/waiting/")) == ""


def test_it_says_when_alerting_is_not_confirmed(locked: Client, referral: Referral) -> None:
    from referrals.models import Heartbeat

    assert soup(locked.get(SIGN_IN)).select_one("#not-confirmed").has_attr("hidden")
    Heartbeat.objects.all().delete()
    banner = soup(locked.get(SIGN_IN)).select_one("#not-confirmed")
    assert not banner.has_attr("hidden")
    assert "Alerting is not confirmed since" in banner.get_text()
    assert soup(Client().get(SIGN_IN)).select_one("#not-confirmed") is None


@pytest.mark.parametrize(
    "change", [lambda note: note[:-1] + "A", lambda note: "x" + note, lambda note: "", lambda note: "{}"]
)
def test_a_tampered_note_is_worth_nothing(locked: Client, referral: Referral, at, change) -> None:
    wait(at)
    note = locked.cookies[LOCK_COOKIE].value
    locked.cookies[LOCK_COOKIE] = change(note) if change(note) != note else note[:-1] + "B"
    assert words(locked.get("/alerts/waiting/")) == ""
    locked.post(CALL, {"surname": "Testpatient"})
    assert not ParkedForm.objects.exists()


def test_a_note_signed_for_something_else_is_worth_nothing(
    locked: Client, referral: Referral, at, people: Cast
) -> None:
    wait(at)
    locked.cookies[LOCK_COOKIE] = signing.dumps({"user": people.coordinator.pk, "services": [1]}, salt="something.else")
    assert words(locked.get("/alerts/waiting/")) == ""


def test_the_note_lasts_as_long_as_a_session_may(locked: Client, referral: Referral, at, now) -> None:
    wait(at)
    now.shift(timedelta(hours=12, seconds=1))
    assert words(locked.get("/alerts/waiting/")) == ""


def test_the_note_holds_ids_alone_and_no_script_reads_it(locked: Client, people: Cast, service) -> None:
    cookie = locked.cookies[LOCK_COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert signing.loads(cookie.value, salt=LOCK_SALT) == {"user": people.coordinator.pk, "services": [service.pk]}


def test_signing_in_or_out_leaves_no_note(locked: Client, people: Cast) -> None:
    assert "Signed out after a while" in words(locked.get(SIGN_IN))
    sign_in(locked, people.coordinator)
    locked.get("/worklist/")
    assert locked.cookies[LOCK_COOKIE].value == ""
    locked.post("/accounts/logout/")
    assert "Signed out after a while" not in words(locked.get(SIGN_IN))
