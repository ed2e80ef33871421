"""Joiners, movers, leavers: who has which role until when. Whoever loses or changes one is signed out everywhere.

Who administers is changed by two: one administrator asks, another confirms.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.models import Membership, RoleRequest, Service, User
from mscc.roles import ALLIANCE_ROLES, Permission, Role

# A role is looked at again, and said to be right, at least this often.
REVIEW_EVERY = timedelta(days=90)
Kind, Outcome = RoleRequest.Kind, RoleRequest.Outcome


class NotAllowed(ValueError):
    """It cannot be done; the message says why and what to do."""


def administers(by: Access) -> bool:
    return any(each.role == Role.ADMINISTRATOR for each in by.memberships)


def may_change(by: Access, role: str, service: Service | None) -> bool:
    """An administrator changes every role of the alliance; a service lead those of their own service."""
    if not by.may(Permission.MANAGE_PEOPLE):
        return False
    return administers(by) or (service is not None and by.may_in(Permission.MANAGE_PEOPLE, service))


def due_again(membership: Membership, at: datetime) -> bool:
    """Whether nobody has said for a long while that the role is right."""
    return at - (membership.confirmed_at or membership.created_at) > REVIEW_EVERY


@transaction.atomic
def add(*, email: str, name: str, by: Access, at: datetime) -> User:
    """Add somebody to the alliance, as yet without a role."""
    require(by, Permission.MANAGE_PEOPLE)
    try:
        validate_email(email)
    except ValidationError as problem:
        raise NotAllowed("Give an e-mail address such as name@trust.example.") from problem
    if not 1 <= len(name) <= 150 or len(email) > 254:
        raise NotAllowed("Give the name as it shall stand on pages, at most 150 characters.")
    if User.objects.filter(email__iexact=email).exists():
        raise NotAllowed("Somebody with this e-mail address has an account already. Look for them in the list.")
    person = User.objects.create_user(email, alliance=by.alliance, name=name)
    trail.record("person.add", by=by.user, at=at, subject=person.pk)
    return person


@transaction.atomic
def give(
    *, person: User, role: Role, service: Service | None, ends_at: datetime | None, by: Access, at: datetime
) -> bool:  # fmt: skip
    """Give a role; returns False where another administrator has to confirm it first."""
    service = None if role in ALLIANCE_ROLES else service
    _check(person, role, service, by)
    if role not in ALLIANCE_ROLES and service is None:
        raise NotAllowed("Choose the service in which the role is held.")
    if ends_at is not None and ends_at <= at:
        raise NotAllowed("The role would have ended already: give a day to come, or none.")
    if Membership.objects.filter(user=person, role=role, service=service).exists():
        raise NotAllowed(f"{person.name} has this role already.")
    if role == Role.ADMINISTRATOR:
        _ask(Kind.GIVE, person, by, at, ends_at)
        return False
    _give(person, role, service, ends_at, by, at)
    return True


@transaction.atomic
def take(*, membership: Membership, by: Access, at: datetime) -> bool:
    """Take a role away; returns False where another administrator has to confirm it first."""
    _check(membership.user, membership.role, membership.service, by)
    if membership.role == Role.ADMINISTRATOR:
        _ask(Kind.TAKE, membership.user, by, at)
        return False
    _take(membership, by, at)
    return True


@transaction.atomic
def close(*, person: User, by: Access, at: datetime) -> bool:
    """Somebody leaves: no role, no way in. Returns False where another administrator has to confirm it first."""
    _check_whole(person, by)
    if person.memberships.filter(role=Role.ADMINISTRATOR).exists():
        _ask(Kind.CLOSE, person, by, at)
        return False
    _close(person, by, at)
    return True


@transaction.atomic
def reopen(*, person: User, by: Access, at: datetime) -> None:
    """Somebody comes back: they sign in again, and get their roles anew."""
    _check_whole(person, by)
    User.objects.filter(pk=person.pk).update(is_active=True)
    trail.record("person.reopen", by=by.user, at=at, subject=person.pk)


@transaction.atomic
def confirm(*, membership: Membership, by: Access, at: datetime) -> None:
    """Say that a role is right as it stands."""
    _check(membership.user, membership.role, membership.service, by)
    Membership.objects.filter(pk=membership.pk).update(confirmed_at=at, confirmed_by=by.user)
    trail.record("membership.confirm", by=by.user, at=at, subject=membership.user_id, role=membership.role)


@transaction.atomic
def decide(*, request: RoleRequest, confirmed: bool, by: Access, at: datetime) -> None:
    """Confirm or refuse what another administrator asked for. Who asked, and whom it is about, may not confirm."""
    row = RoleRequest.objects.select_for_update().select_related("user").get(pk=request.pk)
    if not administers(by) or row.alliance_id != by.alliance_id:
        raise PermissionDenied(Permission.MANAGE_PEOPLE.refusal)
    if row.outcome:
        raise NotAllowed("This has been decided already.")
    if by.user.pk in {row.asked_by_id, row.user_id}:
        raise NotAllowed("Another administrator has to decide this: not the one who asked, nor the one it is about.")
    row.outcome = Outcome.CONFIRMED if confirmed else Outcome.REFUSED
    row.decided_by, row.decided_at = by.user, at
    row.save(update_fields=["outcome", "decided_by", "decided_at"])
    trail.record(f"role_request.{row.outcome}", by=by.user, at=at, subject=row.user_id, kind=row.kind)
    if confirmed:
        _carry_out(row, by, at)


@transaction.atomic
def reset_factors(*, person: User, by: Access, at: datetime) -> None:
    """Take every second factor away from somebody who has lost theirs: they set up a new one when they next sign in."""
    _check_whole(person, by)
    Authenticator.objects.filter(user=person).delete()
    person.end_sessions()
    trail.record("factor.reset", by=by.user, at=at, subject=person.pk)


def unlocked(*, person: User, by: Access, at: datetime) -> None:
    """Write down that somebody may try again at once."""
    _check_whole(person, by)
    trail.record("person.unlock", by=by.user, at=at, subject=person.pk)


def expire(*, at: datetime) -> None:
    """Take away every role whose time is over."""
    for each in Membership.objects.filter(ends_at__lte=at).select_related("user"):
        with transaction.atomic():
            _take(each, None, at)


def _check(person: User, role: str, service: Service | None, by: Access) -> None:
    if person.alliance_id != by.alliance_id or not may_change(by, role, service):
        raise PermissionDenied(Permission.MANAGE_PEOPLE.refusal)
    if person.pk == by.user.pk:
        raise NotAllowed("Nobody changes their own roles or account: ask another administrator.")


def _check_whole(person: User, by: Access) -> None:
    """The account as a whole: whoever may change each of the person's roles, or of somebody who has none."""
    _check(person, "", by.services[0] if by.services else None, by)
    for each in person.memberships.select_related("service"):
        _check(person, each.role, each.service, by)


