"""Whoever loses the role that let them hold a post is no cover from that moment on (1.1.6, 1.1.7).

Every question leaves them out at once. What only a row can say is written when the timers look, some seconds later, by
whatever way the role was lost: that they no longer hold the coordinator role, since when, and that there is a gap.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from audit import trail
from mscc import people
from mscc.models import Post, RoleHolding, Service, Shift, User
from pathways.clock import Status
from referrals.actions import cover
from referrals.models import Clock


def look(*, at: datetime) -> None:
    """Write down who was lost and who is back, and bring every post's clock in line with who is left."""
    people.expire(at=at)
    for person in _lost().filter(lost_at=None):
        lose(person=person, by=None, at=at)
    User.objects.holders().exclude(lost_at=None).update(lost_at=None)
    for post in Post.objects.exclude(filled_from=None):
        row = Clock.objects.filter(post=post, status=Status.OPEN).first()
        if cover.next_hole(post, row, at) != (row.due_at if row else None):
            bring_in_line(post=post, by=None, at=at)


def _lost() -> QuerySet[User]:
    """Those whom a post or the rota still names, and who may hold none."""
    holds = RoleHolding.objects.filter(user=OuterRef("pk"), ended_at=None)
    is_on = Shift.objects.filter(person=OuterRef("pk"), cancelled_at=None)
    return User.objects.filter(Exists(holds) | Exists(is_on)).exclude(pk__in=User.objects.holders())


@transaction.atomic
def lose(*, person: User, by: User | None, at: datetime) -> None:
    """End what this person holds, as of now. Nothing is written where they have a role again meanwhile."""
    held = Service.objects.filter(Q(holdings__user=person, holdings__ended_at=None))
    # The services first, as whoever takes the role does.
    services = list(Service.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("pk"))
    if User.objects.holders().filter(pk=person.pk).exists():
        return
    User.objects.filter(pk=person.pk).update(lost_at=at)
    for holding in RoleHolding.objects.filter(service__in=services, user=person, ended_at=None):
        holding.ended_at = max(at, holding.started_at)
        holding.save(update_fields=["ended_at"])
    trail.record("role.lost", by=by, at=at, subject=person.pk, services=[each.code for each in services])


@transaction.atomic
def bring_in_line(*, post: Post, by: User | None, at: datetime) -> None:
    """The post's clock, under the lock of the post."""
    row = Post.objects.select_for_update(of=("self",), no_key=True).select_related("service").get(pk=post.pk)
    cover.refresh(row, by=by, at=at)
