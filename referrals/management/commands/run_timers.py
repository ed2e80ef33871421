"""`manage.py run_timers`: the timer process. Run two or more, on any host; none of them matters alone.

Its loops, each in a thread and on a connection of its own, hold none of the others up: one sweeps, one asks Celery's
workers to send what was written, some send what no worker has sent, one looks whether the rota has lost somebody and
what is to be reviewed. A broker or a mail server that does not answer delays its own loop; the heartbeat stands for
the sweep.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.db.backends.signals import connection_created
from django.utils import timezone

from mscc import durability
from referrals import alerts, auditor, sweep, tasks
from referrals.actions import lost, meetings, reviews

log = logging.getLogger(__name__)
# With nothing due it still looks, and says that it is alive, this often.
LONGEST_SLEEP = timedelta(seconds=1)
# What is due may be in another timer process's hands: no reason to ask without a pause.
SHORTEST_SLEEP = timedelta(milliseconds=20)
BEAT_EVERY = 0.5  # seconds; a commit of its own
# Roles are taken away seldom, and pages and alerts leave whoever lost one out at once; a review has weeks.
LOOK_EVERY = 15.0  # seconds
# A provider that does not answer holds up one of these; the messages of other channels go out by the rest.
SENDERS = 3
# One wake-up names up to so many deliveries, so that a great many at once are not a great many calls to the broker.
WOKEN_TOGETHER = 10
# So that nothing a connection waits for can hold it for long; a process that froze lets go of the rows it had locked.
LIMITS = "SET statement_timeout = '5s'; SET lock_timeout = '2s'; SET idle_in_transaction_session_timeout = '5s'"

# Alerts of a great many clocks are written before the first is sent; but what can be sent is not kept for longer.
LONGEST_RUSH = 4.0  # seconds

Work = Callable[[threading.Event], None]


class Rush:
    """While sweeps find more than they can take, the loops that send leave the processor to them; never for long.

    An alert that is written stands on the page and is kept whatever dies; one that is not is only a clock overdue.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._began: float | None = None

    def swept(self, written: int) -> None:
        """How many deliveries the last sweep wrote."""
        if written < sweep.BATCH:
            self._began = None
        elif self._began is None:
            self._began = self._seconds()

    def is_on(self) -> bool:
        began = self._began  # another thread may say that it is over
        return began is not None and self._seconds() - began < LONGEST_RUSH

    def wait(self, stop: threading.Event) -> None:
        """Return when it is over, or when told to stop."""
        while self.is_on() and not stop.wait(0.05):
            pass


class Command(BaseCommand):
    help = "Watch the clocks: write alerts when they are due and see that they are sent. Ends on SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        stop = threading.Event()
        written: SimpleQueue[int] = SimpleQueue()
        rush = Rush()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        connection_created.connect(limit)
        refuse_what_cannot_be_trusted(stop)
        senders = [partial(send_what_waits, rush)] * SENDERS
        helpers = [partial(wake_workers, written, rush), *senders, look_round]
        threads = [threading.Thread(target=for_ever, args=(work, stop), daemon=True) for work in helpers]
        for thread in threads:
            thread.start()
        for_ever(partial(watch, written, rush), stop)
        for thread in threads:
            thread.join(timeout=6)  # a try at the mail server may take five seconds; whatever waits, another sends


def limit(**_: object) -> None:
    """The limits of a connection just made: of every thread, and again after every loss."""
    with connection.cursor() as cursor:
        cursor.execute(LIMITS)


def refuse_what_cannot_be_trusted(stop: threading.Event) -> None:
    """Do not start on a machine whose clock is not the database's: the pages served there would show wrong times. Nor
    on a database that may lose what it has answered for.

    What is due is decided by the database's clock alone. A database that is away is waited for; one slow answer is no
    wrong clock.
    """
    while not stop.is_set():
        try:
            differing = [problem for _ in range(3) for problem in auditor.drift(timezone.now())]
            forgetful = durability.refusal()
        except Error:
            connection.close()
            stop.wait(0.5)
            continue
        if len(differing) == 3:
            raise CommandError(f"The timers do not start: {differing[-1]}. Set this machine's clock, then start them.")
        if forgetful:
            raise CommandError(f"The timers do not start. {forgetful}")
        return


def for_ever(work: Work, stop: threading.Event) -> None:
    """Do the work again and again, whatever went wrong: a database that goes away is waited for."""
    while not stop.is_set():
        try:
            work(stop)
        except Exception:  # the silence of a loop that ended would be heard only when an alert is missed
            log.exception("The timers go on after a fault")
            connection.close()
            stop.wait(0.5)
    connection.close()


def watch(written: "SimpleQueue[int]", rush: Rush, stop: threading.Event) -> None:
    """Sweep what is due, say so, sleep until the next moment or until somebody moves it nearer."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute("LISTEN clocks")
    sweep.break_silence()
    beat_at = float("-inf")
    while not stop.is_set():
        deliveries = sweep.sweep()
        rush.swept(len(deliveries))
        if time.monotonic() - beat_at >= BEAT_EVERY:
            sweep.beat(name)
            beat_at = time.monotonic()
        for each in deliveries:
            written.put(each)
        if not deliveries:
            listen(sweep.next_moment())


def listen(until_next: timedelta | None) -> None:
    """Wait, not for long, until the next moment or for word that one has moved."""
    pause = LONGEST_SLEEP if until_next is None else min(until_next, LONGEST_SLEEP)
    if pause <= timedelta(0):
        pause = SHORTEST_SLEEP
    for _ in connection.connection.notifies(timeout=pause.total_seconds(), stop_after=1):
        pass


def wake_workers(written: "SimpleQueue[int]", rush: Rush, stop: threading.Event) -> None:
    """Have workers send what was written. What a broker does not take, the sender below finds."""
    while not stop.is_set():
        found: list[int] = []
        with suppress(Empty):
            found.append(written.get(timeout=0.5))
            while len(found) < WOKEN_TOGETHER:
                found.append(written.get_nowait())
        rush.wait(stop)
        if found:
            tasks.wake(*found)


def look_round(stop: threading.Event) -> None:
    """See whether somebody on the rota, or who holds a role, has lost the role that let them: their hours are a gap.
    And whether each agreed pathway has the clock of its review, each steering group that of its next meeting.
    """
    while not stop.is_set():
        lost.look(at=sweep.now())
        reviews.look(at=sweep.now())
        meetings.look(at=sweep.now())
        stop.wait(LOOK_EVERY)


def send_what_waits(rush: Rush, stop: threading.Event) -> None:
    """Send what no worker has sent in its time."""
    while not stop.is_set():
        for delivery_id in alerts.waiting():
            rush.wait(stop)
            alerts.deliver(delivery_id)
            if stop.is_set():
                return
        stop.wait(0.5)
