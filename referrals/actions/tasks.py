"""What is to be done for a person: added, taken, done, not needed with the reason. It moves no time and no clock."""

from datetime import datetime

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.models import User
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.models import Event, Referral, Task

State = Task.State
AWAITS = "This waits for an answer. Write down what was answered here; or say in the task list why it is not needed."


class AnswerAwaited(NotPossible):
    """A question is not done by a press: its answer ends it, or the reason why none is needed."""


@transaction.atomic
def add(
    *, referral: Referral, title: str, due_at: datetime, by: Access, at: datetime, doer: str = "",
    owner: User | None = None, rec: str = "", event: Event | None = None,
) -> Task:  # fmt: skip
    """Add something to do, due at a moment; nobody need be named for it yet."""
    require(by, Permission.WRITE_CASE, referral)
    title = " ".join(title.split())
    if not title:
        raise NotPossible("Say what is to be done.")
    if owner is not None and owner.alliance_id != referral.alliance_id:
        raise NotPossible("Only colleagues of this alliance can be given a task.")
    made = Task.objects.create(
        referral=referral, service_id=referral.service_id, title=title[:200], rec=rec, doer=doer, owner=owner,
        event=event, due_at=due_at, made_at=at, made_by=by.user,
    )  # fmt: skip
    trail.record("task.add", by=by.user, at=at, subject=referral.reference, task=made.pk)
    return made


@transaction.atomic
def take(*, task: Task, by: Access, at: datetime) -> Task:
    """Become the one who does it."""
    mine = _locked(task, by, wants_open=True)
    mine.owner = by.user
    return _keep(mine, "task.take", by, at)


@transaction.atomic
def done(*, task: Task, by: Access, at: datetime, note: str = "") -> Task:
    """Say that it is done, and where it helps how. Raises AnswerAwaited for a question."""
    mine = _locked(task, by, wants_open=True)
    if mine.awaits_answer:
        raise AnswerAwaited(AWAITS)
    return _end(mine, State.DONE, note, by, at)


@transaction.atomic
def answered(*, task: Task, note: str, by: Access, at: datetime) -> Task:
    """A question has its answer, which is on record as an event of its own."""
    return _end(_locked(task, by, wants_open=True), State.DONE, note, by, at)


@transaction.atomic
def not_needed(*, task: Task, reason: str, by: Access, at: datetime) -> Task:
    """Say that it is not needed for this person, and why."""
    if not reason.strip():
        raise NotPossible("Say why it is not needed.")
    return _end(_locked(task, by, wants_open=True), State.NOT_NEEDED, reason, by, at)


@transaction.atomic
def reopen(*, task: Task, by: Access, at: datetime) -> Task:
    """Put it back on the list: it was ended in error, or is wanted again."""
    mine = _locked(task, by, wants_open=False)
    others = mine.referral.tasks.filter(template=mine.template, state__in=(State.OPEN, State.ENDED)).exclude(pk=mine.pk)
    if mine.template and others.exists():
        raise NotPossible("The same task is open already.")
    mine.state, mine.ended_at, mine.ended_by, mine.reason = State.OPEN, None, None, ""
    return _keep(mine, "task.reopen", by, at)


def _locked(task: Task, by: Access, *, wants_open: bool) -> Task:
    """The task as it stands now, under its lock. Raises NotPossible where somebody was quicker."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("referral", "ended_by", "owner", "event")
    mine = rows.get(pk=task.pk)
    require(by, Permission.WRITE_CASE, mine.referral)
    if wants_open and not mine.is_open:
        who = f" by {mine.ended_by.name}" if mine.ended_by else ""
        raise NotPossible(f"This task is ended already: {mine.get_state_display().lower()}{who}.")
    if not wants_open and mine.is_open:
        raise NotPossible("This task is open.")
    return mine


def _end(task: Task, state: Task.State, reason: str, by: Access, at: datetime) -> Task:
    task.state, task.ended_at, task.ended_by, task.reason = state, at, by.user, " ".join(reason.split())[:300]
    return _keep(task, f"task.{state}", by, at)


def _keep(task: Task, action: str, by: Access, at: datetime) -> Task:
    task.save()
    trail.record(action, by=by.user, at=at, subject=task.referral.reference, task=task.pk)
    return task
