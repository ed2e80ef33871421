"""Information asked of somebody, with an answer wanted by a time: waiting until it is answered, overdue said."""

from datetime import datetime

from django.db import transaction

from mscc.access import Access
from mscc.moments import Moment
from pathways.states import NotPossible
from referrals.actions import tasks
from referrals.actions.change import change
from referrals.events import EventKind
from referrals.models import Event, Referral, Task

K = EventKind


@transaction.atomic
def ask(*, referral: Referral, of_whom: str, question: str, due_at: datetime, by: Access, at: datetime) -> Task:
    """Write down what was asked of whom. Until it is answered it is a task, due when the answer is wanted."""
    if due_at <= at:
        raise NotPossible("Say until when the answer is wanted: a time still to come.")
    with change(referral, "information.ask", by=by, at=at) as it:
        asked = it.event(K.INFORMATION_ASKED, of_whom=of_whom, question=question, wanted_by=due_at.isoformat())
    title = f"Answer from {of_whom}: {question}"
    return tasks.add(referral=referral, title=title, due_at=due_at, event=asked, by=by, at=at)


@transaction.atomic
def answer(*, task: Task, text: str, told_by: str, moment: Moment, by: Access, at: datetime) -> Event:
    """Write down what was answered; it waits no longer."""
    if task.event is None or not task.awaits_answer:
        raise NotPossible("Nothing was asked here.")
    question = str(task.event.data["question"])
    with change(task.referral, "information.answer", by=by, at=at) as it:
        it.check_past(moment)
        given = it.event(K.INFORMATION_GIVEN, moment, told_by=told_by, asked=question, answer=text)
        tasks.answered(task=task, note=text, by=by, at=at)
    return given
