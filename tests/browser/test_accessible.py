"""axe on every page, at a desk and on a telephone; nothing from outside; no sideways scroll."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mscc.access import Access
from pathways.guideline.triage import Disposition
from referrals.actions import calls, triage
from tests import factories
from tests.browser.conftest import DESK, PHONE, violations

PAGES = (
    "/worklist/", "/calls/new/", "/referrals/{ref}/", "/referrals/{ref}/answers/", "/referrals/{ref}/details/",
    "/referrals/{ref}/disposition/", "/referrals/{ref}/record/mri_started/", "/referrals/{ref}/record/decision/",
    "/referrals/{ref}/events/{event}/", "/referrals/{ref}/end/", "/referrals/{ref}/history/", "/calls/{draft}/",
    "/guideline/", "/audit/", "/audit/t-1/", "/audit/t-1b/", "/audit/t-5/", "/audit/t-1/people/?state=met",
    "/accounts/logout/",
)  # fmt: skip


@pytest.fixture
def places(people, service, ring) -> dict[str, object]:
    """A referral with everything on its page: a met clock, an alert, a correction wanted, a second clinician wanted."""
    now = timezone.now()
    by = Access(people.coordinator)
    referral = factories.referral(
        people.coordinator, service, now - timedelta(hours=30), nhs_number=factories.NHS_NUMBER
    )
    triage.set_disposition(referral=referral, to=Disposition.NO_ROUTE, reason="Looked again", by=by, at=now)
    event = factories.record(referral, factories.K.MRI_REQUESTED, people.coordinator, now).events.last()
    done = factories.referral(people.coordinator, service, now - timedelta(days=40), surname="Sample")
    factories.record(
        done, factories.K.MRI_STARTED, people.coordinator, now - timedelta(days=40, hours=-3), whole_spine="yes"
    )
    draft = factories.draft(by, service, now, data={"caller_phone": "01632 960 157", "limb_weakness": "yes"})
    calls.promise(service=service, whom="Dr R Ringback", phone="01632 960 157", about="MRI slot", by=by, at=now)
    ring()
    return {"ref": referral.reference, "event": event.pk, "draft": draft.pk}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_every_page_is_accessible_and_stays_here(open_page, people, places, size, address):
    page = open_page(people.coordinator, "/worklist/", size=size)
    outside: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(address) else outside.append(request.url))
    wrong: dict[str, list[str]] = {}
    for path in PAGES:
        page.goto(path.format(**places))
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("the page scrolls sideways")
        if found:
            wrong[path] = found
    assert wrong == {}
    assert outside == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_the_pages_before_signing_in_are_accessible(open_page, db, size):
    page = open_page(None, "/accounts/login/", size=size)
    wrong = violations(page)
    page.goto("/accounts/password/reset/")
    assert wrong + violations(page) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_a_page_with_errors_is_accessible(open_page, people, places, size):
    page = open_page(people.coordinator, "/calls/new/", size=size)
    page.locator("#id_suspected_at").fill("25 Oct 2026 01:30")
    page.keyboard.press("Control+Enter")
    page.locator(".app-errors").wait_for()
    assert violations(page) == []
