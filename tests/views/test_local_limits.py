"""Local limits on the pages: agreed with a pathway, a looser one refused, both said wherever a clock is shown."""

from datetime import timedelta

import pytest

from mscc.access import Access
from mscc.moments import Moment
from mscc.roles import Role
from pathways.models import LocalPathway
from referrals import sheet
from referrals.actions import course
from referrals.events import EventKind
from tests import factories
from tests.views.looking import HTMX, part, row, soup, typed, words
from tests.views.test_local_pathways import NEW

pytestmark = pytest.mark.django_db
K = EventKind
HOUR = timedelta(hours=1)
NAME = "MRI, local limit 12 h (guideline 24 h)"


@pytest.fixture
def lead(browser, people):
    return browser(people[Role.SERVICE_LEAD])


@pytest.fixture
def agreed(alliance, people, at) -> LocalPathway:
    return factories.pathway(
        alliance, people[Role.SERVICE_LEAD], at - 60 * HOUR, title="Imaging", limits={"mri-24": 12}
    )


@pytest.fixture
def referral(agreed, people, service, at):
    """It came eleven hours ago."""
    return factories.referral(people.coordinator, service, at - 11 * HOUR)


class TestAgreeing:
    def test_they_are_kept_with_the_version_and_shown_with_it(self, lead, coordinator):
        lead.post("/pathways/new/", {**NEW, "mri-24": "12", "radiotherapy-24": "18.5", "ct-24": ""})
        it = LocalPathway.objects.get()
        assert it.limits == {"mri-24": 12, "radiotherapy-24": 18.5}
        page = words(coordinator.get(f"/pathways/{it.pk}/"))
        assert f"Local limits {NAME} Radiotherapy, local limit 18.5 h (guideline 24 h)" in page
        assert NAME in words(coordinator.get("/pathways/"))

    def test_the_next_version_begins_with_them(self, lead, agreed):
        given = typed(lead.get(f"/pathways/{agreed.pk}/edit/"), "main form")
        assert (given["mri-24"], given["ct-24"]) == ("12", "")
        lead.post(f"/pathways/{agreed.pk}/edit/", {**given, "mri-24": ""})
        assert [it.limits for it in LocalPathway.objects.order_by("version")] == [{"mri-24": 12}, {}]
        assert NAME in part(lead.get(f"/pathways/{agreed.pk}/"), "section[aria-labelledby=versions]")

    @pytest.mark.parametrize(
        ("field", "given", "sentence"),
        [
            ("mri-24", "24", "NG234 1.5.2 allows 24 h; a local limit must be shorter."),
            ("mri-168", "200", "NG234 1.5.3 allows 168 h; a local limit must be shorter."),
            ("ct-24", "inf", "Write hours, such as 12 or 1.5."),
            ("ct-24", "noon", "Write hours, such as 12 or 1.5."),
            ("radiotherapy-24", "0", "A local limit is at least 30 minutes."),
        ],
    )
    def test_what_is_refused_says_why_and_nothing_typed_is_lost(self, lead, field, given, sentence):
        answer = lead.post("/pathways/new/", {**NEW, field: given, "coordinator_advice-24": "6"})
        assert answer.status_code == 422
        assert sentence in words(answer)
        kept = typed(answer, "main form")
        assert (kept[field], kept["coordinator_advice-24"]) == (given, "6")
        assert not LocalPathway.objects.exists()

    def test_only_limits_of_the_guideline_can_be_shortened(self, lead):
        names = {it["name"] for it in soup(lead.get("/pathways/new/")).select("fieldset input")}
        assert names == {
            "mri-24", "mri-168", "ct-24", "ct-168", "coordinator_advice-24", "immobilisation_advice-24",
            "radiotherapy-24",
        }  # fmt: skip


def test_the_rules_as_coded_show_them_beside_the_guidelines(coordinator, agreed):
    it = soup(coordinator.get("/guideline/")).find(id="clock-mri-24")
    assert words(it).startswith("MRI 24 h Local limit 12 h, Imaging, version 1, agreed")
    assert it.select_one(f"a[href='/pathways/{agreed.pk}/']")
    assert "6 h before, unless it is booked: the coordinator on duty." in words(it)
    assert "Local limit" not in words(soup(coordinator.get("/guideline/")).find(id="clock-ct-24"))


