"""The rota's pages: two weeks by post, gaps filled from them, swaps, who was on when, the band on every page."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from mscc.access import Access
from mscc.models import Competence, Post, RoleHolding, Shift, Swap
from mscc.roles import Role
from referrals.actions import presence, rota
from tests.views.looking import leads_to, part, said, soup, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def lead(browser, people) -> Client:
    return browser(people[Role.SERVICE_LEAD])


@pytest.fixture
def post(service, people, at) -> Post:
    return rota.set_post(
        service=service, role=Role.COORDINATOR, filled_from=at, fallback=people[Role.SENIOR], fallback_phone="",
        by=Access(people[Role.SERVICE_LEAD]), at=at,
    )  # fmt: skip


@pytest.fixture
def on(post, people, at):
    """Put somebody on: `on(Role.COORDINATOR, 0, 12)`, in hours from now."""

    def on(role: Role, start: float, end: float) -> Shift:
        return rota.add_shift(
            post=post, person=people[role], starts_at=at + start * HOUR, ends_at=at + end * HOUR,
            by=Access(people[Role.SERVICE_LEAD]), at=at,
        )  # fmt: skip

    return on


def test_from_nothing_to_a_rota_without_gaps(lead: Client, people, service) -> None:
    page = lead.get("/rota/")
    assert "No rota is kept here" in words(page)
    begin = soup(page).select_one("main a[href*='/rota/posts/coordinator/']")["href"]
    page = lead.post(begin, {"filled_from": "2026-11-22", "fallback": people[Role.SENIOR].pk}, follow=True)
    assert said(page) == "Coordinator: saved."
    add = soup(page).select_one("a[href$='/patterns/']")["href"]
    for role, starts, ends in ((Role.COORDINATOR, "08:00", "20:00"), (Role.REGISTRAR, "20:00", "08:00")):
        given = {
            "person": people[role].pk, "weekdays": [*range(7)], "starts": starts, "ends": ends, "every": "1",
            "first": "2026-11-21", "last": "2027-03-31", "bank_holidays": "as_usual",
        }  # fmt: skip
        page = lead.post(add, given, follow=True)
    assert said(page) == "Test On call registrar is on the rota."
    assert "No gap in the next 14 days." in words(page)
    christmas = words(lead.get("/rota/?from=2026-12-20"))
    assert "Fri 25 Dec Christmas Day Coordinator 08:00 to 20:00 Test Coordinator" in christmas


def test_a_gap_is_loud_and_filled_from_where_it_is_seen(lead: Client, coordinator: Client, people, on, at) -> None:
    on(Role.COORDINATOR, 0, 12)
    on(Role.REGISTRAR, 24, 24 * 8)
    on(Role.REGISTRAR, 24 * 8, 24 * 15)
    assert not soup(coordinator.get("/rota/")).select("a[href*='/shifts/?starts']")
    page = lead.get("/rota/")
    assert "1 gap in the next 14 days Coordinator: nobody 07:12 Mon 23 Nov to 19:12 Mon 23 Nov" in words(page)
    assert part(page, ".app-hole").startswith("07:12 to 19:12 nobody")
    form = lead.get(soup(page).select_one(".app-hole a")["href"])
    typed = {
        each["name"]: each.get("value") for each in soup(form).select("main input[type=date], main input[type=time]")
    }
    assert typed == {"starts_on": "2026-11-23", "starts": "07:12", "ends_on": "2026-11-23", "ends": "19:12"}
    page = lead.post(
        soup(page).select_one(".app-hole a")["href"], typed | {"person": people.coordinator.pk}, follow=True
    )
    assert "No gap in the next 14 days." in words(page)


def test_what_is_taken_is_refused_in_words_and_nothing_typed_is_lost(lead: Client, people, post, on) -> None:
    on(Role.COORDINATOR, 0, 12)
    typed = {
        "person": people[Role.REGISTRAR].pk, "starts_on": "2026-11-23", "starts": "00:00", "ends_on": "2026-11-23",
        "ends": "09:00",
    }  # fmt: skip
    page = lead.post(f"/rota/posts/{post.pk}/shifts/", typed)
    assert page.status_code == 422
    assert "Coordinator is taken then: Test Coordinator 19:12 today to 07:12 Mon 23 Nov." in words(page)
    assert soup(page).select_one("#id_ends")["value"] == "09:00"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("starts", "25:00", "Write a time such as 20:00."),
        ("first", "31 Feb", "Write a day such as 7 Dec 2026."),
        ("person", "", "Choose somebody."),
        ("weekdays", "", "Choose at least one."),
        ("last", "2028-01-01", "at most a year later"),
    ],
)
def test_a_pattern_that_cannot_be(lead: Client, people, post, field, text, sentence) -> None:
    given = {
        "person": people.coordinator.pk, "weekdays": [0], "starts": "08:00", "ends": "20:00", "every": "1",
        "first": "2026-11-23", "last": "2027-01-31", "bank_holidays": "not",
    }  # fmt: skip
    given |= {field: text}
    if field == "weekdays":
        del given["weekdays"]
    page = lead.post(f"/rota/posts/{post.pk}/patterns/", given)
    assert page.status_code == 422
    assert sentence in words(page)
    assert not Shift.objects.exists()


def test_a_swap_asked_and_accepted_on_the_pages(browser, coordinator: Client, people, on) -> None:
    mine, theirs = on(Role.COORDINATOR, 12, 24), on(Role.REGISTRAR, 24, 36)
    page = coordinator.get(f"/rota/shifts/{mine.pk}/")
    choice = [each["value"] for each in soup(page).select("#with option")]
    assert f"swap:{theirs.pk}" in choice
    page = coordinator.post(f"/rota/shifts/{mine.pk}/swap/", {"with": ""})
    assert (page.status_code, "Choose somebody." in words(page)) == (422, True)
    assert soup(page).select_one(".app-errors a")["href"] == "#with"
    assert soup(page).select_one("#with")["aria-describedby"] == "with-error"
    coordinator.post(f"/rota/shifts/{mine.pk}/swap/", {"with": f"swap:{theirs.pk}"})
    registrar = browser(people[Role.REGISTRAR])
    assert "1 swap for you to answer" in words(registrar.get("/guideline/"))
    strip = soup(registrar.get("/rota/")).select_one("section[aria-labelledby=swaps]")
    assert "Test Coordinator asks you to take coordinator" in words(strip)
    assert "is yours now." in said(registrar.post(strip.select_one("form")["action"], follow=True))
    assert Swap.objects.get().state == "accepted"
    assert [each.person for each in Shift.objects.filter(cancelled_at=None)] == [
        people[Role.REGISTRAR], people.coordinator,
    ]  # fmt: skip
    assert not soup(registrar.get("/rota/")).select("section[aria-labelledby=swaps]")
    assert "for you to answer" not in words(registrar.get("/guideline/"))
    assert "1 change of your shifts to read" in words(coordinator.get("/guideline/"))
    strip = soup(coordinator.get("/rota/")).select_one("section[aria-labelledby=notices]")
    assert "Test On call registrar has accepted and is on as coordinator of Test Service" in words(strip)
    sent = {each["name"]: each.get("value", "") for each in strip.select("[name]")}
    assert coordinator.post(strip.select_one("form")["action"], sent)["Location"] == f"/rota/?service={sent['service']}"
    assert "to read" not in words(coordinator.get("/guideline/"))


@pytest.mark.parametrize("newest", ["", "x", "-1"])
def test_nothing_is_read_that_was_not_shown(coordinator: Client, service, newest) -> None:
    assert coordinator.post("/rota/notices/", {"newest": newest, "service": service.pk}).status_code == 404


def test_the_lead_puts_somebody_else_on_or_nobody(lead: Client, people, on) -> None:
    row = on(Role.COORDINATOR, 12, 24)
    page = lead.post(f"/rota/shifts/{row.pk}/override/", {"person": people[Role.SENIOR].pk}, follow=True)
    assert said(page) == "Test Senior clinician is on in place of Test Coordinator."
    new = Shift.objects.get(cancelled_at=None)
    lead.post(f"/rota/shifts/{new.pk}/cancel/")
    assert not Shift.objects.filter(cancelled_at=None).exists()
    page = lead.post(f"/rota/shifts/{new.pk}/cancel/")
    assert "off the rota already" in words(page)


class TestTheBand:
    """On every page: who holds the role; and when their shift is over, that nobody has accepted, and who is on."""

    @pytest.fixture
    def evening(self, people, service, on, at) -> None:
        on(Role.COORDINATOR, 0, 12)
        on(Role.REGISTRAR, 12, 24)
        presence.take_role(service=service, by=Access(people.coordinator), at=at)

    def test_on_shift(self, evening, lead: Client) -> None:
        assert "Test Service now: Test Coordinator, ring 0300 000 0001 Demonstration" in part(
            lead.get("/rota/"), ".app-duty"
        )

    def test_over(self, evening, lead: Client, browser, people, now) -> None:
        now.shift(12 * HOUR)
        assert "Shift over, nobody has accepted ; on the rota: Test On call registrar" in part(
            browser(people[Role.SENIOR]).get("/guideline/"), ".app-duty"
        )
        registrar = browser(people[Role.REGISTRAR])
        page = registrar.post(
            "/rota/take/", {"service": RoleHolding.objects.get().service_id}, follow=True
        )  # fmt: skip
        assert "Test Service now: Test On call registrar (you), ring" in part(page, ".app-duty")
        assert "nobody has accepted" not in part(page, ".app-duty")

    def test_in_a_gap_who_stands_in(self, evening, lead: Client, browser, people, now) -> None:
        now.shift(25 * HOUR)
        band = part(browser(people[Role.SENIOR]).get("/guideline/"), ".app-duty")
        assert "on the rota: nobody ; stands in: Test Senior clinician" in band


def test_i_am_taking_this_shift_needs_a_competence(coordinator: Client, people, service) -> None:
    people.coordinator.competences.all().delete()
    page = coordinator.post("/rota/take/", {"service": service.pk})
    assert page.status_code == 403
    assert "Test Service lead can sign it off." in words(page)


class TestWhoWasOnWhen:
    def test_at_a_past_minute(self, coordinator: Client, people, service, on, at, now) -> None:
        presence.take_role(service=service, by=Access(people.coordinator), at=at - 3 * HOUR)
        presence.take_role(service=service, by=Access(people[Role.SENIOR]), at=at - HOUR)
        for text, name in (("18:00", "Test Coordinator"), ("18:12", "Test Senior clinician"), ("16:00", "nobody")):
            assert f"Held the coordinator role: {name}" in words(coordinator.get("/rota/who/", {"when": text}))

    def test_an_hour_that_came_twice_is_asked_about(self, coordinator: Client) -> None:
        page = coordinator.get("/rota/who/", {"when": "25 Oct 01:30"})
        assert page.status_code == 422
        assert [each["value"] for each in soup(page).select("[name=when_answer]")] == ["first", "second"]
        page = coordinator.get("/rota/who/", {"when": "25 Oct 01:30", "when_answer": "second"})
        assert "Held the coordinator role: nobody" in words(page)

    def test_an_hour_that_never_was_is_refused(self, coordinator: Client) -> None:
        assert "did not exist" in words(coordinator.get("/rota/who/", {"when": "29 Mar 2026 01:30"}))

    def test_the_minutes_that_nobody_competent_covered(self, coordinator: Client, people, service, on, at) -> None:
        """On the day of the test 19 h 12 min have passed: held from 16:12; signed off only since 17:12."""
        presence.take_role(service=service, by=Access(people.coordinator), at=at - 3 * HOUR)
        Competence.objects.filter(person=people.coordinator).update(signed_off_at=at - 2 * HOUR)
        on(Role.COORDINATOR, 1, 24)
        page = words(coordinator.get("/rota/who/", {"since": "2026-11-22", "until": "2026-11-22"}))
        assert "1,032 min of 1,152 held by nobody signed off and in date. 00:00 today to 17:12 today" in page
        assert "The rota: 1,212 min with nobody signed off and in date on it." in page

    def test_a_period_the_wrong_way_round(self, coordinator: Client) -> None:
        page = coordinator.get("/rota/who/", {"since": "2026-11-22", "until": "2026-11-20"})
        assert (page.status_code, "before the first" in words(page)) == (422, True)


class TestCompetences:
    def test_who_is_signed_off_who_not_and_whose_ends_soon(self, lead: Client, people, at) -> None:
        people.coordinator.competences.update(valid_until=(at + 30 * DAY).date())
        people[Role.REGISTRAR].competences.all().delete()
        page = lead.get("/rota/competences/")
        assert "May not take the role: Test On call registrar" in words(page)
        assert "Test Coordinator Test Service 22 Dec 2026 Ends soon" in words(page)

    def test_signed_off_and_taken_back(self, lead: Client, people) -> None:
        given = {"person": people[Role.REGISTRAR].pk, "valid_until": "2027-11-22", "note": "Signed sheet"}
        page = lead.post("/rota/competences/new/", given, follow=True)
        assert said(page) == "Test On call registrar may hold the role."
        one = people[Role.REGISTRAR].competences.get(withdrawn_at=None)
        assert (one.valid_until, one.note) == (date(2027, 11, 22), "Signed sheet")
        lead.post(f"/rota/competences/{one.pk}/")
        assert not people[Role.REGISTRAR].competences.filter(withdrawn_at=None).exists()


def test_a_gap_that_alarms_leads_to_the_rota(lead: Client, people, post, at: datetime) -> None:
    from referrals.sweep import sweep

    sweep(at=at)
    strip = soup(lead.get("/rota/")).select("section")
    assert strip
    page = soup(lead.get("/worklist/")).select_one("section[aria-labelledby=alerts]")
    assert "Nobody is on the rota, Coordinator from 19:12 today" in words(page)
    response = lead.post(page.select_one("form")["action"])
    assert leads_to(response) == "/worklist/"


@pytest.mark.parametrize("address", ["/rota/", "/rota/who/", "/rota/competences/"])
def test_a_page_costs_the_same_however_long_the_rota(lead: Client, address, on, django_assert_max_num_queries) -> None:
    for day in range(12):
        on(Role.COORDINATOR if day % 2 else Role.REGISTRAR, 24 * day, 24 * day + 24)
    with django_assert_max_num_queries(17):
        assert lead.get(address).status_code == 200


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "x", "\0", "2026-13-01"])
def test_a_day_that_cannot_be_is_today(lead: Client, post, text) -> None:
    assert "Sun 22 Nov today" in words(lead.get("/rota/", {"from": text}))
    given = {"starts": text, "ends": f"{text}T08:00+00:00"}
    assert lead.get(f"/rota/posts/{post.pk}/shifts/", given).status_code == 200
    page = lead.post(f"/rota/posts/{post.pk}/patterns/", {"first": text, "last": text})
    assert page.status_code == 422


def test_whoever_lost_their_role_stays_in_sight_and_is_a_gap(lead: Client, people, on) -> None:
    on(Role.REGISTRAR, 0, 24)
    assert "not counted" not in lead.get("/rota/").content.decode()
    people[Role.REGISTRAR].memberships.all().delete()
    page = lead.get("/rota/").content.decode()
    assert "has no role any more: not counted" in page
    assert "Coordinator: nobody</strong> 19:12 today" in page
