"""What a hostile colleague, somebody without a tie, a stranger or a broken browser sends: none may break or pass."""

import json
from datetime import time, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from audit.models import Entry
from mscc import channels, reach
from mscc.access import Access
from mscc.channels import NotSent, push
from mscc.models import ContactPoint, Handover, Shift, User
from mscc.roles import Role
from pathways.states import NotPossible
from referrals import sheet
from referrals.actions import handover, presence, rota
from tests import factories
from tests.actions.test_reach import message

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# What a browser never sends by itself: endless numbers, NUL, other alphabets, far years, markup, formulas.
ODD = [
    "9" * 30, "9" * 5000, "-1", "x\0y", "²", "٣", "\u202eabc", "😀" * 300, "0001-01-01", "9999-12-31",
    "31 Dec 9999 23:59", "0001-01-01T00:00:00+23:59", "nan", "<script>alert(1)</script>", "=1+1",
    "swap:" + "9" * 5000, "give:" + "9" * 30,
]  # fmt: skip


@pytest.fixture
def shift(service, people, at) -> Shift:
    lead = Access(people[Role.SERVICE_LEAD])
    post = rota.set_post(
        service=service, role=Role.COORDINATOR, filled_from=None, fallback=None, fallback_phone="01632 960 999",
        by=lead, at=at,
    )  # fmt: skip
    given = {"starts_at": at + HOUR, "ends_at": at + 9 * HOUR, "by": lead, "at": at}
    return rota.add_shift(post=post, person=people.coordinator, **given)


@pytest.fixture
def given(service, people, referral, at) -> Handover:
    by = Access(people.coordinator)
    presence.take_role(service=service, by=by, at=at)
    lines = sheet.lines(by, service, at)
    return handover.give(service=service, receiver=people[Role.REGISTRAR], lines=lines, note="", by=by, at=at)


class TestPushAddresses:
    """The service posts to whatever a browser says its push service is: only ever to those of the settings."""

    @pytest.fixture(autouse=True)
    def only(self, settings) -> None:
        settings.OUTGOING = settings.OUTGOING.__class__(
            **{**vars(settings.OUTGOING), "push_hosts": ("push.example.org", "*.wide.example.org")}
        )

    @pytest.mark.parametrize(
        "endpoint",
        [
            # urlsplit reads the host behind the @, requests the one before the backslash.
            "https://evil.example\\@push.example.org/x",
            "https://evil.example\\\\@push.example.org/x",
            "https://somebody@push.example.org/x",
            "https://push.example.org@evil.example/x",
            "https://evil.example\n@push.example.org/x",
            "https://evil.example#@push.example.org/x",
            "https://evil.example/@push.example.org/x",
            "https://evil.example\\.wide.example.org/x",
            "ftp://push.example.org/x",
            "//push.example.org/x",
            "https://push.example.org",
            "https://push.example.org:99999/x",
            "https://push.example.org/\ud800",
            "http://127.0.0.1/latest/",
            5,
            None,
            ["https://push.example.org/x"],
        ],
    )
    def test_no_other_host_by_any_spelling(self, endpoint):
        assert not push.is_known(json.dumps({"endpoint": endpoint, "keys": {"p256dh": "a", "auth": "b"}}))

    @pytest.mark.parametrize(
        "endpoint", ["https://push.example.org/wpush/v2/gA-b_c:APA91", "https://a.wide.example.org/w/?t=a%3d"]
    )
    def test_what_browsers_give_is_taken(self, endpoint):
        assert push.is_known(json.dumps({"endpoint": endpoint, "keys": {"p256dh": "a", "auth": "b"}}))

    @pytest.mark.parametrize("text", ["[" * 1990, "5", "null", "9" * 1900, '{"endpoint": {}, "keys": 1}'])
    def test_what_is_no_subscription(self, text):
        assert not push.is_known(text)

    @pytest.mark.parametrize(
        "keys", [{"p256dh": "", "auth": ""}, {"p256dh": "a", "auth": "b"}, {"p256dh": "é", "auth": "b"}]
    )
    def test_keys_that_are_none_are_said_in_words(self, keys, settings, tmp_path):
        settings.OUTGOING = settings.OUTGOING.__class__(**{**vars(settings.OUTGOING), "vapid_key": tmp_path / "key"})
        with pytest.raises(NotSent, match="the push service"):
            push.send(json.dumps({"endpoint": "https://push.example.org/x", "keys": keys}), message())

    def test_it_follows_nobody_elsewhere(self, monkeypatch):
        asked = []
        monkeypatch.setattr("requests.Session.request", lambda self, *args, **kwargs: asked.append(kwargs))
        push.Once().post("https://push.example.org/x", timeout=1)
        assert [each["allow_redirects"] for each in asked] == [False]


