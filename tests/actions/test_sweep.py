"""The timer engine: never early, once for each stage, in order, stopped by an acknowledgement, by nothing else."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from audit.models import Entry
from mscc.access import Access
from mscc.models import RoleHolding, User
from mscc.moments import Moment
from mscc.roles import Role
from pathways import ladders
from pathways.clock import Status
from pathways.escalation import Ladder, Stage, Who
from pathways.guideline.limits import LIMITS
from pathways.guideline.triage import Disposition
from referrals import sweep as engine
from referrals.actions import alerts, course, intake, presence, triage
from referrals.actions.change import change
from referrals.events import EventKind
from referrals.models import Acknowledgement, Alert, Clock, Delivery, Event, Heartbeat, Referral
from referrals.sweep import sweep
from referrals.waiting import seconds_since_sweep
from tests import factories
from tests.actions.acting import clock, event, together
from tests.factories import EMERGENCY, PAIN_ONLY

K = EventKind
Reason = Alert.Reason
pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def on_duty(people, service, at) -> User:
    """Whoever holds the coordinator role: the registrar, so that the holder is told apart from the coordinators."""
    presence.take_role(service=service, by=Access(people[Role.REGISTRAR]), at=at - HOUR)
    return people[Role.REGISTRAR]


@pytest.fixture
def plain(people, service, at) -> Ladder:
    """A ladder of two rungs, the alliance's own."""
    ladder = Ladder((Stage(-240, Who.ROLE_HOLDER), Stage(0, Who.EVERYONE)), repeat_minutes=30)
    for limit in LIMITS:
        if limit.hours >= 1:
            ladders.change(limit=limit, ladder=ladder, by=Access(people[Role.SERVICE_LEAD]), at=at - HOUR)
    return ladder


@pytest.fixture
def everyone(people) -> set[int]:
    """Whom EVERYONE tells, beside the holder."""
    return {people[role].pk for role in (Role.COORDINATOR, Role.SENIOR, Role.SERVICE_LEAD)}


@pytest.fixture
def mri(plain, people, service, at) -> Clock:
    """A 24-hour clock that started with the call at `at`; the emergency itself is acknowledged."""
    referral = factories.referral(people.coordinator, service, at)
    alerts.acknowledge(clock=clock(referral, "acknowledgement"), by=Access(people.coordinator), at=at)
    return clock(referral, "mri")


def told(row: Clock) -> list[tuple[int, int, str, str]]:
    """Round, stage, whom and why, in the order written."""
    return list(row.alerts.order_by("id").values_list("round", "stage", "who", "reason"))


def sweep_all(at: datetime) -> int:
    """Sweep until nothing is due at this moment; how many rounds that took."""
    for turn in range(20):
        if not Clock.objects.filter(next_at__lte=at).exists():
            return turn
        sweep(at=at)
    raise AssertionError("the sweep spins")


