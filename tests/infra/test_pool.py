"""The web server's connections: back with the database, not when a pause of their own has passed."""

import time
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import ConnectionPool, PoolTimeout

from mscc.connection import POOL
from mscc.embedded import postgres
from mscc.embedded.paths import socket_folder
from tests.infra.running import until


@pytest.fixture
def home(tmp_path: Path) -> Path:
    postgres.start(tmp_path)
    yield tmp_path
    postgres.stop(tmp_path)


def test_it_asks_again_as_soon_as_somebody_comes(home: Path) -> None:
    """The database is away for longer than the pool's own first pauses together."""
    where = f"host={socket_folder(home, 'postgres')} user=postgres dbname=mscc"
    with ConnectionPool(where, check=ConnectionPool.check_connection, open=True, **POOL) as pool:

        def answers() -> bool:
            try:
                with pool.connection(timeout=0.2) as connection:
                    return connection.execute("SELECT 1").fetchone() == (1,)
            except (psycopg.Error, PoolTimeout):
                return False

        assert answers()
        postgres.stop(home)
        away = time.monotonic() + 8
        until(lambda: not answers() and time.monotonic() > away, what="the outage")
        postgres.start(home)
        until(answers, 4, what="the first answer")
