"""Agreed pathways: read by all of the alliance, versions kept, a review that is overdue said loudly."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from audit.demonstration import agreed
from audit.models import Entry
from mscc.access import Access
from mscc.roles import Role
from pathways.models import LocalPathway
from referrals.actions import reviews
from referrals.sweep import sweep
from tests import factories
from tests.views.calling import ADDRESS
from tests.views.looking import leads_to, part, soup, typed, words

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "imaging", "title": "MRI at night", "agreed_on": "2026-11-02", "agreed_by": "Steering group",
    "review_due": "2027-11-02", "body": "Ring the MRI desk.\n\nThen ring again.", "link": "", "is_in_use": "on",
}  # fmt: skip


@pytest.fixture
def lead(browser, people):
    return browser(people[Role.SERVICE_LEAD])


@pytest.fixture
def criteria(alliance, people, at) -> LocalPathway:
    return factories.pathway(alliance, people[Role.SERVICE_LEAD], at)


def test_a_document_is_added_and_read(lead, coordinator, alliance, people, at):
    answer = lead.post("/pathways/new/", NEW)
    it = LocalPathway.objects.get()
    assert (answer.status_code, leads_to(answer)) == (303, f"/pathways/{it.pk}/")
    assert (it.alliance, it.version, it.written_by, it.written_at) == (
        alliance, 1, people[Role.SERVICE_LEAD], at,
    )  # fmt: skip
    assert (it.agreed_on, it.review_due) == (date(2026, 11, 2), date(2027, 11, 2))
    page = words(coordinator.get(f"/pathways/{it.pk}/"))
    assert "MRI at night" in page
    assert "2 Nov 2026 by Steering group" in page
    assert "Then ring again." in page
    assert "MRI at night" in words(coordinator.get("/pathways/"))
    assert Entry.objects.get(action="pathway.save").detail == {"version": 1, "in_use": True}


def test_saving_adds_a_version_and_the_one_before_stays(lead, coordinator, criteria):
    page = lead.get(f"/pathways/{criteria.pk}/edit/")
    given = {**typed(page, "main form"), "body": "Anybody at all.", "agreed_on": "2026-11-20"}
    assert lead.post(f"/pathways/{criteria.pk}/edit/", given).status_code == 303
    second = LocalPathway.objects.get(key=criteria.key, version=2)
    old = words(coordinator.get(f"/pathways/{criteria.pk}/"))
    assert "Version 1 is superseded. Version 2 stands" in old
    assert "Anybody you worry about." in old
    now_stands = words(coordinator.get(f"/pathways/{second.pk}/"))
    assert "Anybody at all." in now_stands
    assert "superseded" not in now_stands
    listed = words(coordinator.get("/pathways/"))
    assert "Anybody at all." in listed
    assert "Anybody you worry about." not in listed


def test_two_who_write_at_once_lose_nothing(lead, people, criteria, alliance, at):
    page = lead.get(f"/pathways/{criteria.pk}/edit/")
    mine = {**typed(page, "main form"), "body": "Mine."}
    theirs = factories.pathway(alliance, people.coordinator, at, key=criteria.key, version=2, body="Theirs.")
    answer = lead.post(f"/pathways/{criteria.pk}/edit/", mine)
    assert answer.status_code == 409
    assert "Version 2 was saved by Test Coordinator while you wrote." in words(answer)
    assert "Mine." in words(answer)
    again = soup(answer).select_one("main form")["action"]
    assert again == f"/pathways/{theirs.pk}/edit/"
    assert lead.post(again, mine).status_code == 303
    assert [it.body for it in LocalPathway.objects.order_by("version")] == [criteria.body, "Theirs.", "Mine."]


def test_a_review_waits_before_whoever_keeps_the_pathways(lead, coordinator, alliance, people, at):
    """Said where alerts are said, with a way to the document; it sounds no alarm, and hides nothing from others."""
    due = factories.pathway(alliance, people[Role.SERVICE_LEAD], at, review_due=at.date() - timedelta(days=1))
    reviews.look(at=at)
    sweep(at=at)
    page = soup(lead.get("/worklist/"))
    (waits,) = page.select("#alerts ~ ul > li")
    assert "Review of an agreed pathway overdue, Whom to ring about." in words(waits)
    assert waits.select_one("a")["href"] == f"/pathways/{due.pk}/"
    assert not waits.has_attr("data-alert")
    assert "Next: the service lead 19:12 Sun 29 Nov" in words(waits)
    assert not soup(coordinator.get("/worklist/")).select("#alerts")
    assert lead.post(waits.select_one("form")["action"]).status_code == 303
    assert not soup(lead.get("/worklist/")).select("#alerts")


def test_a_document_is_put_out_of_use(lead, coordinator, criteria):
    given = typed(lead.get(f"/pathways/{criteria.pk}/edit/"), "main form")
    given.pop("is_in_use")
    lead.post(f"/pathways/{criteria.pk}/edit/", given)
    page = words(coordinator.get("/pathways/"))
    assert "No longer in use" in page
    assert "None agreed yet." in page


class TestReview:
    def test_on_the_day_itself_there_is_still_time(self, coordinator, people, alliance, at):
        it = factories.pathway(alliance, people.coordinator, at, review_due=at.date())
        assert "overdue" not in words(coordinator.get(f"/pathways/{it.pk}/")).lower()

    def test_the_day_after_it_is_loud(self, coordinator, lead, people, alliance, at):
        it = factories.pathway(alliance, people.coordinator, at, review_due=at.date() - timedelta(days=1))
        assert "Review overdue since 21 Nov 2026." in part(
            coordinator.get(f"/pathways/{it.pk}/"), ".app-strip--alert:not([hidden])"
        )
        assert "1 past review:" in part(coordinator.get("/pathways/"), ".app-strip--alert:not([hidden])")
        assert "1 agreed pathway past review" in part(lead.get("/worklist/"), ".app-duty")
        assert "past review" not in part(coordinator.get("/worklist/"), ".app-duty")

    def test_a_version_that_was_reviewed_ends_it(self, lead, people, alliance, at):
        old = factories.pathway(alliance, people.coordinator, at, review_due=at.date() - timedelta(days=1))
        factories.pathway(alliance, people.coordinator, at, key=old.key, version=2)
        assert "past review" not in words(lead.get("/worklist/"))

    def test_another_alliance_s_review_is_not_ours(self, lead, people, other_alliance, at):
        factories.pathway(other_alliance, people.stranger, at, review_due=at.date() - timedelta(days=1))
        assert "past review" not in words(lead.get("/worklist/"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Fill this in."),
        ({"kind": ""}, "Choose one."),
        ({"agreed_on": "2026-11-23"}, "That day has not come yet."),
        ({"agreed_on": "soon"}, "Write a date such as 22 Nov 2026."),
        ({"review_due": "2026-11-02"}, "The review comes after the day on which it was agreed."),
        ({"body": ""}, "Give the text, or a link to the document."),
        ({"link": "ftp://files.example/x"}, "begins with https or http"),
        ({"link": "javascript:alert(1)"}, "begins with https or http"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(lead, given, sentence):
    answer = lead.post("/pathways/new/", {**NEW, **given})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert typed(answer, "main form")["agreed_by"] == "Steering group"
    assert not LocalPathway.objects.exists()


def test_a_date_may_be_typed_as_people_write_it(lead):
    lead.post("/pathways/new/", {**NEW, "agreed_on": "2 Nov 2026", "review_due": "02/11/2027"})
    it = LocalPathway.objects.get()
    assert (it.agreed_on, it.review_due) == (date(2026, 11, 2), date(2027, 11, 2))


def test_the_text_is_shown_as_text(lead, coordinator):
    lead.post("/pathways/new/", {**NEW, "body": "<b>bold</b>"})
    assert b"&lt;b&gt;bold&lt;/b&gt;" in coordinator.get(f"/pathways/{LocalPathway.objects.get().pk}/").content


def test_the_call_leads_to_the_referral_criteria(coordinator, send, criteria):
    send(do="keep", surname="Testpatient")
    link = soup(coordinator.get(ADDRESS)).select_one(f'a[href^="{reverse("pathways")}"]')
    place, _, target = link["href"].partition("#")
    assert words(link).startswith("Referral criteria")
    assert "Anybody you worry about." in words(soup(coordinator.get(place)).find(id=target).parent)


def test_only_the_service_lead_writes(coordinator, criteria):
    assert coordinator.get("/pathways/new/").status_code == 403
    assert coordinator.post(f"/pathways/{criteria.pk}/edit/", NEW).status_code == 403
    assert "Write the next version" not in words(coordinator.get(f"/pathways/{criteria.pk}/"))


def test_reading_takes_few_queries_however_many_there_are(
    coordinator, people, alliance, at, django_assert_max_num_queries
):
    for number in range(12):
        factories.pathway(alliance, people.coordinator, at, title=f"Document {number}")
    with django_assert_max_num_queries(11):
        coordinator.get("/pathways/")


def test_the_demonstration_shows_both_a_document_that_holds_and_one_to_review(coordinator, people, alliance, at):
    factories.contact(alliance, specialty="radiology")
    agreed.agree(Access(people[Role.SERVICE_LEAD]), at)
    page = words(coordinator.get("/pathways/"))
    assert "1 past review: Whole-spine MRI out of hours" in page
    assert "Whom to ring about" in page
    assert "Verified 2 Nov 2026" in words(coordinator.get("/directory/"))
