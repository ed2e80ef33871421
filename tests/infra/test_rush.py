"""A great many clocks due at once: what sends leaves the processor to the sweep, and never for long."""

import threading
from queue import SimpleQueue

import pytest

from referrals.management.commands import run_timers
from referrals.management.commands.run_timers import LONGEST_RUSH, Rush
from referrals.sweep import BATCH


class Pausing(threading.Event):
    """To be told to stop, on a clock that only waiting moves."""

    now = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0
        return self.is_set()


@pytest.fixture
def stop() -> Pausing:
    return Pausing()


@pytest.fixture
def rush(stop: Pausing) -> Rush:
    return Rush(seconds=lambda: stop.now)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, stop: Pausing) -> list[tuple[float, int]]:
    """When each delivery was handed on, by either way; then its loop is told to stop."""
    found: list[tuple[float, int]] = []

    def send(*numbers: int) -> bool:
        found.extend((stop.now, number) for number in numbers)
        stop.set()
        return True

    monkeypatch.setattr(run_timers.tasks, "wake", send)
    monkeypatch.setattr(run_timers.alerts, "waiting", lambda: [1])
    monkeypatch.setattr(run_timers.alerts, "deliver", send)
    return found


def written(*numbers: int) -> "SimpleQueue[int]":
    queue: SimpleQueue[int] = SimpleQueue()
    for number in numbers:
        queue.put(number)
    return queue


@pytest.mark.parametrize(
    ("batches", "is_on"), [((), False), ((0,), False), ((BATCH - 1,), False), ((BATCH,), True), ((BATCH, 1), False)]
)
def test_it_lasts_while_full_batches_are_written(rush, batches, is_on):
    for batch in batches:
        rush.swept(batch)
    assert rush.is_on() == is_on


def test_it_never_lasts_long(rush, stop):
    rush.swept(BATCH)
    stop.now = LONGEST_RUSH
    rush.swept(BATCH)
    assert not rush.is_on()
    rush.swept(0)
    rush.swept(BATCH)
    assert rush.is_on()


def test_the_first_alert_is_sent_at_once(rush, stop, sent):
    rush.swept(1)
    run_timers.wake_workers(written(1), rush, stop)
    assert sent == [(0.0, 1)]


@pytest.mark.parametrize("way", ["worker", "timers"])
def test_what_is_written_meanwhile_is_sent_when_it_is_over(rush, stop, sent, way):
    rush.swept(BATCH)
    if way == "worker":
        run_timers.wake_workers(written(1), rush, stop)
    else:
        run_timers.send_what_waits(rush, stop)
    assert sent == [(pytest.approx(LONGEST_RUSH, abs=0.1), 1)]


def test_a_process_that_is_told_to_stop_does_not_wait(rush, stop):
    rush.swept(BATCH)
    stop.set()
    rush.wait(stop)
    assert stop.now < LONGEST_RUSH
