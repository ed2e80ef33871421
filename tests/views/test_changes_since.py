"""What changed since somebody handed over: whole, by person, without the routine."""

from datetime import timedelta

import pytest

from mscc.access import Access
from mscc.moments import Moment
from mscc.roles import Role
from pathways.guideline.triage import Disposition
from referrals.actions import alerts, calls, course, handover, presence, triage
from referrals.changes import Changed, since
from referrals.events import EventKind
from referrals.models import Clock
from referrals.sweep import sweep
from tests import factories
from tests.actions.acting import event

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
K = EventKind


@pytest.fixture
def giver(people, service, at) -> Access:
    presence.take_role(service=service, by=Access(people.coordinator), at=at - 8 * HOUR)
    return Access(people.coordinator)


@pytest.fixture
def night(people) -> Access:
    return Access(people[Role.REGISTRAR])


@pytest.fixture
def handed(giver, night, service, referral, at) -> None:
    """The role is the registrar's from 19:12 on; the referral was there before."""
    given = handover.give(service=service, receiver=night.user, lines=[], note="", by=giver, at=at)
    handover.accept(handover=given, by=night, at=at)


@pytest.fixture
def referral(people, service, at):
    return factories.referral(people.coordinator, service, at - 20 * HOUR)


def told(found: list[Changed], name: str = "TESTPATIENT, Alex") -> list[str]:
    (one,) = (it for it in found if it.referral.person.name == name)
    return [line.words for line in one.lines]


class TestALocalLimit:
    """MRI within twelve hours by the alliance's pathway; the referral began twenty hours before the handover."""

    @pytest.fixture(autouse=True)
    def agreed(self, alliance, people, at):
        factories.pathway(alliance, people[Role.SERVICE_LEAD], at - 30 * HOUR, limits={"mri-24": 12})

    def test_that_it_passed_and_the_guidelines_are_told_apart(self, giver, service, referral, at):
        local = since(giver, service, at - 9 * HOUR, at)
        assert "MRI, local limit 12 h (guideline 24 h): local limit passed, still running" in told(local)
        missed = told(since(giver, service, at, at + 5 * HOUR))
        assert "MRI 24 h: missed, still running" in missed
        assert not [each for each in missed if "still running" in each and "local" in each]

    def test_met_after_it_is_met_and_says_so(self, handed, giver, night, service, referral, at):
        factories.record(referral, K.MRI_STARTED, night.user, at + HOUR, whole_spine="yes")
        (changed,) = since(giver, service, at, at + 2 * HOUR)
        assert "MRI 24 h: met, local limit passed" in told([changed])
        assert not changed.is_late


