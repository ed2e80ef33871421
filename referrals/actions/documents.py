"""Documents: attach one that has been looked at, open it, take one out that does not belong here."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from audit import trail
from mscc import store
from mscc.access import Access, require
from mscc.incoming import REFUSED, looked_at
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.actions.change import change
from referrals.events import EventKind
from referrals.models import Document, Referral

K = EventKind


def attach(*, referral: Referral, content: bytes, original_name: str, what: str, by: Access, at: datetime) -> Document:
    """Keep a file with a referral. Raises NotPossible, with the sentence to show, for one that is not taken."""
    require(by, Permission.WRITE_CASE, referral)
    described = _looked_at(referral, content, original_name, by, at)
    with store.keeping(content) as name, change(referral, "document.attach", by=by, at=at) as it:
        made = Document.objects.create(
            key=uuid.uuid4(), referral=it.referral, what=what, file=name, added_at=at, added_by=by.user, **described
        )
        it.event(K.DOCUMENT_ATTACHED, what=what)
    return made


def _looked_at(referral: Referral, content: bytes, original_name: str, by: Access, at: datetime) -> dict[str, Any]:
    """What the row keeps of it; a file that is refused is on the trail and kept nowhere."""
    try:
        return looked_at(content, original_name)
    except REFUSED as problem:
        why = type(problem).__name__
        trail.record("document.refuse", by=by.user, at=at, subject=referral.reference, why=why, size=len(content))
        raise NotPossible(str(problem)) from problem


@transaction.atomic
def open_one(*, document: Document, by: Access, at: datetime) -> bytes:
    """The file, and who opened it on the trail. Raises NotPossible for one that was taken out or is not there."""
    require(by, Permission.SEE_CASES)
    if document.removed_at:
        raise NotPossible("This document was taken out and is not shown any more.")
    try:
        content = store.get(document.file)
    except OSError:
        raise NotPossible("The file is not where it was kept. Tell your service lead.") from None
    trail.record("document.open", by=by.user, at=at, subject=document.referral.reference, document=str(document.key))
    return content


def remove(*, document: Document, reason: str, by: Access, at: datetime) -> Document:
    """Take a document out: of another person, or sent twice. The row stays, nobody opens the file any more."""
    if not reason.strip():
        raise NotPossible("Say why it is taken out.")
    with change(document.referral, "document.remove", by=by, at=at) as it:
        row = Document.objects.select_for_update().get(pk=document.pk)
        if row.removed_at:
            raise NotPossible("Somebody has taken it out already.")
        row.removed_at, row.removed_by, row.removed_because = at, by.user, reason.strip()[:200]
        row.save(update_fields=["removed_at", "removed_by", "removed_because"])
        it.event(K.DOCUMENT_REMOVED, what=row.what, reason=row.removed_because)
    return row
