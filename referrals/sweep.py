"""The timer engine: claim the clocks whose next moment has come, write their alerts, move their next moment.

One transaction a batch: a process that is killed leaves everything or nothing. Rows that another sweeper holds are
skipped, so any number may run. What is due is decided by the database's clock alone.
"""

import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction

from audit import trail
from pathways.guideline.limits import ClockKind
from referrals.actions import cover
from referrals.models.clock import NAMESPACE
from referrals.rungs import Due, People, Rung, alarm, climb_or_alarm, ways_to

log = logging.getLogger(__name__)
BATCH = 500
# Celery has this long to send an alert before a timer process sends it itself.
CELERY_GRACE = timedelta(seconds=3)

LONGEST_SILENCE = timedelta(seconds=60)

# Asked before a transaction is begun: with nothing due it is all that a sweep costs.
# The least of an index, whatever the planner thinks of how many are due.
IS_ANY_DUE = "SELECT min(next_at) <= COALESCE(%s, now()) FROM referrals_clock"
CLAIM = """
    SELECT clock.id, clock.key, clock.kind, clock.hours, clock.local_hours, clock.started_at, clock.service_id,
           clock.referral_id, clock.due_at, clock.round, clock.round_started_at, clock.next_stage, clock.next_at,
           clock.ladder, clock.is_acknowledged,
           COALESCE(draft.author_id, handover.receiver_id), timeline.mri_booked_for, timeline.rt_booked_for,
           COALESCE(%(at)s, now()) AS now
      FROM referrals_clock AS clock
      LEFT JOIN referrals_draft AS draft ON draft.key = clock.draft_id
      LEFT JOIN mscc_handover AS handover ON handover.id = clock.handover_id
      LEFT JOIN referrals_timeline AS timeline ON timeline.referral_id = clock.referral_id
     WHERE clock.next_at <= COALESCE(%(at)s, now()) AND (%(only)s IS NULL OR clock.id = %(only)s)
     ORDER BY clock.next_at
     LIMIT %(batch)s
       FOR UPDATE OF clock SKIP LOCKED
"""
# Each of these takes what its rows share, then its rows as one JSON text: to quote arrays of thousands of values costs
# more than the rest. An alert that is there already (after a restore, say) is not written twice; its clock goes on to
# the next stage.
ALERT = """
    INSERT INTO referrals_alert (created_at, clock_id, round, stage, who, reason, planned_at, nobody)
    SELECT %s, new.*
      FROM json_to_recordset(%s)
        AS new (clock_id bigint, round int, stage int, who text, reason text, planned_at timestamptz, nobody bool)
        ON CONFLICT (clock_id, round, stage) DO NOTHING
 RETURNING clock_id, id
"""
DELIVERY = """
    INSERT INTO referrals_delivery
           (created_at, retry_at, state, attempts, alert_id, person_id, channel, contact_id, key)
    SELECT %s, %s, 'pending', 0, new.*
      FROM json_to_recordset(%s) AS new (alert_id bigint, person_id bigint, channel text, contact_id bigint, key uuid)
 RETURNING id
"""
EVENT = """
    INSERT INTO referrals_event (referral_id, kind, happened_at, precision, recorded_at, told_by, data)
    SELECT referral_id, 'alerted', shared.now, 'exact', shared.now, '', data
      FROM (SELECT %s AS now) AS shared, json_to_recordset(%s) AS new (referral_id bigint, data jsonb)
 RETURNING id
"""
MOVE = """
    UPDATE referrals_clock AS clock
       SET next_at = new.next_at, next_stage = new.next_stage, round = new.round,
           round_started_at = new.round_started_at, is_acknowledged = false
      FROM json_to_recordset(%s)
        AS new (id bigint, next_at timestamptz, next_stage int, round int, round_started_at timestamptz)
     WHERE clock.id = new.id
 RETURNING clock.id
"""
SILENCE = "SELECT max(beat_at), now() FROM referrals_heartbeat HAVING now() - max(beat_at) > %s"


def sweep(*, at: datetime | None = None, batch: int = BATCH) -> list[int]:
    """Handle one batch of what is due; returns the deliveries to be sent. `at` stands in for the database's clock."""
    if not _ask(IS_ANY_DUE, [at])[0][0]:
        return []
    try:
        return _sweep(at, batch)
    except OperationalError:
        raise  # the server, not a row: whoever called tries again
    except Exception:  # one bad row must not stop the rest, whatever is wrong with it
        log.exception("A batch of clocks cannot be handled together")
        return _one_by_one(at, batch)


def _sweep(
    at: datetime | None, batch: int, only: int | None = None, climb: Callable[[Due], Rung] = climb_or_alarm
) -> list[int]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, {"at": at, "batch": batch, "only": only})
            due = _without_filled([Due(*row) for row in cursor.fetchall()])
        if not due:
            return []
        climbed = [climb(each) for each in due]
        rungs = [rung for rung in climbed if not rung.is_passed_over]
        now = due[0].now
        people = People({each.service_id for each in due}, now)
        told = {rung.due.id: people.told(rung) for rung in rungs}
        alerts = _write_alerts(rungs, told, now)
        new = [rung for rung in rungs if rung.due.id in alerts]
        _write_events(new, told, now)
        _move([_without_waiting(rung, told) for rung in climbed])
        return _write_deliveries(new, alerts, told, now)


