"""The rota as it is made: two of one post refused, overrides that split, swaps of both sides, gaps that alarm."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Entry
from mscc import duty
from mscc.access import Access
from mscc.models import Pattern, Post, RoleHolding, Shift, Swap, User
from mscc.roles import Role
from mscc.rota import BankHolidays
from pathways import ladders
from pathways.clock import Status
from pathways.escalation import Ladder, Stage, Who
from pathways.guideline import limits
from pathways.states import NotPossible
from referrals.actions import alerts, competence, cover, handover, presence, rota, swaps
from referrals.alerts import message
from referrals.models import Alert, Clock, Delivery
from referrals.sweep import sweep
from tests import factories
from tests.actions.acting import together

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = date(2026, 10, 24)


@pytest.fixture
def lead(people) -> Access:
    return Access(people[Role.SERVICE_LEAD])


@pytest.fixture
def post(service, people, lead, at) -> Post:
    """Filled from this moment on; the senior stands in."""
    return rota.set_post(
        service=service, role=Role.COORDINATOR, filled_from=at, fallback=people[Role.SENIOR], fallback_phone="",
        by=lead, at=at,
    )  # fmt: skip


def on(post: Post, person: User, start: datetime, end: datetime, lead: Access, at: datetime) -> Shift:
    return rota.add_shift(post=post, person=person, starts_at=start, ends_at=end, by=lead, at=at)


def pattern(post: Post, person: User, lead: Access, at: datetime, **more) -> Pattern:
    given = {
        "weekdays": range(7), "starts": time(8), "ends": time(20), "every": 1, "first": at.date(),
        "last": at.date() + 27 * DAY, "bank_holidays": BankHolidays.AS_USUAL, **more,
    }  # fmt: skip
    return rota.add_pattern(post=post, person=person, by=lead, at=at, **given)


def shifts(post: Post) -> list[tuple[str, int, int]]:
    """Who is on, from which hour after the evening of the tests until which."""
    origin = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
    rows = post.shifts.filter(cancelled_at=None).select_related("person")
    hours = [(row.person.name.removeprefix("Test "), *(
        round((each - origin) / HOUR) for each in (row.starts_at, row.ends_at))) for row in rows]  # fmt: skip
    return hours


class TestPosts:
    def test_somebody_stands_in(self, service, lead, at):
        with pytest.raises(NotPossible, match="stands in"):
            rota.set_post(
                service=service, role=Role.SENIOR, filled_from=None, fallback=None, fallback_phone=" ", by=lead, at=at
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(service=service, role=Role.SENIOR)

    def test_only_the_lead_of_the_service(self, service, sister_service, other_service, people, lead, at):
        wanted = {"role": Role.SENIOR, "filled_from": None, "fallback": None, "fallback_phone": "1", "at": at}
        for where, by in ((service, Access(people.coordinator)), (sister_service, lead), (other_service, lead)):
            with pytest.raises(PermissionDenied, match="make the rota"):
                rota.set_post(service=where, by=by, **wanted)

    def test_the_trail_knows(self, post, lead):
        assert Entry.objects.filter(action="rota.post", actor_id=lead.user.pk, subject=str(post.pk)).exists()


class TestPatterns:
    def test_the_shifts_are_there_at_once_and_can_be_ended(self, post, people, lead, at):
        made = pattern(post, people.coordinator, lead, at, first=date(2026, 11, 23))
        assert made.shifts.count() == 27
        rota.except_date(pattern=made, day=date(2026, 11, 25), by=lead, at=at)
        rota.end_pattern(pattern=made, last=date(2026, 11, 27), by=lead, at=at)
        days = [row.starts_at.day for row in made.shifts.filter(cancelled_at=None)]
        assert days == [23, 24, 26, 27]
        made.refresh_from_db()
        assert list(made.repeat.days())[2] == date(2026, 11, 26)
        with pytest.raises(NotPossible, match="no shift still to come on that day"):
            rota.except_date(pattern=made, day=date(2026, 11, 25), by=lead, at=at)

    def test_what_another_has_is_refused_with_who_and_when(self, post, people, lead, at):
        pattern(post, people.coordinator, lead, at, first=date(2026, 11, 23))
        with pytest.raises(NotPossible) as said:
            pattern(post, people[Role.REGISTRAR], lead, at, starts=time(19), ends=time(8), first=date(2026, 11, 23))
        assert str(said.value).startswith(
            "Coordinator is taken then: Test Coordinator 08:00 Mon 23 Nov to 20:00 Mon 23 Nov; "
        )
        assert "and 24 more" in str(said.value)
        pattern(post, people[Role.REGISTRAR], lead, at, starts=time(20), ends=time(8), first=date(2026, 11, 22))

    @pytest.mark.parametrize(
        "wrong",
        [{"last": date(2026, 11, 1)}, {"last": date(2027, 12, 1)}, {"weekdays": []}],
        ids=["ends before", "longer than a year", "never"],
    )
    def test_no_pattern(self, post, people, lead, at, wrong):
        with pytest.raises(NotPossible):
            pattern(post, people.coordinator, lead, at, **wrong)
        assert not Pattern.objects.exists()

    def test_only_who_may_hold_a_post(self, post, people, lead, at):
        for person in (people[Role.IG_LEAD], people.stranger):
            with pytest.raises(NotPossible):
                pattern(post, person, lead, at)


class TestTwoOfOnePost:
    def row(self, post, person, start, end) -> Shift:
        with transaction.atomic():
            return Shift.objects.create(post=post, person=person, starts_at=start, ends_at=end, source="single")

    def test_the_database_forbids_it(self, post, people, at):
        self.row(post, people.coordinator, at, at + 12 * HOUR)
        with pytest.raises(IntegrityError, match="one_on_a_post"):
            self.row(post, people[Role.SENIOR], at + 11 * HOUR, at + 24 * HOUR)
        self.row(post, people[Role.SENIOR], at + 12 * HOUR, at + 24 * HOUR)

    def test_the_hour_that_comes_twice_may_be_both(self, post, people):
        twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]  # 01:30 and 01:30
        self.row(post, people.coordinator, twice[0] - 6 * HOUR, twice[1])
        self.row(post, people[Role.SENIOR], twice[0], twice[1] + 7 * HOUR)
        with pytest.raises(IntegrityError, match="one_on_a_post"):
            self.row(post, people[Role.SENIOR], twice[0] - HOUR, twice[0])

    def test_in_spring_there_is_no_such_hour(self, post, people):
        change = datetime(2027, 3, 28, 1, tzinfo=UTC)
        self.row(post, people.coordinator, change - 6 * HOUR, change)
        with pytest.raises(IntegrityError, match="one_on_a_post"):
            self.row(post, people[Role.SENIOR], change - HOUR / 60, change + 7 * HOUR)
        self.row(post, people[Role.SENIOR], change, change + 7 * HOUR)

    def test_twice_taken_over_within_that_hour(self, service, people, lead):
        """Whoever presses the button twice that night gets no error, and nobody is off."""
        first = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)  # 01:20, summer time
        second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 01:10, winter time
        post = rota.set_post(
            service=service, role=Role.COORDINATOR, filled_from=first, fallback=None, fallback_phone="1", by=lead,
            at=first - 8 * HOUR,
        )  # fmt: skip
        on(post, people.coordinator, first - 4 * HOUR, second + 7 * HOUR, lead, first - 7 * HOUR)
        for role, when in ((Role.REGISTRAR, first), (Role.SENIOR, second)):
            presence.take_shift(service=service, by=Access(people[role]), at=when)
            assert set(duty.on_posts([service.pk], when)[service.pk, Role.COORDINATOR].people) == {people[role].pk}


class TestOverride:
    @pytest.fixture
    def night(self, post, people, lead, at) -> Shift:
        return on(post, people.coordinator, at + HOUR, at + 13 * HOUR, lead, at)

    @pytest.mark.parametrize(
        ("start", "end", "left"),
        [
            (1, 13, []),
            (1, 5, [("Coordinator", 5, 13)]),
            (9, 13, [("Coordinator", 1, 9)]),
            (4, 6, [("Coordinator", 1, 4), ("Coordinator", 6, 13)]),
            (13, 14, [("Coordinator", 1, 13)]),
        ],
    )
    def test_what_it_covers_is_cut_out(self, post, night, people, lead, at, start, end, left):
        rota.override(
            post=post, person=people[Role.SENIOR], starts_at=at + start * HOUR, ends_at=at + end * HOUR, by=lead, at=at
        )
        assert sorted(shifts(post)) == sorted([*left, ("Senior clinician", start, end)])

    def test_for_oneself_whoever_may_hold_the_role(self, post, night, people, at):
        given = {"post": post, "starts_at": at + HOUR, "ends_at": at + 2 * HOUR, "at": at}
        senior = people[Role.SENIOR]
        rota.override(person=senior, by=Access(senior), **given)
        for person, by in ((senior, people.coordinator), (people.stranger, people.stranger)):
            with pytest.raises(PermissionDenied):
                rota.override(person=person, by=Access(by), **given)

    def test_what_has_passed_stays(self, post, people, lead, at):
        with pytest.raises(NotPossible, match="passed"):
            rota.override(post=post, person=people.coordinator, starts_at=at - HOUR, ends_at=at + HOUR, by=lead, at=at)

    def test_i_am_taking_this_shift(self, post, night, service, people, at):
        senior, when = people[Role.SENIOR], at + 3 * HOUR
        presence.take_shift(service=service, by=Access(senior), at=when)
        assert shifts(post) == [("Coordinator", 1, 3), ("Senior clinician", 3, 13)]
        assert RoleHolding.objects.get(ended_at=None).user == senior
        presence.take_shift(service=service, by=Access(senior), at=when + HOUR)
        assert len(shifts(post)) == 2

    def test_taking_a_gap_lasts_until_the_next_shift(self, post, night, service, people, at):
        presence.take_shift(service=service, by=Access(people[Role.SENIOR]), at=at)
        assert shifts(post)[0] == ("Senior clinician", 0, 1)


class TestSingle:
    def test_refused_with_who_and_when(self, post, people, lead, at):
        on(post, people.coordinator, at, at + 12 * HOUR, lead, at)
        with pytest.raises(NotPossible, match="Test Coordinator 19:12 today to 07:12 Mon 23 Nov"):
            on(post, people[Role.SENIOR], at + HOUR, at + 2 * HOUR, lead, at)

    @pytest.mark.parametrize(("start", "end"), [(2, 1), (0, 24 * 9), (-3, -1)])
    def test_no_shift(self, post, people, lead, at, start, end):
        with pytest.raises(NotPossible):
            on(post, people.coordinator, at + start * HOUR, at + end * HOUR, lead, at)

    def test_cancelled_it_is_kept_and_free(self, post, people, lead, at):
        row = on(post, people.coordinator, at + HOUR, at + 12 * HOUR, lead, at)
        rota.cancel_shift(shift=row, by=lead, at=at)
        assert shifts(post) == []
        on(post, people[Role.SENIOR], at + HOUR, at + 12 * HOUR, lead, at)
        with pytest.raises(NotPossible):
            rota.cancel_shift(shift=row, by=lead, at=at)

    def test_one_that_has_begun_ends_now(self, post, people, lead, at):
        row = on(post, people.coordinator, at, at + 12 * HOUR, lead, at)
        rota.cancel_shift(shift=row, by=lead, at=at + 3 * HOUR)
        assert shifts(post) == [("Coordinator", 0, 3)]


class TestSwaps:
    @pytest.fixture
    def both(self, post, people, lead, at) -> tuple[Shift, Shift]:
        mine = on(post, people.coordinator, at + HOUR, at + 13 * HOUR, lead, at)
        return mine, on(post, people[Role.REGISTRAR], at + 13 * HOUR, at + 25 * HOUR, lead, at)

    def ask(self, both, people, at, back: bool = True) -> Swap:
        mine, theirs = both
        return swaps.ask(
            shift=mine, receiver=people[Role.REGISTRAR], back=theirs if back else None, by=Access(people.coordinator),
            at=at,
        )  # fmt: skip

    def test_complete_when_both_have_accepted(self, post, both, people, at):
        swap = self.ask(both, people, at)
        assert [name for name, _, _ in shifts(post)] == ["Coordinator", "On call registrar"]
        with pytest.raises(PermissionDenied):
            swaps.accept(swap=swap, by=Access(people.coordinator), at=at)
        swaps.accept(swap=swap, by=Access(people[Role.REGISTRAR]), at=at)
        assert shifts(post) == [("On call registrar", 1, 13), ("Coordinator", 13, 25)]
        with pytest.raises(NotPossible, match="no longer open: accepted"):
            swaps.accept(swap=swap, by=Access(people[Role.REGISTRAR]), at=at)

    def test_given_away(self, post, both, people, at):
        swaps.accept(swap=self.ask(both, people, at, back=False), by=Access(people[Role.REGISTRAR]), at=at)
        assert [name for name, _, _ in shifts(post)] == ["On call registrar"] * 2

    def test_refused_or_taken_back_nothing_changes(self, post, both, people, at):
        before = shifts(post)
        swaps.refuse(swap=self.ask(both, people, at), by=Access(people[Role.REGISTRAR]), at=at)
        swaps.withdraw(swap=self.ask(both, people, at), by=Access(people.coordinator), at=at)
        assert shifts(post) == before

    def test_one_asked_at_a_time(self, both, people, at):
        self.ask(both, people, at)
        with pytest.raises(NotPossible, match="asked somebody already"):
            self.ask(both, people, at)

    def test_not_a_shift_that_has_begun_or_is_anothers(self, both, people, at):
        with pytest.raises(NotPossible, match="has begun"):
            self.ask(both, people, at + 2 * HOUR)
        with pytest.raises(PermissionDenied):
            swaps.ask(shift=both[1], receiver=people[Role.SENIOR], back=None, by=Access(people.coordinator), at=at)

    def test_a_shift_that_changed_meanwhile_is_swapped_by_nobody(self, both, people, lead, at):
        swap = self.ask(both, people, at)
        rota.cancel_shift(shift=both[1], by=lead, at=at)
        with pytest.raises(NotPossible):
            swaps.accept(swap=swap, by=Access(people[Role.REGISTRAR]), at=at)


class TestCompetence:
    def test_nobody_takes_the_role_without_and_hears_who_signs_off(self, service, people, at):
        people.coordinator.competences.all().delete()
        with pytest.raises(PermissionDenied) as said:
            presence.take_role(service=service, by=Access(people.coordinator), at=at)
        assert str(said.value) == (
            "Test Coordinator has no signed-off competence in date for the coordinator role. "
            "Test Service lead can sign it off."
        )
        presence.take_role(service=service, by=Access(people[Role.SENIOR]), at=at)
        with pytest.raises(NotPossible, match="no signed-off competence"):
            handover.give(
                service=service, receiver=people.coordinator, lines=[], note="", by=Access(people[Role.SENIOR]), at=at
            )

    def test_signed_off_until_the_end_of_a_day(self, service, people, lead, at):
        person = people.coordinator
        person.competences.all().delete()
        competence.sign_off(person=person, service=service, valid_until=date(2026, 11, 23), note="", by=lead, at=at)
        last = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
        assert duty.not_competent(person, service, at - HOUR)
        assert not duty.not_competent(person, service, last)
        assert duty.not_competent(person, service, last + HOUR)

    def test_withdrawn_the_holder_keeps_the_role(self, service, people, lead, at):
        held = presence.take_role(service=service, by=Access(people.coordinator), at=at)
        competence.withdraw(competence=people.coordinator.competences.get(), by=lead, at=at + HOUR)
        assert RoleHolding.objects.get(ended_at=None) == held
        assert duty.not_competent(people.coordinator, service, at + HOUR)
        assert not duty.not_competent(people.coordinator, service, at)  # as it was

    def test_who_signs_off(self, service, people, lead, at):
        wanted = {"service": service, "valid_until": date(2027, 1, 1), "note": "", "at": at}
        with pytest.raises(PermissionDenied):
            competence.sign_off(person=people.coordinator, by=Access(people[Role.SENIOR]), **wanted)
        for nobody in (people.stranger, people[Role.IG_LEAD]):
            with pytest.raises(NotPossible):
                competence.sign_off(person=nobody, by=lead, **wanted)
        with pytest.raises(NotPossible):
            competence.sign_off(person=people.coordinator, by=lead, **wanted | {"valid_until": date(2026, 11, 21)})


def test_on_this_or_the_next_shift(post, service, people, lead, at):
    on(post, people.coordinator, at, at + 12 * HOUR, lead, at)
    on(post, people[Role.REGISTRAR], at + 12 * HOUR, at + 24 * HOUR, lead, at)
    on(post, people[Role.SENIOR], at + 24 * HOUR, at + 36 * HOUR, lead, at)
    found = [
        duty.is_on_this_or_next_shift(people[role], service, at)
        for role in (Role.COORDINATOR, Role.REGISTRAR, Role.SENIOR)
    ]
    assert found == [True, True, False]
    assert duty.has_rota(service)


# Whom alerts go to


def told() -> set[str]:
    newest = Alert.objects.order_by("-pk").first()
    assert newest
    return {each.person.name.removeprefix("Test ") for each in newest.deliveries.all()}


class TestWhoIsTold:
    @pytest.fixture
    def mri(self, post, people, service, lead, at) -> Clock:
        """Told first eight hours on; the coordinator is on until then, the registrar after."""
        on(post, people.coordinator, at, at + 12 * HOUR, lead, at)
        on(post, people[Role.REGISTRAR], at + 12 * HOUR, at + 48 * HOUR, lead, at)
        row = factories.referral(people.coordinator, service, at).clocks.get(kind="mri")
        Clock.objects.exclude(pk=row.pk).filter(referral__isnull=False).delete()
        return row

    def test_the_holder_alone_while_on_shift(self, mri, service, people, at):
        presence.take_role(service=service, by=Access(people.coordinator), at=at)
        Clock.objects.filter(pk=mri.pk).update(next_at=at + 11 * HOUR)
        sweep(at=at + 11 * HOUR)
        assert told() == {"Coordinator"}

    def test_the_shift_over_and_nobody_has_accepted(self, mri, service, people, at):
        presence.take_role(service=service, by=Access(people.coordinator), at=at)
        sweep(at=at + 12 * HOUR)
        assert told() == {"Coordinator", "On call registrar", "Senior clinician"}

    def test_until_somebody_accepts(self, mri, service, people, at):
        presence.take_role(service=service, by=Access(people.coordinator), at=at)
        presence.take_role(service=service, by=Access(people[Role.REGISTRAR]), at=at + 11.5 * HOUR)
        sweep(at=at + 12 * HOUR)
        assert told() == {"On call registrar"}

    def test_whoever_accepted_during_the_shift_is_told_though_not_on_the_rota(self, mri, service, people, at):
        presence.take_role(service=service, by=Access(people.colleague), at=at + 12.5 * HOUR)
        sweep(at=at + 13 * HOUR)
        assert told() == {"Colleague"}

    def test_nobody_holds_it(self, mri, at):
        sweep(at=at + 12 * HOUR)
        assert told() == {"On call registrar", "Senior clinician"}

    def test_the_senior_on_the_rota_and_not_all_of_them(self, mri, service, people, lead, at):
        seniors = rota.set_post(
            service=service, role=Role.SENIOR, filled_from=None, fallback=None, fallback_phone="1", by=lead, at=at
        )
        on(seniors, people.colleague, at, at + 48 * HOUR, lead, at)
        presence.take_role(service=service, by=Access(people[Role.REGISTRAR]), at=at + 12 * HOUR)
        Clock.objects.filter(pk=mri.pk).update(next_stage=2, next_at=at + 23 * HOUR)
        sweep(at=at + 23 * HOUR)
        assert told() == {"On call registrar", "Colleague"}


class TestTheRegistrarOnCall:
    """Told from the senior's rung on, whoever the rota has on call; never all registrars of a service."""

    @pytest.fixture
    def on_call(self, service, people, lead, at) -> Post:
        """The colleague is on call until eight hours from now, then nobody; the senior stands in."""
        post = rota.set_post(
            service=service, role=Role.REGISTRAR, filled_from=None, fallback=people[Role.SENIOR], fallback_phone="",
            by=lead, at=at,
        )  # fmt: skip
        on(post, people.colleague, at, at + 8 * HOUR, lead, at)
        presence.take_role(service=service, by=Access(people.coordinator), at=at)
        return post

    def due(self, at: datetime, **which) -> None:
        """Sweep with nothing else due."""
        Clock.objects.filter(status=Status.OPEN).update(next_at=at + 30 * DAY)
        Clock.objects.filter(status=Status.OPEN, **which).update(next_at=at)
        sweep(at=at)

    def test_an_emergency_that_nobody_acknowledged(self, on_call, service, people, at):
        factories.referral(people.coordinator, service, at)
        self.due(at, kind="acknowledgement")
        assert told() == {"Coordinator"}
        self.due(at + 10 * HOUR / 60, kind="acknowledgement")
        assert told() == {"Coordinator", "Colleague", "Senior clinician", "Service lead"}

    def test_a_handover_refused_or_not_answered(self, on_call, service, people, at):
        given = handover.give(
            service=service, receiver=people[Role.SENIOR], lines=[], note="", by=Access(people.coordinator), at=at
        )
        self.due(at, handover=given)
        assert told() == {"Senior clinician"}
        handover.refuse(handover=given, reason="I am ill", by=Access(people[Role.SENIOR]), at=at + HOUR / 60)
        self.due(at + HOUR / 60, handover=given)
        assert told() == {"Coordinator", "Colleague", "Senior clinician"}

    @pytest.mark.parametrize(
        ("hours", "who"), [(7, {"Coordinator", "Colleague"}), (9, {"Coordinator", "Senior clinician"})]
    )
    def test_a_rung_of_their_own_goes_to_whoever_is_on_call_else_to_who_stands_in(
        self, on_call, service, people, lead, at, hours, who
    ):
        ladder = Ladder((Stage(-60, Who.REGISTRAR), Stage(0, Who.EVERYONE)), repeat_minutes=30)
        ladders.change(limit=limits.MRI_DAY, ladder=ladder, by=lead, at=at)
        factories.referral(people.coordinator, service, at)
        self.due(at + hours * HOUR, kind="mri")
        assert told() == who

    def test_without_a_rota_of_registrars_no_registrar_is_woken(self, service, people, at):
        presence.take_role(service=service, by=Access(people.coordinator), at=at)
        factories.referral(people.coordinator, service, at)
        for minutes in (0, 10):
            self.due(at + minutes * HOUR / 60, kind="acknowledgement")
        assert told() == {"Coordinator", "Senior clinician", "Service lead"}