class TestCodes:
    def test_taking_an_address_away_and_giving_it_again_sends_no_second_code(self, people, at, monkeypatch):
        sent = []
        monkeypatch.setattr(channels, "send", lambda *args: sent.append(args))
        point = reach.add(user=people.coordinator, channel="voice", address="01632 960 199", urgent_only=False, at=at)
        reach.send_code(point=point, at=at)
        with pytest.raises(reach.NotReachable, match="half a minute"):
            reach.remove(point=point, at=at + timedelta(seconds=29))
        again = reach.add(user=people.coordinator, channel="voice", address="01632 960 198", urgent_only=False, at=at)
        with pytest.raises(reach.NotReachable, match="half a minute"):
            reach.send_code(point=again, at=at + timedelta(seconds=29))
        assert len(sent) == 1
        reach.remove(point=again, at=at + timedelta(seconds=30))
        assert not ContactPoint.objects.exists()


class TestHandover:
    def test_an_answer_stands_under_no_other_question(self, browser, given, people, at):
        case = given.cases.get()
        night = Access(people[Role.REGISTRAR])
        handover.ask(case=case, question="Has he a pacemaker?", by=night, at=at)
        giver = browser(people.coordinator)
        assert 'name="question" value="Has he a pacemaker?"' in giver.get(f"/handover/{given.pk}/").content.decode()
        handover.ask(case=case, question="Has he had\n his dexamethasone?", by=night, at=at)
        typed = {"text": "No, never", "question": "Has he a pacemaker?"}
        answer = giver.post(f"/handover/{given.pk}/people/0/", typed)
        assert answer.status_code == 422
        assert "has asked something else about" in answer.content.decode()
        assert 'value="No, never"' in answer.content.decode()
        case.refresh_from_db()
        assert (case.question, case.reply) == ("Has he had his dexamethasone?", "")
        giver.post(f"/handover/{given.pk}/people/0/", {"text": "Yes", "question": case.question})
        case.refresh_from_db()
        assert case.reply == "Yes"

    def test_what_was_read_before_overwrites_nothing(self, given, people, at):
        night, stale = Access(people[Role.REGISTRAR]), given.cases.get()
        handover.ask(case=given.cases.get(), question="Who rang?", by=night, at=at)
        with pytest.raises(NotPossible):
            handover.reply(case=stale, question="", text="x", by=Access(people.coordinator), at=at)
        assert given.cases.get().question == "Who rang?"
        handover.ask(case=given.cases.get(), question="", by=night, at=at)
        with pytest.raises(NotPossible, match="has taken the question about TESTPATIENT, Alex back"):
            handover.reply(case=stale, question="Who rang?", text="x", by=Access(people.coordinator), at=at)

    @pytest.mark.parametrize("deed", ["accept", "refuse", "withdraw"])
    def test_the_service_is_locked_first_as_by_whoever_takes_the_role(self, given, people, at, deed):
        by = Access(people.coordinator if deed == "withdraw" else people[Role.REGISTRAR])
        more = {"reason": "x"} if deed == "refuse" else {}
        with CaptureQueriesContext(connection) as asked:
            getattr(handover, deed)(handover=given, by=by, at=at, **more)
        locked = [each["sql"].split(" FROM ")[1].split()[0] for each in asked if "FOR " in each["sql"]]
        assert locked[:2] == ['"mscc_service"', '"mscc_handover"']

    def test_accepted_and_taken_back_only_the_first_counts(self, given, people, at):
        handover.withdraw(handover=given, by=Access(people.coordinator), at=at)
        for _ in range(2):
            with pytest.raises(NotPossible, match="no longer open"):
                handover.accept(handover=given, by=Access(people[Role.REGISTRAR]), at=at)

    def test_on_paper_too_what_was_typed_is_words(self, browser, given, people, at):
        Handover.objects.filter(pk=given.pk).update(
            note='<img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd"> \x01\x1b\u202e😀 a'
            + "b" * 1800
        )
        night = Access(people[Role.REGISTRAR])
        handover.ask(case=given.cases.get(), question="<script>alert(1)</script>", by=night, at=at)
        answer = browser(night.user).get(f"/handover/{given.pk}/pdf/")
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        text = text.replace("\0", "")  # other alphabets make the words of a line wide
        assert "<img src=" in text
        assert "<script>alert(1)</script>" in text
        assert PdfReader(BytesIO(answer.content)).attachments == {}

    def test_looking_at_the_people_leaves_an_entry(self, browser, people, given, referral):
        browser(people.coordinator).get("/handover/")
        browser(people.coordinator).get(f"/referrals/{referral.reference}/advice/")
        assert {"handover.overview", "referral.advice_view"} <= set(Entry.objects.values_list("action", flat=True))


