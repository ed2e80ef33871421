"""The Celery application. It only wakes senders: rows in PostgreSQL are the timers (ADR 0003)."""

import logging
import os
import time
from typing import Any

from celery import Celery, Task
from celery.signals import beat_init, before_task_publish, celeryd_init
from django.core.management.base import CommandError
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")


class TimedTask(RuntimeError):
    """Somebody asked Celery to keep a time. Times are kept by rows with a next moment."""


class Untimed(Celery):
    """An application that refuses a task with an eta or countdown, a retry with a pause included: Redis loses and
    doubles them (ADR 0003). Not a signal's handler: what that raises is only logged.
    """

    def send_task(self, name: str, *args: Any, **options: Any) -> Any:
        if options.get("eta") is not None or options.get("countdown") is not None:
            raise TimedTask(f"{name} was published with a time. Write a row with a next moment instead.")
        return super().send_task(name, *args, **options)


app = Untimed("mscc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


log = logging.getLogger(__name__)
SILENCE = 5.0  # seconds in which a broker that failed is not asked again
_silent_until = 0.0


@celeryd_init.connect
@beat_init.connect
@before_task_publish.connect
def ensure_redis(**_: object) -> None:
    """Find or start the embedded Redis when no server is configured."""
    from django.conf import settings

    if settings.EMBEDDED_REDIS:
        from mscc import embedded

        embedded.ensure("redis")


def wake(task: Task, *arguments: object) -> bool:
    """Ask a worker to run a task now; False when the broker does not take it.

    Never raises for a broker: whoever calls has already written rows that are due, and the timer processes see to
    them seconds later. After a failure nobody asks for a while, so that a dead broker does not slow every page.
    """
    global _silent_until  # noqa: PLW0603 (one breaker for the process)
    if time.monotonic() < _silent_until:
        return False
    try:
        task.apply_async(arguments, retry=False, expires=60)
    except (OSError, OperationalError, CommandError) as problem:
        _silent_until = time.monotonic() + SILENCE
        log.warning("The broker did not take a wake-up: %s", problem)
        return False
    return True


def broker_answers() -> bool:
    """Whether the broker is there; asked of the server itself, without waiting for it."""
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
    except (OSError, OperationalError):
        return False
    return True
