"""Local limits in the engine: copied when a clock starts, the alarm runs on them, nothing is judged by them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mscc.access import Access
from mscc.moments import Moment
from mscc.roles import Role
from pathways import documents
from pathways.guideline.limits import ADVICE, MRI_DAY
from pathways.ladders import Agreed
from pathways.models import LocalPathway
from referrals import alerts as sending
from referrals.actions import alerts, course, presence
from referrals.events import EventKind
from referrals.models import Alert, Clock, Delivery
from referrals.sweep import sweep
from referrals.waiting import unacknowledged
from tests import factories
from tests.actions.acting import clock, event

K = EventKind
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NAME = "MRI, local limit 12 h (guideline 24 h)"


@pytest.fixture
def agreed(alliance, people, at) -> LocalPathway:
    """MRI within twelve hours."""
    return factories.pathway(alliance, people[Role.SERVICE_LEAD], at - 2 * HOUR, limits={"mri-24": 12})


@pytest.fixture
def mri(agreed, people, service, at) -> Clock:
    """A clock that started with the call at `at`; somebody is on duty, and has the emergency itself in hand."""
    presence.take_role(service=service, by=Access(people[Role.REGISTRAR]), at=at - HOUR)
    referral = factories.referral(people.coordinator, service, at)
    alerts.acknowledge(clock=clock(referral, "acknowledgement"), by=Access(people.coordinator), at=at)
    return clock(referral, "mri")


def climb(row: Clock, until) -> list[tuple[float, str, str]]:
    """Sweep at each of its moments until then: hours since the start, whom, why."""
    while row.next_at and row.next_at <= until:
        sweep(at=row.next_at)
        row.refresh_from_db()
    return [
        ((created - row.started_at) / HOUR, who, reason)
        for created, who, reason in row.alerts.order_by("id").values_list("created_at", "who", "reason")
    ]


class TestWhereItComesFrom:
    def test_it_is_copied_when_the_clock_starts(self, mri, at):
        assert (mri.hours, mri.local_hours, mri.due_at) == (24, 12, at + 12 * HOUR)
        assert mri.deadline.guideline == at + 24 * HOUR
        assert mri.name == NAME
        assert mri.next_at == at + 6 * HOUR

    def test_without_one_a_clock_has_the_guidelines_alone(self, mri, people, service, at):
        referral = factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY)
        row = clock(referral, ADVICE.kind)
        assert (row.local_hours, row.due_at, row.deadline.is_local) == (None, at + 24 * HOUR, False)

    def test_a_new_version_holds_for_the_clocks_that_start_from_then_on(self, mri, agreed, people, service, at):
        lead = Access(people[Role.SERVICE_LEAD])
        kept = ("kind", "title", "body", "agreed_on", "agreed_by", "review_due", "is_in_use")
        given = {name: getattr(agreed, name) for name in kept}
        documents.add_version(of=agreed, given={**given, "limits": {"mri-24": 8}}, by=lead, at=at)
        mri.refresh_from_db()
        later = clock(factories.referral(people.coordinator, service, at + HOUR), "mri")
        assert (mri.local_hours, later.local_hours) == (12, 8)

    def test_of_two_documents_the_shorter_limit_holds(self, agreed, alliance, people, at):
        factories.pathway(alliance, people.coordinator, at, limits={"mri-24": 10, "radiotherapy-24": 18})
        assert Agreed(alliance.pk).hours(MRI_DAY) == 10

    def test_nor_one_put_out_of_use_nor_another_alliances(self, agreed, alliance, other_alliance, people, at):
        factories.pathway(alliance, people.coordinator, at, key=agreed.key, version=2, limits={}, is_in_use=True)
        factories.pathway(alliance, people.coordinator, at, limits={"mri-24": 10}, is_in_use=False)
        factories.pathway(other_alliance, people.coordinator, at, limits={"mri-24": 3})
        assert Agreed(alliance.pk).hours(MRI_DAY) is None

    @pytest.mark.parametrize(
        ("limits", "problem"),
        [
            ({"mri-24": 24}, "NG234 1.5.2 allows 24 h; a local limit must be shorter."),
            ({"acknowledgement": 0.1}, "There is no clock acknowledgement with a limit of the guideline."),
        ],
    )
    def test_a_looser_one_is_never_kept(self, agreed, people, at, limits, problem):
        with pytest.raises(ValueError, match=problem):
            documents.add_version(
                of=agreed, given={"title": "Slower", "limits": limits}, by=Access(people[Role.SERVICE_LEAD]), at=at
            )
        assert LocalPathway.objects.get() == agreed

    def test_nor_by_the_database(self, mri):
        with pytest.raises(IntegrityError, match="local_limit_is_shorter"), transaction.atomic():
            Clock.objects.filter(pk=mri.pk).update(local_hours=24)


class TestTheAlarm:
    def test_it_runs_on_the_local_limit_and_alarms_again_at_the_guidelines_own_moment(self, mri, at):
        told = climb(mri, at + 12 * HOUR)
        assert told == [
            (6, "role_holder", "not_booked"), (8, "role_holder", "due_soon"), (11, "senior", "due_soon"),
            (12, "service_lead", "local_passed"),
        ]  # fmt: skip
        later = climb(mri, at + 24 * HOUR)[4:]
        assert {(who, reason) for hours, who, reason in later if hours < 24} == {("service_lead", "local_passed")}
        assert later[-1] == (24, "service_lead", "overdue")

    @pytest.mark.parametrize("minutes", [1, 20, 59])
    def test_taken_in_hand_before_the_guidelines_moment_it_is_looked_at_then(self, mri, by, at, minutes):
        climb(mri, at + 23 * HOUR)
        alerts.acknowledge(clock=mri, by=by, at=at + 23 * HOUR + minutes * MINUTE)
        mri.refresh_from_db()
        assert mri.next_at == at + 24 * HOUR
        assert climb(mri, at + 24 * HOUR)[-1] == (24, "role_holder", "overdue")

    def test_in_hand_after_the_local_limit_it_is_looked_at_as_any_that_has_passed(self, mri, by, at):
        climb(mri, at + 12 * HOUR)
        alerts.acknowledge(clock=mri, by=by, at=at + 12 * HOUR + MINUTE)
        mri.refresh_from_db()
        assert mri.next_at == at + 13 * HOUR + MINUTE

    def test_in_hand_before_it_it_is_looked_at_when_it_is_due(self, mri, by, at):
        climb(mri, at + 8 * HOUR)
        alerts.acknowledge(clock=mri, by=by, at=at + 9 * HOUR)
        mri.refresh_from_db()
        assert mri.next_at == at + 12 * HOUR

    def test_a_start_put_right_moves_both(self, mri, by, at):
        moment = Moment(at - 3 * HOUR)
        course.record(referral=mri.referral, kind=K.MSCC_SUSPECTED, moment=moment, data={}, by=by, at=at + HOUR)
        mri.refresh_from_db()
        assert (mri.due_at, mri.deadline.guideline) == (at + 9 * HOUR, at + 21 * HOUR)

    @pytest.mark.parametrize(("slot", "reason"), [(14, "booked_past_local"), (30, "booked_late")])
    def test_a_slot_after_it_alerts_at_once_and_says_of_which(self, mri, by, at, slot, reason):
        course.record(
            referral=mri.referral, kind=K.MRI_BOOKED, moment=Moment(at + HOUR),
            data={"booked_for": (at + slot * HOUR).isoformat()}, by=by, at=at + HOUR,
        )  # fmt: skip
        mri.refresh_from_db()
        assert climb(mri, at + HOUR) == [(1, "role_holder", reason)]

    def test_a_slot_far_too_late_is_said_though_the_local_limit_has_passed(self, mri, by, at):
        course.record(
            referral=mri.referral, kind=K.MRI_BOOKED, moment=Moment(at + HOUR),
            data={"booked_for": (at + 30 * HOUR).isoformat()}, by=by, at=at + HOUR,
        )  # fmt: skip
        mri.refresh_from_db()
        assert climb(mri, at + 12 * HOUR)[-1] == (12, "service_lead", "booked_late")


class TestWhatBecomesOfIt:
    @pytest.mark.parametrize(
        ("hours", "status", "passed"),
        [(12, "met", False), (13, "met", True), (24, "met", True), (25, "met_late", False)],
    )
    def test_whether_it_was_met_is_judged_by_the_guidelines_limit(self, mri, by, at, hours, status, passed):
        moment = Moment(at + hours * HOUR)
        course.record(
            referral=mri.referral, kind=K.MRI_STARTED, moment=moment, data={"whole_spine": "yes"}, by=by, at=moment.at
        )
        mri.refresh_from_db()
        assert (mri.status, mri.passed_local) == (status, passed)

    def test_struck_out_it_runs_again_by_the_same_limits(self, mri, by, at):
        moment = Moment(at + HOUR)
        course.record(
            referral=mri.referral, kind=K.MRI_STARTED, moment=moment, data={"whole_spine": "yes"}, by=by, at=moment.at
        )
        entry = event(mri.referral, K.MRI_STARTED)
        course.strike_out(event=entry, reason="Another person", by=by, at=at + 2 * HOUR)
        mri.refresh_from_db()
        assert (mri.status, mri.local_hours, mri.next_at) == ("open", 12, at + 6 * HOUR)


class TestWhatIsSaid:
    def said(self, row: Clock, people) -> str:
        alert = row.alerts.order_by("id").last()
        found = sending.message(Delivery(alert=alert, person=people.coordinator, key=None, attempts=1))
        return f"{found.subject} | {found.lines[0]}"

    def test_a_message_says_the_local_limit_and_both_moments(self, mri, people, at):
        climb(mri, at + 12 * HOUR)
        said, reference = self.said(mri, people), mri.referral.reference
        due = "07:12 on Mon 23 Nov (guideline 19:12 on Mon 23 Nov)"
        assert said == (
            f"MSCC alert: {reference}, {NAME}, passed, still within the guideline | "
            f"{NAME} of {reference}: passed, still within the guideline. Due {due}."
        )

    def test_once_the_guidelines_has_passed_it_says_that(self, mri, people, at):
        climb(mri, at + 24 * HOUR)
        assert f"MRI 24 h of {mri.referral.reference}: passed. Due 07:12" in self.said(mri, people)

    def test_the_strip_of_alerts_says_the_same(self, mri, by, at):
        climb(mri, at + 12 * HOUR)
        (waits,) = unacknowledged(by, referrals=[mri.referral_id])
        assert waits.what == f"{NAME} passed, still within the guideline"
        climb(mri, at + 24 * HOUR)
        (waits,) = unacknowledged(by, referrals=[mri.referral_id])
        assert waits.what == "MRI 24 h passed"

    def test_the_timeline_keeps_what_was_said(self, mri, at):
        climb(mri, at + 12 * HOUR)
        assert event(mri.referral, K.ALERTED).data["clock"] == NAME
        assert Alert.Reason.LOCAL_PASSED in {it.reason for it in mri.alerts.all()}
