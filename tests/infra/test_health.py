"""/health/ answers 200 when the database and the timers are well, and never holds anything of a patient."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models.functions import Now

from referrals.models import Heartbeat
from referrals.views import health

ADDRESS = "/health/"


@pytest.fixture
def beat(db):
    def beat(name: str = "one:1", seconds_ago: float = 0.0) -> None:
        Heartbeat.objects.create(process=name, beat_at=Now() - timedelta(seconds=seconds_ago))

    return beat


def test_well_when_a_timer_was_heard(client, beat):
    beat()
    response = client.get(ADDRESS)
    assert response.status_code == 200
    answer = response.json()
    assert 0 <= answer.pop("timers_seconds") < health.LONGEST_SILENCE
    assert answer == {"status": "well", "database": True, "redis": True, "timers": True}


def test_one_living_timer_process_is_enough(client, beat):
    beat("old:1", seconds_ago=500)
    beat("new:2", seconds_ago=14)
    assert client.get(ADDRESS).status_code == 200


def test_unwell_when_the_timers_are_silent(client, beat):
    beat(seconds_ago=16)
    response = client.get(ADDRESS)
    assert response.status_code == 503
    assert response.json()["status"] == "unwell"
    assert response.json()["timers"] is False


@pytest.mark.django_db
def test_unwell_when_no_timer_was_ever_heard(client):
    response = client.get(ADDRESS)
    assert response.status_code == 503
    assert response.json()["timers_seconds"] is None


def test_redis_only_wakes(client, beat, monkeypatch):
    beat()
    monkeypatch.setattr(health, "broker_answers", lambda: False)
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response.json()["redis"] is False


def test_unwell_without_a_database(client, monkeypatch):
    def gone(process: str) -> float:
        raise OperationalError("the server has gone")

    monkeypatch.setattr(health, "_silence", gone)
    response = client.get(ADDRESS)
    assert response.status_code == 503
    assert response.json()["database"] is False


def test_nothing_is_changed_by_asking(client):
    assert client.post(ADDRESS).status_code == 405


def test_a_timer_process_can_be_asked_about_by_name(beat):
    beat("ward-pc:1", seconds_ago=60)
    beat("server:2")
    assert health.look("server").status == "well"
    assert health.look("ward-pc").status == "unwell"


@pytest.fixture
def unseen():
    """As in a process that has just started."""
    health.has_every_table.clear()
    yield
    health.has_every_table.clear()


@pytest.mark.django_db
def test_ready_once_it_is_seen_the_migrations_are_not_loaded_again(client, unseen, monkeypatch):
    loaded = []
    executor = health.MigrationExecutor
    monkeypatch.setattr(health, "MigrationExecutor", lambda *given: loaded.append(1) or executor(*given))
    for _ in range(3):
        answer = client.get("/health/ready/")
        assert (answer.status_code, answer.json()["migrations_waiting"]) == (200, 0)
    assert len(loaded) == 1


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits_and_asked_again_each_time(client, unseen, monkeypatch):
    left = [["one"], []]
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *given: left.pop(0))
    answer = client.get("/health/ready/")
    assert (answer.status_code, answer.json()["migrations_waiting"]) == (503, 1)
    assert client.get("/health/ready/").status_code == 200


@pytest.mark.django_db
def test_not_ready_without_a_database_though_every_table_was_seen(client, unseen, monkeypatch):
    assert client.get("/health/ready/").status_code == 200

    def gone() -> int:
        raise OperationalError("the server has gone")

    monkeypatch.setattr(health.connection, "cursor", gone)
    answer = client.get("/health/ready/")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
