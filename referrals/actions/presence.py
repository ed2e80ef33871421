"""Who is there: who has the coordinator role, who has a referral open now, who looked at what."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from audit import trail
from mscc import duty
from mscc.access import Access
from mscc.models import RoleHolding, Service, User
from referrals.actions import handover, rota, shift_test
from referrals.models import Referral, Seen

# The page asks every five seconds; somebody not heard of for three times as long has gone.
PRESENT = timedelta(seconds=15)

NOTE = """
    INSERT INTO referrals_seen (referral_id, user_id, opened_at, seen_at)
    VALUES (%(referral)s, %(user)s, %(at)s, %(at)s)
    ON CONFLICT (referral_id, user_id) DO UPDATE
       SET seen_at = %(at)s,
           opened_at = CASE WHEN referrals_seen.seen_at < %(gone)s THEN %(at)s ELSE referrals_seen.opened_at END
"""


def take_role(*, service: Service, by: Access, at: datetime) -> RoleHolding:
    """Become the coordinator on duty of a service."""
    holding = duty.take_role(service=service, by=by, at=at)
    shift_test.begin(holding=holding, by=by, at=at)
    handover.lapse(service=service, by=by, at=at)
    trail.record("role.take", by=by.user, at=at, subject=service.code)
    return holding


@transaction.atomic
def take_shift(*, service: Service, by: Access, at: datetime) -> None:
    """“I am taking this shift”: hold the coordinator role, and stand on the rota until the present shift would end."""
    take_role(service=service, by=by, at=at)
    rota.stand_in(service=service, by=by, at=at)


def look(action: str, *, by: Access, at: datetime, subject: object = "", **detail: object) -> None:
    """Write down that somebody looked, in which role. `named`: the references of those whom a list or search showed."""
    trail.record(action, by=by.user, at=at, subject=subject, role=by.role_words, **detail)


def is_open(*, referral: Referral, user: User, at: datetime) -> bool:
    """Whether somebody has had a referral open lately: what refreshes itself only then needs no entry of its own."""
    seen = Seen.objects.filter(referral=referral, user=user, seen_at__gt=at - settings.SESSION_IDLE)
    return seen.exists()


def note(*, referral: Referral, user: User, at: datetime) -> list[Seen]:
    """Note that somebody looks at a referral; returns who else has it open."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"referral": referral.pk, "user": user.pk, "at": at, "gone": at - PRESENT})
    others = Seen.objects.filter(referral=referral, seen_at__gte=at - PRESENT).exclude(user=user)
    return list(others.select_related("user"))