class TestWhereAClockIsShown:
    @pytest.mark.parametrize(
        ("ago", "stands", "group"),
        [
            (11, "Due in 1 h", "Due in the next 4 hours: 1"),
            (14, "Local limit passed 2 h ago", "Local limit passed: 1"),
            (25, "Overdue 1 h", "Overdue: 1"),
        ],
    )
    def test_the_worklist(self, coordinator, people, service, agreed, at, ago, stands, group):
        referral = factories.referral(people.coordinator, service, at - ago * HOUR)
        page = coordinator.get("/worklist/")
        assert row(page, referral).startswith(f"{stands} {NAME}, start estimated · due")
        assert "(guideline " in row(page, referral)
        assert [words(it) for it in soup(page).select("tr.app-group")] == [group]

    def test_the_card(self, coordinator, referral, now):
        here = f"/referrals/{referral.reference}/"
        now.shift(3 * HOUR)
        card = next(it for it in soup(coordinator.get(here)).select(".app-clocks li") if NAME in words(it))
        assert f"{NAME} 1.5.2 Local limit passed 2 h ago due 20:12 today (guideline 08:12" in words(card)
        assert "is-late" not in card.get("class", [])
        assert "Reason not recorded" not in words(card)

    def test_the_card_of_one_that_was_met(self, coordinator, people, referral, now, at):
        factories.record(referral, K.MRI_STARTED, people.coordinator, at + 3 * HOUR, whole_spine="yes")
        now.shift(4 * HOUR)
        card = words(coordinator.get(f"/referrals/{referral.reference}/"))
        assert "Met, 14 h" in card
        assert "Local limit passed, within the guideline" in card
        assert "MRI met, 14 h, local limit passed" in row(coordinator.get("/worklist/"), referral)

    def test_the_handover_sheet(self, people, service, referral, at):
        ((_, line),) = sheet.lines(Access(people.coordinator), service, at + 3 * HOUR)
        assert line["tag_words"] == "Local limit passed 2 h ago"
        assert (line["clock"], line["is_late"], line["is_pressing"]) == (f"{NAME}, start estimated", False, True)
        assert line["due"].startswith("20:12")
        assert "(guideline 08:12" in line["due"]

    def test_beside_a_sooner_one(self, people, service, referral, at):
        by, since = Access(people.coordinator), Moment(at - 25 * HOUR)
        course.record(referral=referral, kind=K.IMMOBILISED, moment=since, data={"position": "Flat"}, by=by, at=at)
        ((_, line),) = sheet.lines(by, service, at + 2 * HOUR)
        assert line["tag_words"] == "Overdue 3 h"
        assert "MRI local limit passed 1 h ago, 20:12 today (guideline 08:12 Mon 23 Nov)" in line["clocks"]


class TestRecording:
    def test_what_a_time_makes_of_it_names_both(self, coordinator, people, referral, now):
        now.shift(4 * HOUR)
        here = f"/referrals/{referral.reference}/record/mri_started/"
        given = {"happened_at": "22:12", "whole_spine": "yes", "do": "look"}
        said = words(coordinator.post(here, given, headers=HTMX))
        assert f"{NAME}: met, but after the local limit, 14 h after it began." in said

    @pytest.mark.parametrize(("slot", "which"), [("23 Nov 02:00", "local limit"), ("23 Nov 10:00", "due time")])
    def test_a_slot_after_it_is_said_before_it_is_saved(self, coordinator, referral, slot, which):
        here = f"/referrals/{referral.reference}/record/mri_booked/"
        said = words(coordinator.post(here, {"happened_at": "now", "booked_for": slot, "do": "look"}, headers=HTMX))
        assert said.startswith(f"After the {which}, 20:12 today (guideline 08:12 Mon 23 Nov). Ask")
