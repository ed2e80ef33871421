"""The clock of a post that must be filled: due at the next moment from which the rota has nobody on (1.1.7).

Changed with every change of the rota, and by the sweep when it looks; a gap that is filled moves on to the next. A
sweep holds the clock and then refers to post and service, a change the other way round: those two are locked without
their keys, so that neither waits for the other.
"""

from datetime import datetime

from mscc import rota
from mscc.models import Post, Shift, User
from mscc.moments import Moment
from mscc.rota import Stretch
from pathways.clock import Clock as Running
from pathways.clock import Status
from pathways.guideline.limits import COVER
from referrals.actions import clocks
from referrals.models import Clock


def refresh(post: Post, *, by: User | None, at: datetime) -> None:
    """Bring the post's clock in line with its rota. Called at the end of every change, under the lock of the post."""
    known = Clock.objects.select_for_update().filter(post=post, status=Status.OPEN)
    # Asked again: a sweep that held the first may just have opened another.
    row = known.first() or known.first()
    due = next_hole(post, row, at)
    if row and due == row.due_at:
        return
    if row:
        status, reason = _ended(row, due, at)
        clocks.end(row, status, at=at, by=by, reason=reason)
        row.save()
    if due:
        clocks.opened(Running(COVER, Moment(due - COVER.within), COVER.start), post).save()
        clocks.wake()


def next_hole(post: Post, row: Clock | None, at: datetime) -> datetime | None:
    """When the next gap begins, or began, that is not over; None where the post may stand empty."""
    if post.filled_from is None:
        return None
    since = max(post.filled_from, min(row.due_at, at) if row else at)
    shifts = Shift.objects.filter(post=post, cancelled_at=None, ends_at__gt=since, person__in=User.objects.holders())
    return rota.next_gap((Stretch(*row) for row in shifts.values_list("starts_at", "ends_at")), since, max(at, since))


def _ended(row: Clock, due: datetime | None, at: datetime) -> tuple[Status, str]:
    if due is None:
        return Status.CANCELLED, "The post may stand empty"
    if due < row.due_at:
        return Status.SUPERSEDED, "There is a gap before this one"
    return (Status.MET, "Filled") if at <= row.due_at else (Status.MET_LATE, "Somebody is on again")


def still_open(numbers: list[int], at: datetime) -> set[int]:
    """Of the clocks that a sweep holds, those whose gap is there; the others are moved on to the next gap."""
    still = set()
    for row in Clock.objects.filter(pk__in=numbers).select_related("post__service"):
        if row.post and next_hole(row.post, row, at) != row.due_at:
            refresh(row.post, by=None, at=at)
        else:
            still.add(row.pk)
    return still
