"""The ladder that a clock starts with: the alliance's own, or the one that comes with the service."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.roles import Permission
from pathways import local_limits
from pathways.escalation import Ladder, ladder_for
from pathways.guideline.limits import LIMITS, MEETING, REVIEW, Limit
from pathways.local_limits import LocalLimit
from pathways.models import LocalLadder

# A review and a meeting go by the week for everybody: an alarm of minutes has no place there.
EDITABLE = tuple(each for each in LIMITS if each not in (REVIEW, MEETING))


@dataclass(frozen=True)
class Standing:
    """What stands for one clock in an alliance."""

    limit: Limit
    ladder: Ladder
    is_own: bool
    local: LocalLimit | None = None

    @property
    def is_editable(self) -> bool:
        return self.limit in EDITABLE

    @property
    def climbed(self) -> Ladder:
        """The ladder as a clock that starts now climbs it."""
        return self.ladder.within(self.local.hours) if self.local else self.ladder


class Agreed:
    """What an alliance has agreed on for the clocks that start now, each part read once however many they are."""

    def __init__(self, alliance_id: int) -> None:
        self.alliance_id = alliance_id

    @cached_property
    def _ladders(self) -> dict[tuple[str, float], Ladder]:
        own = LocalLadder.objects.filter(alliance_id=self.alliance_id)
        return {(it.kind, it.hours): it.rungs for it in own}

    @cached_property
    def _limits(self) -> dict[str, LocalLimit]:
        return local_limits.of(self.alliance_id)

    def ladder(self, limit: Limit) -> Ladder:
        """The ladder of a clock, before any local limit shortens it."""
        return self._ladders.get((limit.kind, limit.hours)) or ladder_for(limit.kind, limit.hours)

    def hours(self, limit: Limit) -> float | None:
        """The local limit of a clock; None where the guideline's stands alone."""
        found = None if limit.is_local else self._limits.get(limit.slug)
        return found.hours if found else None


def standing(access: Access) -> list[Standing]:
    """Every clock's ladder in the person's alliance, and its local limit."""
    own = {(it.kind, it.hours): it.rungs for it in LocalLadder.seen_by(access)}
    local = local_limits.standing(access)
    found = [(limit, own.get((limit.kind, limit.hours))) for limit in LIMITS]
    return [
        Standing(limit, ours or ladder_for(limit.kind, limit.hours), ours is not None, local.get(limit.slug))
        for limit, ours in found
    ]


@transaction.atomic
def change(*, limit: Limit, ladder: Ladder | None, by: Access, at: datetime) -> None:
    """Give the person's alliance a ladder of its own for a clock; None goes back to the one that comes with it."""
    require(by, Permission.EDIT_LADDERS)
    key = {"alliance_id": by.alliance_id, "kind": limit.kind, "hours": limit.hours}
    own = LocalLadder.objects.select_for_update().filter(**key).first() or LocalLadder(**key)
    own.stamp(at, by.user)
    if ladder:
        own.ladder = ladder.as_json()
        own.save()
    elif own.pk:
        own.delete()
    trail.record("ladder.change", by=by.user, at=at, subject=limit.slug, ladder=ladder.as_json() if ladder else None)