class TestWhen:
    def test_never_early(self, mri, on_duty):
        assert mri.next_at == mri.due_at - 4 * HOUR
        assert sweep(at=mri.next_at - MOMENT) == []
        assert not mri.alerts.exists()
        assert len(sweep(at=mri.next_at)) == 1

    def test_the_alert_says_when_it_was_planned_and_when_it_was_written(self, mri, on_duty):
        sweep(at=mri.next_at + MINUTE)
        alert = mri.alerts.get()
        assert (alert.planned_at, alert.created_at) == (mri.next_at, mri.next_at + MINUTE)

    def test_stages_in_order(self, mri, on_duty, everyone):
        due, holder = mri.due_at, on_duty.pk
        expected = [
            (due - 4 * HOUR, (0, 0, "role_holder", "due_soon"), {holder}),
            (due, (0, 1, "everyone", "overdue"), {holder, *everyone}),
            (due + 30 * MINUTE, (0, 2, "everyone", "overdue"), {holder, *everyone}),
            (due + 60 * MINUTE, (0, 3, "everyone", "overdue"), {holder, *everyone}),
        ]
        for number, (when, stage, people_told) in enumerate(expected, start=1):
            assert sweep(at=when - MOMENT) == []
            assert len(sweep(at=when)) == len(people_told)
            assert told(mri)[-1] == stage
            assert len(told(mri)) == number
            newest = mri.alerts.order_by("id").last()
            assert set(newest.deliveries.values_list("person_id", flat=True)) == people_told

    def test_after_an_outage_each_told_has_time_to_act(self, mri, on_duty):
        back = mri.due_at + 10 * HOUR
        sweep(at=back)
        for minutes in (5, 35):
            assert sweep(at=back + minutes * MINUTE - MOMENT) == []
            sweep(at=back + minutes * MINUTE)
        assert [stage for _, stage, _, _ in told(mri)] == [0, 1, 2]

    def test_a_new_emergency_is_told_at_once_and_to_everyone_after_ten_minutes(self, people, service, at, on_duty):
        referral = factories.referral(people.coordinator, service, at)
        row = clock(referral, "acknowledgement")
        sweep_all(at)
        sweep_all(at + 10 * MINUTE - MOMENT)
        assert told(row) == [(0, 0, "role_holder", "new_emergency")]
        sweep_all(at + 10 * MINUTE)
        sweep_all(at + 20 * MINUTE)
        assert told(row)[1:] == [(0, 1, "everyone", "new_emergency"), (0, 2, "everyone", "new_emergency")]

    def test_a_call_not_saved_tells_its_author_after_two_minutes_and_the_holder_after_five(
        self, by, service, at, on_duty
    ):
        draft = factories.draft(by, service, at, facts=EMERGENCY)
        row = draft.clocks.get()
        for minutes, who in ((2, by.user), (5, on_duty)):
            assert sweep(at=at + minutes * MINUTE - MOMENT) == []
            sweep(at=at + minutes * MINUTE)
            assert row.alerts.order_by("id").last().deliveries.get().person == who
        sweep_all(at + 10 * MINUTE)
        assert [who for _, _, who, _ in told(row)] == ["author", "role_holder", "everyone"]
        assert {reason for _, _, _, reason in told(row)} == {"unsaved"}

    def test_saved_in_time_it_tells_nobody(self, by, service, at, on_duty):
        draft = factories.draft(by, service, at, facts=EMERGENCY)
        intake.receive(draft=draft, call=factories.Call(facts=PAIN_ONLY), by=by, at=at + MINUTE)
        sweep_all(at + 10 * MINUTE)
        assert not Alert.objects.filter(clock__draft=draft).exists()

    def test_a_late_booking_is_told_at_once_and_why(self, mri, on_duty, by, at):
        booked = (mri.due_at + HOUR).isoformat()
        factories.record(mri.referral, K.MRI_BOOKED, by.user, at + HOUR, booked_for=booked)
        sweep(at=at + HOUR)
        assert told(mri) == [(0, 0, "role_holder", "booked_late")]
        assert sweep(at=mri.due_at - MOMENT) == []
        sweep(at=mri.due_at)
        assert told(mri)[1] == (0, 1, "everyone", "overdue")

    @pytest.mark.parametrize(
        ("booked_for", "expected"),
        [
            (None, [(0, 0, "role_holder", "not_booked")]),
            (23, []),  # in time: passed over
            (25, [(0, 0, "role_holder", "booked_late")]),
            (10, [(0, 0, "role_holder", "due_soon")]),  # the hour of the slot has come, and no scan
        ],
    )
    def test_half_the_time_gone_and_not_booked(self, people, service, on_duty, by, at, booked_for, expected):
        referral = factories.referral(people.coordinator, service, at)
        if booked_for:
            booked = (at + booked_for * HOUR).isoformat()
            factories.record(referral, K.MRI_BOOKED, by.user, at + HOUR, booked_for=booked)
        row = clock(referral, "mri")
        sweep_all(at + 12 * HOUR)
        assert told(row) == expected
        # The rungs after it are as they were, booked or not.
        sweep_all(at + 20 * HOUR)
        sweep_all(at + 23 * HOUR)
        sweep_all(at + 24 * HOUR)
        assert [(stage, who) for _, stage, who, _ in told(row)[-3:]] == [
            (1, "role_holder"), (2, "senior"), (3, "service_lead"),
        ]  # fmt: skip

    def test_a_start_put_right_to_long_ago_is_told_at_once(self, mri, on_duty, by, at):
        moment = Moment(at - 30 * HOUR)
        course.record(referral=mri.referral, kind=K.MSCC_SUSPECTED, moment=moment, data={}, by=by, at=at + HOUR)
        sweep(at=at + HOUR)
        assert told(mri) == [(0, 0, "role_holder", "overdue")]

    def test_what_has_ended_is_never_told(self, mri, on_duty, by, at):
        factories.record(mri.referral, K.MRI_STARTED, by.user, at + HOUR, whole_spine="yes")
        sweep_all(at + 100 * HOUR)
        assert not mri.alerts.exists()


