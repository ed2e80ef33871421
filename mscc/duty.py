"""Taking a role; who holds it, whom the rota has on, and who may hold it at all (1.1.6, 1.1.7)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery

from mscc.access import Access
from mscc.models import Competence, Membership, Post, RoleHolding, Service, Shift, User
from mscc.moments import day_in_london
from mscc.roles import Permission, Role


@transaction.atomic
def take_role(*, service: Service, by: Access, at: datetime) -> RoleHolding:
    """Take the coordinator role of a service: the person who held it until now no longer does."""
    if not by.may(Permission.HOLD_ROLE) or service.alliance_id != by.alliance_id:
        raise PermissionDenied("You cannot hold the coordinator role of this service.")
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    holder = RoleHolding.objects.filter(service=service, role=Role.COORDINATOR, ended_at=None).first()
    if holder and holder.user_id == by.user.pk:
        return holder
    if why_not := not_competent(by.user, service, at):
        raise PermissionDenied(why_not)
    if holder:
        holder.ended_at = max(at, holder.started_at)
        holder.save(update_fields=["ended_at"])
    for known in ("on_duty", "held"):
        by.__dict__.pop(known, None)
    return RoleHolding.objects.create(service=service, role=Role.COORDINATOR, user=by.user, started_at=at)


def switch_sound(*, user: User) -> None:
    """Switch the sound of emergency alerts on or off for this person."""
    user.sound_on = not user.sound_on
    user.save(update_fields=["sound_on"])


def competences(alliance_id: int, at: datetime) -> models.QuerySet[Competence]:
    """The competences that held at a moment: signed off, in date, not withdrawn."""
    standing = Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
    day = day_in_london(at)
    return Competence.objects.filter(
        standing, service__alliance_id=alliance_id, signed_off_at__lte=at, valid_until__gte=day
    )


def not_competent(user: User, service: Service, at: datetime) -> str:
    """Why somebody may not hold the coordinator role, and who can mend it; nothing where they may."""
    if competences(service.alliance_id, at).filter(person=user).exists():
        return ""
    leads = Membership.objects.filter(role=Role.SERVICE_LEAD, service__alliance_id=service.alliance_id)
    names = leads.filter(user__is_active=True).order_by("user__name").values_list("user__name", flat=True).distinct()
    who = f"{' or '.join(names)} can sign it off" if names else "A service lead signs it off; there is none yet"
    return f"{user.name} has no signed-off competence in date for the coordinator role. {who}."


@dataclass
class OnPost:
    """Whom the rota has on a post at a moment, since when, and who stands in."""

    people: dict[int, str] = field(default_factory=dict)  # names by id; two while one hour comes twice
    # When the present shift began; with nobody on, when the last one ended; none before the rota's first shift.
    changed_at: datetime | None = None
    fallback_id: int | None = None
    fallback_name: str = ""
    fallback_phone: str = ""

    def is_over(self, holder: int, took_at: datetime) -> bool:
        """Whether the shift of whoever holds the role has ended and nobody has accepted it since."""
        return holder not in self.people and self.changed_at is not None and took_at < self.changed_at


def on_posts(services: Collection[int], at: datetime, *, past: bool = False) -> dict[tuple[int, str], OnPost]:
    """Every post of the services, by service and role. One query, however many. Whoever has lost the role that lets
    them is on none, but for a `past` moment before that was seen.
    """
    running = Q(shifts__cancelled_at=None, shifts__starts_at__lte=at, shifts__ends_at__gt=at)
    ended = Shift.objects.filter(post=OuterRef("pk"), cancelled_at=None, ends_at__lte=at).order_by("-ends_at")
    posts = Post.objects.filter(service_id__in=services).annotate(
        now=FilteredRelation("shifts", condition=running), ended_at=Subquery(ended.values("ends_at")[:1]),
        on_counts=_counts("now__person", at, past), fallback_counts=_counts("fallback", at, past),
    )  # fmt: skip
    found: dict[tuple[int, str], OnPost] = {}
    for row in posts.order_by("pk", "now__starts_at").values(
        "service_id", "role", "fallback_phone", "fallback_id", "fallback__name", "fallback_counts", "ended_at",
        "now__person_id", "now__person__name", "on_counts", "now__starts_at",
    ):  # fmt: skip
        it = found.setdefault((row["service_id"], row["role"]), OnPost(fallback_phone=row["fallback_phone"]))
        if row["fallback_counts"]:
            it.fallback_id, it.fallback_name = row["fallback_id"], row["fallback__name"]
        if row["on_counts"]:
            it.people[row["now__person_id"]] = row["now__person__name"]
        it.changed_at = it.changed_at or row["now__starts_at"] or row["ended_at"]
    return found


def _counts(person: str, at: datetime, past: bool) -> Exists:
    """Whether whoever a path leads to was, or is, one who may hold a post."""
    may = User.objects.filter(Q(lost_at=None) | Q(lost_at__gt=at)) if past else User.objects.holders()
    return Exists(may.filter(pk=OuterRef(f"{person}_id")))


def has_rota(service: Service) -> bool:
    """Whether the coordinator role of a service is filled by a rota."""
    return Post.objects.filter(service=service, role=Role.COORDINATOR).exists()


def is_on_this_or_next_shift(user: User, service: Service, at: datetime) -> bool:
    """Whether the rota has somebody on as coordinator now or on the shift after this one. False without a rota: ask
    `has_rota` first.
    """
    to_come = Shift.objects.filter(
        post__service=service, post__role=Role.COORDINATOR, cancelled_at=None, ends_at__gt=at
    ).order_by("starts_at")
    on = {*to_come.filter(starts_at__lte=at).values_list("person_id", flat=True)}
    return user.pk in on | {*to_come.filter(starts_at__gt=at).values_list("person_id", flat=True)[:1]}
