"""The database, out and in, by PostgreSQL's own programs and as the owner of the tables."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connections, transaction
from django.db.backends.postgresql.client import DatabaseClient
from pyrage.x25519 import Identity, Recipient

from mscc.aside.sealed import NotSealed, seal, unseal
from mscc.embedded.postgres import programs

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


class DatabaseRefused(RuntimeError):
    """A program of PostgreSQL did not do it; the message is the program's own, without any row."""


def tables() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def rows() -> dict[str, int]:
    """How many rows each table has."""
    counted = {}
    with connections["owner"].cursor() as cursor:
        for name in tables():
            cursor.execute(f"SELECT count(*) FROM {connections['owner'].ops.quote_name(name)}")
            counted[name] = cursor.fetchone()[0]
    return counted


@contextmanager
def standing_still() -> Iterator[str]:
    """One moment of the database, by whose name a dump sees exactly what this connection sees."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def dump(path: Path, moment: str, to: Sequence[Recipient]) -> str:
    """Dump what was at that moment, encrypted on its way; returns the SHA-256 of the file."""
    options = ["--format=custom", f"--snapshot={moment}", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s"]
    with _running("pg_dump", *options, stdout=subprocess.PIPE) as (process, said):
        assert process.stdout
        made = seal(process.stdout, path, to)
        process.wait()
    _hold(process, said)
    return made


def load(path: Path, by: Sequence[Identity]) -> None:
    """Put a dump into the empty database: all of it in one transaction, or nothing."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--dbname"]
    with _running("pg_restore", *options, stdin=subprocess.PIPE) as (process, said):
        assert process.stdin
        try:
            unseal(path, process.stdin, by)
            process.stdin.close()
        except NotSealed:
            process.kill()  # before it takes the end of the pipe for the end of the dump
            raise
        except BrokenPipeError:
            pass  # the program has ended, and says why
        process.wait()
    _hold(process, said)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _hold(process: subprocess.Popen[bytes], said: Callable[[], str]) -> None:
    if process.returncode:
        raise DatabaseRefused(said() or f"exit code {process.returncode}")


@contextmanager
def _running(
    program: str, *options: str, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], str]]]:
    """A program at work on the owner's database, and what it complains of: its own lines, never a row's content."""
    connections["owner"].get_connection_params()  # has the embedded server running
    (_, *where, name), env = DatabaseClient.settings_to_cmd_args_env(connections["owner"].settings_dict, [])
    command = [str(programs() / program), *where, *options, name]
    given = {**os.environ, **(env or {})}
    with subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, env=given) as process:
        lines: list[str] = []
        listener = threading.Thread(target=_listen, args=(process.stderr, program, lines), daemon=True)
        listener.start()

        def said() -> str:
            listener.join(5)
            return " ".join(lines)

        try:
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()


def _listen(complaints: IO[bytes], program: str, lines: list[str]) -> None:
    for line in complaints:
        words = line.decode(errors="replace").strip()
        if words.startswith(f"{program}: error:"):
            lines.append(words)
