"""When a session ends, and where that sends the browser."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from mscc.models import Membership, ParkedForm, User
from mscc.roles import Role
from referrals.models import Referral
from tests.conftest import Cast
from tests.views.looking import POLL, leads_to, words
from tests.views.signing import IDLE, SIGN_IN, sign_in

# When it ends


def test_the_limits_are_those_of_the_settings() -> None:
    assert timedelta(minutes=15) == settings.SESSION_IDLE
    assert timedelta(hours=12) == settings.SESSION_LONGEST


@pytest.mark.parametrize(("idle", "ends"), [(timedelta(minutes=15), False), (IDLE, True)])
def test_fifteen_idle_minutes_end_it(coordinator: Client, now, idle: timedelta, ends: bool) -> None:
    coordinator.get("/worklist/")
    now.shift(idle)
    response = coordinator.get("/worklist/")
    assert (response.status_code == 302) is ends
    if ends:
        assert leads_to(response) == f"{SIGN_IN}?next=%2Fworklist%2F"


def test_a_person_at_work_is_not_idle(coordinator: Client, now) -> None:
    for _ in range(5):
        assert coordinator.get("/worklist/").status_code == 200
        now.shift(timedelta(minutes=14))


def test_after_twelve_hours_it_ends_however_busy(coordinator: Client, now) -> None:
    for _ in range(12 * 5):
        assert coordinator.get("/guideline/").status_code == 200
        now.shift(timedelta(minutes=12))
    assert coordinator.get("/guideline/").status_code == 200
    now.shift(timedelta(seconds=1))
    assert leads_to(coordinator.get("/guideline/")).startswith(SIGN_IN)


def test_both_limits_follow_their_settings(coordinator: Client, now, settings) -> None:
    settings.SESSION_IDLE, settings.SESSION_LONGEST = timedelta(hours=2), timedelta(hours=3)
    coordinator.get("/worklist/")
    now.shift(timedelta(hours=1, minutes=50))
    assert coordinator.get("/worklist/").status_code == 200
    now.shift(timedelta(hours=1, minutes=50))
    assert coordinator.get("/worklist/").status_code == 302


def test_the_pages_own_polls_keep_nobody_signed_in(coordinator: Client, referral: Referral, now) -> None:
    coordinator.get("/worklist/")
    for _ in range(5):
        assert coordinator.get("/worklist/", headers=POLL).status_code == 200
        assert coordinator.get(f"/referrals/{referral.reference}/", headers=POLL).status_code == 200
        now.shift(timedelta(minutes=3))
    now.shift(timedelta(seconds=1))
    assert leads_to(coordinator.get("/worklist/", headers=POLL)).startswith(SIGN_IN)


def test_a_poll_writes_no_session(coordinator: Client, now, django_assert_num_queries) -> None:
    coordinator.get("/guideline/")
    kept = dict(coordinator.session)
    now.shift(timedelta(minutes=5))
    response = coordinator.get("/guideline/", headers=POLL)
    assert dict(coordinator.session) == kept
    assert settings.SESSION_COOKIE_NAME not in response.cookies


def test_somebody_put_out_of_service_is_out_at_once(coordinator: Client, people: Cast) -> None:
    User.objects.filter(pk=people.coordinator.pk).update(is_active=False)
    assert leads_to(coordinator.get("/worklist/")).startswith(SIGN_IN)


def test_a_role_taken_away_is_gone_at_once(coordinator: Client, people: Cast) -> None:
    Membership.objects.filter(user=people.coordinator).delete()
    assert coordinator.get("/worklist/").status_code == 403
    assert "No role" in coordinator.get("/guideline/").content.decode()


# Where an ended session sends the browser


def test_a_fragments_request_is_answered_by_a_header(coordinator: Client, now) -> None:
    coordinator.get("/worklist/")
    now.shift(IDLE)
    at_page = {**POLL, "HX-Current-URL": "http://testserver/worklist/?show=mine"}
    response = coordinator.get("/worklist/?show=mine", headers=at_page)
    assert (response.status_code, response.content) == (200, b"")
    assert response["HX-Redirect"] == f"{SIGN_IN}?next={quote('/worklist/?show=mine', safe='')}"


def test_a_fragments_request_of_nobody_is_answered_by_a_header_too(db) -> None:
    """The session ended in another tab: a redirect would put the sign-in page into the list."""
    at_page = {**POLL, "HX-Current-URL": "http://testserver/worklist/"}
    response = Client().get("/worklist/", headers=at_page)
    assert (response.status_code, response["HX-Redirect"]) == (200, f"{SIGN_IN}?next=%2Fworklist%2F")


@pytest.mark.parametrize(
    "claimed",
    [
        "http://elsewhere.example/worklist/", "//elsewhere.example/", "http://testserver//elsewhere.example/",
        "javascript:alert(1)", "http://[", "", "http://testserver/accounts/logout/", "\\\\elsewhere.example",
    ],
)  # fmt: skip
def test_it_never_sends_anybody_elsewhere(coordinator: Client, now, claimed: str) -> None:
    coordinator.get("/worklist/")
    now.shift(IDLE)
    response = coordinator.get("/worklist/", headers={**POLL, "HX-Current-URL": claimed})
    assert response["HX-Redirect"] == f"{SIGN_IN}?next=%2F"


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "/%5Celsewhere.example", "/accounts/logout/", "/a%00b"])
def test_odd_addresses_lead_nowhere_odd(coordinator: Client, now, path: str) -> None:
    coordinator.get("/worklist/")
    now.shift(IDLE)
    response = coordinator.post(path, {"reason": "x"})
    signing_in = Client()
    assert leads_to(response).startswith(f"{SIGN_IN}?next=%2F")
    assert "elsewhere" not in leads_to(signing_in.post(leads_to(response), {}))


def test_signing_out_with_an_ended_session_signs_out(coordinator: Client, now) -> None:
    coordinator.get("/worklist/")
    now.shift(IDLE)
    assert leads_to(coordinator.post("/accounts/logout/")) == f"{SIGN_IN}?next=%2F"
    assert not ParkedForm.objects.exists()


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "ht\ntp:x"],
)
def test_signing_in_leads_to_no_other_host(people: Cast, wanted: str) -> None:
    response = sign_in(Client(), people.coordinator, next=wanted)
    assert leads_to(response) == "/"


def test_signing_in_leads_back(people: Cast) -> None:
    assert leads_to(sign_in(Client(), people.coordinator, next="/worklist/?show=mine")) == "/worklist/?show=mine"


# Headers and cookies


@pytest.mark.parametrize(
    "path", ["/worklist/", "/calls/new/", "/guideline/", "/audit/", "/nowhere/", SIGN_IN, "/health/"]
)
def test_no_cache_keeps_a_page(coordinator: Client, path: str) -> None:
    client = Client() if path == SIGN_IN else coordinator
    assert "no-store" in client.get(path)["Cache-Control"]


def test_nothing_that_ends_or_refuses_is_kept_either(ended: Client, browser, people: Cast) -> None:
    assert ended.get("/worklist/")["Cache-Control"] == "no-store"
    assert Client().get("/worklist/")["Cache-Control"] == "no-store"
    assert browser(people[Role.ALLIANCE_LEAD]).get("/worklist/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/worklist/", "/calls/new/", SIGN_IN, "/nowhere/"])
def test_pages_run_nothing_but_their_own(coordinator: Client, path: str) -> None:
    client = Client() if path == SIGN_IN else coordinator
    response = client.get(path)
    policy = dict(each.split(" ", 1) for each in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"https?:|data:|\*", response["Content-Security-Policy"])
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_for_this_host_and_no_script(people: Cast) -> None:
    client = Client()
    client.get(SIGN_IN)
    sign_in(client, people.coordinator)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (True, "Lax", "", "/")


def test_a_session_gets_a_new_name_when_somebody_signs_in(people: Cast) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    sign_in(client, people.coordinator)
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert first != "a" * 32
    client.post("/accounts/logout/")
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = first
    assert stolen.get("/guideline/").status_code == 302


def test_a_form_from_elsewhere_is_refused(people: Cast, referral: Referral) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.coordinator)
    client.post(f"/referrals/{referral.reference}/reopen/", {"reason": "x"})
    client.post("/role/", {"service": referral.service_id})
    assert not referral.events.filter(kind="reopened").exists()
    assert not people.coordinator.holdings.exists()
    refused = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "x", "password": "y"})
    assert refused.status_code == 403
    assert "open the page again" in words(refused)


def test_an_unknown_host_is_refused_in_words(db) -> None:
    response = Client().get("/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "could not be read" in words(response)
