"""Back to a moment that somebody chose: a base backup and an archive of what was written (docs/operations.md)."""

from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from mscc.embedded import postgres
from mscc.embedded.paths import socket_folder
from tests.infra.running import until


def ask(home: Path, statement: str) -> list[tuple]:
    where = str(socket_folder(home, "postgres"))
    with psycopg.connect(host=where, user="postgres", dbname="postgres", autocommit=True) as connection:
        done = connection.execute(statement)
        return done.fetchall() if done.description else []


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    postgres._own(folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, archive: Path):
    """A server that archives what it writes."""
    home = tmp_path / "home"
    home.mkdir()
    postgres.start(home)
    ask(home, "ALTER SYSTEM SET archive_mode = on")
    ask(home, f"ALTER SYSTEM SET archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'")
    postgres.stop(home)
    postgres.start(home)
    yield home
    postgres.stop(home)


def base_backup(home: Path, other: Path) -> None:
    other.mkdir()
    postgres._own(other / "postgres")
    where = str(socket_folder(home, "postgres"))
    postgres._run(["pg_basebackup", "-D", other / "postgres", "-h", where, "-U", "postgres", "--checkpoint=fast"])


def bring_back(other: Path, archive: Path, moment: datetime) -> None:
    """What the page tells an administrator to do."""
    with (other / "postgres" / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"archive_mode = off\nrestore_command = 'cp {archive}/%f %p'\n")
        settings.write(f"recovery_target_time = '{moment.isoformat()}'\nrecovery_target_action = promote\n")
    (other / "postgres" / "recovery.signal").touch(mode=0o644)
    postgres.start(other)
    until(lambda: ask(other, "SELECT pg_is_in_recovery()") == [(False,)], what="the end of the recovery")


def test_a_mistake_is_undone_to_the_moment_before_it(home, archive, tmp_path):
    ask(home, "CREATE TABLE said (words text)")
    ask(home, "INSERT INTO said VALUES ('before the base backup')")
    other = tmp_path / "other"
    base_backup(home, other)
    ask(home, "INSERT INTO said VALUES ('since')")
    ((moment,),) = ask(home, "SELECT clock_timestamp()")
    ask(home, "DELETE FROM said")
    ((last,),) = ask(home, "SELECT pg_walfile_name(pg_switch_wal())")
    until((archive / last).exists, what="the archive")
    bring_back(other, archive, moment)
    try:
        assert ask(other, "SELECT words FROM said ORDER BY words") == [("before the base backup",), ("since",)]
    finally:
        postgres.stop(other)
