"""Contact cards in other languages: keep one, open one, take one out of use."""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from audit import trail
from mscc import store
from mscc.access import Access
from mscc.content import ContentRefused
from mscc.incoming import REFUSED, looked_at, readable
from mscc.models import KeptFile, Service
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.models import TranslatedCard

REPLACED = "Another took its place"


def keep(
    *, service: Service, language: str, content: bytes, original_name: str, by: Access, at: datetime
) -> TranslatedCard:
    """Keep a card; it takes the place of the one in the same language. Raises NotPossible for one that is not taken."""
    _check(service, by)
    named = " ".join(readable(language).split())
    if not named:
        raise NotPossible("Give the name of the language.")
    try:
        described = looked_at(content, original_name)
        if described["kind"] != KeptFile.Kind.PDF:
            raise ContentRefused("This is a picture. Save or print it as a PDF, then choose that.")
    except REFUSED as problem:
        why = type(problem).__name__
        trail.record("card.refuse", by=by.user, at=at, subject=service.code, why=why, size=len(content))
        raise NotPossible(str(problem)) from problem
    with store.keeping(content) as name, transaction.atomic():
        Service.objects.select_for_update(no_key=True).get(pk=service.pk)  # one after the other
        for card in in_use(service, by).filter(language__iexact=named):
            _take_out(card, REPLACED, by, at)
        made = TranslatedCard.objects.create(
            key=uuid.uuid4(), service=service, language=named, file=name, added_at=at, added_by=by.user, **described
        )
        trail.record("card.keep", by=by.user, at=at, subject=service.code, card=str(made.pk))
    return made


def in_use(service: Service, by: Access) -> QuerySet[TranslatedCard]:
    """The cards of a service that are given to people now, by their languages."""
    return TranslatedCard.seen_by(by).filter(service=service, removed_at=None).order_by("language")


def open_one(*, card: TranslatedCard) -> bytes:
    """The file. Raises NotPossible where the store does not have it."""
    try:
        return store.get(card.file)
    except OSError:
        raise NotPossible("The file is not where it was kept. Tell your service lead.") from None


@transaction.atomic
def remove(*, card: TranslatedCard, reason: str, by: Access, at: datetime) -> TranslatedCard:
    """Take a card out of use: a number has changed, a translation is wrong. Its row and its file stay."""
    row = TranslatedCard.seen_by(by).select_for_update(of=("self",)).select_related("service").get(pk=card.pk)
    _check(row.service, by)
    if not reason.strip():
        raise NotPossible("Say why it is taken out of use.")
    if row.removed_at:
        raise NotPossible("Somebody has taken it out of use already.")
    _take_out(row, reason.strip()[:200], by, at)
    trail.record("card.remove", by=by.user, at=at, subject=row.service.code, card=str(row.pk))
    return row


def _check(service: Service, by: Access) -> None:
    """A card is of a service, and kept by those who lead it."""
    if not by.may_in(Permission.EDIT_LETTERS, service):
        raise PermissionDenied(Permission.EDIT_LETTERS.refusal)


def _take_out(card: TranslatedCard, why: str, by: Access, at: datetime) -> None:
    card.removed_at, card.removed_by, card.removed_because = at, by.user, why
    card.save(update_fields=["removed_at", "removed_by", "removed_because"])
