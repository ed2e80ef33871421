"""Real timer processes and real signals: nothing is lost, nothing is doubled, nobody has to help.

The broker of all of them takes connections and never answers, so that every wake-up hangs: nothing waits for it.
"""

import os
import signal
import time

import pytest

from tests.faults.conftest import Installation
from tests.infra.running import until

NUMBER = 40
# What each clock that came due has, and what none may have.
ONCE = """
    SELECT count(*) FILTER (WHERE alerts = 1), count(*) FILTER (WHERE alerts > 1), count(*) FILTER (WHERE early)
      FROM (SELECT count(alert.id) AS alerts, bool_or(alert.created_at < alert.planned_at) AS early
              FROM referrals_clock AS clock LEFT JOIN referrals_alert AS alert ON alert.clock_id = clock.id
             WHERE clock.status = 'open' GROUP BY clock.id) AS each
"""
LATEST = """
    SELECT max(EXTRACT(epoch FROM created_at - planned_at))::float8
      FROM referrals_alert JOIN referrals_clock AS clock ON clock.id = clock_id WHERE clock.status = 'open'
"""
ALERTED = "SELECT count(*) FROM referrals_alert JOIN referrals_clock AS c ON c.id = clock_id WHERE c.status = 'open'"


def all_alerted(it: Installation, seconds: float = 15) -> float:
    """Wait until every open clock has its alert; the longest that one was late."""
    until(lambda: it.one(ALERTED) >= NUMBER, seconds, "the last alert")
    assert it.ask(ONCE) == [(NUMBER, 0, 0)]
    return it.one(LATEST)


def test_two_processes_write_each_alert_once_and_on_time(installation):
    installation.start()
    installation.start()
    installation.seed(NUMBER, 2.0)
    assert all_alerted(installation) < 1.5


def test_a_deaf_broker_holds_up_neither_the_heartbeat_nor_the_mail(installation):
    process = installation.start()
    installation.seed(NUMBER, 0.5)
    silences = []

    def all_sent() -> bool:
        silences.append(installation.silence(process))
        return installation.ask("SELECT DISTINCT state FROM referrals_delivery") == [("sent",)]

    until(all_sent, 25, "the last e-mail")
    assert max(silences) < 3
    mail = list((installation.home / "mail").iterdir())
    assert sum(path.read_text().count("Message-ID") for path in mail) >= NUMBER
    assert installation.one("SELECT count(*) FROM referrals_delivery WHERE attempts > 1") == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_stops_in_time(installation, number):
    process = installation.start()
    began = time.monotonic()
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    assert time.monotonic() - began < 7
    assert installation.log(0) == ""


def test_on_a_machine_whose_clock_is_wrong_it_does_not_start(installation):
    process = installation.run("-m", "tests.faults.skewed", "60", "0", "manage.py", "run_timers")
    assert process.wait(timeout=30) == 1
    said = "The timers do not start: the clocks of this machine and of the database differ by"
    assert said in installation.log(0)
    assert installation.one("SELECT count(*) FROM referrals_heartbeat") == 0


def test_one_of_two_killed_loses_nothing(installation):
    first, second = installation.start(), installation.start()
    installation.seed(NUMBER, 2.0)
    until(lambda: installation.one(ALERTED) >= NUMBER // 4, what="the first alerts")
    first.kill()
    assert all_alerted(installation) < 3
    assert second.poll() is None


def test_both_killed_and_started_again_loses_nothing(installation):
    first, second = installation.start(), installation.start()
    installation.seed(NUMBER, 2.0)
    until(lambda: installation.one(ALERTED) >= NUMBER // 4, what="the first alerts")
    for process in (first, second):
        process.kill()
        process.wait()
    installation.start()
    all_alerted(installation)


def test_a_restart_of_postgresql_is_survived(installation):
    both = [installation.start(), installation.start()]
    installation.seed(NUMBER, 3.0)
    until(lambda: installation.one(ALERTED) >= NUMBER // 4, what="the first alerts")
    installation.restart_postgres()
    all_alerted(installation)
    assert [process.poll() for process in both] == [None, None]
    until(lambda: all((installation.silence(each) or 9) < 2 for each in both), what="both hearts")
    # The new connections hear of moments that move, and are limited as the first ones were.
    listeners = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'mscc' AND backend_type = 'client backend'"
    assert installation.one(listeners) >= 2
    installation.ask("UPDATE referrals_clock SET next_at = now() + interval '50 ms' WHERE status = 'open' RETURNING 1")
    until(lambda: installation.one(ALERTED) >= 2 * NUMBER, 15, "the second alerts")


def test_one_that_froze_is_done_without_and_goes_on_afterwards(installation):
    """Frozen in the middle of whatever it did: what it had locked is let go after five seconds."""
    first, second = installation.start(), installation.start()
    os.kill(first.pid, signal.SIGSTOP)
    try:
        installation.seed(NUMBER, 1.0)
        assert all_alerted(installation, 20) < 8
        assert second.poll() is None
    finally:
        os.kill(first.pid, signal.SIGCONT)
    until(lambda: (installation.silence(first) or 9) < 1.5, what="the first heart")
