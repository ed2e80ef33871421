"""What the person who is signed in may see and do. Every queryset of a view starts here.

`SomeModel.seen_by(access)` is the only way for a view to reach rows: it never leaves the person's own alliance.
"""

from datetime import datetime
from functools import cached_property
from typing import Protocol, Self

from django.core.exceptions import PermissionDenied
from django.db import models

from mscc.models import Alliance, Handover, Membership, Service, User
from mscc.roles import OWN_SERVICE, ROLES, Permission, Role


class Tied(Protocol):
    """Something that belongs to a service and has people who are party to it."""

    service_id: int

    def party_ids(self) -> set[int]: ...


class Access:
    """A person's roles, looked up once a request."""

    def __init__(self, user: User, at: datetime | None = None) -> None:
        self.user = user
        self.alliance_id = user.alliance_id
        self.at = at

    @cached_property
    def memberships(self) -> list[Membership]:
        """Those that have not ended at the moment of the request; the timers take away those that have."""
        given = self.user.memberships.select_related("service")
        return [each for each in given if not (self.at and each.ends_at and each.ends_at <= self.at)]

    @cached_property
    def alliance(self) -> Alliance:
        return self.user.alliance

    @cached_property
    def services(self) -> list[Service]:
        """The services in which the person has a role, the first one being where calls are logged by default."""
        return list({each.service_id: each.service for each in self.memberships if each.service}.values())

    @cached_property
    def on_duty(self) -> list[Service]:
        """Every service of the alliance, with `holder_id`, `holder_name` and `held_since` of its coordinator role now
        (or None), and to whom it is `offered` but not accepted yet.
        """
        now = models.Q(holdings__ended_at=None, holdings__role=Role.COORDINATOR)
        services = Service.objects.filter(alliance_id=self.alliance_id)
        services = services.annotate(now=models.FilteredRelation("holdings", condition=now))
        offer = models.FilteredRelation("handovers", condition=models.Q(handovers__state=Handover.State.PENDING))
        services = services.annotate(
            offer=offer, offered=models.F("offer__pk"), offered_id=models.F("offer__receiver_id"),
            offered_name=models.F("offer__receiver__name"),
        )  # fmt: skip
        holder = {"holder_id": "now__user_id", "holder_name": "now__user__name", "held_since": "now__started_at"}
        services = services.annotate(
            counts=models.Exists(User.objects.holders().filter(pk=models.OuterRef("now__user")))
        )
        found = {name: models.Case(models.When(counts=True, then=models.F(path))) for name, path in holder.items()}
        return list(services.annotate(**found))

    @cached_property
    def held(self) -> set[int]:
        """The services whose coordinator role the person holds now."""
        mine = (each for each in self.on_duty if each.holder_id == self.user.pk)  # type: ignore[attr-defined]
        return {service.pk for service in mine}

    def may(self, permission: Permission, case: Tied | None = None) -> bool:
        """Whether the permission is given: by any role in the alliance, or, for a case, by a tie to it.

        Colleagues of another service read; they write only while they hold the role or are party to the case.
        """
        granting = [each for each in self.memberships if permission in ROLES[Role(each.role)]]
        if case is None or permission not in OWN_SERVICE or not granting:
            return bool(granting)
        if any(each.service_id == case.service_id for each in granting):
            return True
        return case.service_id in self.held or self.user.pk in case.party_ids()

    def may_in(self, permission: Permission, service: Service) -> bool:
        """Whether the permission is given in a service: by a role there, or by holding its coordinator role."""
        granting = [each for each in self.memberships if permission in ROLES[Role(each.role)]]
        return any(each.service_id == service.pk for each in granting) or bool(granting and service.pk in self.held)

    @property
    def role_words(self) -> str:
        return ", ".join(dict.fromkeys(Role(each.role).label for each in self.memberships)) or "No role"


def require(by: Access, permission: Permission, case: Tied | None = None) -> None:
    """Raise PermissionDenied, with the sentence to show, unless the person may."""
    if not by.may(permission, case):
        raise PermissionDenied(permission.refusal)


class AllianceOwned(models.Model):
    """A row that belongs to one alliance; `alliance_path` is how a query reaches it."""

    alliance_path = "alliance"

    class Meta:
        abstract = True

    @classmethod
    def seen_by(cls, access: Access) -> "models.QuerySet[Self]":
        """The rows of the person's own alliance."""
        return cls._default_manager.filter(**{cls.alliance_path: access.alliance_id})
