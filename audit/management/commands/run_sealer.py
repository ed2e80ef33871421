"""`manage.py run_sealer`: seals the trail every second, under the sealer's database role, and writes checkpoints."""

import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from audit import checkpoints, sealing
from audit.models import Seal

log = logging.getLogger(__name__)
EVERY = 1.0  # seconds; an entry is to be sealed within five
CHECKPOINT_EVERY = 300.0  # seconds, while there is something new


class Command(BaseCommand):
    help = "Seal the trail. Ends on SIGTERM; one works, another stands by."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write(f"Checkpoints are signed; TRAIL_PUBLIC_KEY={own_key()}")
        while not stop.is_set():
            try:
                if sealing.take_turn():
                    work(stop)
            except Exception:  # a database that is away is waited for; what waits is told by the auditor
                log.exception("The sealer goes on after a fault")
            connections[sealing.ROLE].close()  # with it goes the turn
            stop.wait(EVERY)


def own_key() -> str:
    return checkpoints.in_words(checkpoints.private_key().public_key())


def work(stop: threading.Event) -> None:
    """Seal until told to stop."""
    vouched, last = 0, Seal.objects.using(sealing.ROLE).last()
    next_checkpoint = time.monotonic()
    while True:
        while not stop.is_set() and (made := sealing.seal(at=timezone.now())):
            last = made
        is_last = stop.is_set()
        if last and last.number > vouched and (is_last or time.monotonic() >= next_checkpoint):
            checkpoints.write(last.number, last.hash, at=timezone.now())
            vouched, next_checkpoint = last.number, time.monotonic() + CHECKPOINT_EVERY
        if is_last:
            return
        stop.wait(EVERY)
