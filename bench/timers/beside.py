"""The same 2,000 moments kept by rows and by Celery's ETA, in one run, without and with one kill -9."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import timedelta

from bench.timers import eta, rows
from tests.clocks import Place
from tests.faults.long.world import World

WATCHED = 30.0  # seconds after the last moment
ON_TIME = 1.0


@dataclass(frozen=True)
class Kept:
    """What came of one way of keeping 2,000 times."""

    way: str
    fault: str
    on_time: int
    late: int
    missing: int
    late_ms: rows.Lateness


def compare(world: World, of: Place, kill: bool) -> list[Kept]:
    """Both ways at once; `kill`: a timer process and the workers die in the middle and are back a second later."""
    worker = eta.worker()
    try:
        first, last = rows.due(of, rows.TIMERS, 25)
        step = (last - first) / rows.TIMERS
        eta.publish([first + step * (number + 1) for number in range(rows.TIMERS)])
        _sleep_until((first + (last - first) / 2).timestamp())
        if kill:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            world.restart("timers", "worker", pause=1)
            worker = eta.worker()
        _sleep_until(last.timestamp() + WATCHED)
        found = rows.written((first - timedelta(seconds=1), last + timedelta(seconds=1)))
        fault = "one kill -9" if kill else "none"
        return [
            _kept("rows and a sweep", fault, rows.at_gateway(world, found)),
            _kept("Celery ETA", fault, list({it["number"]: it["at"] - it["due"] for it in eta.rung()}.values())),
        ]
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _kept(way: str, fault: str, late: list[float]) -> Kept:
    on_time = sum(each <= ON_TIME for each in late)
    return Kept(way, fault, on_time, len(late) - on_time, rows.TIMERS - len(late), rows.Lateness.of(late))


def _sleep_until(moment: float) -> None:
    time.sleep(max(moment - time.time(), 0))
