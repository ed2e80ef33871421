"""Whoever loses the role that let them hold a post is no cover from that moment on: not for alerts, rota or pages."""

from datetime import timedelta

import pytest

from audit.models import Entry
from mscc import duty
from mscc.access import Access
from mscc.models import Post, RoleHolding, Shift, User
from mscc.roles import Role
from mscc.rota import Stretch
from pathways.clock import Status
from referrals import auditor, roster
from referrals.actions import lost, presence, rota
from referrals.models import Alert, Clock
from referrals.sweep import sweep
from tests import factories

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def leaver(people) -> User:
    return people[Role.REGISTRAR]


@pytest.fixture
def post(service, people, at) -> Post:
    return rota.set_post(
        service=service, role=Role.COORDINATOR, filled_from=at, fallback=people[Role.SENIOR], fallback_phone="",
        by=Access(people[Role.SERVICE_LEAD]), at=at,
    )  # fmt: skip


@pytest.fixture
def shift(post, leaver, people, at) -> Shift:
    """The registrar is on for a week, and holds the role."""
    presence.take_role(service=post.service, by=Access(leaver), at=at)
    lead = Access(people[Role.SERVICE_LEAD])
    return rota.add_shift(post=post, person=leaver, starts_at=at, ends_at=at + 7 * DAY, by=lead, at=at)


WAYS = {
    "the role is taken away": lambda leaver: leaver.memberships.all().delete(),
    "another role is given": lambda leaver: leaver.memberships.update(role=Role.SERVICE_LEAD),
    "the account is closed": lambda leaver: User.objects.filter(pk=leaver.pk).update(is_active=False),
}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def lose(request):
    return request.param


def told() -> set[str]:
    newest = Alert.objects.latest("pk")
    return {each.person.name.removeprefix("Test ") for each in newest.deliveries.all()}


class TestAtOnce:
    def test_alerts_go_to_whoever_is_left(self, shift, leaver, people, service, at, lose):
        referral = factories.referral(people.coordinator, service, at)
        lose(leaver)
        Clock.objects.filter(status=Status.OPEN).exclude(kind="mri").update(next_at=at + 9 * DAY)
        Clock.objects.filter(referral=referral, kind="mri").update(next_at=at + HOUR)
        sweep(at=at + HOUR)
        assert told() == {"Senior clinician"}

    def test_nobody_holds_the_role_and_the_rota_has_nobody_on(self, shift, leaver, people, service, at, lose):
        lose(leaver)
        ours = next(each for each in Access(people.coordinator).on_duty if each.pk == service.pk)
        assert (ours.holder_id, ours.holder_name, ours.held_since) == (None, None, None)
        assert not Access(User.objects.get(pk=leaver.pk)).held
        assert duty.on_posts([service.pk], at + HOUR)[service.pk, Role.COORDINATOR].people == {}
        assert next(gap for _, gap in roster.holes([shift.post], at + HOUR)).start == at + HOUR

    def test_the_auditor_sees_the_hole_and_that_nobody_holds_the_role(self, post, leaver, service, lose):
        ((now,),) = auditor.ask("SELECT now()")
        Post.objects.update(filled_from=now)
        RoleHolding.objects.create(service=service, role=Role.COORDINATOR, user=leaver, started_at=now)
        Shift.objects.create(
            post=post, person=leaver, starts_at=now - HOUR, ends_at=now + 7 * DAY, source=Shift.Source.SINGLE
        )
        ours = {
            f"nobody is on the rota as coordinator of {service.code}",
            f"nobody holds the coordinator role of {service.code}",
        }
        assert not [each for each in auditor.cover() if each.startswith(tuple(ours))]
        lose(leaver)
        assert len([each for each in auditor.cover() if each.startswith(tuple(ours))]) == 2

    def test_someone_who_stands_in_is_left_out_too(self, shift, post, people, service, at):
        people[Role.SENIOR].memberships.all().delete()
        assert duty.on_posts([service.pk], at)[service.pk, Role.COORDINATOR].fallback_id is None


class TestWhenTheTimersLook:
    def test_the_gap_is_there_from_now_on_and_alarms(self, shift, post, leaver, at, lose):
        assert Clock.objects.get(post=post, status=Status.OPEN).due_at == at + 7 * DAY
        lose(leaver)
        lost.look(at=at + HOUR)
        assert Clock.objects.get(post=post, status=Status.OPEN).due_at == at + HOUR
        sweep(at=at + HOUR)
        assert "Service lead" in told()

    def test_the_role_ends_and_history_says_when(self, shift, leaver, service, at, lose):
        lose(leaver)
        lost.look(at=at + HOUR)
        assert RoleHolding.objects.get().ended_at == at + HOUR
        entry = Entry.objects.get(action="role.lost")
        assert (entry.subject, entry.actor, entry.detail) == (str(leaver.pk), "The system", {"services": ["TST1"]})

    def test_what_was_covered_until_then_stays_covered(self, shift, leaver, service, at, lose):
        lose(leaver)
        lost.look(at=at + 2 * HOUR)
        (found,) = roster.cover([service], Stretch(at, at + 5 * HOUR), at + 4 * HOUR)
        assert found.not_on_rota == [Stretch(at + 2 * HOUR, at + 5 * HOUR)]
        assert found.not_held == [Stretch(at + 2 * HOUR, at + 4 * HOUR)]
        before = duty.on_posts([service.pk], at + HOUR, past=True)[service.pk, Role.COORDINATOR]
        after = duty.on_posts([service.pk], at + 3 * HOUR, past=True)[service.pk, Role.COORDINATOR]
        assert (set(before.people), set(after.people)) == ({leaver.pk}, set())

    def test_looked_at_again_nothing_more_is_written(self, shift, leaver, at, lose):
        lose(leaver)
        for hours in (1, 2):
            lost.look(at=at + hours * HOUR)
        assert Entry.objects.filter(action="role.lost").count() == 1
        assert User.objects.get(pk=leaver.pk).lost_at == at + HOUR

    def test_given_a_role_again_they_are_on_the_rota_as_before(self, shift, post, leaver, service, at):
        leaver.memberships.all().delete()
        lost.look(at=at + HOUR)
        leaver.memberships.create(role=Role.REGISTRAR, service=service)
        lost.look(at=at + 2 * HOUR)
        assert User.objects.get(pk=leaver.pk).lost_at is None
        assert Clock.objects.get(post=post, status=Status.OPEN).due_at == at + 7 * DAY
        assert not RoleHolding.objects.filter(ended_at=None).exists(), "the role is taken again, not given back"

    def test_nobody_lost_nothing_changes(self, shift, post, at):
        before = list(Clock.objects.values())
        lost.look(at=at + HOUR)
        assert list(Clock.objects.values()) == before
        assert RoleHolding.objects.get().ended_at is None
