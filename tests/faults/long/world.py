"""The service as it runs, and what can be done to its processes."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import redis as redis_client
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from audit.management.commands.demo import service
from mscc import embedded
from mscc.access import Access
from mscc.embedded import postgres, redis
from mscc.embedded.paths import socket_folder
from mscc.ports import free
from pathways.escalation import Ladder, Stage, Who
from referrals.actions import alerts
from referrals.models import Clock
from tests.clocks import Place, open_clocks, place

MINUTES = 1 / 60  # of one second
LADDER = Ladder(
    tuple(Stage(seconds * MINUTES, Who.ROLE_HOLDER) for seconds in (0, 3, 6)), repeat_minutes=240, recheck_minutes=240
)
AHEAD = timedelta(seconds=6)


class World:
    """Two timer processes, auditor, worker, beat, web, gateway; PostgreSQL and Redis of the home."""

    def __init__(self, seed: int) -> None:
        self.home, self.random = settings.MSCC_HOME, Random(seed)
        self.port = free()
        self.address = f"http://127.0.0.1:{self.port}"
        self.acknowledged: dict[int, float] = {}
        children = {child.name: child for child in service(self.port)}
        self.commands = {name: (child.command, dict(child.environment)) for name, child in children.items()}
        gateway = self.commands["gateway"][0]
        self.gateway = f"http://127.0.0.1:{gateway[gateway.index('--port') + 1]}"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @contextmanager
    def up(self, *names: str) -> Iterator["World"]:
        """Everything running (or only what is named), on an empty database."""
        for name in ("postgres", "redis"):
            embedded.ensure(name)
        call_command("migrate", verbosity=0, interactive=False)
        try:
            for name in names or self.commands:
                self.start(name)
            if {"timers", "timers2"} <= self.running.keys():
                self._until_swept()
            yield self
        finally:
            for name in list(self.running):
                self.stop(name, signal.SIGKILL)
            connection.close()
            for name in ("postgres", "redis"):
                embedded.release(name)

    def start(self, name: str, prefix: list[str] | None = None) -> None:
        command, environment = self.commands[name]
        if prefix:
            command = [command[0], *prefix, *command[2:]]
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self, name: str, number: int = signal.SIGTERM) -> None:
        """Send the whole process group a signal and wait for the end."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait()

    def restart(self, *names: str, number: int = signal.SIGKILL, pause: float = 0.0) -> None:
        for name in names:
            self.stop(name, number)
        time.sleep(pause)
        for name in names:
            self.start(name)

    def freeze(self, name: str, seconds: float) -> None:
        """Stop a process in the middle of a transaction, so that it keeps the rows that it has locked."""
        pid = self.running[name].pid
        for _ in range(500):
            os.killpg(pid, signal.SIGSTOP)
            if self._is_held():
                break
            os.killpg(pid, signal.SIGCONT)
            time.sleep(self.random.uniform(0.001, 0.02))
        time.sleep(seconds)
        os.killpg(pid, signal.SIGCONT)

    def _is_held(self) -> bool:
        """Whether somebody keeps a transaction open that has locked rows, and does nothing."""
        time.sleep(0.05)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'mscc_app' AND state = 'idle in transaction' "
                "AND backend_xid IS NOT NULL AND now() - state_change > interval '40 ms'"
            )
            return bool(cursor.fetchone()[0])

    def misbehave(self, **mode: object) -> None:
        """Tell the gateway how."""
        asked = urllib.request.Request(f"{self.gateway}/mode", json.dumps(mode).encode())
        urllib.request.urlopen(asked, timeout=5).close()

    def kill_postgres(self, pause: float) -> None:
        number = int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)
        time.sleep(pause)
        until(lambda: not Path(f"/proc/{number}").exists(), 30)
        until(self._postgres_starts, 60)

    def _postgres_starts(self) -> bool:
        try:
            postgres.start(self.home)
        except OSError:  # its children are still ending
            return False
        return True

    def redis(self) -> redis_client.Redis:
        return redis_client.Redis(unix_socket_path=str(socket_folder(self.home, "redis") / "redis.sock"))

    def redis_pid(self) -> int:
        return int(self.redis().info("server")["process_id"])

    def kill_redis(self, pause: float | None) -> None:
        """End Redis and lose what it held; `pause` seconds later it is back, empty. None: never in this run."""
        os.kill(self.redis_pid(), signal.SIGKILL)
        if pause is not None:
            time.sleep(pause)
            redis.start(self.home)

    def seed(self, count: int, spread: float) -> Place:
        """Open clocks whose three rungs fall due within `spread` seconds from soon on."""
        of = place()
        open_clocks(of, count, first=timezone.now() + AHEAD, spread=timedelta(seconds=spread), ladder=LADDER)
        return of

    def acknowledge_some(self, of: Place, share: float, stop: threading.Event) -> None:
        """As people do: a share of the clocks that have alerted is taken in hand, some by two at once."""
        by, done = Access(of.coordinator), set()
        while not stop.wait(0.2):
            with suppress(OperationalError, alerts.AlreadyAcknowledged):
                alerted = Clock.objects.filter(next_stage__gt=0, is_acknowledged=False, status="open", round=0)
                for row in alerted.exclude(pk__in=done)[:50]:
                    done.add(row.pk)
                    if self.random.random() < share:
                        alerts.acknowledge(clock=row, by=by, at=timezone.now())
                        self.acknowledged[row.pk] = time.time()
        connection.close()

    def _until_swept(self) -> None:
        def swept() -> bool:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM referrals_heartbeat WHERE beat_at > now() - interval '3 seconds'")
                return cursor.fetchone()[0] >= 2

        until(swept, 60)


def until(true: Callable[[], bool], seconds: float) -> None:
    """Wait until something is true; TimeoutError when it does not become so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)