# Gaps alarm through the one engine


class TestGaps:
    @pytest.fixture
    def gap(self, post, people, lead, at) -> Clock:
        """On for ten days, then nobody."""
        on(post, people.coordinator, at, at + 5 * DAY, lead, at)
        on(post, people[Role.REGISTRAR], at + 5 * DAY, at + 10 * DAY, lead, at)
        return self.open(post)

    def open(self, post) -> Clock:
        return Clock.objects.get(post=post, status=Status.OPEN)

    def test_the_end_of_the_rota_is_a_gap(self, gap, at):
        assert (gap.due_at, gap.next_at) == (at + 10 * DAY, at + 7 * DAY)

    def test_the_lead_at_three_days_and_at_one_everyone_when_it_begins_and_again(self, gap, at):
        everyone = {"Coordinator", "On call registrar", "Senior clinician", "Service lead"}
        for when, who in (
            (gap.due_at - 3 * DAY, {"Service lead"}),
            (gap.due_at - DAY, {"Service lead"}),
            (gap.due_at, everyone - {"On call registrar"}),
            (gap.due_at + HOUR / 2, everyone - {"On call registrar"}),
        ):
            before = Alert.objects.count()
            sweep(at=when - timedelta(seconds=1))
            assert Alert.objects.count() == before
            sweep(at=when)
            assert told() == who

    def test_in_hand_at_three_days_it_is_told_again_at_one(self, gap, lead, at):
        sweep(at=gap.due_at - 3 * DAY)
        alerts.acknowledge(clock=gap, by=lead, at=gap.due_at - 2.9 * DAY)
        gap.refresh_from_db()
        assert gap.next_at == gap.due_at - DAY
        sweep(at=gap.due_at - DAY)
        newest = Alert.objects.latest("pk")
        assert (newest.round, newest.stage, newest.who) == (1, 1, "lead")
        gap.refresh_from_db()
        assert gap.next_at == gap.due_at

    def test_filled_the_clock_moves_on(self, gap, post, people, lead, at):
        sweep(at=gap.due_at - 3 * DAY)
        on(post, people.coordinator, gap.due_at, gap.due_at + DAY, lead, at + DAY)
        gap.refresh_from_db()
        assert (gap.status, gap.close_reason) == (Status.MET, "Filled")
        assert self.open(post).due_at == gap.due_at + DAY

    def test_a_nearer_gap_takes_its_place(self, gap, post, lead, at):
        rota.cancel_shift(shift=post.shifts.order_by("starts_at")[1], by=lead, at=at)
        gap.refresh_from_db()
        assert gap.status == Status.SUPERSEDED
        assert self.open(post).due_at == at + 5 * DAY

    def test_a_gap_that_passed_moves_on_when_the_sweep_looks(self, post, people, lead, at):
        on(post, people.coordinator, at + 2 * HOUR, at + 7 * DAY, lead, at)
        assert self.open(post).due_at == at
        sweep(at=at + 3 * HOUR)
        assert not Alert.objects.exists()
        assert self.open(post).due_at == at + 7 * DAY

    def test_somebody_who_left_is_not_cover(self, gap, post, people, at):
        User.objects.filter(pk=people[Role.REGISTRAR].pk).update(is_active=False)
        sweep(at=gap.next_at)
        assert self.open(post).due_at == gap.next_at  # at the moment that it is noticed

    def test_a_post_that_may_stand_empty_has_no_clock(self, gap, post, people, lead, at):
        rota.set_post(
            service=post.service, role=Role.COORDINATOR, filled_from=None, fallback=people[Role.SENIOR],
            fallback_phone="", by=lead, at=at,
        )  # fmt: skip
        assert not Clock.objects.filter(post=post, status=Status.OPEN).exists()

    def test_no_early_warning_wakes_by_telephone(self, gap, people, at):
        lead = people[Role.SERVICE_LEAD]
        for channel, urgent_only in (("voice", True), ("sms", False)):
            lead.contact_points.create(
                channel=channel, address="1", urgent_only=urgent_only, created_at=at, verified_at=at
            )
        sweep(at=gap.due_at - 3 * DAY)
        assert set(Delivery.objects.values_list("channel", flat=True)) == {"sms"}