class TestWhom:
    def test_nobody_on_duty_the_next_stage_is_at_once(self, mri, everyone):
        warning = mri.next_at
        assert sweep_all(warning) == 2
        assert told(mri) == [(0, 0, "role_holder", "due_soon"), (0, 1, "everyone", "due_soon")]
        assert [alert.nobody for alert in mri.alerts.order_by("id")] == [True, False]
        assert set(Delivery.objects.values_list("person_id", flat=True)) == everyone

    def test_the_rungs_above_take_in_those_below(self, people, service, on_duty, at):
        row = clock(factories.referral(people.coordinator, service, at), "mri")
        senior, lead = people[Role.SENIOR], people[Role.SERVICE_LEAD]
        for hours, expected in (
            (12, [on_duty]),
            (20, [on_duty]),
            (23, [on_duty, senior]),
            (24, [on_duty, senior, lead]),
        ):
            sweep_all(at + hours * HOUR)
            newest = row.alerts.order_by("id").last()
            assert [each.person for each in newest.deliveries.order_by("id")] == expected

    def test_of_two_seniors_the_one_on_duty(self, people, service, on_duty, at):
        second = User.objects.create(alliance=service.alliance, email="second@example.org", name="Dr Second Senior")
        second.memberships.create(role=Role.SENIOR, service=service)
        row = clock(factories.referral(people.coordinator, service, at), "mri")
        RoleHolding.objects.create(service=service, role=Role.SENIOR, user=second, started_at=at)
        for hours in (12, 20, 23):
            sweep_all(at + hours * HOUR)
        newest = row.alerts.order_by("id").last()
        assert [each.person for each in newest.deliveries.order_by("id")] == [on_duty, second]

    def test_nobody_at_all_is_told_of_and_the_last_stage_does_not_spin(self, mri, service):
        service.memberships.all().delete()
        warning = mri.next_at
        assert sweep_all(warning) == 2
        assert sweep(at=warning + 30 * MINUTE - MOMENT) == []
        assert sweep_all(warning + 30 * MINUTE) == 1
        assert set(mri.alerts.values_list("nobody", flat=True)) == {True}
        assert event(mri.referral, K.ALERTED).data["told"] == []

    def test_somebody_who_left_holds_no_role_and_is_not_told(self, mri, on_duty, everyone):
        User.objects.filter(pk__in=[on_duty.pk]).update(is_active=False)
        sweep_all(mri.next_at)
        assert set(Delivery.objects.values_list("person_id", flat=True)) == everyone

    def test_whoever_holds_the_role_when_it_is_due(self, mri, on_duty, senior, service, at):
        presence.take_role(service=service, by=senior, at=at + HOUR)
        sweep(at=mri.next_at)
        assert Delivery.objects.get().person == senior.user

    def test_nobody_of_another_service(self, mri, on_duty, people, everyone, sister_service, other_service):
        for service, user in ((sister_service, people.colleague), (other_service, people.stranger)):
            presence.take_role(service=service, by=Access(user), at=mri.started_at)
        sweep_all(mri.due_at)
        sweep_all(mri.due_at + 30 * MINUTE)
        assert set(Delivery.objects.values_list("person_id", flat=True)) == {on_duty.pk, *everyone}

    def test_a_holder_who_is_coordinator_is_told_once(self, mri, people, service, at):
        presence.take_role(service=service, by=Access(people.coordinator), at=at)
        sweep(at=mri.next_at)
        assert len(sweep(at=mri.due_at)) == 3  # beside the senior and the service lead

    def test_every_rung_is_an_event(self, mri, on_duty, people):
        sweep_all(mri.next_at)
        said = event(mri.referral, K.ALERTED)
        assert said.data == {"clock": "MRI 24 h", "reason": "due_soon", "who": "role_holder", "told": [on_duty.pk]}
        assert (said.recorded_by, said.happened_at) == (None, mri.next_at)


