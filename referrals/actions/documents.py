"""Documents: attach one that has been looked at, open it, take one out that does not belong here."""

import hashlib
import uuid
from datetime import datetime

from django.db import transaction

from audit import trail
from mscc import scanner, store
from mscc.access import Access, require
from mscc.content import ContentRefused, kind_of
from mscc.roles import Permission
from mscc.store import LARGEST_FILE
from pathways.states import NotPossible
from referrals.actions.change import change
from referrals.events import EventKind
from referrals.models import Document, Referral

K = EventKind
TOO_LARGE = f"The file is larger than {LARGEST_FILE // 1_000_000} MB. Make it smaller or split it."


def attach(*, referral: Referral, content: bytes, original_name: str, what: str, by: Access, at: datetime) -> Document:
    """Keep a file with a referral. Raises NotPossible, with the sentence to show, for one that is not taken."""
    require(by, Permission.WRITE_CASE, referral)
    kind, scanned_by = _looked_at(referral, content, by, at)
    name = store.put(content)
    try:
        with change(referral, "document.attach", by=by, at=at) as it:
            made = Document.objects.create(
                key=uuid.uuid4(), referral=it.referral, kind=kind, what=what, original_name=readable(original_name),
                file=name, size=len(content), sha256=hashlib.sha256(content).hexdigest(), scanned_by=scanned_by,
                added_at=at, added_by=by.user,
            )  # fmt: skip
            it.event(K.DOCUMENT_ATTACHED, what=what)
    except BaseException:
        store.forget(name)
        raise
    return made


def _looked_at(referral: Referral, content: bytes, by: Access, at: datetime) -> tuple[str, str]:
    """Its kind, and by what it was scanned; a file that is refused is on the trail and kept nowhere."""
    try:
        if len(content) > LARGEST_FILE:
            raise NotPossible(TOO_LARGE)
        return kind_of(content), scanner.scan(content)
    except (ContentRefused, scanner.Infected, scanner.ScannerSilent) as problem:
        why = type(problem).__name__
        trail.record("document.refuse", by=by.user, at=at, subject=referral.reference, why=why, size=len(content))
        raise NotPossible(str(problem)) from problem


def readable(name: str) -> str:
    """A file's name as it can be shown: without folders and without signs that turn round or hide what is read."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[:200].strip()


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
