"""Information asked for on a referral: what waits, what is overdue, and what was answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from mscc.access import require
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.states import NotPossible
from referrals.actions import information as action
from referrals.events import EventKind
from referrals.forms.information import AnswerForm, AskForm
from referrals.models import Referral, Task
from referrals.views.referral import one

K = EventKind


@needs(Permission.SEE_CASES)
@once
def information(request: StaffRequest, reference: str) -> HttpResponse:
    """What was asked and is not answered; ask for more."""
    referral = one(request, reference)
    form = AskForm(request.POST if request.method == "POST" else parked_form(request), at=request.at)
    if request.method == "POST":
        require(request.access, Permission.WRITE_CASE, referral)
        if form.is_valid() and _ask(request, referral, form):
            return go(request, "information", reference)
    return _page(request, referral, form=form, status=422 if request.method == "POST" else 200)


def _ask(request: StaffRequest, referral: Referral, form: AskForm) -> bool:
    given = form.cleaned_data
    try:
        action.ask(
            referral=referral, of_whom=given["of_whom"], question=given["question"], due_at=given["due_at"].at,
            by=request.access, at=request.at,
        )  # fmt: skip
    except NotPossible as problem:
        form.add_error("due_at", str(problem))
        return False
    messages.success(request, "Asked. It waits here and among the tasks until it is answered.")
    return True


@posted("write down an answer")
@needs(Permission.WRITE_CASE)
@once
def answer(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Write down what was answered."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    tasks = Task.seen_by(request.access).filter(referral=referral, event__kind=K.INFORMATION_ASKED)
    task = get_object_or_404(tasks.select_related("event", "referral"), pk=pk)
    form = AnswerForm(request.POST, at=request.at, prefix=f"answer-{pk}")
    if form.is_valid():
        given = form.cleaned_data
        try:
            action.answer(
                task=task, text=given["text"], told_by=given["told_by"], moment=given["answered_at"],
                by=request.access, at=request.at,
            )  # fmt: skip
            messages.success(request, "Answered.")
            return go(request, "information", reference)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    return _page(request, referral, answered=(pk, form), status=422)


def _page(
    request: StaffRequest, referral: Referral, *, form: AskForm | None = None,
    answered: tuple[int, AnswerForm] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    tasks = Task.seen_by(request.access).filter(referral=referral, event__kind=K.INFORMATION_ASKED)
    found = list(tasks.select_related("event__recorded_by", "ended_by"))
    waiting = [it for it in found if it.is_open]
    forms = {it.pk: AnswerForm(at=request.at, prefix=f"answer-{it.pk}") for it in waiting}
    context: dict[str, Any] = {
        "section": "worklist", "current": "true", "referral": referral, "form": form or AskForm(at=request.at),
        "waiting": waiting, "ended": [it for it in found if not it.is_open],
        "forms": {**forms, **dict([answered] if answered else [])}, "wrong": answered[1] if answered else None,
        "may_write": request.access.may(Permission.WRITE_CASE, referral),
    }  # fmt: skip
    return render(request, "referrals/information.jinja", context, status=status)
