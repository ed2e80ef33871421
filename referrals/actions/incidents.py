"""Log an incident, and keep its entry as it is looked into. A clock that runs out offers one and never makes one."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import Service
from mscc.moments import day_in_london
from mscc.roles import Permission
from pathways.incidents import candour_is_due
from pathways.states import NotPossible
from referrals.actions.triage import Conflict
from referrals.models import Incident


@transaction.atomic
def log(*, service: Service, given: dict[str, Any], by: Access, at: datetime) -> Incident:
    """Add an incident of a service to the log."""
    _may(by, service)
    new = Incident(alliance_id=service.alliance_id, service=service, made_at=at)
    return _keep(new, given, "incident.log", by, at)


@transaction.atomic
def change(*, incident: Incident, given: dict[str, Any], version: int, by: Access, at: datetime) -> Incident:
    """Write what is known now; `version` is what was read. The history keeps what stood before."""
    kept = Incident.objects.select_for_update(of=("self",)).select_related("service").get(pk=incident.pk)
    _may(by, kept.service)
    if kept.version != version:
        raise Conflict("Somebody else changed this incident meanwhile. Look at both before you save again.")
    kept.version += 1
    return _keep(kept, given, "incident.change", by, at)


def _may(by: Access, service: Service) -> None:
    if service.alliance_id != by.alliance_id or not by.may_in(Permission.LOG_INCIDENT, service):
        raise PermissionDenied(Permission.LOG_INCIDENT.refusal)


def _keep(incident: Incident, given: dict[str, Any], action: str, by: Access, at: datetime) -> Incident:
    for name, value in given.items():
        setattr(incident, name, value)
    _check(incident, at)
    incident.stamp(at, by.user)
    incident.save()
    trail.record(action, by=by.user, at=at, subject=incident.pk, stage=incident.stage, closed=not incident.is_open)
    return incident


def _check(incident: Incident, at: datetime) -> None:
    today = day_in_london(at)
    if incident.happened_on > today or (incident.closed_on and incident.closed_on > today):
        raise NotPossible("That day has not come yet. Give today or an earlier day.")
    for other in (incident.referral, incident.owner):
        if other is not None and other.alliance_id != incident.alliance_id:
            raise NotPossible("Only a referral and colleagues of this alliance belong to its incidents.")
    if incident.is_open:
        return
    if incident.closed_on and incident.closed_on < incident.happened_on:
        raise NotPossible("It cannot have been closed before it happened.")
    if not incident.learning.strip():
        raise NotPossible("Say what was learned before you close it; if it was nothing, say that.")
    if candour_is_due(incident.physical_harm, incident.psychological_harm, incident.candour):
        raise NotPossible("From moderate harm on, say what became of the duty of candour before you close it.")
