"""`manage.py run_auditor`: watches the timers from a process and connection of its own, ideally on another machine."""

import logging
import os
import signal
import socket
import threading

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from referrals import auditor

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds


class Command(BaseCommand):
    help = "Check that the timers do what they should; while all is well, call HEARTBEAT_URL. Ends on SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        name = f"{socket.gethostname()}:{os.getpid()}"
        while not stop.is_set():
            try:
                auditor.look(name, at=timezone.now())
            except Exception:  # a database that is away: nobody calls the heartbeat address, which is what it is for
                log.exception("The auditor goes on after a fault")
                connection.close()
            stop.wait(EVERY)
        connection.close()
