"""A quiet test as somebody comes on duty: one message to each address of theirs, which they then say has arrived.

It climbs no ladder and rings nobody else; an address that stays silent is shown, loudly, to its owner and the senior.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import RoleHolding
from pathways.states import NotPossible
from referrals.models import Delivery
from referrals.models.clock import NAMESPACE

# An address whose test is not confirmed after this long is shown as silent.
CONFIRM_WITHIN = timedelta(minutes=15)


@transaction.atomic
def begin(*, holding: RoleHolding, by: Access, at: datetime) -> None:
    """Write one message to each proven address of whoever came on duty. A second time nothing is written."""
    points = holding.user.contact_points.filter(verified_at__isnull=False)
    Delivery.objects.bulk_create(
        [
            Delivery(
                holding=holding, person=holding.user, channel=point.channel, contact=point, created_at=at, retry_at=at,
                key=uuid.uuid5(NAMESPACE, f"on duty:{holding.pk}:{holding.started_at.isoformat()}:{point.channel}"),
            )
            for point in points
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    trail.record("duty.test", by=by.user, at=at, subject=holding.pk)


@transaction.atomic
def arrived(*, test: Delivery, by: Access, at: datetime) -> Delivery:
    """Say that a test message has come. Only whoever it was sent to knows."""
    row = Delivery.objects.select_for_update().get(pk=test.pk)
    if row.holding_id is None or row.person_id != by.user.pk:
        raise NotPossible("Only whoever the test was sent to says that it has arrived.")
    if row.confirmed_at is None:
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        trail.record("duty.test_arrived", by=by.user, at=at, subject=row.holding_id, channel=row.channel)
    return row
