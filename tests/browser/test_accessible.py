"""axe on every page, at a desk and on a telephone; nothing from outside; no sideways scroll."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from mscc.access import Access
from mscc.models import Post, RoleHolding
from mscc.moments import Moment
from mscc.roles import Role
from pathways.guideline.triage import Disposition
from pathways.scores.sins import SINS
from referrals.actions import calls, scores, triage
from tests import factories
from tests.browser.conftest import DESK, PHONE, violations

PAGES = (
    "/worklist/", "/calls/new/", "/referrals/{ref}/", "/referrals/{ref}/answers/", "/referrals/{ref}/details/",
    "/referrals/{ref}/disposition/", "/referrals/{ref}/record/mri_started/", "/referrals/{ref}/record/decision/",
    "/referrals/{ref}/transfer/", "/referrals/{ref}/record/departed/", "/referrals/{ref}/record/mdt/",
    "/referrals/{ref}/scores/sins/", "/referrals/{ref}/scores/tokuhashi/", "/referrals/{ref}/scales/",
    "/referrals/{ref}/power/", "/referrals/{ref}/cards/",
    "/referrals/{ref}/events/{event}/", "/referrals/{ref}/end/", "/referrals/{ref}/history/",
    "/referrals/{ref}/who/", "/calls/{draft}/",
    "/guideline/", "/guideline/recommendations/", "/pathways/", "/pathways/{pathway}/", "/directory/",
    "/incidents/?show=all", "/incidents/new/?referral={ref}&stage=imaging", "/incidents/{incident}/",
    "/incidents/{incident}/edit/",
    "/audit/packs/", "/audit/packs/{pack}/", "/audit/packs/new/{order}/",
    "/audit/", "/audit/t-1/", "/audit/t-1b/", "/audit/t-5/", "/audit/t-7/", "/audit/p-1/",
    "/audit/t-1/people/?state=met", "/accounts/logout/",
)  # fmt: skip
# Pages that a coordinator may not open.
OTHERS_PAGES = (
    (Role.SERVICE_LEAD, ("/pathways/new/", "/pathways/{pathway}/edit/", "/directory/", "/directory/new/",
                         "/directory/{contact}/", "/cards/", "/guideline/ladders/mri-24/", "/audit/", "/audit/rows/",
                         "/logs/")),
    (Role.ALLIANCE_LEAD, ("/audit/packs/", "/audit/packs/{pack}/", "/audit/packs/{pack}/?shareable=yes",
                          "/audit/group/", "/audit/group/members/{member}/", "/audit/group/meetings/new/",
                          "/audit/group/meetings/{meeting}/", "/audit/group/meetings/{meeting}/edit/",
                          "/audit/group/actions/{action}/")),
    (Role.ADMINISTRATOR, ("/people/", "/people/new/", "/people/{person}/", "/accounts/factors/")),
    (Role.SAFETY_OFFICER, ("/guideline/", "/guideline/approval/", "/papers/hazards/", "/papers/safety-case/",
                           "/papers/dtac/", "/papers/dpia/", "/accessibility/", "/privacy/")),
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
    scored = {"moment": Moment(now), "told_by": "Dr S Spinetest", "by": by, "at": now}
    for level in ("T8", "T9"):
        scores.score(referral=referral, tool=SINS, inputs={"level": level, "pain": "mechanical"}, **scored)
    for grade in ("3", "unknown"):
        scores.grade(referral=referral, grades={"ecog_now": grade}, **scored)
        scores.examine_power(referral=referral, cells={"l2_right": grade, "l2_left": "4-"}, **scored)
    factories.record(
        referral, factories.K.TRANSFER_ARRANGED, people.coordinator, now, transfer_to="Infirmary", escort="Nurse"
    )
    factories.record(referral, factories.K.STEROID_DOSE, people.coordinator, now, dose_mg="16", route="oral")
    factories.record(referral, factories.K.OPINION_ASKED, people.coordinator, now, opinion_of="surgery")
    done = factories.referral(people.coordinator, service, now - timedelta(days=40), surname="Sample")
    factories.record(
        done, factories.K.MRI_STARTED, people.coordinator, now - timedelta(days=40, hours=-3), whole_spine="yes"
    )
    draft = factories.draft(by, service, now, data={"caller_phone": "01632 960 157", "limb_weakness": "yes"})
    calls.promise(service=service, whom="Dr R Ringback", phone="01632 960 157", about="MRI slot", by=by, at=now)
    ring()
    late = now.date() - timedelta(days=1)
    agreed = factories.pathway(service.alliance, people.coordinator, now, review_due=late)
    contact = factories.contact(service.alliance)
    factories.hospital(service.alliance)
    harmed = {"physical_harm": "moderate", "referral": referral, "happened_on": late - timedelta(days=70)}
    register = factories.steering_group(service.alliance, now)
    packs = factories.pack(service.alliance, people.coordinator, now)
    incident = factories.incident(by, service, now, **harmed)
    return {
        "ref": referral.reference, "event": event.pk, "draft": draft.pk, "pathway": agreed.pk, "contact": contact.pk,
        "incident": incident.pk, **packs, **register,
        "person": people.coordinator.pk,
    }  # fmt: skip


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_every_page_is_accessible_and_stays_here(open_page, people, places, size, address):
    page = open_page(people.coordinator, "/worklist/", size=size)
    outside: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(address) else outside.append(request.url))
    assert wrong_on(page, PAGES, places) == {}
    assert outside == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
@pytest.mark.parametrize(("role", "paths"), OTHERS_PAGES, ids=[role for role, _ in OTHERS_PAGES])
def test_the_pages_of_other_roles_are_accessible(open_page, people, places, size, role, paths):
    page = open_page(people[role], "/guideline/", size=size)
    assert wrong_on(page, paths, places) == {}


def wrong_on(page: Page, paths: tuple[str, ...], places: dict[str, object]) -> dict[str, list[str]]:
    """What is wrong with each page, where something is."""
    wrong: dict[str, list[str]] = {}
    for path in paths:
        page.goto(path.format(**places))
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("the page scrolls sideways")
        if found:
            wrong[path] = found
    return wrong


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_every_page_of_the_rota_is_accessible(open_page, people, service, size):
    """A shift that is over and not accepted, a gap, a swap that is asked."""
    now, lead, coordinator = timezone.now(), people[Role.SERVICE_LEAD], people.coordinator
    post = Post.objects.create(service=service, role="coordinator", filled_from=now, fallback_phone="01632 960 157")
    RoleHolding.objects.create(service=service, user=coordinator, started_at=now - timedelta(hours=30))
    for person, start in ((coordinator, -12), (people[Role.REGISTRAR], 0), (coordinator, 24), (lead, 48)):
        begins = now + timedelta(hours=start)
        ends = begins + timedelta(hours=12)
        shift = post.shifts.create(person=person, starts_at=begins, ends_at=ends, source="single")
    shift.swaps.create(receiver=coordinator, asked_at=now)
    page = open_page(lead, "/rota/", size=size)
    paths = (
        "/rota/", f"/rota/shifts/{shift.pk}/", "/rota/posts/coordinator/", f"/rota/posts/{post.pk}/patterns/",
        f"/rota/posts/{post.pk}/shifts/", "/rota/competences/", "/rota/competences/new/", "/rota/feed/",
        "/rota/import/", "/rota/who/?when=25+Oct+2026+01:30", "/rota/who/?when=now",
    )  # fmt: skip
    assert wrong_on(page, paths, {}) == {}


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
