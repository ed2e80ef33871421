"""Tell a person of the rota by their own channels, and on their pages until they have read it."""

import uuid
from datetime import datetime

from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import Post, Swap, User
from mscc.rota import Stretch
from referrals.models import Delivery, Notice
from referrals.models.clock import NAMESPACE
from referrals.rungs import ways_to


@transaction.atomic
def tell(
    *, person: User, kind: Notice.Kind, post: Post, stretch: Stretch, by: User, at: datetime, swap: Swap | None = None
) -> None:
    """Write it down, and a message to each of their addresses but those kept for what is urgent. Nobody is told of what
    they have done themselves.
    """
    if person.pk == by.pk:
        return
    made = Notice.objects.create(
        person=person, kind=kind, by=by, post=post, starts_at=stretch.start, ends_at=stretch.end, swap=swap,
        created_at=at,
    )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(
            notice=made, person=person, channel=way.channel, contact_id=way.contact, created_at=at, retry_at=at,
            key=uuid.uuid5(NAMESPACE, f"notice:{made.pk}:{way.channel}"),
        )
        for way in ways_to({person.pk})[person.pk]
        if not way.urgent_only
    )  # fmt: skip


@transaction.atomic
def read(*, newest: int, by: Access, at: datetime) -> int:
    """Say that what was shown, up to the newest, is read; what asks something stays until it is answered."""
    shown = Notice.open_for(by.user).filter(pk__lte=newest).exclude(kind=Notice.Kind.SWAP_ASKED)
    number = Notice.objects.filter(pk__in=shown.values("pk")).update(read_at=at)
    if number:
        trail.record("notice.read", by=by.user, at=at, subject=newest, notices=number)
    return number
