"""Celery: make a pack while its page shows how far it is; keep months. No task keeps a time (ADR 0003)."""

from celery import shared_task
from django.utils import timezone

from audit import keeping, packs
from audit.models import PackOrder
from mscc import celery

# At one go, so that nothing that is to be sent waits behind it.
MONTHS = 3


@shared_task
def keep_months() -> None:
    """Count some of the months that changed and can be kept. Nothing waits for it: a report counts them itself."""
    keeping.keep(timezone.now(), MONTHS)


@shared_task
def make_pack(order_id: int) -> None:
    """Make what was ordered, unless it is there already."""
    wanted = PackOrder.objects.filter(pk=order_id, pack=None).first()
    if wanted:
        packs.make(wanted, timezone.now())


def wake(wanted: PackOrder) -> bool:
    """Ask a worker to make it now; False where no broker answers, and then the page makes it itself."""
    return celery.wake(make_pack, wanted.pk)
