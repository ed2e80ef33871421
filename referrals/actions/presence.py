"""Who has a referral open now, and since when."""

from datetime import datetime, timedelta

from django.db import connection

from mscc.models import User
from referrals.models import Referral, Seen

# The page asks every five seconds; somebody not heard of for three times as long has gone.
PRESENT = timedelta(seconds=15)

NOTE = """
    INSERT INTO referrals_seen (referral_id, user_id, opened_at, seen_at) VALUES (%(referral)s, %(user)s, %(at)s, %(at)s)
    ON CONFLICT (referral_id, user_id) DO UPDATE
       SET seen_at = %(at)s,
           opened_at = CASE WHEN referrals_seen.seen_at < %(gone)s THEN %(at)s ELSE referrals_seen.opened_at END
"""


def note(*, referral: Referral, user: User, at: datetime) -> list[Seen]:
    """Note that somebody looks at a referral; returns who else has it open."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"referral": referral.pk, "user": user.pk, "at": at, "gone": at - PRESENT})
    others = Seen.objects.filter(referral=referral, seen_at__gte=at - PRESENT).exclude(user=user)
    return list(others.select_related("user"))
