"""The ladder that a clock starts with: the alliance's own, or the one that comes with the service."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import zip_longest

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.models import Alliance
from mscc.roles import Permission
from pathways import local_limits
from pathways.escalation import WHO_WORDS, Ladder, Stage, ladder_for
from pathways.guideline.limits import LIMITS, MEETING, REVIEW, Limit
from pathways.local_limits import LocalLimit
from pathways.models import LocalLadder

# A review and a meeting go by the week for everybody: an alarm of minutes has no place there.
EDITABLE = tuple(each for each in LIMITS if each not in (REVIEW, MEETING))


class Changed(Exception):
    """Somebody saved the ladder since it was read; `now` is how it stands."""

    def __init__(self, now: Ladder) -> None:
        super().__init__("Somebody changed this ladder while you had it open. Nothing of either is lost: choose below.")
        self.now = now


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


def mark(ladder: Ladder) -> str:
    """By which a page says what it showed."""
    return hashlib.sha256(repr(ladder).encode()).hexdigest()[:16]


@transaction.atomic
def change(*, limit: Limit, ladder: Ladder | None, by: Access, at: datetime, read: str = "") -> None:
    """Give the person's alliance a ladder of its own for a clock; None goes back to the one that comes with it.

    `read` is the mark of what the page showed. Raises Changed when something else stands by now; of two who save at
    once the second waits for the first.
    """
    require(by, Permission.EDIT_LADDERS)
    Alliance.objects.select_for_update(no_key=True).get(pk=by.alliance_id)
    now = Agreed(by.alliance_id).ladder(limit)
    if read and mark(now) != read:
        raise Changed(now)
    key = {"alliance_id": by.alliance_id, "kind": limit.kind, "hours": limit.hours}
    own = LocalLadder.objects.select_for_update().filter(**key).first() or LocalLadder(**key)
    own.stamp(at, by.user)
    if ladder:
        own.ladder = ladder.as_json()
        own.save()
    elif own.pk:
        own.delete()
    trail.record("ladder.change", by=by.user, at=at, subject=limit.slug, ladder=ladder.as_json() if ladder else None)


def differing(theirs: Ladder, mine: Ladder) -> list[tuple[str, str, str]]:
    """Where two ladders are not the same: line by line, and how often the last is repeated and looked at again."""
    return [each for each in _both(theirs, mine) if each[1] != each[2]]


def _both(theirs: Ladder, mine: Ladder) -> Iterator[tuple[str, str, str]]:
    for number, (one, other) in enumerate(zip_longest(theirs.stages, mine.stages), start=1):
        yield f"Line {number}", _said(one), _said(other)
    for words, name in (("The last line again every", "repeat_minutes"), ("Looked at again after", "recheck_minutes")):
        yield words, f"{getattr(theirs, name)} min", f"{getattr(mine, name)} min"


def _said(stage: Stage | None) -> str:
    return f"{stage.when}: {WHO_WORDS[stage.who]}" if stage else "empty"