def _without_filled(due: list[Due]) -> list[Due]:
    """Without the gaps in a rota that are none any longer: their clocks have been moved on to the next."""
    gaps = [each.id for each in due if each.kind == ClockKind.COVER]
    if not gaps:
        return due
    still = cover.still_open(gaps, due[0].now)
    return [each for each in due if each.kind != ClockKind.COVER or each.id in still]


def _one_by_one(at: datetime | None, batch: int) -> list[int]:
    """Each due clock in a transaction of its own; one that cannot be handled raises an alarm of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM referrals_clock WHERE next_at <= COALESCE(%s, now()) ORDER BY next_at LIMIT %s", [at, batch]
        )
        numbers = [number for (number,) in cursor.fetchall()]
    deliveries, problems = [], []
    for number in numbers:
        try:
            deliveries += _alone(at, number)
        except OperationalError:
            raise
        except Exception as problem:  # not even its alarm: the others first, then everybody hears of it
            problems.append(problem)
    if problems:
        raise ExceptionGroup("Clocks that cannot be handled", problems)
    return deliveries


def _alone(at: datetime | None, number: int) -> list[int]:
    try:
        return _sweep(at, 1, only=number)
    except OperationalError:
        raise
    except Exception:
        log.exception("Clock %s cannot be handled", number)
        return _sweep(at, 1, only=number, climb=alarm)


def _write_alerts(rungs: list[Rung], told: dict[int, list[int]], now: datetime) -> dict[int, int]:
    """Write the alerts that are not there yet; returns the new ones by clock."""
    rows = [
        {
            "clock_id": it.due.id, "round": it.round, "stage": it.stage, "who": it.who, "reason": it.reason,
            "planned_at": it.due.next_at, "nobody": not told[it.due.id],
        }
        for it in rungs
    ]  # fmt: skip
    return dict(_write(ALERT, rows, now))


def _write_deliveries(
    rungs: list[Rung], alerts: dict[int, int], told: dict[int, list[int]], now: datetime
) -> list[int]:
    ways = ways_to({person for rung in rungs for person in told[rung.due.id]})
    rows = [
        {
            "alert_id": alerts[rung.due.id], "person_id": person, "channel": way.channel, "contact_id": way.contact,
            "key": key_of(rung.due.key, rung.round, rung.stage, person, way.channel),
        }
        for rung in rungs
        for person in told[rung.due.id]
        for way in ways[person]
        if rung.is_urgent or not way.urgent_only
    ]  # fmt: skip
    return [number for (number,) in _write(DELIVERY, rows, now, now + CELERY_GRACE)]


def key_of(clock: uuid.UUID, number: int, stage: int, person: int, channel: str) -> uuid.UUID:
    """The delivery's name: the same on every try and after every restore."""
    return uuid.uuid5(NAMESPACE, f"{clock}:{number}:{stage}:{person}:{channel}")


def _write_events(rungs: list[Rung], told: dict[int, list[int]], now: datetime) -> None:
    rows = [
        {
            "referral_id": rung.due.referral_id,
            "data": {"clock": rung.label, "reason": rung.reason, "who": rung.who, "told": told[rung.due.id]},
        }
        for rung in rungs
        if rung.due.referral_id
    ]  # fmt: skip
    _write(EVENT, rows, now)


def _without_waiting(rung: Rung, told: dict[int, list[int]]) -> Rung:
    """Nobody to tell: the next stage is due at once. The last stage repeats at its own pace."""
    if rung.is_passed_over or rung.is_last or told[rung.due.id]:
        return rung
    return replace(rung, next_at=rung.due.now)


def _move(rungs: list[Rung]) -> None:
    rows = [
        {
            "id": rung.due.id, "next_at": rung.next_at, "next_stage": rung.stage + 1, "round": rung.round,
            "round_started_at": rung.round_started_at,
        }
        for rung in rungs
    ]  # fmt: skip
    _write(MOVE, rows)


def _write(statement: str, rows: list[dict[str, Any]], *shared: datetime) -> list[tuple]:
    """Run a statement that takes its rows as JSON, if there are any."""
    return _ask(statement, [*shared, json.dumps(rows, default=str)]) if rows else []


def _ask(query: str, given: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()


def next_moment() -> timedelta | None:
    """How long until the next clock is to be looked at, by the database's clock; None when none is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(next_at) - now() FROM referrals_clock WHERE next_at IS NOT NULL")
        return cursor.fetchone()[0]


def now() -> datetime:
    """The moment, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def break_silence() -> None:
    """Before the first sweep: write down a time in which nobody swept, so that what it holds can be looked for.

    Everything stood still, or the database went back to a backup: in that one nobody has swept since it was made.
    """
    for since, moment in _ask(SILENCE, [LONGEST_SILENCE]):
        trail.record("timers.silent", by=None, at=moment, since=since.isoformat())


def beat(process: str) -> None:
    """Say that this process has just swept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO referrals_heartbeat (process, beat_at) VALUES (%s, now()) "
            "ON CONFLICT (process) DO UPDATE SET beat_at = now()",
            [process],
        )
