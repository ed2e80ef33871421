"""Taking a role, and who holds it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mscc.access import Access
from mscc.models import RoleHolding, Service, User
from mscc.roles import Permission, Role


@transaction.atomic
def take_role(*, service: Service, by: Access, at: datetime) -> RoleHolding:
    """Take the coordinator role of a service: the person who held it until now no longer does."""
    if not by.may(Permission.HOLD_ROLE) or service.alliance_id != by.alliance_id:
        raise PermissionDenied("You cannot hold the coordinator role of this service.")
    Service.objects.select_for_update().get(pk=service.pk)
    holder = RoleHolding.objects.filter(service=service, role=Role.COORDINATOR, ended_at=None).first()
    if holder and holder.user_id == by.user.pk:
        return holder
    if holder:
        holder.ended_at = max(at, holder.started_at)
        holder.save(update_fields=["ended_at"])
    for known in ("on_duty", "held"):
        by.__dict__.pop(known, None)
    return RoleHolding.objects.create(service=service, role=Role.COORDINATOR, user=by.user, started_at=at)


def has_rota(service: Service) -> bool:
    """Whether the coordinator role of a service is filled by a rota."""
    return False


def is_on_this_or_next_shift(user: User, service: Service, at: datetime) -> bool:
    """Whether the rota has somebody on as coordinator now or on the shift after this one. False without a rota: ask
    `has_rota` first.
    """
    return False


def switch_sound(*, user: User) -> None:
    """Switch the sound of emergency alerts on or off for this person."""
    user.sound_on = not user.sound_on
    user.save(update_fields=["sound_on"])
