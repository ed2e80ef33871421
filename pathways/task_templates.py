"""The tasks of an alliance's local pathway: what comes with the service, changed, taken out or added by its lead."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.models import Alliance
from mscc.roles import Permission
from pathways.agreed_tasks import DEFAULTS, AgreedTask, Start
from pathways.models import TaskTemplate


@dataclass(frozen=True)
class Standing:
    """What stands for one task in an alliance: the service's own table, or the alliance's word on it."""

    task: AgreedTask
    is_own: bool
    is_in_use: bool

    @property
    def mark(self) -> str:
        """By which a page says what it showed."""
        return hashlib.sha256(repr((self.task, self.is_in_use)).encode()).hexdigest()[:16]


class Changed(Exception):
    """Somebody saved the task since it was read; `now` is how it stands."""

    def __init__(self, now: Standing) -> None:
        super().__init__("Somebody changed this task while you had it open. Nothing of either is lost: choose below.")
        self.now = now


def standing(alliance_id: int) -> list[Standing]:
    """Every task of the alliance's pathway by what it arises at, those taken out last."""
    own = {it.key: it for it in TaskTemplate.objects.filter(alliance_id=alliance_id)}
    found = [Standing(task, False, True) for key, task in DEFAULTS.items() if key not in own]
    found += [Standing(it.task, True, it.is_in_use) for it in own.values()]
    order = list(Start)
    return sorted(found, key=lambda it: (not it.is_in_use, order.index(it.task.start), it.task.hours, it.task.title))


def arising(alliance_id: int, starts: set[Start]) -> list[AgreedTask]:
    """The tasks that arise at any of these."""
    return [it.task for it in standing(alliance_id) if it.is_in_use and it.task.start in starts]


@transaction.atomic
def keep(*, key: str, given: dict[str, Any], by: Access, at: datetime, read: str = "") -> TaskTemplate:
    """Change one task of the pathway, or add one where `key` is empty. Holds for what arises from then on.

    `read` is the mark of what the page showed. Raises Changed when something else stands by now.
    """
    require(by, Permission.EDIT_PATHWAYS)
    _as_read(key, read, by)
    key = key or f"own-{uuid.uuid4().hex[:12]}"
    held = TaskTemplate.objects.filter(alliance_id=by.alliance_id, key=key).first()
    kept = held or TaskTemplate(alliance_id=by.alliance_id, key=key)
    for name, value in given.items():
        setattr(kept, name, value)
    kept.stamp(at, by.user)
    kept.save()
    trail.record("task_template.save", by=by.user, at=at, subject=key, in_use=kept.is_in_use)
    return kept


@transaction.atomic
def restore(*, key: str, by: Access, at: datetime, read: str = "") -> None:
    """Go back to what comes with the service. Raises Changed when something else stands than was `read`."""
    require(by, Permission.EDIT_PATHWAYS)
    _as_read(key, read, by)
    for held in TaskTemplate.objects.select_for_update().filter(alliance_id=by.alliance_id, key=key):
        held.stamp(at, by.user)
        held.delete()
    trail.record("task_template.restore", by=by.user, at=at, subject=key)


def _as_read(key: str, read: str, by: Access) -> None:
    """Raise Changed unless what was read stands still. Of two who save at once the second waits for the first."""
    Alliance.objects.select_for_update(no_key=True).get(pk=by.alliance_id)
    now = next((it for it in standing(by.alliance_id) if it.task.key == key), None)
    if read and now and now.mark != read:
        raise Changed(now)
