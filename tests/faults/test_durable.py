"""What was answered was on the disk before: PostgreSQL is killed right after the answer (`make durability`: 200 times).

And nothing starts on a database that may forget.
"""

import psycopg
import pytest

from mscc.embedded.paths import socket_folder
from tests.infra.running import environment, run

TIMES = 5


def test_what_was_answered_is_there_after_a_kill(tmp_path):
    done = run(
        "-m", "tests.faults.long.durable", str(TIMES), given=environment(MSCC_FAULTS_HOME=str(tmp_path)), timeout=900
    )
    assert f"{TIMES} of {TIMES} saves are there once" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.fixture
def forgetful(installation):
    """The installation's server, told by somebody not to wait for the disk."""
    where = str(socket_folder(installation.home, "postgres"))
    with psycopg.connect(host=where, user="postgres", dbname="mscc", autocommit=True) as connection:
        connection.execute("ALTER ROLE mscc_app SET synchronous_commit = off")
        yield installation
        connection.execute("ALTER ROLE mscc_app RESET synchronous_commit")


def test_the_timers_do_not_start_on_a_database_that_forgets(forgetful):
    process = forgetful.run("manage.py", "run_timers")
    assert process.wait(timeout=30) == 1
    assert "The timers do not start. The database would lose what it has answered for: synchronous_commit is off" in (
        forgetful.log(0)
    )


def test_the_web_server_does_not_start_on_a_database_that_forgets(forgetful):
    done = run("-c", "import mscc.wsgi", given=forgetful.environment)
    assert done.returncode == 1
    assert "synchronous_commit is off" in done.stderr
