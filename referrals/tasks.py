"""Celery: a few short tasks that send what the rows say. No task keeps a time (ADR 0003)."""

import logging

from celery import shared_task
from django.core.management import call_command

from referrals import alerts

log = logging.getLogger(__name__)


@shared_task
def deliver(delivery_id: int) -> None:
    """Send one delivery."""
    alerts.deliver(delivery_id)


@shared_task
def deliver_waiting() -> None:
    """Send what waits: one more wake-up beside the timer processes."""
    for delivery_id in alerts.waiting():
        alerts.deliver(delivery_id)


@shared_task
def clear_sessions() -> None:
    """Forget sessions that have ended."""
    call_command("clearsessions")


def wake(delivery_ids: list[int]) -> None:
    """Ask a worker to send these. If the broker does not answer, the timer processes send them seconds later."""
    try:
        for delivery_id in delivery_ids:
            deliver.apply_async([delivery_id], retry=False, expires=60)
    except Exception as problem:  # whatever is wrong with the broker, the rows are there
        log.warning("The broker did not take a wake-up: %s", problem)