def _ask(kind: str, person: User, by: Access, at: datetime, ends_at: datetime | None = None) -> None:
    if not administers(by):
        raise PermissionDenied("Only administrators change who administers.")
    others = User.objects.filter(alliance=by.alliance_id, memberships__role=Role.ADMINISTRATOR, is_active=True)
    if not others.exclude(pk__in=[by.user.pk, person.pk]).exists():
        raise NotAllowed(
            "There is no other administrator to confirm this. Have one added on the server first (create_user)."
        )
    _, made = RoleRequest.objects.get_or_create(
        user=person, kind=kind, role=Role.ADMINISTRATOR, outcome="",
        defaults={"alliance": by.alliance, "asked_by": by.user, "asked_at": at, "ends_at": ends_at},
    )  # fmt: skip
    if not made:
        raise NotAllowed("This is asked for already, and waits for another administrator.")
    trail.record("role_request.ask", by=by.user, at=at, subject=person.pk, kind=kind)


def _carry_out(asked: RoleRequest, by: Access, at: datetime) -> None:
    role = Membership.objects.filter(user=asked.user, role=asked.role).first()
    if asked.kind == Kind.CLOSE:
        _close(asked.user, by, at)
    elif asked.kind == Kind.TAKE and role:
        _take(role, by, at)
    elif asked.kind == Kind.GIVE and not role:
        _give(asked.user, Role(asked.role), None, asked.ends_at, by, at)


def _give(  # noqa: PLR0917
    person: User, role: Role, service: Service | None, ends_at: datetime | None, by: Access, at: datetime
) -> None:  # fmt: skip
    Membership.objects.create(
        user=person, role=role, service=service, ends_at=ends_at, confirmed_at=at, confirmed_by=by.user
    )
    person.end_sessions()
    where, until = service.code if service else "", str(ends_at or "")
    trail.record("membership.give", by=by.user, at=at, subject=person.pk, role=role, service=where, until=until)


def _take(membership: Membership, by: Access | None, at: datetime) -> None:
    where = membership.service.code if membership.service else ""
    membership.delete()
    membership.user.end_sessions()
    trail.record(
        "membership.take", by=by.user if by else None, at=at, subject=membership.user_id, role=membership.role,
        service=where,
    )  # fmt: skip


def _close(person: User, by: Access, at: datetime) -> None:
    for each in person.memberships.select_related("service", "user"):
        _take(each, by, at)
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.end_sessions()
    trail.record("person.close", by=by.user, at=at, subject=person.pk)
