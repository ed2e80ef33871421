"""The worklist: what needs me now, in its order; who is on duty; whom to ring back; whether alerting is confirmed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from audit.models import Entry
from mscc.access import Access
from mscc.models import Organisation, Service
from mscc.roles import Role
from pathways.states import State
from referrals.actions import calls, course
from referrals.events import EventKind
from referrals.models import Heartbeat
from referrals.sweep import beat, sweep
from tests import factories
from tests.conftest import Cast
from tests.views.looking import POLL, row, rows, soup, words

HOUR = timedelta(hours=1)
# What stands there


def test_soonest_due_first_in_its_groups(coordinator: Client, open_referrals) -> None:
    page = coordinator.get("/worklist/")
    assert rows(page) == ["Overdue", "Soon", "Later", "Latest", "Noclock"]
    groups = [words(each) for each in soup(page).select("tr.app-group")]
    assert groups == ["Overdue: 1", "Due in the next 4 hours: 1", "Due later: 2", "No clock running: 1"]


def test_a_row_says_all_that_is_needed(coordinator: Client, open_referrals, people: Cast) -> None:
    page = coordinator.get("/worklist/")
    overdue, soon = row(page, open_referrals["Overdue"]), row(page, open_referrals["Soon"])
    assert "Overdue 6 h MRI 24 h, start estimated · due 13:12 today" in overdue
    assert "OVERDUE, Alex Sex not known · born not known · NHS number not known" in overdue
    assert "Emergency Limb weakness" in overdue
    assert "Request the MRI" in overdue
    assert overdue.endswith("Owner: You")
    assert "Due in 3 h" in soon
    assert "Phone not known" not in soon


def test_colour_is_never_alone(coordinator: Client, open_referrals) -> None:
    for tag in soup(coordinator.get("/worklist/")).select(".nhsuk-tag"):
        assert tag.text.strip()


def test_the_order_is_of_the_moment(coordinator: Client, open_referrals, now) -> None:
    now.shift(4 * HOUR)
    assert words(soup(coordinator.get("/worklist/")).select_one("tr.app-group")) == "Overdue: 2"


def test_an_empty_list_says_so(coordinator: Client) -> None:
    assert "No open referral here." in words(coordinator.get("/worklist/"))


def test_who_else_has_it_open(coordinator: Client, browser, open_referrals, people: Cast, now) -> None:
    of = open_referrals["Soon"]
    browser(people[Role.SENIOR]).get(f"/referrals/{of.reference}/")
    assert f"Open now: {people[Role.SENIOR].name}" in row(coordinator.get("/worklist/"), of)
    now.shift(timedelta(seconds=16))
    assert "Open now" not in row(coordinator.get("/worklist/"), of)


# Unseen


def test_what_somebody_else_changed_is_unseen_until_it_is_opened(
    browser, people: Cast, open_referrals, at, now
) -> None:
    of, registrar = open_referrals["Soon"], browser(people[Role.REGISTRAR])
    assert "Unseen: changed 22:12" in row(registrar.get("/worklist/"), of)
    now.shift(timedelta(minutes=1))
    registrar.get(f"/referrals/{of.reference}/")
    assert "Unseen" not in row(registrar.get("/worklist/"), of)
    now.shift(timedelta(minutes=1))
    factories.record(of, EventKind.NOTE, people.coordinator, at + timedelta(minutes=2), note="x")
    assert "Unseen: changed 19:14" in row(registrar.get("/worklist/"), of)


def test_what_i_changed_myself_is_not_unseen(coordinator: Client, open_referrals) -> None:
    page = coordinator.get("/worklist/")
    assert "Unseen:" not in words(page)
    assert "5 open, 1 overdue, 0 unseen." in words(page)


# Filters


def chips(response) -> dict[str, int]:
    found = [words(each).rsplit(" ", 1) for each in soup(response).select(".app-chips a")]
    return {label: int(count) for label, count in found}


def test_the_chips_count_what_they_show(coordinator: Client, open_referrals, people: Cast, service, at) -> None:
    course.leave(referral=open_referrals["Later"], by=Access(people.coordinator), at=at)
    for state in (State.IMAGING, State.AWAITING_DECISION, State.DISCHARGE_PLANNING):
        factories.referral_at(state, people.coordinator, service, at - 10 * HOUR)
    page = coordinator.get("/worklist/")
    assert chips(page) == {
        "All": 8, "Mine": 7, "No owner": 1, "Overdue": 1, "Unseen": 0, "Awaiting image": 5, "Awaiting decision": 1,
        "For discharge": 1, "Task overdue": 1,
    }  # fmt: skip
    for link in soup(page).select(".app-chips a"):
        shown = coordinator.get("/worklist/" + link["href"])
        label, count = words(link).rsplit(" ", 1)
        assert len(rows(shown)) == int(count), label
        assert soup(shown).select_one(".app-chips a[aria-current]").text.startswith(label)


def test_by_hospital_and_by_disposition(
    coordinator: Client, open_referrals, people: Cast, service, alliance, at
) -> None:
    hospital = Organisation.objects.create(alliance=alliance, ods_code="RXX", name="Test Hospital", kind="hospital")
    factories.referral(people.coordinator, service, at, surname="Hospital", organisation=hospital)
    assert rows(coordinator.get("/worklist/", {"site": hospital.pk})) == ["Hospital"]
    assert rows(coordinator.get("/worklist/", {"disposition": "BACK_PAIN"})) == ["Noclock"]
    assert rows(coordinator.get("/worklist/", {"site": hospital.pk, "disposition": "BACK_PAIN"})) == []
    page = coordinator.get("/worklist/", {"site": hospital.pk, "show": "mine"})
    assert soup(page).select_one("#site option[selected]").text == "Test Hospital"
    assert f"site={hospital.pk}" in soup(page).select_one(".app-chips a")["href"]
    assert soup(page).select_one("#filters input[name=show]")["value"] == "mine"


def test_the_poll_asks_for_the_same_list(coordinator: Client, open_referrals) -> None:
    page = coordinator.get("/worklist/?show=overdue&service=all")
    address = soup(page).select_one("#list")["hx-get"]
    assert rows(coordinator.get(address, headers=POLL)) == ["Overdue"]


ODD = ["show=nonsense", "site=x", "site=%00", "service=x", "service=²", "service=-1",
       "service=" + "9" * 40, "disposition=x", "show=%00", "page=<script>"]  # fmt: skip


def test_odd_questions_break_nothing(coordinator: Client, open_referrals) -> None:
    for query in ODD:
        page = coordinator.get(f"/worklist/?{query}")
        assert page.status_code == 200, query
        assert not soup(page).select("main script")


# Services


def test_the_sister_service_can_be_read_but_is_not_in_the_way(browser, people: Cast, open_referrals, service) -> None:
    colleague = browser(people.colleague)
    assert rows(colleague.get("/worklist/")) == []
    assert len(rows(colleague.get("/worklist/?service=all"))) == 5
    assert len(rows(colleague.get(f"/worklist/?service={service.pk}"))) == 5
    assert not soup(colleague.get("/worklist/?service=all")).select("#drafts, section[aria-label*='Test Service']")


def test_another_alliance_sees_nothing_of_it(browser, people: Cast, open_referrals, service) -> None:
    stranger = browser(people.stranger)
    for query in ("", "?service=all", f"?service={service.pk}"):
        page = stranger.get("/worklist/" + query)
        assert rows(page) == []
        assert "Test Service" not in words(page)
        assert people.coordinator.name not in words(page)


def test_somebody_of_the_whole_alliance_sees_every_service(
    browser, people: Cast, open_referrals, sister_service, at
) -> None:
    factories.referral(people.colleague, sister_service, at, surname="Sister")
    lead = browser(people[Role.IG_LEAD])
    assert "Sister" in rows(lead.get("/worklist/"))
    assert len(rows(lead.get("/worklist/"))) == 6
    assert rows(lead.get(f"/worklist/?service={sister_service.pk}")) == ["Sister"]


# Who looked


def test_that_somebody_looked_is_one_entry_and_the_poll_none(coordinator: Client, people, open_referrals, service):
    coordinator.get("/worklist/?show=overdue")
    coordinator.get("/worklist/", headers=POLL)
    entry = Entry.objects.get(action="worklist.view")
    assert (entry.actor_id, entry.subject, entry.detail) == (
        people.coordinator.pk,
        str(service.pk),
        {"people": 1, "role": "Coordinator"},
    )


# What it costs


@pytest.mark.parametrize("many", [5, 60])
def test_at_most_seventeen_queries_however_many(
    coordinator: Client, people: Cast, service: Service, at, many: int, django_assert_max_num_queries
) -> None:
    for number in range(many):
        factories.referral(people.coordinator, service, at - number * HOUR, surname=f"Person{number}")
    factories.draft(Access(people.coordinator), service, at)
    calls.promise(service=service, whom="Dr R", phone="1", about="x", by=Access(people.coordinator), at=at)
    sweep(at=at + HOUR)
    coordinator.get("/worklist/")
    with django_assert_max_num_queries(17):
        page = coordinator.get("/worklist/")
    assert len(rows(page)) == many
    with django_assert_max_num_queries(15):
        assert len(rows(coordinator.get("/worklist/", headers=POLL))) == many


# The poll and the banner


def test_the_poll_gets_only_the_list(coordinator: Client, open_referrals) -> None:
    response = coordinator.get("/worklist/", headers=POLL)
    assert not soup(response).select("html, head, header, h1, #list, #not-confirmed")
    assert len(rows(response)) == 5
    assert "HX-Request" in response["Vary"]
    assert "HX-Request" in coordinator.get("/worklist/")["Vary"]


def swept(seconds_ago: float | None) -> None:
    Heartbeat.objects.all().delete()
    if seconds_ago is not None:
        beat("test")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE referrals_heartbeat SET beat_at = now() - %s", [timedelta(seconds=seconds_ago)])


@pytest.mark.parametrize(
    ("seconds_ago", "is_loud"), [(None, True), (15.1, True), (3600, True), (14, False), (0, False)]
)
def test_the_page_is_loud_when_alerting_is_not_confirmed(coordinator: Client, seconds_ago, is_loud: bool) -> None:
    swept(seconds_ago)
    banner = soup(coordinator.get("/worklist/")).select_one("#not-confirmed")
    assert banner.has_attr("hidden") is not is_loud
    assert "Watch the clocks yourself, ring rather than wait" in words(banner)
    beat_of = soup(coordinator.get("/worklist/", headers=POLL)).select_one("[data-swept-ms]")
    assert (int(beat_of["data-swept-ms"]) > 15_000) is is_loud


def test_the_newest_of_several_timer_processes_counts(coordinator: Client) -> None:
    swept(3600)
    beat("another")
    assert soup(coordinator.get("/worklist/")).select_one("#not-confirmed").has_attr("hidden")


def test_an_emergency_of_another_cause_stands_by_its_acknowledgement(coordinator, people, service, at, now) -> None:
    """It has no other clock: without this one it would stand last, under those that wait for nothing."""
    of = factories.referral(people.coordinator, service, at, facts=factories.ANY_CAUSE)
    factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY, surname="Laterson")
    said = row(coordinator.get("/worklist/"), of)
    assert said.startswith("Due in 10 min Acknowledge 10 min")
    assert rows(coordinator.get("/worklist/")) == ["Testpatient", "Laterson"]
