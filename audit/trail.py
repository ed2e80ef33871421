"""Write down who did or saw what. The bottom layer: every other app may call it, it imports none of them."""

from datetime import datetime
from typing import Protocol

from audit.models import Entry


class Actor(Protocol):
    """A person as the trail needs to know them."""

    pk: int
    name: str
    alliance_id: int


def record(action: str, *, by: Actor | None, at: datetime, subject: object = "", **detail: object) -> None:
    """Add an entry. `detail` holds ids, counts and words of our own, never what was typed about a person."""
    Entry.objects.create(
        at=at,
        actor_id=by.pk if by else None,
        actor=by.name if by else "The system",
        action=action,
        alliance_id=by.alliance_id if by else None,
        subject=str(subject),
        detail=detail,
    )
