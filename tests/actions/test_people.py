"""Joiners, movers, leavers: who may change whose role, what it ends at once, and what only two administrators do."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Entry
from mscc import people as action
from mscc.access import Access
from mscc.models import Membership, RoleRequest, User
from mscc.people import NotAllowed
from mscc.roles import ALLIANCE_ROLES, Permission, Role
from referrals.actions import lost
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(people) -> Access:
    return Access(people[Role.ADMINISTRATOR])


@pytest.fixture
def second(service) -> Access:
    return Access(person("Test Second", Role.ADMINISTRATOR, service))


@pytest.fixture
def newcomer(admin, at) -> User:
    return action.add(email="new@example.org", name="New Person", by=admin, at=at)


def give(whom: User, role: Role, service, by: Access, at, ends_at=None) -> bool:
    return action.give(person=whom, role=role, service=service, ends_at=ends_at, by=by, at=at)


def roles_of(user: User) -> set[str]:
    return {each.role for each in user.memberships.all()}


def round_of(user: User) -> int:
    return User.objects.get(pk=user.pk).session_round


@pytest.mark.parametrize("role", [each for each in Role if each != Role.ADMINISTRATOR])
def test_an_administrator_gives_and_takes_every_other_role(admin, newcomer, service, at, role) -> None:
    before = round_of(newcomer)
    assert give(newcomer, role, service, admin, at)
    held = newcomer.memberships.get()
    assert (held.role, held.service) == (role, None if role in ALLIANCE_ROLES else service)
    assert action.take(membership=held, by=admin, at=at)
    assert not newcomer.memberships.exists()
    assert round_of(newcomer) == before + 2, "each change signs the person out everywhere"
    assert {"membership.give", "membership.take"} <= {each.action for each in Entry.objects.all()}


def test_a_service_lead_changes_roles_of_their_own_service_alone(people, newcomer, service, sister_service, at) -> None:
    lead = Access(people[Role.SERVICE_LEAD])
    assert give(newcomer, Role.REGISTRAR, service, lead, at)
    for role, where in ((Role.REGISTRAR, sister_service), (Role.IG_LEAD, None), (Role.ADMINISTRATOR, None)):
        with pytest.raises(PermissionDenied):
            give(newcomer, role, where, lead, at)
    for whom in (people.colleague, people[Role.ADMINISTRATOR], people[Role.IG_LEAD]):
        for deed in (action.close, action.reset_factors, action.unlocked):
            with pytest.raises(PermissionDenied):
                deed(person=whom, by=lead, at=at)


def test_nobody_of_another_alliance_is_reached(people, admin, service, at) -> None:
    for deed in (action.close, action.reset_factors, action.unlocked, action.reopen):
        with pytest.raises(PermissionDenied):
            deed(person=people.stranger, by=admin, at=at)
    with pytest.raises(PermissionDenied):
        give(people.stranger, Role.SENIOR, service, admin, at)


def test_nobody_changes_themselves(people, admin, service, at) -> None:
    with pytest.raises(NotAllowed, match="their own"):
        give(admin.user, Role.SENIOR, service, admin, at)
    with pytest.raises(NotAllowed, match="their own"):
        action.close(person=admin.user, by=admin, at=at)


@pytest.mark.parametrize("role", [each for each in Role if each not in {Role.ADMINISTRATOR, Role.SERVICE_LEAD}])
def test_whoever_does_not_manage_people_changes_nothing(people, newcomer, service, at, role) -> None:
    by = Access(people[role])
    assert not by.may(Permission.MANAGE_PEOPLE)
    with pytest.raises(PermissionDenied):
        give(newcomer, Role.REGISTRAR, service, by, at)
    with pytest.raises(PermissionDenied):
        action.add(email="x@example.org", name="X", by=by, at=at)


# Time runs out


def test_a_role_ends_by_itself_and_signs_out(admin, newcomer, service, at) -> None:
    ends = at + timedelta(days=30)
    give(newcomer, Role.COORDINATOR, service, admin, at, ends)
    before = round_of(newcomer)
    lost.look(at=ends - timedelta(seconds=1))
    assert roles_of(newcomer) == {Role.COORDINATOR}
    assert Access(newcomer, ends - timedelta(seconds=1)).may(Permission.SEE_CASES)
    assert not Access(newcomer, ends).may(Permission.SEE_CASES), "though no timer has looked yet"
    lost.look(at=ends)
    assert roles_of(newcomer) == set()
    assert round_of(newcomer) == before + 1
    assert Entry.objects.filter(action="membership.take", actor="The system").count() == 1


def test_a_role_that_would_be_over_already_is_refused(admin, newcomer, service, at) -> None:
    with pytest.raises(NotAllowed, match="ended already"):
        give(newcomer, Role.COORDINATOR, service, admin, at, at)


def test_after_ninety_days_a_role_is_to_be_confirmed(admin, newcomer, service, at) -> None:
    give(newcomer, Role.COORDINATOR, service, admin, at)
    held = newcomer.memberships.get()
    assert not action.due_again(held, at + timedelta(days=90))
    later = at + timedelta(days=90, seconds=1)
    assert action.due_again(held, later)
    action.confirm(membership=held, by=admin, at=later)
    held.refresh_from_db()
    assert not action.due_again(held, later)


# Who administers is changed by two


@pytest.fixture
def asked(admin, second, newcomer, at) -> RoleRequest:
    assert not give(newcomer, Role.ADMINISTRATOR, None, admin, at)
    return RoleRequest.objects.get()


def test_who_asked_does_not_confirm(asked, admin, newcomer, at) -> None:
    with pytest.raises(NotAllowed, match="Another administrator"):
        action.decide(request=asked, confirmed=True, by=admin, at=at)
    assert roles_of(newcomer) == set()


def test_another_confirms(asked, second, newcomer, at) -> None:
    action.decide(request=asked, confirmed=True, by=second, at=at)
    assert roles_of(newcomer) == {Role.ADMINISTRATOR}
    with pytest.raises(NotAllowed, match="decided already"):
        action.decide(request=asked, confirmed=False, by=second, at=at)


def test_another_refuses(asked, second, newcomer, at) -> None:
    action.decide(request=asked, confirmed=False, by=second, at=at)
    assert roles_of(newcomer) == set()


def test_nobody_else_decides(asked, people, at) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(PermissionDenied):
            action.decide(request=asked, confirmed=True, by=Access(people[role]), at=at)
    with pytest.raises(PermissionDenied):
        action.decide(request=asked, confirmed=True, by=Access(people.stranger), at=at)


def test_the_database_too_wants_two(asked, admin, at) -> None:
    asked.decided_by, asked.outcome = admin.user, "confirmed"
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save()


def test_taking_it_away_and_closing_an_administrator_wants_a_third_who_is_neither(admin, second, service, at) -> None:
    held = second.user.memberships.get()
    with pytest.raises(NotAllowed, match="no other administrator"):
        action.take(membership=held, by=admin, at=at)
    third = Access(person("Test Third", Role.ADMINISTRATOR, service))
    assert not action.close(person=second.user, by=admin, at=at)
    request = RoleRequest.objects.get()
    with pytest.raises(NotAllowed, match="nor the one it is about"):
        action.decide(request=request, confirmed=True, by=second, at=at)
    action.decide(request=request, confirmed=True, by=third, at=at)
    second.user.refresh_from_db()
    assert not second.user.is_active
    assert roles_of(second.user) == set()


def test_asked_twice_it_waits_once(asked, admin, newcomer, at) -> None:
    with pytest.raises(NotAllowed, match="asked for already"):
        give(newcomer, Role.ADMINISTRATOR, None, admin, at)


# The account


def test_whoever_leaves_has_no_role_and_no_way_in_until_reopened(people, admin, at) -> None:
    leaver = people.coordinator
    assert action.close(person=leaver, by=admin, at=at)
    leaver.refresh_from_db()
    assert (leaver.is_active, Membership.objects.filter(user=leaver).count()) == (False, 0)
    action.reopen(person=leaver, by=admin, at=at)
    leaver.refresh_from_db()
    assert (leaver.is_active, roles_of(leaver)) == (True, set())


def test_a_lost_factor_is_taken_away(people, admin, at) -> None:
    Authenticator.objects.create(user=people.coordinator, type="totp", data={"secret": "x"})
    before = round_of(people.coordinator)
    action.reset_factors(person=people.coordinator, by=admin, at=at)
    assert not Authenticator.objects.exists()
    assert round_of(people.coordinator) == before + 1


@pytest.mark.parametrize(
    ("email", "name", "sentence"),
    [
        ("new@example.org", "Again", "has an account already"), ("NEW@example.org", "Again", "has an account already"),
        ("no address", "X", "such as name@trust.example"), ("x@example.org", "", "Give the name"),
    ],
)  # fmt: skip
def test_who_cannot_be_added(newcomer, admin, at, email, name, sentence) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        action.add(email=email, name=name, by=admin, at=at)
