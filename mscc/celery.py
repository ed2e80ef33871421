"""The Celery application. It only wakes senders: rows in PostgreSQL are the timers (ADR 0003)."""

import os

from celery import Celery
from celery.signals import beat_init, before_task_publish, celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")

app = Celery("mscc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class TimedTask(RuntimeError):
    """Somebody asked Celery to keep a time. Times are kept by rows with a next moment."""


@before_task_publish.connect
def refuse_times(headers: dict, **_: object) -> None:
    """Refuse a task with an eta or countdown: Redis loses and doubles them (design/timers.md 2 and 4)."""
    if headers.get("eta"):
        raise TimedTask(f"{headers.get('task')} was published with a time. Write a row with a next moment instead.")


@celeryd_init.connect
@beat_init.connect
@before_task_publish.connect
def ensure_redis(**_: object) -> None:
    """Find or start the embedded Redis when no server is configured."""
    from django.conf import settings

    if settings.EMBEDDED_REDIS:
        from mscc import embedded

        embedded.ensure("redis")