class TestWhatIsTold:
    def test_nothing_changed(self, handed, giver, service, at):
        assert since(giver, service, at, at + MINUTE) == []

    def test_a_new_referral_comes_before_others_and_says_so(self, handed, giver, night, service, referral, at):
        factories.record(referral, K.MRI_REQUESTED, night.user, at + HOUR)
        factories.referral(night.user, service, at + MINUTE, facts=factories.PAIN_ONLY, surname="Newcomer")
        first, second = since(giver, service, at, at + 2 * HOUR)
        assert (first.referral.person.name, first.is_new) == ("NEWCOMER, Alex", True)
        words = [line.words for line in first.lines]
        assert words[0].startswith("Call received")
        assert any(each.startswith("Triaged: Advice within 24 h") for each in words)
        assert not second.is_new

    def test_events_in_their_order_with_who_recorded_them(self, handed, giver, night, service, referral, at):
        factories.record(referral, K.MRI_REQUESTED, night.user, at + HOUR)
        factories.record(referral, K.MOVED, night.user, at + 2 * HOUR, where_now="Ward 9", where_phone="")
        (one,) = since(giver, service, at, at + 2 * HOUR)
        assert [(line.words, line.who) for line in one.lines] == [
            ("MRI requested", night.user.name),
            ("Moved: Ward 9", night.user.name),
        ]

    def test_a_disposition_that_a_clinician_changed(self, handed, giver, night, service, referral, at):
        to = Disposition.ADVICE_24H
        triage.set_disposition(referral=referral, to=to, reason="Seen by the surgeon", by=night, at=at + HOUR)
        words = "Disposition changed by a clinician: from Emergency to Advice within 24 h: Seen by the surgeon"
        assert words in told(since(giver, service, at, at + HOUR))

    def test_a_clock_that_was_missed_is_loud_and_first(self, handed, giver, night, service, referral, at):
        factories.referral(night.user, service, at + MINUTE, surname="Newcomer")
        first, _ = since(giver, service, at, at + 5 * HOUR)
        (line,) = first.lines
        assert (line.words, line.is_late) == ("MRI 24 h: missed, still running", True)
        assert line.at == Clock.objects.get(referral=referral, kind="mri").due_at

    @pytest.mark.parametrize(("hours", "words"), [(2, "MRI 24 h: met"), (6, "MRI 24 h: met late")])
    def test_a_clock_that_was_met(self, handed, giver, night, service, referral, at, hours, words):
        factories.record(referral, K.MRI_STARTED, night.user, at + hours * HOUR, whole_spine="yes")
        (one,) = since(giver, service, at, at + 7 * HOUR)
        (line,) = (line for line in one.lines if line.words == words)
        assert line.is_late == (hours == 6)

    def test_a_clock_met_before_and_recorded_since(self, handed, giver, night, service, referral, at):
        data = {"whole_spine": "yes"}
        earlier = Moment(at - HOUR)
        course.record(referral=referral, kind=K.MRI_STARTED, moment=earlier, data=data, by=night, at=at + HOUR)
        assert "MRI 24 h: met" in told(since(giver, service, at, at + HOUR))

    def test_alerts_with_who_took_them_in_hand(self, handed, giver, night, service, referral, at):
        while sweep(at=at + MINUTE):
            pass
        for clock in Clock.objects.filter(status="open"):
            alerts.acknowledge(clock=clock, by=night, at=at + 3 * MINUTE)
        found = told(since(giver, service, at, at + HOUR))
        by = f"Acknowledged by {night.user.name} 19:15 today"
        assert f"Alert, New emergency, not acknowledged. {by}" in found
        assert any(words.startswith("Alert, MRI 24 h") and words.endswith(by) for words in found)

    def test_alerts_that_nobody_took_are_loud(self, handed, giver, service, referral, at):
        while sweep(at=at + MINUTE):
            pass
        (one,) = since(giver, service, at, at + HOUR)
        assert one.is_late
        assert any(line.words.endswith("Acknowledged by nobody") and line.is_late for line in one.lines)

    def test_what_was_put_right_since_is_marked(self, handed, giver, night, service, referral, at):
        factories.record(referral, K.MRI_REQUESTED, night.user, at + HOUR)
        course.strike_out(
            event=event(referral, K.MRI_REQUESTED), reason="Another person", by=night, at=at + 2 * HOUR
        )  # fmt: skip
        found = told(since(giver, service, at, at + 2 * HOUR))
        assert "MRI requested (put right since)" in found
        assert any(words.startswith("Struck out") for words in found)

    def test_no_routine_and_nothing_of_their_own(self, handed, giver, night, people, service, referral, at):
        course.take(referral=referral, by=night, at=at + HOUR)
        course.bring_in(referral=referral, colleague=people.colleague, by=night, at=at + HOUR)
        factories.record(referral, K.MRI_REQUESTED, giver.user, at + HOUR)
        assert since(giver, service, at, at + HOUR) == []

    def test_nothing_of_another_service_or_alliance(self, handed, giver, people, service, sister_service, at):
        factories.referral(people.colleague, sister_service, at + MINUTE)
        assert since(giver, service, at, at + HOUR) == []
        assert since(Access(people.stranger), service, at - 100 * HOUR, at + HOUR) == []

    def test_as_many_questions_however_many_people(
        self, handed, giver, night, service, at, django_assert_max_num_queries
    ):
        for number in range(5):
            it = factories.referral(night.user, service, at + MINUTE, surname=f"Person{number}")
            factories.record(it, K.MRI_STARTED, night.user, at + HOUR, whole_spine="yes")
        while sweep(at=at + HOUR):
            pass
        with django_assert_max_num_queries(4):
            assert len(since(giver, service, at, at + 9 * HOUR)) == 6


class TestPage:
    def test_by_person_with_times(self, handed, browser, giver, night, service, referral, at):
        factories.record(referral, K.MRI_REQUESTED, night.user, at)
        calls.promise(service=service, whom="Dr R", phone="01632 960 140", about="", by=night, at=at)
        page = " ".join(browser(giver.user).get("/handover/").content.decode().split())
        assert "Since you handed over, 19:12 today: 0 people" in page
        factories.record(referral, K.MRI_BOOKED, night.user, at + MINUTE, booked_for=(at + HOUR).isoformat())
        page = " ".join(browser(giver.user).get("/handover/").content.decode().split())
        assert "19:12 today: 1 person" in page
        assert "MRI booked: 20:12 today" in page
