"""The service's own timers, measured: from due to the alert row's commit, and to the gateway's ledger."""

import json
import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.models import Min
from django.utils import timezone

from mscc.embedded.paths import socket_folder
from pathways.escalation import Ladder, Stage, Who
from referrals import sweep
from referrals.models import Clock
from tests.clocks import Place, open_clocks, place
from tests.faults.long.world import World, until

LADDER = Ladder((Stage(0, Who.ROLE_HOLDER),), repeat_minutes=240, recheck_minutes=240)
RUNNING = ("gateway", "timers", "timers2", "worker")
TIMERS = 2_000
SPREAD = timedelta(seconds=40)
# Each alert that was written since a moment: its delivery's key, and seconds from due to its row's commit.
LATE = """
    SELECT delivery.key::text, alert.planned_at,
           EXTRACT(epoch FROM pg_xact_commit_timestamp(alert.xmin) - alert.planned_at)::float8
      FROM referrals_alert AS alert LEFT JOIN referrals_delivery AS delivery ON delivery.alert_id = alert.id
     WHERE alert.planned_at >= %s AND alert.planned_at <= %s
"""


@dataclass(frozen=True)
class Lateness:
    """Milliseconds, the load of the machine, and how many there were."""

    count: int
    p50: float
    p99: float
    most: float
    load: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Lateness":
        inorder = sorted(each * 1000 for each in seconds) or [float("nan")]
        share = [inorder[min(int(len(inorder) * part), len(inorder) - 1)] for part in (0.5, 0.99, 1.0)]
        return cls(len(seconds), *share, os.getloadavg()[0])


def administrator(world: World) -> psycopg.Connection[Any]:
    host = str(socket_folder(world.home, "postgres"))
    return psycopg.connect(host=host, user="postgres", dbname="mscc", autocommit=True)


def keep_commit_times(world: World) -> None:
    """Have the server remember when each row was committed: an alert counts from then, not from its transaction's
    start.
    """
    with administrator(world) as server:
        server.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    connections.close_all()
    world.kill_postgres(pause=0)


def asleep(of: Place, wanted: int) -> None:
    """As many open clocks as wanted, none due for days."""
    if (missing := wanted - Clock.objects.filter(status="open").count()) > 0:
        first = timezone.now() + timedelta(days=2)
        open_clocks(of, missing, first=first, spread=timedelta(days=20), ladder=LADDER)


def nothing_due() -> Lateness:
    """What a sweep costs when no clock is due."""
    took = []
    for _ in range(1_000):
        began = time.perf_counter()
        assert sweep.sweep() == []
        took.append(time.perf_counter() - began)
    return Lateness.of(took)


def due(of: Place, count: int, ahead: float, spread: timedelta = SPREAD) -> tuple[datetime, datetime]:
    """Clocks that fall due one after the other; returns the first moment and the last."""
    first = timezone.now() + timedelta(seconds=ahead)
    open_clocks(of, count, first=first, spread=spread, ladder=LADDER)
    assert timezone.now() < first, "the clocks were opened too late to be measured"
    return first, first + spread


def written(between: tuple[datetime, datetime]) -> list[tuple[str, datetime, float]]:
    with connection.cursor() as cursor:
        cursor.execute(LATE, between)
        return cursor.fetchall()


def all_written(between: tuple[datetime, datetime], count: int, seconds: float) -> list[tuple[str, datetime, float]]:
    left = (between[1] - timezone.now()).total_seconds()
    time.sleep(max(left, 0))
    until(lambda: not is_any_due(between[1]), seconds)
    rows = written(between)
    assert len(rows) == count, f"{len(rows)} alerts of {count} clocks"
    return rows


def is_any_due(moment: datetime) -> bool:
    """Asked again and again while others are measured: of the index alone."""
    least = Clock.objects.aggregate(least=Min("next_at"))["least"]
    return bool(least and least <= moment)


def at_gateway(world: World, rows: list[tuple[str, datetime, float]]) -> list[float]:
    """Seconds from due to the first call of each key."""
    called: dict[str, float] = {}
    for line in (world.home / "gateway.jsonl").read_text().splitlines():
        call = json.loads(line)
        called.setdefault(call["key"], call["at"])
    return [called[key] - planned.timestamp() for key, planned, _ in rows if key in called]


def lateness(world: World, of: Place, ahead: float) -> tuple[Lateness, Lateness]:
    """2,000 clocks due within 40 s: late at the row, and at the gateway."""
    between = due(of, TIMERS, ahead)
    rows = all_written(between, TIMERS, 60)
    until(lambda: len(at_gateway(world, rows)) >= TIMERS, 60)
    return Lateness.of([late for *_, late in rows]), Lateness.of(at_gateway(world, rows))


def at_once(world: World, of: Place, count: int) -> float:
    """Seconds until all of many clocks due in one moment have their alerts. Their messages are not waited for."""
    between = due(of, count, 30, timedelta(0))
    rows = all_written(between, count, 120)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_delivery SET state = 'superseded' WHERE state = 'pending'")
    until(lambda: world.redis().llen("celery") == 0, 120)
    return max(late for *_, late in rows)


def memory(world: World) -> list[float]:
    """Megabytes of each timer process: the most that it ever held."""
    found = []
    for name in ("timers", "timers2"):
        status = Path(f"/proc/{world.running[name].pid}/status").read_text()
        (line,) = [each for each in status.splitlines() if each.startswith("VmHWM")]
        found.append(int(line.split()[1]) / 1024)
    return found


__all__ = ["RUNNING", "TIMERS", "Lateness", "asleep", "at_once", "due", "keep_commit_times", "lateness", "memory",
           "nothing_due", "place"]  # fmt: skip
