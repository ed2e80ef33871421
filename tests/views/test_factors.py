"""The second factor: set up before anything else, asked for at every sign-in, noted, told by e-mail, used once."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.db import transaction
from django.test import Client

from audit.models import Entry
from mscc.models import ParkedForm
from tests.conftest import PASSWORD, Cast
from tests.views.calling import ADDRESS as CALL
from tests.views.looking import HTMX, leads_to, part, soup, typed, words
from tests.views.signing import SIGN_IN, is_signed_in, sign_in

FACTORS, APP, CODE = "/accounts/factors/", "/accounts/factors/app/", "/accounts/factors/code/"
CODES = "/accounts/factors/codes/"


@pytest.fixture(autouse=True)
def wanted(settings, monkeypatch) -> None:
    settings.SECOND_FACTOR = True
    # The library tells of a new factor when it is committed, and a test's transaction never is.
    monkeypatch.setattr(transaction, "on_commit", lambda tell, *_: tell())


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def key_on(page) -> str:
    return part(page, ".app-key").replace(" ", "")


@pytest.fixture
def newcomer(people: Cast) -> Client:
    """Signed in by password, with no factor yet."""
    client = Client()
    sign_in(client, people.coordinator)
    return client


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set an app up by the pages; returns its key and the recovery codes that were shown."""
    secret = key_on(client.get(APP))
    page = client.post(APP, {"code": code_of(secret)}, follow=True)
    return secret, [each.text for each in soup(page).select(".app-codes code")]


@pytest.fixture
def key_and_codes(newcomer: Client) -> tuple[str, list[str]]:
    return set_up(newcomer)


# Before there is one


@pytest.mark.parametrize("path", ["/", "/worklist/", "/calls/new/", "/guideline/", "/audit/", "/reach/"])
def test_whoever_has_none_is_led_to_set_one_up_and_sees_nothing_else(newcomer: Client, path: str) -> None:
    assert leads_to(newcomer.get(path)) == FACTORS
    assert newcomer.get(path, headers=HTMX)["HX-Redirect"] == FACTORS
    page = newcomer.get(FACTORS)
    assert "Set up a second factor first" in words(page)
    assert soup(page).select("nav, .app-duty") == []


def test_what_was_being_typed_when_factors_came_to_be_asked_for_is_kept(newcomer: Client, people: Cast) -> None:
    newcomer.post(CALL, {"surname": "Testpatient"})
    assert ParkedForm.objects.get().data == {"surname": ["Testpatient"]}
    set_up(newcomer)
    assert typed(newcomer.get(CALL), "#call")["surname"] == "Testpatient"


def test_one_can_still_sign_out(newcomer: Client) -> None:
    assert leads_to(newcomer.post("/accounts/logout/")) == SIGN_IN
    assert not is_signed_in(newcomer)


def test_the_health_page_asks_nobody_for_a_factor(newcomer: Client) -> None:
    assert newcomer.get("/health/live/").status_code == 200


def test_the_demonstration_goes_without(newcomer: Client, settings) -> None:
    settings.SECOND_FACTOR = False
    assert newcomer.get("/worklist/").status_code == 200


# Setting one up


def test_an_app_is_set_up_and_the_codes_are_shown_once(newcomer: Client, people: Cast) -> None:
    secret, codes = set_up(newcomer)
    assert len(codes) == len(set(codes)) == 10
    assert newcomer.get("/worklist/").status_code == 200
    again = words(newcomer.get(CODES))
    assert "cannot be shown again" in again
    assert not any(each in again for each in codes)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept, "the key lies in the database in the clear"


