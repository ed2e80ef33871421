"""Keep a filter of the worklist under a name, and drop it: each person their own."""

from datetime import datetime

from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import User
from pathways.states import NotPossible
from referrals.models import SavedFilter

MOST = 12


@transaction.atomic
def keep(*, name: str, query: str, by: Access, at: datetime) -> SavedFilter:
    """Keep a filter; one of the same name is replaced."""
    name = " ".join(name.split())[:40].strip()
    if not name:
        raise NotPossible("Give the filter a name.")
    # A button pressed twice: the second waits for the first, and finds what it kept.
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    own = SavedFilter.objects.filter(user=by.user)
    held = own.filter(name=name).first()
    if held is None and own.count() >= MOST:
        raise NotPossible(f"You have {MOST} filters. Take one out before you keep another.")
    kept = held or SavedFilter(user=by.user, name=name)
    kept.query = query
    kept.save()
    trail.record("filter.keep", by=by.user, at=at, subject=kept.pk)
    return kept


@transaction.atomic
def drop(*, saved: SavedFilter, by: Access, at: datetime) -> None:
    """Take one's own filter out."""
    for own in SavedFilter.objects.select_for_update().filter(user=by.user, pk=saved.pk):
        trail.record("filter.drop", by=by.user, at=at, subject=own.pk)
        own.delete()
