"""TABLE: the faults, each done to the running service while 2,000 clocks fall due."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from tests.faults.long import backup
from tests.faults.long.world import World

ALL = ("timers", "timers2", "auditor", "worker", "beat", "web")


@dataclass(frozen=True)
class Fault:
    """What is done, while `seconds` of the run pass."""

    name: str
    do: Callable[[World, threading.Event], None]
    clocks: int = 2000
    spread: float = 30.0


def nothing(it: World, stop: threading.Event) -> None:
    """Nothing goes wrong."""


def kills(names: tuple[str, ...], every: float, number: int = 100) -> Callable[[World, threading.Event], None]:
    """kill -9 of one of the processes at random, again and again, each started anew at once."""

    def do(it: World, stop: threading.Event) -> None:
        for _ in range(number):
            it.restart(it.random.choice(names))
            time.sleep(it.random.uniform(0, 2 * every))

    return do


def once(after: float, *names: str, pause: float = 0.0) -> Callable[[World, threading.Event], None]:
    def do(it: World, stop: threading.Event) -> None:
        time.sleep(after)
        it.restart(*names, pause=pause)

    return do


def worker_gone(it: World, stop: threading.Event) -> None:
    it.stop("worker", signal.SIGKILL)
    stop.wait()
    it.start("worker")


def frozen_sweeper(it: World, stop: threading.Event) -> None:
    time.sleep(10)
    it.freeze("timers", 60)


def postgres_killed(it: World, stop: threading.Event) -> None:
    for _ in range(3):
        time.sleep(8)
        it.kill_postgres(pause=2)


def connections_cut(it: World, stop: threading.Event) -> None:
    while not stop.wait(5):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'mscc_app' "
                "AND pid <> pg_backend_pid()"
            )
    connection.close()


def redis_killed(it: World, stop: threading.Event) -> None:
    time.sleep(8)
    it.kill_redis(pause=10)


def redis_gone(it: World, stop: threading.Event) -> None:
    it.kill_redis(pause=None)
    stop.wait()
    from mscc.embedded import redis

    redis.start(it.home)


def redis_flushed(it: World, stop: threading.Event) -> None:
    while not stop.wait(1):
        it.redis().flushall()


def redis_full(it: World, stop: threading.Event) -> None:
    server = it.redis()
    server.config_set("maxmemory-policy", "noeviction")
    server.config_set("maxmemory", "1")
    stop.wait()
    server.config_set("maxmemory", "0")


def redis_frozen(it: World, stop: threading.Event) -> None:
    time.sleep(8)
    pid = it.redis_pid()
    os.kill(pid, signal.SIGSTOP)
    stop.wait(60)
    os.kill(pid, signal.SIGCONT)


def wakes_repeated(it: World, stop: threading.Event) -> None:
    """Whatever stands in the broker's queue comes four times, as when a broker delivers again."""
    server = it.redis()
    while not stop.wait(0.05):
        for wake in server.lrange("celery", 0, 50):
            server.lpush("celery", wake, wake, wake)
            server.ltrim("celery", 0, 400)


def gateway_refuses(it: World, stop: threading.Event) -> None:
    it.misbehave(refuse=0.2, no_answer=0.02)
    stop.wait()
    it.misbehave()


def gateway_late(it: World, stop: threading.Event) -> None:
    """Takes the message and answers after the sender has given up, for a while."""
    time.sleep(8)
    it.misbehave(delay=7.0)
    time.sleep(10)
    it.misbehave()


def gateway_down(it: World, stop: threading.Event) -> None:
    time.sleep(8)
    it.misbehave(is_down=True)
    time.sleep(20)
    it.misbehave()


def wrong_clock(it: World, stop: threading.Event) -> None:
    """The clock of one timer process jumps a minute ahead while it runs. (With a wrong one it does not start.)"""
    it.stop("timers2", signal.SIGKILL)
    it.start("timers2", prefix=["-m", "tests.faults.skewed", "60", "8"])
    stop.wait()
    it.restart("timers2")


def two_beats(it: World, stop: threading.Event) -> None:
    command, environment = it.commands["beat"]
    it.commands["beat2"] = ([*command[:-1], command[-1] + "-2"], environment)
    it.start("beat2")
    stop.wait()
    it.stop("beat2", signal.SIGKILL)
    del it.commands["beat2"]


def poison(it: World, stop: threading.Event) -> None:
    """Every hundredth row holds a ladder that cannot be read."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_clock SET ladder = '{}' WHERE id % 100 = 0 AND status = 'open'")
    connection.close()


def deployment(it: World, stop: threading.Event) -> None:
    """Everything is stopped as an operator does and started again, one after the other."""
    time.sleep(8)
    for name in ALL:
        it.restart(name, number=signal.SIGTERM)
        time.sleep(2)


def restored(it: World, stop: threading.Event) -> None:
    """The database goes back by ten seconds, as when all that is left of it is a backup."""
    time.sleep(8)
    backup.make(it.home)
    time.sleep(10)
    for name in ALL:
        it.stop(name, signal.SIGKILL)
    backup.restore(it.home)
    backup.forget_lost(it.acknowledged)
    for name in ALL:
        it.start(name)


FAULTS = (
    Fault("none", nothing),
    Fault("100 kills -9: timers, auditor, worker, beat, web at random", kills(ALL, 0.8), spread=80),
    Fault("both timers killed, back after 5 s", once(10, "timers", "timers2", pause=5)),
    Fault("worker killed, back after 5 s", once(10, "worker", pause=5)),
    Fault("worker killed, never back", worker_gone),
    Fault("a timer process frozen for 60 s with rows locked", frozen_sweeper, spread=60),
    Fault("PostgreSQL killed -9 three times", postgres_killed),
    Fault("database connections cut every 5 s", connections_cut),
    Fault("database lost, back from a backup ten seconds old", restored),
    Fault("Redis killed, back empty after 10 s", redis_killed),
    Fault("Redis gone for the whole run", redis_gone),
    Fault("Redis flushed every second", redis_flushed),
    Fault("Redis full (noeviction)", redis_full),
    Fault("Redis frozen", redis_frozen),
    Fault("each wake-up repeated by the broker", wakes_repeated),
    Fault("gateway refuses 20 %, no answer to 2 %", gateway_refuses),
    Fault("gateway answers after the time-out for 10 s", gateway_late),
    Fault("gateway down for 20 s", gateway_down),
    Fault("clock of one timer process a minute wrong", wrong_clock),
    Fault("two beats", two_beats),
    Fault("poison: 1 % of ladders unreadable", poison),
    Fault("a deployment in the middle", deployment),
)
