"""An installation of its own for real timer processes: a PostgreSQL to stop, a broker that never answers."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mscc.embedded import postgres
from mscc.embedded.paths import socket_folder
from tests.infra.running import PYTHON, ROOT, environment, is_alive, run, until


class Installation:
    """A home with a migrated database, and the timer processes started in it."""

    def __init__(self, home: Path, broker: int) -> None:
        self.home = home
        self.environment = environment(home, REDIS_URL=f"redis://127.0.0.1:{broker}/0")
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        """A timer process, swept at least once."""
        process = self.run("manage.py", "run_timers")
        until(lambda: self.silence(process) is not None, what="the first sweep")
        return process

    def run(self, *words: str, **given: str) -> subprocess.Popen[bytes]:
        """A process of the service, with a log of its own."""
        with (self.home / f"timers-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [PYTHON, *words], cwd=ROOT, env={**self.environment, **given}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.processes.clear()

    def log(self, number: int) -> str:
        return (self.home / f"timers-{number}.log").read_text()

    def seed(self, number: int, seconds: float) -> None:
        done = run("-m", "tests.faults.seed", str(number), str(seconds), given=self.environment)
        assert done.returncode == 0, done.stderr

    def ask(self, query: str, *given: Any) -> list[tuple]:
        where = str(socket_folder(self.home, "postgres"))
        with psycopg.connect(host=where, user="postgres", dbname="mscc", autocommit=True) as connection:
            return connection.execute(query, given).fetchall()

    def one(self, query: str, *given: Any) -> Any:
        return self.ask(query, *given)[0][0]

    def silence(self, process: subprocess.Popen[bytes]) -> float | None:
        """Seconds since a process last swept."""
        name = f"{socket.gethostname()}:{process.pid}"
        found = self.ask(
            "SELECT EXTRACT(epoch FROM now() - beat_at)::float8 FROM referrals_heartbeat WHERE process = %s", name
        )
        return found[0][0] if found else None

    def restart_postgres(self) -> None:
        """Stop it in the middle of everything, as if its machine had gone, and start it again."""
        self.stop_postgres()
        postgres.start(self.home)

    def stop_postgres(self) -> None:
        number = int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGQUIT)
        until(lambda: not is_alive(number), what="the end of PostgreSQL")


@pytest.fixture(scope="module")
def broker() -> Iterator[int]:
    """The port of a broker that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as deaf:
        yield deaf.getsockname()[1]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory, broker: int) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("timers"), broker)
    with subprocess.Popen(
        [PYTHON, "-m", "tests.infra.hold", "postgres"], cwd=ROOT, env=installation.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout.readline() == "held\n"
        done = run("manage.py", "migrate", "-v", "0", given=installation.environment)
        assert done.returncode == 0, done.stderr
        yield installation
        installation.stop()


@pytest.fixture
def installation(migrated: Installation) -> Iterator[Installation]:
    """The installation with no clock that runs and nobody who has swept."""
    yield migrated
    migrated.stop()
    migrated.ask("UPDATE referrals_clock SET status = 'cancelled', next_at = NULL, closed_at = now() RETURNING 1")
    migrated.ask("DELETE FROM referrals_heartbeat RETURNING 1")
    migrated.ask("DELETE FROM referrals_delivery RETURNING 1")
