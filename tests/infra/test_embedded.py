"""The embedded servers: shared by processes, stopped by the last, mended after a kill, apart in each home."""

import errno
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mscc import embedded
from mscc.embedded import postgres, redis
from mscc.embedded.paths import socket_folder
from tests.infra.running import PYTHON, ROOT, environment, is_alive, until


class Holder:
    """A process that holds a server."""

    def __init__(self, home: Path, server: str) -> None:
        pipe = subprocess.PIPE
        command = [PYTHON, "-m", "tests.infra.hold", server]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(home), stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )

    def wait_until_held(self) -> "Holder":
        assert self.process.stdout.readline() == "held\n", self.process.stderr.read()
        return self

    def end(self) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path: a socket's may not be long."""
    with tempfile.TemporaryDirectory(prefix="mscc-") as folder:
        yield Path(folder) / "home"


@pytest.fixture
def hold(home: Path) -> Iterator:
    holders: list[Holder] = []

    def hold(server: str, where: Path = home) -> Holder:
        holders.append(Holder(where, server))
        return holders[-1]

    yield hold
    for holder in holders:
        holder.process.communicate(timeout=60)


def query(home: Path, statement: str, role: str = "mscc_owner") -> list[tuple]:
    with psycopg.connect(host=str(socket_folder(home, "postgres")), user=role, dbname="mscc") as connection:
        return list(connection.execute(statement)) if "SELECT" in statement else connection.execute(statement) and []


@pytest.mark.parametrize(("name", "server"), [("postgres", postgres), ("redis", redis)])
def test_two_processes_share_a_server_and_the_last_stops_it(name, server, home, hold):
    first, second = hold(name), hold(name)  # at the same moment, on an empty folder
    first.wait_until_held()
    second.wait_until_held()
    first.end()
    assert server.answers(home)
    second.end()
    assert not server.answers(home)


def test_a_killed_server_is_mended_and_its_data_kept(home, hold):
    first = hold("postgres").wait_until_held()
    query(home, "CREATE TABLE kept (one int)")
    query(home, "INSERT INTO kept VALUES (1)")
    number = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(number, signal.SIGKILL)
    first.process.kill()
    until(lambda: not is_alive(number))
    hold("postgres").wait_until_held()
    assert query(home, "SELECT one FROM kept") == [(1,)]


def test_a_pid_file_that_names_another_program_is_forgotten(home, hold):
    hold("postgres").wait_until_held().end()
    lines = f"{os.getpid()}\n{home}/postgres\n"
    (home / "postgres" / "postmaster.pid").write_text(lines)
    (home / "postgres" / ".s.PGSQL.5432.lock").write_text(lines)
    hold("postgres").wait_until_held()
    assert postgres.answers(home)


def test_a_first_start_that_was_cut_short_starts_over(home, hold):
    (home / "postgres.unfinished" / "base").mkdir(parents=True)
    (home / "postgres.unfinished" / "PG_VERSION").write_text("18\n")
    hold("postgres").wait_until_held()
    assert query(home, "SELECT 1") == [(1,)]


def test_files_that_are_no_database_are_never_removed(home):
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "precious").write_text("mine")
    holder = Holder(home, "postgres")
    _, said = holder.process.communicate(timeout=60)
    assert "holds files but is no whole database" in said
    assert (home / "postgres" / "precious").read_text() == "mine"


def test_a_spoilt_redis_file_does_not_stop_the_service(home, hold):
    (home / "redis").mkdir(parents=True)
    (home / "redis" / "appendonly.aof").write_text("this is not what Redis writes\n")
    hold("redis").wait_until_held()
    assert redis.answers(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_keeps_it_under_a_folder_that_is_roots_alone(home, monkeypatch):
    closed = home.parent / "closed"  # as `mktemp -d` makes them: nobody else may enter
    wheel = postgres.programs().parents[1]
    for part in wheel.parent.glob(f"{wheel.name}*"):  # its libraries are beside it
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    programs = closed / postgres.programs().relative_to(wheel.parent)
    monkeypatch.setattr(postgres, "programs", lambda: programs)
    try:
        postgres.start(home)
        assert postgres.answers(home)
    finally:
        postgres.stop(home)


def test_two_homes_side_by_side(home, hold):
    other = home.with_name("other")
    hold("postgres").wait_until_held()
    hold("postgres", other).wait_until_held()
    query(home, "CREATE TABLE only_here (one int)")
    with pytest.raises(psycopg.errors.UndefinedTable):
        query(other, "SELECT one FROM only_here")


def test_a_path_too_long_for_a_socket_gets_a_short_one(home, hold):
    long = home / ("x" * 120)
    holder = hold("postgres", long).wait_until_held()
    assert postgres.answers(long)
    holder.end()
    assert not socket_folder(long, "postgres").exists()


def test_what_it_is_set_to(home, hold):
    hold("postgres").wait_until_held()
    for setting, value in {"fsync": "on", "synchronous_commit": "on", "listen_addresses": ""}.items():
        assert query(home, f"SELECT current_setting('{setting}')") == [(value,)]
    assert query(home, "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = 'mscc_app'") == [(False, False)]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OSError("initdb failed. could not write: No space left on device"), "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot be written by this user"),
        (OSError("there is no redis-server"), "there is no redis-server"),
    ],
)
def test_a_reason_is_one_sentence(problem, sentence, tmp_path):
    assert sentence in embedded.in_words(problem, tmp_path)
