"""Celery: make a pack while its page shows how far it is. No task keeps a time (ADR 0003)."""

from celery import shared_task
from django.utils import timezone

from audit import packs
from audit.models import PackOrder
from mscc import celery


@shared_task
def make_pack(order_id: int) -> None:
    """Make what was ordered, unless it is there already."""
    wanted = PackOrder.objects.filter(pk=order_id, pack=None).first()
    if wanted:
        packs.make(wanted, timezone.now())


def wake(wanted: PackOrder) -> bool:
    """Ask a worker to make it now; False where no broker answers, and then the page makes it itself."""
    return celery.wake(make_pack, wanted.pk)