def test_a_wrong_code_sets_nothing_up(newcomer: Client) -> None:
    secret = key_on(newcomer.get(APP))
    page = newcomer.post(APP, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert "That is not the right code" in part(page, ".app-errors")
    assert key_on(page) == secret, "the app has read this key already"
    assert leads_to(newcomer.get("/worklist/")) == FACTORS


def test_the_picture_is_part_of_the_page_and_names_the_service(newcomer: Client) -> None:
    page = newcomer.get(APP)
    picture = soup(page).select_one(".app-qr svg")
    assert picture.select_one("path")["d"]
    assert "style" not in str(picture)
    assert "img-src 'self'" in page["Content-Security-Policy"]


# Signing in with it


def entering(people: Cast) -> Client:
    """A browser that has shown the password and is asked for the factor."""
    client = Client()
    assert leads_to(sign_in(client, people.coordinator, next="/worklist/?show=mine")) == CODE
    assert not is_signed_in(client)
    return client


def test_the_password_alone_is_not_enough(key_and_codes, people: Cast) -> None:
    client = entering(people)
    assert leads_to(client.get("/worklist/")).startswith(SIGN_IN)
    assert leads_to(client.get(FACTORS)).startswith(SIGN_IN)
    assert "Show your second factor" in words(client.get(CODE))


def test_a_code_of_the_app_lets_in_and_leads_back(key_and_codes, people: Cast, now) -> None:
    now.shift(timedelta(minutes=1))
    client = entering(people)
    assert leads_to(client.post(CODE, {"code": code_of(key_and_codes[0])})) == "/worklist/?show=mine"
    assert client.get("/worklist/").status_code == 200


@pytest.mark.parametrize(("seconds", "is_in"), [(-30, True), (30, True), (-95, False), (95, False)])
def test_a_code_counts_half_a_minute_longer_than_it_is_shown(
    key_and_codes, people: Cast, now, seconds: int, is_in: bool
) -> None:
    now.shift(timedelta(minutes=5))
    code = format_hotp_value(hotp_value(key_and_codes[0], (int(time.time()) + seconds) // 30))
    client = entering(people)
    client.post(CODE, {"code": code})
    assert is_signed_in(client) is is_in


def test_a_code_counts_once_even_when_it_is_still_shown(key_and_codes, people: Cast, now) -> None:
    now.shift(timedelta(minutes=5))
    code = code_of(key_and_codes[0])
    entering(people).post(CODE, {"code": code})
    now.shift(timedelta(seconds=35))  # the library itself has forgotten it by now
    second = entering(people)
    assert "That is not the right code" in part(second.post(CODE, {"code": code}), ".app-errors")
    assert not is_signed_in(second)


def test_a_recovery_code_lets_in_once(key_and_codes, people: Cast) -> None:
    code = key_and_codes[1][0]
    client = entering(people)
    client.post(CODE, {"code": code})
    assert is_signed_in(client)
    second = entering(people)
    second.post(CODE, {"code": code})
    assert not is_signed_in(second)


def test_five_wrong_codes_and_even_the_right_one_waits(key_and_codes, people: Cast, now) -> None:
    now.shift(timedelta(minutes=5))
    client = entering(people)
    for _ in range(5):
        client.post(CODE, {"code": "12345"})
    page = client.post(CODE, {"code": code_of(key_and_codes[0])})
    assert "Too many wrong attempts. Wait five minutes, or ask an administrator" in part(page, ".app-errors")
    assert not is_signed_in(client)
    now.shift(timedelta(minutes=6))
    client = entering(people)
    client.post(CODE, {"code": code_of(key_and_codes[0])})
    assert is_signed_in(client)


def test_a_new_password_passes_by_no_factor_and_ends_every_session(
    key_and_codes, newcomer: Client, people: Cast
) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": people.coordinator.email})
    link = re.search(r"https?://\S+?(/accounts/\S+)", mail.outbox[-1].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "a quite different one", "password2": "a quite different one"})
    assert not is_signed_in(client)
    assert leads_to(sign_in(client, people.coordinator, "a quite different one")) == CODE
    assert leads_to(newcomer.get("/worklist/")).startswith(SIGN_IN)


# Taking it away, and what is told and noted


def test_taken_away_another_is_set_up_first_and_other_browsers_are_signed_out(
    key_and_codes, newcomer: Client, people: Cast
) -> None:
    elsewhere = entering(people)
    elsewhere.post(CODE, {"code": key_and_codes[1][0]})
    assert is_signed_in(elsewhere)
    assert leads_to(newcomer.post(f"{APP}remove/")) == FACTORS
    assert leads_to(newcomer.get("/worklist/")) == FACTORS
    assert leads_to(elsewhere.get("/worklist/")).startswith(SIGN_IN)
    assert not Authenticator.objects.exists()


def test_after_ten_minutes_a_change_asks_whether_it_is_still_you(key_and_codes, newcomer: Client, now) -> None:
    now.shift(timedelta(minutes=11))
    address = leads_to(newcomer.post(f"{APP}remove/"))
    assert address.startswith("/accounts/factors/again/")
    assert Authenticator.objects.filter(type="totp").exists()
    page = newcomer.get(address)
    assert "Is it still you?" in words(page)
    newcomer.post(address, {**typed(page, "main form"), "password": PASSWORD})
    newcomer.post(f"{APP}remove/")
    assert not Authenticator.objects.exists()


def test_the_person_is_told_by_email_of_each_change(key_and_codes, newcomer: Client, people: Cast) -> None:
    newcomer.post(f"{CODES}new/")
    newcomer.post(f"{APP}remove/")
    assert [each.to for each in mail.outbox] == [[people.coordinator.email]] * 3
    said = ["An authenticator app was added", "New recovery codes were made", "The authenticator app was taken away"]
    assert [each.body.split(".")[0].split(";")[0] for each in mail.outbox] == said
    assert not any(code in each.body for each in mail.outbox for code in key_and_codes[1])


def test_a_mail_server_that_is_away_keeps_nobody_out(newcomer: Client, settings) -> None:
    settings.EMAIL_BACKEND = "tests.views.test_factors.Away"
    set_up(newcomer)
    assert newcomer.get("/worklist/").status_code == 200


class Away:
    def __init__(self, *args: object, **more: object) -> None:
        pass

    def send_messages(self, messages: list) -> int:
        raise ConnectionRefusedError


def test_all_of_it_is_on_the_trail(key_and_codes, newcomer: Client, people: Cast) -> None:
    entering(people).post(CODE, {"code": "12345"})
    client = entering(people)
    client.post(CODE, {"code": key_and_codes[1][0]})
    sign_in(Client(), people.coordinator, "wrong")
    Client().post(SIGN_IN, {"login": "my-password-typed-in-the-wrong-place@x.example", "password": "y"})
    client.post("/accounts/logout/")
    newcomer.post(f"{APP}remove/")
    found = [(each.action, each.subject) for each in Entry.objects.order_by("pk")]
    own = str(people.coordinator.pk)
    assert [action for action, subject in found if subject == own] == [
        "sign_in", "factor.added", "factor.added", "factor.failed", "factor.recovery_code_used", "sign_in",
        "sign_in.failed", "sign_out", "factor.removed", "factor.removed",
    ]  # fmt: skip
    assert ("sign_in.failed", "") in found
    everything = str(list(Entry.objects.values_list("action", "actor", "subject", "detail")))
    assert "wrong" not in everything
    assert key_and_codes[1][0] not in everything


def test_recovery_codes_alone_are_no_factor(key_and_codes, people: Cast) -> None:
    Authenticator.objects.filter(type="totp").delete()
    client = Client()
    sign_in(client, people.coordinator)
    assert leads_to(client.get("/worklist/")) == FACTORS
