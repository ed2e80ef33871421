"""The timer engine: claim the clocks whose next moment has come, write their alerts, move their next moment.

One transaction a batch: a process that is killed leaves everything or nothing. Rows that another sweeper holds are
skipped, so any number may run. What is due is decided by the database's clock alone.
"""

import json
import logging
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from mscc.models import Membership, RoleHolding
from mscc.moments import Precision
from mscc.roles import Role
from pathways.escalation import Ladder, Who
from pathways.guideline.limits import ClockKind, limit
from referrals.events import EventKind
from referrals.models import Alert, Delivery, Event
from referrals.models.clock import NAMESPACE

log = logging.getLogger(__name__)
BATCH = 200
# Celery has this long to send an alert before a timer process sends it itself.
CELERY_GRACE = timedelta(seconds=3)
POISON_PAUSE = timedelta(seconds=60)
Reason = Alert.Reason

CLAIM = """
    SELECT clock.id, clock.kind, clock.hours, clock.service_id, clock.referral_id, clock.due_at, clock.round,
           clock.round_started_at, clock.next_stage, clock.next_at, clock.ladder, clock.is_acknowledged,
           draft.author_id, timeline.mri_booked_for, timeline.rt_booked_for, COALESCE(%(at)s, now()) AS now
      FROM referrals_clock AS clock
      LEFT JOIN referrals_draft AS draft ON draft.key = clock.draft_id
      LEFT JOIN referrals_timeline AS timeline ON timeline.referral_id = clock.referral_id
     WHERE clock.next_at <= COALESCE(%(at)s, now())
     ORDER BY clock.next_at
     LIMIT %(batch)s
       FOR UPDATE OF clock SKIP LOCKED
"""
MOVE = """
    UPDATE referrals_clock AS clock
       SET next_at = new.next_at, next_stage = new.next_stage, round = new.round,
           round_started_at = new.round_started_at, is_acknowledged = false
      FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::int[], %s::timestamptz[])
           AS new (id, next_at, next_stage, round, round_started_at)
     WHERE clock.id = new.id
"""


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
    next_at: datetime
    is_last: bool


class People:
    """Who is told, for the services of a batch: looked up once."""

    def __init__(self, services: set[int], clocks: list[int]) -> None:
        held = RoleHolding.objects.filter(service_id__in=services, role=Role.COORDINATOR, ended_at=None)
        self.holders = dict(held.values_list("service_id", "user_id"))
        self.everyone: dict[int, list[int]] = defaultdict(list)
        members = Membership.objects.filter(service_id__in=services, role=Role.COORDINATOR, user__is_active=True)
        for service, user in members.values_list("service_id", "user_id"):
            self.everyone[service].append(user)
        self.names = {}

    def told(self, rung: Rung) -> list[int]:
        service = rung.due.service_id
        holder = [self.holders[service]] if service in self.holders else []
        if rung.who is Who.AUTHOR and rung.due.author_id:
            return [rung.due.author_id]
        if rung.who is Who.ROLE_HOLDER:
            return holder
        return list(dict.fromkeys([*holder, *self.everyone[service]]))


