"""My calendar: a secret address for one person's own shifts, and what a calendar reads there."""

import logging
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from icalendar import Calendar, Event

from audit.models import Entry
from mscc.access import Access
from mscc.log_lines import Line
from mscc.models import CalendarFeed, Post, Shift
from mscc.roles import Role
from mscc.rota import BankHolidays, between
from referrals.actions import rota, swaps
from tests.views.looking import part, said, soup, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def lead(people) -> Access:
    return Access(people[Role.SERVICE_LEAD])


@pytest.fixture
def post(service, people, at, lead) -> Post:
    return rota.set_post(
        service=service, role=Role.COORDINATOR, filled_from=at, fallback=people[Role.SENIOR], fallback_phone="",
        by=lead, at=at,
    )  # fmt: skip


@pytest.fixture
def on(post, people, at, lead):
    """Put somebody on: `on(Role.COORDINATOR, 0, 12)`, in hours from now."""

    def on(role: Role, start: float, end: float) -> Shift:
        return rota.add_shift(
            post=post, person=people[role], starts_at=at + start * HOUR, ends_at=at + end * HOUR, by=lead, at=at
        )

    return on


def made(client: Client) -> str:
    """The path of a new address, as the page shows it this once."""
    page = client.post("/rota/feed/", {"do": "make"})
    return soup(page).select_one("#address")["value"].removeprefix("http://127.0.0.1:8000")


def events(path: str) -> list[Event]:
    response = Client().get(path)
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def only(path: str) -> Event:
    (event,) = events(path)
    return event


def test_a_calendar_reads_ones_own_shifts_without_signing_in(coordinator: Client, on, at: datetime) -> None:
    mine = on(Role.COORDINATOR, 0, 12)
    on(Role.REGISTRAR, 12, 24)
    event = only(made(coordinator))
    assert (event["uid"], event["sequence"]) == (f"shift-{mine.pk}@127.0.0.1", 0)
    assert (event.start, event.end) == (at, at + 12 * HOUR)
    assert event["dtstart"].to_ical() == b"20261122T191200Z"
    assert (event["summary"], event["status"]) == ("Coordinator, Test Service", "CONFIRMED")


def test_it_names_nobody(coordinator: Client, referral, on, people) -> None:
    on(Role.COORDINATOR, 0, 12)
    text = Client().get(made(coordinator)).content.decode()
    told = ["Testpatient", referral.reference, *(each.name for each in people.by_role.values())]
    assert [each for each in told if each in text] == []
    assert "VEVENT" in text


def test_from_a_week_ago_on(coordinator: Client, on, now, at: datetime) -> None:
    on(Role.COORDINATOR, 0, 12)
    on(Role.COORDINATOR, 24 * 300, 24 * 300 + 12)
    path = made(coordinator)
    now.move_to(at + 12 * HOUR + 7 * DAY - timedelta(seconds=1), tick=False)
    assert len(events(path)) == 2
    now.shift(timedelta(seconds=1))
    assert only(path).start == at + 300 * DAY


def test_the_night_when_the_clocks_go_back_has_its_hour_more(coordinator: Client, post, people, lead, at) -> None:
    """20:00 to 08:00 on the wall is thirteen hours that night."""
    stretch = between(date(2027, 10, 30), time(20), time(8))
    rota.add_shift(post=post, person=people.coordinator, starts_at=stretch.start, ends_at=stretch.end, by=lead, at=at)
    event = only(made(coordinator))
    assert (event.start, event.end) == (
        datetime(2027, 10, 30, 19, tzinfo=UTC), datetime(2027, 10, 31, 8, tzinfo=UTC),
    )  # fmt: skip


class TestAChange:
    """Each way in which a shift changes: SEQUENCE rises, the UID stays, and a calendar sees what became of it."""

    @pytest.fixture
    def path(self, coordinator: Client) -> str:
        return made(coordinator)

    def test_taken_off(self, path, on, lead, at: datetime) -> None:
        row = on(Role.COORDINATOR, 12, 24)
        before = only(path)
        rota.cancel_shift(shift=row, by=lead, at=at + HOUR)
        after = only(path)
        assert (after["uid"], after["sequence"], after["status"]) == (before["uid"], 1, "CANCELLED")
        assert after["last-modified"].dt == after["dtstamp"].dt == at + HOUR
        assert "last-modified" not in before

    def test_cut_short_and_then_taken_off(self, path, on, people, post, lead, at: datetime) -> None:
        row = on(Role.COORDINATOR, 12, 24)
        rota.override(
            post=post, person=people[Role.SENIOR], starts_at=at + 20 * HOUR, ends_at=at + 24 * HOUR, by=lead, at=at
        )
        event = only(path)
        assert (event.end, event["sequence"], event["status"]) == (at + 20 * HOUR, 1, "CONFIRMED")
        rota.cancel_shift(shift=row, by=lead, at=at + HOUR)
        event = only(path)
        assert (event["sequence"], event["status"]) == (2, "CANCELLED")

    def test_a_day_left_out_of_a_pattern(self, path, post, people, lead, at: datetime) -> None:
        day = (at + DAY).date()
        pattern = rota.add_pattern(
            post=post, person=people.coordinator, weekdays=range(7), starts=at.time(), ends=(at + HOUR).time(), every=1,
            first=day, last=day, bank_holidays=BankHolidays.AS_USUAL, by=lead, at=at,
        )  # fmt: skip
        rota.except_date(pattern=pattern, day=day, by=lead, at=at)
        event = only(path)
        assert (event["sequence"], event["status"], event["last-modified"].dt) == (1, "CANCELLED", at)

    def test_swapped(self, path, on, people, browser, at: datetime) -> None:
        """Who gave it sees it struck out; who took it has it."""
        row = on(Role.COORDINATOR, 12, 24)
        asked = swaps.ask(shift=row, receiver=people[Role.REGISTRAR], back=None, by=Access(people.coordinator), at=at)
        swaps.accept(swap=asked, by=Access(people[Role.REGISTRAR]), at=at)
        event = only(path)
        assert (event["sequence"], event["status"]) == (1, "CANCELLED")
        theirs = only(made(browser(people[Role.REGISTRAR])))
        assert (theirs["status"], theirs.start) == ("CONFIRMED", row.starts_at)
        assert theirs["uid"] != event["uid"]


