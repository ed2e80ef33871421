"""Celery: a few short tasks that send what the rows say. No task keeps a time (ADR 0003)."""

from datetime import datetime, timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from mscc import celery
from mscc.access import Access
from mscc.web import once, parked
from referrals import alerts, downtime
from referrals.actions import letter_paper
from referrals.models import Letter

# What was typed when a session ended waits this long for its person to sign in again.
PARKED_FOR = timedelta(days=1)


@shared_task
def deliver(*delivery_ids: int) -> None:
    """Send some deliveries, one after the other."""
    for delivery_id in delivery_ids:
        alerts.deliver(delivery_id)


@shared_task
def deliver_waiting() -> None:
    """Send what waits: one more wake-up beside the timer processes."""
    for delivery_id in alerts.waiting():
        alerts.deliver(delivery_id)


@shared_task
def clear_sessions() -> None:
    """Forget sessions that have ended, the forms that nobody came back for, and which were sent from pages of old."""
    call_command("clearsessions")
    parked.forget(before=timezone.now() - PARKED_FOR)
    once.forget(before=timezone.now() - PARKED_FOR)


@shared_task
def write_downtime_packs() -> None:
    """Write the pack of each service whose newest is an hour old."""
    downtime.write_due(at=timezone.now())


@shared_task
def make_paper(letter_id: int) -> None:
    """Make the PDF of a letter."""
    letter_paper.make(letter=Letter(pk=letter_id), by=None, at=timezone.now())


def ask_paper(letter: Letter, *, by: Access, at: datetime) -> None:
    """Have the PDF of a letter made by a worker; by ourselves, when no broker takes the wish."""
    letter_paper.ask(letter=letter, by=by, at=at)
    if not celery.wake(make_paper, letter.pk):
        letter_paper.make(letter=letter, by=by, at=at)


def wake(*delivery_ids: int) -> bool:
    """Ask a worker to send these now. If the broker does not answer, the timer processes send them seconds later."""
    return celery.wake(deliver, *delivery_ids)