class TestAcknowledging:
    def test_it_says_who_and_when_and_stops_the_ladder(self, mri, on_duty, by, at):
        sweep(at=mri.next_at)
        done = alerts.acknowledge(clock=mri, by=by, at=mri.next_at + MINUTE)
        assert (done.by, done.at, done.round) == (by.user, mri.next_at + MINUTE, 0)
        assert sweep(at=mri.due_at - MOMENT) == []
        assert len(told(mri)) == 1
        said = event(mri.referral, K.ACKNOWLEDGED)
        assert (said.recorded_by, said.data) == (by.user, {"clock": "MRI 24 h", "round": 0})
        assert Entry.objects.filter(action="alert.acknowledge", subject=mri.referral.reference).count() == 2

    def test_still_not_done_a_new_round_tells_the_holder(self, mri, on_duty, by, people):
        due = mri.due_at
        sweep(at=mri.next_at)
        alerts.acknowledge(clock=mri, by=by, at=mri.next_at + MINUTE)
        for minutes in (0, 10, 40):
            assert sweep(at=due + minutes * MINUTE - MOMENT) == []
            sweep(at=due + minutes * MINUTE)
        assert told(mri)[1:] == [
            (1, 0, "role_holder", "overdue"), (1, 1, "everyone", "overdue"), (1, 2, "everyone", "overdue"),
        ]  # fmt: skip
        mri.refresh_from_db()
        assert not mri.is_acknowledged
        assert mri.round_started_at == due

    def test_each_round_is_acknowledged_by_itself(self, mri, on_duty, by, senior):
        sweep(at=mri.next_at)
        alerts.acknowledge(clock=mri, by=by, at=mri.next_at)
        sweep(at=mri.due_at)
        alerts.acknowledge(clock=mri, by=senior, at=mri.due_at + MINUTE)
        assert list(mri.acknowledgements.order_by("round").values_list("round", "by")) == [
            (0, by.user.pk),
            (1, senior.user.pk),
        ]
        mri.refresh_from_db()
        assert mri.next_at == mri.due_at + 61 * MINUTE  # overdue it is looked at again after an hour

    def test_the_second_is_told_who_was_quicker_and_when(self, mri, on_duty, by, senior):
        alerts.acknowledge(clock=mri, by=by, at=mri.started_at + HOUR)  # 20:12 in London
        with pytest.raises(alerts.AlreadyAcknowledged, match=f"^{by.user.name} acknowledged this at 20:12.$"):
            alerts.acknowledge(clock=mri, by=senior, at=mri.started_at + HOUR + MINUTE)

    def test_what_has_ended_cannot_be(self, people, service, by, at):
        referral = factories.referral(people.coordinator, service, at)
        factories.record(referral, K.MRI_STARTED, by.user, at, whole_spine="yes")
        with pytest.raises(alerts.AlreadyAcknowledged, match="no longer open"):
            alerts.acknowledge(clock=clock(referral, "mri"), by=by, at=at)

    @pytest.mark.parametrize("role", [Role.ALLIANCE_LEAD, Role.IG_LEAD, Role.SAFETY_OFFICER, Role.ADMINISTRATOR])
    def test_not_by_anybody(self, mri, people, at, role):
        with pytest.raises(PermissionDenied):
            alerts.acknowledge(clock=mri, by=Access(people[role]), at=at)

    def test_only_with_a_tie_to_the_service(self, mri, people, service, at):
        for user in (people.colleague, people.stranger):
            with pytest.raises(PermissionDenied):
                alerts.acknowledge(clock=mri, by=Access(user), at=at)
        presence.take_role(service=service, by=Access(people.colleague), at=at)
        assert alerts.acknowledge(clock=mri, by=Access(people.colleague), at=at).by == people.colleague

    def test_a_call_not_saved_can_be_taken_in_hand(self, by, service, on_duty, at):
        row = factories.draft(by, service, at, facts=EMERGENCY).clocks.get()
        sweep(at=at + 2 * MINUTE)
        alerts.acknowledge(clock=row, by=by, at=at + 3 * MINUTE)
        assert sweep(at=at + 5 * MINUTE - MOMENT) == []
        sweep(at=at + 5 * MINUTE)
        assert told(row)[-1][:3] == (1, 0, "author")

    def test_a_late_booking_of_one_in_hand_begins_a_new_round(self, mri, on_duty, by, at):
        alerts.acknowledge(clock=mri, by=by, at=at + HOUR)
        booked = (mri.due_at + HOUR).isoformat()
        factories.record(mri.referral, K.MRI_BOOKED, by.user, at + 2 * HOUR, booked_for=booked)
        sweep(at=at + 2 * HOUR)
        assert told(mri) == [(1, 0, "role_holder", "booked_late")]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_three_sweepers_write_each_alert_once(self, people, service, on_duty, at):
        rows = [clock(factories.referral(people.coordinator, service, at, facts=PAIN_ONLY), "mri") for _ in range(30)]
        when = rows[0].due_at + HOUR

        def sweep_on() -> list[int]:
            return [number for _ in range(12) for number in sweep(at=when, batch=7)]

        done = together(sweep_on, sweep_on, sweep_on)
        made = [number for each in done for number in each]
        assert len(made) == len(set(made)) == Delivery.objects.count()
        assert Alert.objects.count() == Clock.objects.count() == 60
        assert Event.objects.filter(kind=K.ALERTED).count() == 60
        assert set(Clock.objects.values_list("next_stage", flat=True)) == {1}

    def test_of_two_who_acknowledge_one_wins_and_the_other_is_told(self, people, mri, at):
        users = [people.coordinator, people[Role.SENIOR]]
        done = together(*(lambda user=user: alerts.acknowledge(clock=mri, by=Access(user), at=at) for user in users))
        (won,) = [each for each in done if isinstance(each, Acknowledgement)]
        (lost,) = [each for each in done if isinstance(each, alerts.AlreadyAcknowledged)]
        assert str(lost) == f"{won.by.name} acknowledged this at 19:12."
        assert mri.acknowledgements.get() == won
        assert mri.referral.events.filter(kind=K.ACKNOWLEDGED).count() == 2  # and that of the emergency itself

    @pytest.mark.parametrize("turn", range(4))
    def test_no_stage_follows_an_acknowledgement(self, people, mri, on_duty, turn):
        when, user = mri.next_at, people.coordinator
        sweep_both = [lambda: sweep(at=when)] * 2
        together(lambda: alerts.acknowledge(clock=mri, by=Access(user), at=when), *sweep_both)
        sweep(at=mri.due_at - MOMENT)
        mri.refresh_from_db()
        assert (mri.is_acknowledged, mri.round, mri.next_at) == (True, 0, mri.due_at)
        assert len(told(mri)) <= 1

    def test_a_sweep_and_a_change_of_one_referral_do_not_block_each_other(self, people, mri, on_duty, monkeypatch, at):
        """Each holds what the other will ask for: the sweep the clock, the change the referral."""
        opened, claimed = threading.Event(), threading.Event()
        write_events = engine._write_events

        def when_claimed(*given: object) -> None:
            claimed.set()
            write_events(*given)

        monkeypatch.setattr(engine, "_write_events", when_claimed)

        def work() -> int:
            with change(mri.referral, "test", by=Access(people.coordinator), at=at) as it:
                opened.set()
                assert claimed.wait(10)
                it.event(K.MRI_REQUESTED)
            return it.referral.version

        def sweep_meanwhile() -> list[int]:
            assert opened.wait(10)
            return sweep(at=mri.next_at)

        worked, swept = together(work, sweep_meanwhile)
        assert (worked, len(swept)) == (2, 1)

    @pytest.mark.parametrize("turn", range(3))
    def test_acknowledging_and_recording_do_not_either(self, people, service, at, turn):
        referral = factories.referral(people.coordinator, service, at)
        rows, user = list(referral.clocks.all()), people.coordinator
        done = together(
            *(lambda row=row: alerts.acknowledge(clock=row, by=Access(user), at=at) for row in rows),
            lambda: course.record(
                referral=Referral.objects.get(pk=referral.pk), kind=K.MRI_STARTED, moment=Moment(at),
                data={"whole_spine": "yes"}, by=Access(user), at=at,
            ),
            lambda: sweep(at=at),
        )  # fmt: skip
        problems = [each for each in done if isinstance(each, Exception)]
        assert all(isinstance(each, alerts.AlreadyAcknowledged) for each in problems), problems


