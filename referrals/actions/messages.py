"""Messages between the services on a referral. None leaves the service: whoever it is for sees it here."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.models import Service
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.models import Message, MessageSeen, Referral

LONGEST = 4000


@transaction.atomic
def write(*, referral: Referral, to_service: Service | None, text: str, by: Access, at: datetime) -> Message:
    """Write to one service, or to all. Whoever may write cases somewhere in the alliance may: that is how a colleague
    who is not party to a case says something about it.
    """
    require(by, Permission.WRITE_CASE)
    if {referral.alliance_id, (to_service or referral).alliance_id} != {by.alliance_id}:
        raise NotPossible("Choose a service of this alliance.")
    if not text.strip():
        raise NotPossible("Write the message.")
    mine = by.services[0] if by.services else None
    kept = Message.objects.create(
        referral=referral, from_service=mine, to_service=to_service, text=text.strip()[:LONGEST], at=at, by=by.user
    )
    trail.record("message.write", by=by.user, at=at, subject=referral.reference, message=kept.pk)
    return kept


@transaction.atomic
def see(*, referral: Referral, messages: Iterable[Message], by: Access, at: datetime) -> None:
    """The person has these of a referral on their screen; the first time counts."""
    new = [each for each in messages if each.by_id != by.user.pk]
    MessageSeen.objects.bulk_create(
        [MessageSeen(message=each, user=by.user, at=at) for each in new], ignore_conflicts=True
    )
    if new:
        trail.record("message.see", by=by.user, at=at, subject=referral.reference, messages=len(new))
