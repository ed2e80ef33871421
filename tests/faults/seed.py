"""Makes open clocks in the database of MSCC_HOME: `python -m tests.faults.seed 40 2.0` makes 40, due within 2 s."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscc.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from mscc import duty  # noqa: E402
from mscc.access import Access  # noqa: E402
from mscc.models import Alliance, Competence, ContactPoint, Membership, RoleHolding, Service, User  # noqa: E402
from mscc.roles import Role  # noqa: E402
from referrals.models import Clock  # noqa: E402
from tests import factories  # noqa: E402

# Far enough ahead for the row to be written before it is due.
FIRST = timedelta(milliseconds=300)


@transaction.atomic
def seed(number: int, seconds: float) -> None:
    """Half of the clocks are those of advice, half of MRI: a referral of somebody with pain only has both."""
    now = timezone.now()
    alliance, _ = Alliance.objects.get_or_create(code="TST", defaults={"name": "Test Alliance", "population": 1})
    service, _ = Service.objects.get_or_create(code="TST1", alliance=alliance, defaults={"name": "Test Service"})
    user, _ = User.objects.get_or_create(email="c@example.org", name="Test Coordinator", alliance=alliance)
    Membership.objects.get_or_create(user=user, service=service, role=Role.COORDINATOR)
    if not RoleHolding.objects.exists():
        Competence.objects.bulk_create(factories.competent(user, Role.COORDINATOR, service))
        duty.take_role(service=service, by=Access(user), at=now)
        ContactPoint.objects.create(user=user, channel="email", address=user.email, created_at=now, verified_at=now)
    before = list(Clock.objects.values_list("pk", flat=True))
    for _ in range(number // 2):
        factories.referral(user, service, now, facts=factories.PAIN_ONLY)
    rows = list(Clock.objects.exclude(pk__in=before))
    for place, row in enumerate(rows):
        row.next_at = timezone.now() + FIRST + place * timedelta(seconds=seconds) / len(rows)
    Clock.objects.bulk_update(rows, ["next_at"])
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY clocks")


seed(int(sys.argv[1]), float(sys.argv[2]))