class TestBadRows:
    @pytest.fixture
    def others(self, plain, people, service, at) -> list[Clock]:
        return [
            clock(factories.referral(people.coordinator, service, at, facts=PAIN_ONLY), "mri", 168) for _ in range(3)
        ]

    @pytest.mark.parametrize(
        "changes",
        [
            {"ladder": {}},
            {"ladder": []},
            {"ladder": {"stages": [], "repeat_minutes": 1, "recheck_minutes": 1}},
            {"ladder": {"stages": [{"minutes_from_due": 0, "who": "x"}], "repeat_minutes": 1, "recheck_minutes": 1}},
            {"hours": 23.5},
        ],
    )
    def test_one_alarms_and_stops_no_other(self, mri, others, on_duty, people, changes):
        when = others[0].due_at
        Clock.objects.filter(pk=mri.pk).update(**changes)
        sweep(at=when)
        for row in others:
            assert told(row) == [(0, 0, "role_holder", "overdue")]
        assert told(mri) == [(0, 0, "everyone", "cannot_compute")]
        mri.refresh_from_db()
        assert mri.next_at == when + MINUTE
        assert mri.alerts.get().deliveries.count() == 4
        # Again until somebody looks, and whoever does can take it in hand.
        sweep(at=when + MINUTE)
        assert told(mri)[1:] == [(0, 1, "everyone", "cannot_compute")]
        alerts.acknowledge(clock=mri, by=Access(people.coordinator), at=when + 2 * MINUTE)
        mri.refresh_from_db()
        assert mri.next_at == when + 62 * MINUTE
        sweep(at=mri.next_at)
        assert told(mri)[2:] == [(1, 0, "everyone", "cannot_compute")]
        alerts.acknowledge(clock=mri, by=Access(people.coordinator), at=when + 63 * MINUTE)

    def test_one_that_cannot_be_written_is_handled_alone(self, mri, others, on_duty, monkeypatch):
        write_events = engine._write_events

        def refuse(rungs, *given):
            if any(rung.due.id == mri.pk and rung.reason != Reason.CANNOT_COMPUTE for rung in rungs):
                raise ValueError("this row")
            write_events(rungs, *given)

        monkeypatch.setattr(engine, "_write_events", refuse)
        assert len(sweep(at=others[0].due_at)) == 4 + 2 * len(others)
        assert told(mri) == [(0, 0, "everyone", "cannot_compute")]
        assert all(row.alerts.count() == 1 for row in others)

    def test_one_that_cannot_even_alarm_is_heard_of_after_the_others(self, mri, others, on_duty, monkeypatch):
        """The sweep fails, so that its heartbeat stops and every page turns loud; the other clocks have been told."""
        write_events = engine._write_events

        def refuse(rungs, *given):
            if any(rung.due.id == mri.pk for rung in rungs):
                raise ValueError("this row")
            write_events(rungs, *given)

        monkeypatch.setattr(engine, "_write_events", refuse)
        with pytest.raises(ExceptionGroup):
            sweep(at=others[0].due_at)
        assert not mri.alerts.exists()
        assert all(row.alerts.count() == 1 for row in others)

    def test_an_alert_that_is_there_already_is_not_doubled(self, mri, on_duty):
        """As after a restore: the clock goes on to its next stage."""
        Alert.objects.create(
            clock=mri,
            round=0,
            stage=0,
            who="role_holder",
            reason="due_soon",
            planned_at=mri.next_at,
            created_at=mri.next_at,
        )
        assert sweep(at=mri.next_at) == []
        sweep(at=mri.due_at)
        assert [stage for _, stage, _, _ in told(mri)] == [0, 1]