def test_nobody_reaches_the_post_of_another_alliance(post, people, at):
    with pytest.raises(PermissionDenied):
        on(post, people.stranger, at, at + HOUR, Access(people.stranger), at)


def test_what_a_gap_says_when_it_leaves(post, at, settings):
    sweep(at=at)
    delivery = Delivery.objects.select_related("alert__clock__post", "alert__clock__service", "person").first()
    assert delivery
    said = message(delivery)
    assert said.subject == "MSCC alert: the coordinator of Test Service, Gap in the rota, not filled"
    assert said.link == f"{settings.BASE_URL}/rota/"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_sweep_and_a_change_of_one_post_do_not_block_each_other(post, people, lead, at, monkeypatch):
    """Each holds what the other will ask for: the change the post, the sweep its clock."""
    begun, held = threading.Event(), threading.Event()
    refresh, still_open = cover.refresh, cover.still_open

    def when_held(row, *, by, at):
        if by is not None:
            begun.set()
            assert held.wait(10)
        refresh(row, by=by, at=at)

    def holding(numbers, moment):
        held.set()
        return still_open(numbers, moment)

    on(post, people.coordinator, at + HOUR, at + 5 * HOUR, lead, at)
    monkeypatch.setattr(cover, "refresh", when_held)
    monkeypatch.setattr(cover, "still_open", holding)

    def sweep_meanwhile():
        assert begun.wait(10)
        return sweep(at=at + 2 * HOUR)  # the first gap has passed: the clock is to move on

    done = together(
        lambda: on(post, people.coordinator, at + 5 * HOUR, at + 9 * HOUR, lead, at + 2 * HOUR), sweep_meanwhile
    )
    assert not [each for each in done if isinstance(each, Exception)], done
    assert Clock.objects.get(post=post, status=Status.OPEN).due_at == at + 9 * HOUR
