"""The alliance's agreed pathways: what stands now, what stood before, and adding a version."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, QuerySet, When

from audit import trail
from mscc.access import Access, require
from mscc.models import Service
from mscc.roles import Permission, Role
from pathways.guideline.limits import SHORTENED
from pathways.models import LocalPathway


class Superseded(Exception):
    """Somebody saved a version in the meantime; `latest` is it."""

    def __init__(self, latest: LocalPathway) -> None:
        super().__init__(f"Version {latest.version} was saved in the meantime.")
        self.latest = latest


def latest(among: QuerySet[LocalPathway]) -> QuerySet[LocalPathway]:
    """The latest version of each document."""
    return among.order_by("key", "-version").distinct("key")


def standing(access: Access) -> list[LocalPathway]:
    """What stands in the person's alliance, by kind and title."""
    order = list(LocalPathway.Kind)
    found = latest(LocalPathway.seen_by(access)).select_related("written_by")
    return sorted(found, key=lambda it: (order.index(LocalPathway.Kind(it.kind)), it.title.casefold()))


def versions(access: Access, key: uuid.UUID) -> list[LocalPathway]:
    """Every version of a document, the latest first."""
    return list(LocalPathway.seen_by(access).filter(key=key).order_by("-version").select_related("written_by"))


def overdue(access: Access, today: date) -> int:
    """How many documents in use are past their review."""
    return sum(it.is_overdue(today) for it in standing(access))


def seen_to_by(alliance_id: int, author_id: int | None = None) -> int:
    """The service that sees to what belongs to a whole alliance: where the author is lead, else the first that has a
    lead, else any.
    """
    leads = Q(memberships__role=Role.SERVICE_LEAD, memberships__user__is_active=True)
    by_author = leads & Q(memberships__user=author_id)
    rank = Case(When(by_author, then=0), When(leads, then=1), default=2)
    services = Service.objects.filter(alliance=alliance_id)
    return services.order_by(rank, "pk").values_list("pk", flat=True)[0]


@transaction.atomic
def add_version(*, of: LocalPathway | None, given: dict[str, Any], by: Access, at: datetime) -> LocalPathway:
    """Add a version to a document, or begin a new one.

    Raises Superseded when `of` is no longer the latest: whoever wrote must look at that first.
    """
    require(by, Permission.EDIT_PATHWAYS)
    _check_limits(given.get("limits", {}))
    new = LocalPathway(alliance_id=by.alliance_id, written_at=at, written_by=by.user, **given)
    if of is not None:
        last = versions(by, of.key)[0]
        if last.pk != of.pk:
            raise Superseded(last)
        new.key, new.version = of.key, of.version + 1
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as taken:  # two saved at once
        raise Superseded(versions(by, new.key)[0]) from taken
    trail.record("pathway.save", by=by.user, at=at, subject=str(new.key), version=new.version, in_use=new.is_in_use)
    return new


def _check_limits(limits: dict[str, float]) -> None:
    """Raise ValueError for a local limit of a clock that has none, or one that is not shorter than the guideline's."""
    known = {each.slug: each for each in SHORTENED}
    for slug, hours in limits.items():
        if slug not in known:
            raise ValueError(f"There is no clock {slug} with a limit of the guideline.")
        if problem := known[slug].refuses(hours):
            raise ValueError(problem)