class TestRota:
    @pytest.mark.parametrize("who", [Role.REGISTRAR, Role.SENIOR, "colleague", Role.ALLIANCE_LEAD, Role.ADMINISTRATOR])
    def test_nobody_but_the_lead_changes_a_shift_from_its_page(self, browser, people, shift, who):
        user: User = people.colleague if who == "colleague" else people[who]
        client = browser(user)
        for kind in ("override", "cancel", "swap"):
            answer = client.post(f"/rota/shifts/{shift.pk}/{kind}/", {"person": user.pk, "with": f"give:{user.pk}"})
            assert answer.status_code in (403, 422)
        assert Shift.objects.get(cancelled_at=None).person == people.coordinator

    def test_a_lead_signs_off_neither_themselves_nor_elsewhere(self, browser, people, service, sister_service):
        lead = people[Role.SERVICE_LEAD]
        lead.memberships.create(role=Role.COORDINATOR, service=service)
        given = {"person": lead.pk, "valid_until": "2027-06-01"}
        assert browser(lead).post(f"/rota/competences/new/?service={service.pk}", given).status_code == 422
        given = {"person": people.colleague.pk, "valid_until": "2027-06-01"}
        assert browser(lead).post(f"/rota/competences/new/?service={sister_service.pk}", given).status_code == 403
        given = {"person": people.stranger.pk, "valid_until": "2027-06-01"}
        assert browser(lead).post("/rota/competences/new/", given).status_code == 422
        assert not lead.competences.exists()

    @pytest.mark.parametrize(
        "address", ["/rota/", "/rota/competences/", "/rota/competences/new/", "/rota/posts/coordinator/", "/handover/"]
    )
    def test_another_alliances_service_is_no_word_for_ones_own(self, browser, people, service, other_service, address):
        people[Role.SERVICE_LEAD].memberships.create(role=Role.COORDINATOR, service=service)
        client = browser(people[Role.SERVICE_LEAD])
        for wrong in (other_service.pk, "x", "9" * 30):
            assert client.get(f"{address}?service={wrong}").status_code == 404
            assert client.post(f"{address}?service={wrong}", {}).status_code in (404, 405)

    @pytest.mark.parametrize("query", ["since=2000-01-01", "until=2099-12-31", "since=2099-12-31", "until=2000-01-01"])
    def test_who_was_on_counts_a_year_at_most(self, coordinator, query):
        page = coordinator.get(f"/rota/who/?{query}")
        assert page.status_code == 422

    def test_two_days_left_out_at_once_are_both_left_out(self, people, service, shift, at):
        lead = Access(people[Role.SERVICE_LEAD])
        first, last = (at + timedelta(days=2)).date(), (at + timedelta(days=5)).date()
        pattern = rota.add_pattern(
            post=shift.post, person=people[Role.SENIOR], weekdays=range(7), starts=time(9),
            ends=time(17), every=1, first=first, last=last,
            bank_holidays=rota.BankHolidays.AS_USUAL, by=lead, at=at,
        )  # fmt: skip
        stale = type(pattern).objects.get(pk=pattern.pk)
        rota.except_date(pattern=pattern, day=first, by=lead, at=at)
        rota.except_date(pattern=stale, day=last, by=lead, at=at)
        pattern.refresh_from_db()
        assert pattern.exceptions == [first, last]


def test_people_and_places_of_another_alliance_are_no_choice(everybody, people, other_alliance, at) -> None:
    client, known = everybody
    abroad = factories.hospital(other_alliance, "Elsewhere", "ZZ999").pk
    stranger, day = people.stranger.pk, at.date() + timedelta(days=3)
    pattern = {"weekdays": "1", "starts": "9:00", "ends": "17:00", "every": "1", "first": str(day), "last": str(day)}
    sent = {
        "/handover/": {"receiver": stranger},
        "/rota/shifts/{shift}/swap/": {"with": f"give:{stranger}"},
        "/rota/shifts/{shift}/override/": {"person": stranger},
        "/rota/posts/coordinator/": {"fallback": stranger},
        "/rota/posts/{post}/patterns/": {"person": stranger, "bank_holidays": "also", **pattern},
        "/rota/posts/{post}/shifts/": {
            "person": stranger, "starts_on": day, "starts": "9:00", "ends_on": day, "ends": "17:00"
        },
        "/directory/new/": {"specialty": "oncology", "organisation": abroad, "name": "x", "phone": "01632 960 001"},
    }  # fmt: skip
    for address, given in sent.items():
        assert client.post(address.format(**known), {**given, "alliance": other_alliance.pk}).status_code == 422, (
            address
        )
    assert not Shift.objects.filter(person=people.stranger).exists()
    assert not other_alliance.contacts.exists()