class TestItself:
    def test_how_long_until_the_next_look(self, mri):
        Clock.objects.filter(pk=mri.pk).update(next_at=timezone.now() + HOUR)
        Clock.objects.exclude(pk=mri.pk).filter(status=Status.OPEN).update(next_at=timezone.now() + 2 * HOUR)
        assert abs(engine.next_moment() - HOUR) < MINUTE
        Clock.objects.filter(status=Status.OPEN).update(status=Status.CANCELLED, next_at=None, closed_at=timezone.now())
        assert engine.next_moment() is None

    @pytest.mark.parametrize(("ago", "entries"), [([], 0), ([58], 0), ([300, 58], 0), ([62], 1), ([300, 62], 1)])
    def test_a_time_in_which_nobody_swept_is_written_down(self, ago, entries):
        """Before the first sweep of a process: everything stood still, or the database was put back."""
        beats = [timezone.now() - timedelta(seconds=each) for each in ago]
        for number, moment in enumerate(beats):
            Heartbeat.objects.create(process=f"host:{number}", beat_at=moment)
        engine.break_silence()
        engine.beat("host:0")
        engine.break_silence()
        found = Entry.objects.filter(action="timers.silent")
        assert [each.detail for each in found] == [{"since": max(beats, default=timezone.now()).isoformat()}] * entries

    def test_the_heartbeat(self):
        assert seconds_since_sweep() is None
        engine.beat("host:1")
        Heartbeat.objects.update(beat_at=timezone.now() - MINUTE)
        assert 59 < seconds_since_sweep() < 70
        engine.beat("host:1")
        assert Heartbeat.objects.count() == 1
        assert seconds_since_sweep() < 5

    def test_nothing_due_costs_one_query(self, mri, django_assert_num_queries):
        with django_assert_num_queries(1):  # not even a transaction
            assert sweep(at=mri.started_at) == []

    def test_a_batch_costs_the_same_however_large(self, people, service, on_duty, at, django_assert_max_num_queries):
        for _ in range(12):
            factories.referral(people.coordinator, service, at, facts=PAIN_ONLY)
        with django_assert_max_num_queries(12):
            assert len(sweep(at=at + 200 * HOUR)) == 24

    def test_the_claim_uses_the_index_of_what_is_due(self, mri):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            for query, given in (
                (engine.CLAIM, {"at": None, "batch": 200, "only": None}),
                (engine.IS_ANY_DUE, [None]),
            ):
                cursor.execute("EXPLAIN " + query, given)
                assert "clock_to_look_at" in "\n".join(line for (line,) in cursor.fetchall())

    def test_rows_that_change_at_every_look_are_vacuumed_sooner(self):
        tables = ["referrals_alert", "referrals_clock", "referrals_delivery"]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relname = ANY(%s) "
                "AND 'autovacuum_vacuum_scale_factor=0.02' = ANY(reloptions) ORDER BY 1",
                [tables],
            )
            assert [name for (name,) in cursor.fetchall()] == tables


def test_holdings_end_before_they_count(mri, people, everyone, service, at):
    RoleHolding.objects.create(service=service, user=people[Role.SENIOR], started_at=at - HOUR, ended_at=at)
    sweep_all(mri.next_at)
    assert set(Delivery.objects.values_list("person_id", flat=True)) == everyone


def test_a_lowered_emergency_is_still_to_be_acknowledged(people, service, by, at):
    referral = factories.referral(people.coordinator, service, at)
    triage.set_disposition(referral=referral, to=Disposition.NO_ROUTE, reason="x", by=by, at=at)
    assert clock(referral, "acknowledgement").is_open


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_is_killed_leaves_everything_as_it_was(mri, on_duty, monkeypatch):
    """One transaction: as if it had not begun, and the next sweep does it."""

    def die(*given: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(engine, "_move", die)
        with pytest.raises(SystemExit):
            sweep(at=mri.next_at)
    connections.close_all()
    assert not Alert.objects.exists()
    assert len(sweep(at=mri.next_at)) == 1
