"""`manage.py run_timers`: the timer process. Run two or more, on any host; none of them matters alone."""

import os
import signal
import socket
import threading
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from referrals import alerts, sweep, tasks

# With nothing due it still looks, and says that it is alive, this often.
LONGEST_SLEEP = timedelta(seconds=1)


class Command(BaseCommand):
    help = "Watch the clocks: write alerts when they are due and see that they are sent. Ends on SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sender = threading.Thread(target=for_ever, args=(send_what_waits, stop), daemon=True)
        sender.start()
        for_ever(watch, stop)
        sender.join(timeout=10)


def for_ever(work, stop: threading.Event) -> None:  # noqa: ANN001 - a function of the stop event
    """Do the work again and again; a database that goes away is waited for."""
    while not stop.is_set():
        try:
            work(stop)
        except OperationalError:
            connection.close()
            stop.wait(0.5)
    connection.close()


def watch(stop: threading.Event) -> None:
    """Sweep what is due, say so, sleep until the next moment or until somebody moves it nearer."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    prepare()
    while not stop.is_set():
        while deliveries := sweep.sweep():
            tasks.wake(deliveries)
        sweep.beat(name)
        pause = min(sweep.next_moment() or LONGEST_SLEEP, LONGEST_SLEEP)
        listen(max(pause.total_seconds(), 0.0))


def prepare() -> None:
    """Limits for this connection, so that nothing it waits for can hold it for long; and hear of changes."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '5s'")
        cursor.execute("SET lock_timeout = '2s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '5s'")
        cursor.execute("LISTEN clocks")


def listen(seconds: float) -> None:
    """Wait, at most so long, for word that a next moment has moved."""
    for _ in connection.connection.notifies(timeout=seconds, stop_after=1):
        pass


def send_what_waits(stop: threading.Event) -> None:
    """Send what no worker has sent in its time."""
    while not stop.is_set():
        for delivery_id in alerts.waiting():
            alerts.deliver(delivery_id)
        stop.wait(0.5)


