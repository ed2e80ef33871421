"""Make and take back the secret address at which somebody's calendar reads their shifts."""

import secrets
from datetime import datetime

from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import CalendarFeed
from referrals.feed import digest

BYTES = 32


@transaction.atomic
def make(*, by: Access, at: datetime) -> str:
    """A new secret for the person; the one before it opens nothing any more. It is returned here and never again."""
    secret = secrets.token_urlsafe(BYTES)
    CalendarFeed.objects.update_or_create(user=by.user, defaults={"digest": digest(secret), "made_at": at})
    trail.record("feed.make", by=by.user, at=at, subject=by.user.pk)
    return secret


@transaction.atomic
def revoke(*, by: Access, at: datetime) -> None:
    """From now on the person's secret opens nothing."""
    gone, _ = CalendarFeed.objects.filter(user=by.user).delete()
    if gone:
        trail.record("feed.revoke", by=by.user, at=at, subject=by.user.pk)
