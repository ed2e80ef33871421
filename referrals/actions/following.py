"""The tasks that follow from what happened: within the change that records it, under the lock of its referral."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from pathways import task_templates
from pathways.agreed_tasks import REPEATING, AgreedTask
from pathways.states import ENDED
from pathways.states import State as Ended
from referrals.events import EventKind
from referrals.follow_up import AGAIN, begins, does
from referrals.models import Event, Task

if TYPE_CHECKING:
    from referrals.actions.change import Change

K = EventKind
State = Task.State


def follow(it: "Change") -> None:
    """Begin the tasks that arise at the events of a change, end those that it does, and move those it puts right."""
    for event in it.events:
        if event.supersedes_id:
            _put_right(it, event)
    _end_done(it)
    _begin(it)
    _look_again(it)
    has_died = any(event.kind == K.DIED for event in it.events)
    if not it.is_new and ("state" in it.fields or has_died):
        _follow_the_end(it, has_died)


def _begin(it: "Change") -> None:
    starts = {
        start: event for event in it.events if not event.supersedes_id and (start := begins(event.kind, event.data))
    }
    agreed = task_templates.arising(it.referral.alliance_id, set(starts)) if starts else []
    if not agreed or it.referral.state in ENDED:
        return
    told = it.referral.tasks.filter(template__in=[task.key for task in agreed]).values_list("template", "state")
    before = {} if it.is_new else _standing(told)
    arise = [
        task
        for task in agreed
        if task.key not in before or (before[task.key] != State.OPEN and task.start in REPEATING)
    ]
    Task.objects.bulk_create(_made(it, task, starts[task.start]) for task in arise)


def _look_again(it: "Change") -> None:
    """What is to be looked at again on a day that somebody named."""
    for event in it.events:
        if event.kind in AGAIN and event.data.get("look_again"):
            key, title, rec = AGAIN[K(event.kind)]
            Task.objects.create(
                referral=it.referral, service_id=it.referral.service_id, title=title, rec=rec, template=key,
                event=event, due_at=datetime.fromisoformat(event.data["look_again"]), made_at=it.at, made_by=it.user,
            )  # fmt: skip


def _standing(told: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each template's task, the open one where there is one."""
    found: dict[str, str] = {}
    for template, state in told:
        if found.get(template) != State.OPEN:
            found[template] = state
    return found


def _made(it: "Change", task: AgreedTask, event: Event) -> Task:
    return Task(
        referral=it.referral, service_id=it.referral.service_id, title=task.title, rec=task.rec, template=task.key,
        event=event, doer=task.doer, due_at=event.moment.at + task.within, outlives=task.outlives, made_at=it.at,
    )  # fmt: skip


def _end_done(it: "Change") -> None:
    """An event that is what a task asked for does the task."""
    keys = {key for event in it.events for key in does(event.kind, event.data)}
    if keys and not it.is_new:
        it.referral.tasks.filter(template__in=keys, state=State.OPEN).update(
            state=State.DONE, ended_at=it.at, ended_by=it.user, reason="Recorded"
        )


def _put_right(it: "Change", event: Event) -> None:
    """A corrected time moves what is due from it; what arose from an entry struck out is not needed."""
    tasks = it.referral.tasks.filter(event=event.supersedes_id, state=State.OPEN)
    if event.kind == K.STRUCK_OUT:
        reason = "The entry that it arose from was struck out"
        tasks.update(state=State.NOT_NEEDED, ended_at=it.at, ended_by=it.user, reason=reason)
        return
    assert event.supersedes is not None
    later: timedelta = event.moment.at - event.supersedes.moment.at
    tasks.update(event=event, due_at=F("due_at") + later)


def _follow_the_end(it: "Change", has_died: bool) -> None:
    """With the referral its tasks end; the follow-up after a discharge stays, unless the person died."""
    tasks = it.referral.tasks
    if it.referral.state not in ENDED:
        tasks.filter(state=State.ENDED).update(state=State.OPEN, ended_at=None, ended_by=None)
        return
    ending = tasks.filter(state=State.OPEN)
    if it.referral.state == Ended.CLOSED and not has_died:
        ending = ending.filter(outlives=False)
    ending.update(state=State.ENDED, ended_at=it.at, ended_by=it.user)
