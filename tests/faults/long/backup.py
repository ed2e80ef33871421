"""A backup of the database and its return, with PostgreSQL's own programs, as whoever runs the service does it."""

import subprocess
from pathlib import Path

import psycopg
from django.db import connection

from mscc.embedded.paths import socket_folder
from mscc.embedded.postgres import DATABASE, OWNER, programs
from referrals.models import Acknowledgement

FILE, BESIDE = "backup.dump", f"{DATABASE}_restored"
# The old database takes nobody in any more, then goes; what was restored beside it takes its name.
SWAP = (
    f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false",
    f"DROP DATABASE {DATABASE} WITH (FORCE)",
    f"ALTER DATABASE {BESIDE} RENAME TO {DATABASE}",
)


def make(home: Path) -> None:
    """Dump the database while it is written to."""
    _run(home, "pg_dump", "--format=custom", f"--file={home / FILE}", DATABASE)


def restore(home: Path) -> None:
    """Put the dump in the place of the database."""
    with psycopg.connect(host=_host(home), user="postgres", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {BESIDE} OWNER {OWNER} TEMPLATE template0")
        _run(home, "pg_restore", "--exit-on-error", f"--dbname={BESIDE}", str(home / FILE))
        for statement in SWAP:
            server.execute(statement)


def forget_lost(acknowledged: dict[int, float]) -> None:
    """What was acknowledged after the backup is no longer: those clocks ring again, as they must."""
    said = list(acknowledged)
    kept = set(Acknowledgement.objects.values_list("clock_id", flat=True))
    connection.close()
    for clock in said:
        if clock not in kept:
            del acknowledged[clock]


def _run(home: Path, program: str, *words: str) -> None:
    command = [str(programs() / program), f"--host={_host(home)}", "--username=postgres", *words]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _host(home: Path) -> str:
    return str(socket_folder(home, "postgres"))