def sweep(*, at: datetime | None = None, batch: int = BATCH) -> list[int]:
    """Handle one batch of what is due; returns the deliveries to be sent. `at` stands in for the database's clock."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, {"at": at, "batch": batch})
            due = [Due(*row) for row in cursor.fetchall()]
        if not due:
            return []
        rungs = [climb(each) for each in due]
        people = People({each.service_id for each in due}, [each.id for each in due])
        told = {rung.due.id: people.told(rung) for rung in rungs}
        deliveries = _write_alerts(rungs, told)
        _write_events(rungs, told)
        _move([_without_waiting(rung, told) for rung in rungs])
    return deliveries


def climb(due: Due) -> Rung:
    """The rung that a due clock has reached. A row that cannot be worked out alarms and never stops the others."""
    try:
        return _climb(due)
    except Exception:  # one bad row must not stop the rest, whatever is wrong with it
        log.exception("Clock %s cannot be worked out", due.id)
        return Rung(
            due, due.round, due.round_started_at, due.next_stage, Who.ROLE_HOLDER, Reason.CANNOT_COMPUTE,
            due.now + POISON_PAUSE, is_last=True,
        )  # fmt: skip


def _climb(due: Due) -> Rung:
    ladder = Ladder.from_json(json.loads(due.ladder))
    number, stage, started = due.round, due.next_stage, due.round_started_at
    if due.is_acknowledged:  # the re-check: in hand, and still not done
        number, stage, started = number + 1, 0, due.now
    who = ladder.stage(stage).who
    return Rung(
        due, number, started, stage, who, _reason(due),
        ladder.next_look(stage, due.due_at, due.now, started), is_last=stage >= len(ladder.stages) - 1,
    )  # fmt: skip


def _reason(due: Due) -> Reason:
    if due.kind == ClockKind.DRAFT:
        return Reason.UNSAVED
    if due.kind == ClockKind.ACKNOWLEDGEMENT:
        return Reason.NEW_EMERGENCY
    if due.now >= due.due_at:
        return Reason.OVERDUE
    booked = {ClockKind.MRI: due.mri_booked_for, ClockKind.RADIOTHERAPY: due.rt_booked_for}.get(ClockKind(due.kind))
    return Reason.BOOKED_LATE if booked and booked > due.due_at else Reason.DUE_SOON


def _write_alerts(rungs: list[Rung], told: dict[int, list[int]]) -> list[int]:
    alerts = Alert.objects.bulk_create(
        [
            Alert(
                clock_id=rung.due.id, round=rung.round, stage=rung.stage, who=rung.who, reason=rung.reason,
                planned_at=rung.due.next_at, created_at=rung.due.now, nobody=not told[rung.due.id],
            )
            for rung in rungs
        ]
    )  # fmt: skip
    deliveries = [
        Delivery(
            alert=alert, person_id=person, channel=Delivery.Channel.EMAIL, created_at=alert.created_at,
            retry_at=alert.created_at + CELERY_GRACE, key=key_of(alert, person),
        )
        for alert in alerts
        for person in told[alert.clock_id]
    ]  # fmt: skip
    return [each.pk for each in Delivery.objects.bulk_create(deliveries)]


def key_of(alert: Alert, person: int) -> uuid.UUID:
    """The delivery's name: the same on every try and after every restore."""
    return uuid.uuid5(NAMESPACE, f"{alert.clock_id}:{alert.round}:{alert.stage}:{person}:{Delivery.Channel.EMAIL}")


def _write_events(rungs: list[Rung], told: dict[int, list[int]]) -> None:
    Event.objects.bulk_create(
        [
            Event(
                referral_id=rung.due.referral_id, kind=EventKind.ALERTED, happened_at=rung.due.now,
                precision=Precision.EXACT, recorded_at=rung.due.now, data=_data(rung, told[rung.due.id]),
            )
            for rung in rungs
            if rung.due.referral_id
        ]
    )  # fmt: skip


def _data(rung: Rung, told: list[int]) -> dict[str, Any]:
    label = limit(rung.due.kind, rung.due.hours).label if rung.reason is not Reason.CANNOT_COMPUTE else rung.due.kind
    return {"clock": label, "reason": rung.reason, "who": rung.who, "told": told}


def _without_waiting(rung: Rung, told: dict[int, list[int]]) -> Rung:
    """Nobody to tell: the next stage is due at once. The last stage repeats at its own pace."""
    if told[rung.due.id] or rung.is_last:
        return rung
    return Rung(**{**rung.__dict__, "next_at": rung.due.now})


def _move(rungs: list[Rung]) -> None:
    columns = [
        [rung.due.id for rung in rungs],
        [rung.next_at for rung in rungs],
        [rung.stage + 1 for rung in rungs],
        [rung.round for rung in rungs],
        [rung.round_started_at for rung in rungs],
    ]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, columns)


def next_moment() -> timedelta | None:
    """How long until the next clock is to be looked at, by the database's clock; None when none is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(next_at) - now() FROM referrals_clock WHERE next_at IS NOT NULL")
        return cursor.fetchone()[0]


def beat(process: str) -> None:
    """Say that this process has just swept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO referrals_heartbeat (process, beat_at) VALUES (%s, now()) "
            "ON CONFLICT (process) DO UPDATE SET beat_at = now()",
            [process],
        )
