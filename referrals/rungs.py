"""What a due clock comes to: the rung that it has reached, whom that tells, when to look again."""

import json
import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from mscc.models import Membership, RoleHolding
from mscc.roles import Role
from pathways.escalation import Ladder, Who
from pathways.guideline.limits import ClockKind, limit
from referrals.models import Alert

log = logging.getLogger(__name__)
POISON_PAUSE = timedelta(seconds=60)
Reason = Alert.Reason


@dataclass(frozen=True)
class Due:
    """A clock whose next moment has come, as the claim returns it."""

    id: int
    kind: str
    hours: float
    service_id: int
    referral_id: int | None
    due_at: datetime
    round: int
    round_started_at: datetime | None
    next_stage: int
    next_at: datetime
    ladder: str
    is_acknowledged: bool
    author_id: int | None
    mri_booked_for: datetime | None
    rt_booked_for: datetime | None
    now: datetime


@dataclass(frozen=True)
class Rung:
    """What to do about a due clock: the alert to write and the next moment to look."""

    due: Due
    round: int
    round_started_at: datetime | None
    stage: int
    who: Who
    reason: Reason
    label: str
    next_at: datetime
    is_last: bool


def climb_or_alarm(due: Due) -> Rung:
    """The rung that a due clock has reached. A row that cannot be worked out alarms and never stops the others."""
    try:
        return climb(due)
    except Exception:
        log.exception("Clock %s cannot be worked out", due.id)
        return alarm(due)


def climb(due: Due) -> Rung:
    ladder = Ladder.from_json(json.loads(due.ladder))
    number, stage, started = _position(due)
    return Rung(
        due, number, started, stage, ladder.stage(stage).who, _reason(due), limit(due.kind, due.hours).label,
        ladder.next_look(stage, due.due_at, due.now, started), is_last=stage >= len(ladder.stages) - 1,
    )  # fmt: skip


def alarm(due: Due) -> Rung:
    """For a clock that cannot be worked out: everybody is told to look at it, and again until somebody does."""
    number, stage, started = _position(due)
    return Rung(
        due, number, started, stage, Who.EVERYONE, Reason.CANNOT_COMPUTE, due.kind, due.now + POISON_PAUSE, is_last=True
    )


def _position(due: Due) -> tuple[int, int, datetime | None]:
    """Round, stage, and when the round began. Acknowledged and due again: in hand, still not done, a new round."""
    if due.is_acknowledged:
        return due.round + 1, 0, due.now
    return due.round, due.next_stage, due.round_started_at


def _reason(due: Due) -> Reason:
    if due.kind == ClockKind.DRAFT:
        return Reason.UNSAVED
    if due.kind == ClockKind.ACKNOWLEDGEMENT:
        return Reason.NEW_EMERGENCY
    if due.now >= due.due_at:
        return Reason.OVERDUE
    booked = {ClockKind.MRI: due.mri_booked_for, ClockKind.RADIOTHERAPY: due.rt_booked_for}.get(ClockKind(due.kind))
    return Reason.BOOKED_LATE if booked and booked > due.due_at else Reason.DUE_SOON


class People:
    """Who is told, for the services of a batch: looked up once."""

    def __init__(self, services: set[int]) -> None:
        held = RoleHolding.objects.filter(service_id__in=services, role=Role.COORDINATOR, ended_at=None)
        self.holders = dict(held.filter(user__is_active=True).values_list("service_id", "user_id"))
        self.everyone: dict[int, list[int]] = defaultdict(list)
        members = Membership.objects.filter(service_id__in=services, role=Role.COORDINATOR, user__is_active=True)
        for service, user in members.values_list("service_id", "user_id"):
            self.everyone[service].append(user)

    def told(self, rung: Rung) -> list[int]:
        service = rung.due.service_id
        holder = [self.holders[service]] if service in self.holders else []
        if rung.who is Who.AUTHOR and rung.due.author_id:
            return [rung.due.author_id]
        if rung.who is Who.ROLE_HOLDER:
            return holder
        return list(dict.fromkeys([*holder, *self.everyone[service]]))