class TestTheSecret:
    def test_it_is_shown_once_and_only_its_hash_is_kept(self, coordinator: Client) -> None:
        page = coordinator.get("/rota/feed/")
        assert "Make my calendar address" in words(page)
        path = made(coordinator)
        secret = path.split("/")[-1].removesuffix(".ics")
        assert len(secret) >= 43
        assert CalendarFeed.objects.get().digest == sha256(secret.encode()).hexdigest()
        page = coordinator.get("/rota/feed/")
        assert "Your address was made 19:12 today" in words(page)
        assert secret not in page.content.decode()

    def test_a_new_one_takes_the_place_of_the_old(self, coordinator: Client, on) -> None:
        on(Role.COORDINATOR, 0, 12)
        old, new = made(coordinator), made(coordinator)
        assert Client().get(old).status_code == 404
        assert len(events(new)) == 1

    def test_taken_back(self, coordinator: Client) -> None:
        path = made(coordinator)
        page = coordinator.post("/rota/feed/", {"do": "revoke"}, follow=True)
        assert said(page) == "Your calendar address opens nothing any more."
        assert Client().get(path).status_code == 404
        assert not soup(page).select("button[value=revoke]")

    def test_of_somebody_who_no_longer_works_here(self, coordinator: Client, people) -> None:
        path = made(coordinator)
        people.coordinator.is_active = False
        people.coordinator.save()
        gone = Client().get(path)
        nobodys = Client().get("/rota/feed/" + "x" * 43 + ".ics")
        assert (gone.status_code, gone.content) == (404, nobodys.content)

    @pytest.mark.parametrize("key", ["x", "%00", "%F0%9F%92%A5", "..", "x" * 5000, "%ED%A0%80"])
    def test_one_that_cannot_be(self, db, key: str) -> None:
        assert Client().get(f"/rota/feed/{key}.ics").status_code == 404

    def test_another_person_takes_back_only_their_own(self, coordinator: Client, browser, people) -> None:
        path = made(coordinator)
        browser(people[Role.REGISTRAR]).post("/rota/feed/", {"do": "revoke"})
        assert Client().get(path).status_code == 200

    def test_the_trail_says_when_it_was_made_and_taken_back_and_never_what_it_is(self, coordinator, people) -> None:
        secret = made(coordinator).split("/")[-1].removesuffix(".ics")
        coordinator.post("/rota/feed/", {"do": "revoke"})
        coordinator.post("/rota/feed/", {"do": "revoke"})
        found = Entry.objects.filter(action__startswith="feed.").order_by("pk")
        assert [(each.action, each.actor_id) for each in found] == [
            ("feed.make", people.coordinator.pk), ("feed.revoke", people.coordinator.pk),
        ]  # fmt: skip
        assert not any(secret in f"{each.subject} {each.detail}" for each in found)


def test_no_cache_keeps_it_and_no_other_place_hears_of_it(coordinator: Client, django_assert_max_num_queries) -> None:
    path = made(coordinator)
    with django_assert_max_num_queries(2):
        response = Client().get(path)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    assert Client().head(path).status_code == 200


def test_it_costs_the_same_however_many_shifts(coordinator: Client, on, django_assert_max_num_queries) -> None:
    for number in range(12):
        on(Role.COORDINATOR, 24 * number, 24 * number + 12)
    path = made(coordinator)
    with django_assert_max_num_queries(2):
        assert len(events(path)) == 12


def test_the_log_never_has_the_secret(coordinator: Client, caplog, settings) -> None:
    """The framework names the address of whatever it did not find; our lines leave the secret out."""
    path = made(coordinator)
    secret = path.split("/")[-1].removesuffix(".ics")
    coordinator.post("/rota/feed/", {"do": "revoke"})
    with caplog.at_level(logging.DEBUG):
        Client().get(path)
        Client().get(f"/rota/feed/{secret}")
    formatter = settings.LOGGING["formatters"]["line"]
    assert formatter["()"] == "mscc.log_lines.Line"
    lines = [Line(formatter["format"]).format(each) for each in caplog.records]
    assert any("/rota/feed/…" in each for each in lines)
    assert not any(secret in each for each in lines)


def test_from_the_rota_one_comes_to_it(coordinator: Client) -> None:
    assert "My calendar" in part(coordinator.get("/rota/"), "main a[href='/rota/feed/']")
    assert coordinator.post("/rota/feed/", {"do": "perhaps"}).status_code == 404
