"""Shared computers: the lock keeps what was typed for its person alone, and a person at work is not signed out."""

from datetime import timedelta

import pytest
from django.test import Client

from mscc.models import ParkedForm
from mscc.roles import Role
from referrals.models import Referral
from tests.conftest import Cast
from tests.views.looking import POLL, leads_to, soup, typed, words
from tests.views.signing import IDLE, SIGN_IN, is_signed_in, sign_in

LOCK = "/lock/"


@pytest.fixture
def note(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/record/note/"


def locked(client: Client, page: str, **typed: str) -> str:
    client.get("/worklist/")
    along = {"locked_form": page, **typed} if typed else {}
    return leads_to(client.post(LOCK, {"locked_page": f"{page}?x=1", **along}))


def test_the_name_and_the_lock_are_on_every_page(coordinator: Client, people: Cast, note: str) -> None:
    for path in ("/worklist/", "/guideline/", note, "/nowhere/"):
        header = soup(coordinator.get(path)).select_one("header")
        assert people.coordinator.name in words(header)
        assert header.select_one(f"form[action='{LOCK}']")["id"] == header.select_one("button[form]")["form"]


def test_what_was_typed_comes_back_to_its_person(coordinator: Client, people: Cast, note: str) -> None:
    address = locked(coordinator, note, note="Rang radiology", password="hush")
    assert not is_signed_in(coordinator)
    assert "or locked" in words(coordinator.get(address))
    wanted = soup(coordinator.get(address)).select_one("input[name=next]")["value"]
    back = leads_to(sign_in(coordinator, people.coordinator, next=wanted))
    page = coordinator.get(back)
    assert typed(page, "main form[method=post]")["note"] == "Rang radiology"
    assert "hush" not in page.content.decode()


def test_the_next_person_begins_at_their_own_page_and_never_sees_it(
    coordinator: Client, people: Cast, note: str
) -> None:
    address = locked(coordinator, note, note="Rang radiology")
    wanted = soup(coordinator.get(address)).select_one("input[name=next]")["value"]
    back = leads_to(sign_in(coordinator, people[Role.SENIOR], next=wanted))
    assert leads_to(coordinator.get(back)) == "/"
    assert "Rang radiology" not in coordinator.get(note).content.decode()
    assert ParkedForm.objects.get().user == people.coordinator
    locked(coordinator, "/worklist/")
    sign_in(coordinator, people.coordinator)
    coordinator.get("/")
    assert "Rang radiology" in coordinator.get(note).content.decode()


def test_with_nothing_typed_one_comes_back_to_the_page(coordinator: Client, people: Cast) -> None:
    assert locked(coordinator, "/worklist/") == f"{SIGN_IN}?next=%2Fworklist%2F%3Fx%3D1"
    assert not ParkedForm.objects.exists()


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/accounts/logout/"]
)
def test_it_leads_nowhere_else(coordinator: Client, page: str) -> None:
    coordinator.get("/worklist/")
    response = coordinator.post(LOCK, {"locked_page": page})
    assert leads_to(response) == f"{SIGN_IN}?next=%2F"


def test_locked_after_the_session_ended_it_is_kept_too(ended: Client, people: Cast, note: str) -> None:
    """The computer slept: the page locks itself when it wakes."""
    ended.post(LOCK, {"locked_page": note, "locked_form": note, "note": "Slept"})
    sign_in(ended, people.coordinator)
    assert typed(ended.get(note), "main form[method=post]")["note"] == "Slept"


def test_locked_in_two_tabs_both_are_kept(coordinator: Client, people: Cast, note: str, referral: Referral) -> None:
    details = f"/referrals/{referral.reference}/details/"
    locked(coordinator, note, note="First tab")
    coordinator.post(LOCK, {"locked_page": details, "locked_form": details, "surname": "Second"})
    sign_in(coordinator, people.coordinator)
    assert typed(coordinator.get(note), "main form[method=post]")["note"] == "First tab"
    assert typed(coordinator.get(details), "main form[method=post]")["surname"] == "Second"


# Staying


def test_a_key_extends_and_the_pages_own_question_does_not(coordinator: Client, now) -> None:
    coordinator.get("/worklist/")
    now.shift(timedelta(minutes=14))
    assert coordinator.get("/stay/", headers=POLL).json() == {"seconds": 60}
    assert coordinator.get("/stay/", headers=POLL).json() == {"seconds": 60}
    assert coordinator.post("/stay/").json() == {"seconds": 900}
    now.shift(timedelta(minutes=14))
    assert is_signed_in(coordinator)


def test_nothing_extends_beyond_twelve_hours(coordinator: Client, now) -> None:
    coordinator.get("/worklist/")
    for _ in range(12 * 5 - 1):
        now.shift(timedelta(minutes=12))
        left = coordinator.post("/stay/").json()["seconds"]
    assert left == 12 * 60
    now.shift(timedelta(minutes=12, seconds=1))
    assert leads_to(coordinator.post("/stay/")).startswith(SIGN_IN)


def test_the_page_says_how_long_it_lasts(coordinator: Client, now) -> None:
    assert soup(coordinator.get("/worklist/")).select_one("#idle")["data-left"] == "900"
    now.shift(IDLE)
    assert coordinator.get("/stay/", headers={"X-Background": "1"}).status_code == 302


# Signing out


def test_signing_out_clears_the_cache_and_leaves_notifications_alone(coordinator: Client) -> None:
    for response in (coordinator.post("/accounts/logout/"), Client().get("/worklist/")):
        cleared = response.headers.get("Clear-Site-Data")
        assert cleared == ('"cache"' if response.wsgi_request.path.endswith("logout/") else None)


def test_locking_and_idleness_clear_it_too(coordinator: Client, ended: Client) -> None:
    assert ended.get("/worklist/")["Clear-Site-Data"] == '"cache"'