class TestHealth:
    @pytest.fixture(autouse=True)
    def token(self, settings) -> None:
        settings.OUTGOING = settings.OUTGOING.__class__(**{**vars(settings.OUTGOING), "metrics_token": "a-token"})

    @pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer wrong", "Bearer \xe9", "a-toke"])
    def test_where_nobody_is_is_told_to_the_monitoring_system_alone(self, client: Client, given):
        headers = {"Authorization": given}
        assert client.get("/metrics/", headers=headers).status_code == 403
        found = client.get("/health/timers/", headers=headers)
        assert found.status_code == 503
        assert found.json()["problems"] == ["1, told to whoever brings the token of METRICS_TOKEN"]

    def test_with_the_token(self, client: Client):
        found = client.get("/health/timers/", headers={"Authorization": "Bearer a-token"})
        assert found.json()["problems"] == ["no auditor has looked within a minute"]

    def test_without_one_nobody_in_production(self, client: Client, settings):
        settings.OUTGOING = settings.OUTGOING.__class__(**{**vars(settings.OUTGOING), "metrics_token": ""})
        settings.PRODUCTION = True
        assert client.get("/metrics/", headers={"Authorization": "Bearer "}).status_code == 403


READ = [
    ("/rota/", "from"), ("/rota/who/", "when"), ("/rota/who/", "since"), ("/rota/posts/{post}/shifts/", "starts"),
    ("/rota/competences/new/", "who"), ("/directory/", "hospital"), ("/guideline/recommendations/csv/", "section"),
    ("/worklist/", "service"), ("/worklist/", "site"),
]  # fmt: skip
SENT = [
    ("/handover/", "note"), ("/handover/", "receiver"), ("/handover/{handover}/people/0/", "text"),
    ("/rota/take/", "service"), ("/rota/shifts/{shift}/swap/", "with"), ("/rota/shifts/{shift}/override/", "person"),
    ("/rota/posts/{post}/shifts/", "starts_on"), ("/rota/posts/{post}/patterns/", "every"),
    ("/rota/posts/coordinator/", "filled_from"), ("/rota/posts/coordinator/", "fallback_phone"),
    ("/rota/competences/new/", "valid_until"), ("/reach/", "address"), ("/guideline/approval/", "statement"),
    ("/pathways/new/", "link"), ("/pathways/new/", "agreed_on"), ("/directory/new/", "phone"),
    ("/referrals/{reference}/advice/", "to_whom"),
]  # fmt: skip


@pytest.fixture
def everybody(browser, people, service, shift, given, referral) -> tuple[Client, dict]:
    """Somebody with nearly every role, and what there is to attack."""
    user = people.coordinator
    user.memberships.create(role=Role.SERVICE_LEAD, service=service)
    user.memberships.create(role=Role.SAFETY_OFFICER)
    known = {"post": shift.post_id, "shift": shift.pk, "handover": given.pk, "reference": referral.reference}
    return browser(user), known


@pytest.mark.parametrize("phone", ["ring me", "12", "\u202e351 069 23610", "01632\u200b 960 001", "٣٣٣٣"])
def test_what_cannot_be_rung_is_no_number(everybody, phone) -> None:
    client, _ = everybody
    answer = client.post("/directory/new/", {"specialty": "oncology", "name": "x", "phone": phone})
    assert "Give a number that can be rung" in answer.content.decode()
    answer = client.post("/rota/posts/senior/", {"fallback_phone": phone})
    assert "Give a number that can be rung" in answer.content.decode()


@pytest.mark.parametrize(("address", "name"), READ)
def test_an_odd_query_is_answered(everybody, address, name) -> None:
    client, known = everybody
    for odd in ODD:
        answer = client.get(address.format(**known), {name: odd})
        assert answer.status_code in (200, 404, 422), odd
        assert b"<script>alert" not in answer.content


@pytest.mark.parametrize(("address", "name"), SENT)
def test_an_odd_answer_is_refused_in_words(everybody, address, name) -> None:
    client, known = everybody
    for odd in ODD:
        more = {"channel": "email", "do": "add"} if address == "/reach/" else {}
        answer = client.post(address.format(**known), {**more, name: odd})
        assert answer.status_code in (200, 303, 403, 404, 422), odd
        assert b"<script>alert" not in answer.content
