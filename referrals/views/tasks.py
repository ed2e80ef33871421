"""What is to be done: of one person, of the whole service; one press for each answer."""

from collections.abc import Callable
from operator import attrgetter

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.access import require
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.agreed_tasks import DOER_WORDS
from pathways.states import NotPossible
from referrals import to_do
from referrals.actions import presence
from referrals.actions import tasks as actions
from referrals.forms.tasks import TaskForm
from referrals.models import Referral, Task
from referrals.views.referral import one
from referrals.views.worklist import chosen_service


@require_GET
@needs(Permission.SEE_CASES)
def tasks(request: StaffRequest) -> HttpResponse:
    """Every open task of the service, those of ended referrals too: the follow-up after a discharge is among them."""
    access, at = request.access, request.at
    service = chosen_service(request, access)
    found = to_do.of_service(access, service)
    which, doer = request.GET.get("show", "all"), request.GET.get("doer", "")
    counted = to_do.counts(found, access, at)
    presence.look("task.list", by=access, at=at, subject=service or "all", tasks=counted["all"])
    context = {
        "section": "worklist", "current": "true", "service": service, "counts": counted, "which": which, "doer": doer,
        "chips": [(name, label, counted[name]) for name, label in to_do.FILTERS.items()], "doers": DOER_WORDS,
        "groups": to_do.grouped(to_do.shown(found, access, at, which, doer), at), "most": to_do.MOST,
    }  # fmt: skip
    return render(request, "referrals/tasks.jinja", context)


@require_GET
@needs(Permission.SEE_CASES)
def of_referral(request: StaffRequest, reference: str) -> HttpResponse:
    """What is to be done for one person, and what became of the rest."""
    return _page(request, one(request, reference), TaskForm(at=request.at))


@needs(Permission.WRITE_CASE)
@once
def add(request: StaffRequest, reference: str) -> HttpResponse:
    """Add something to do."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    form = TaskForm(request.POST if request.method == "POST" else parked_form(request), at=request.at)
    if request.method != "POST":
        return _page(request, referral, form)
    if form.is_valid():
        try:
            actions.add(referral=referral, by=request.access, at=request.at, **form.given(request.access))
            messages.success(request, "Added.")
            return go(request, "tasks_of", reference)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    return _page(request, referral, form, status=422)


def _page(request: StaffRequest, referral: Referral, form: TaskForm, status: int = 200) -> HttpResponse:
    every = list(referral.tasks.select_related("owner", "ended_by", "made_by", "event"))
    context = {
        "section": "worklist", "current": "true", "referral": referral, "form": form,
        "to_do": [it for it in every if it.is_open],
        "ended": sorted((it for it in every if it.ended_at), key=attrgetter("ended_at"), reverse=True),
        "may_write": request.access.may(Permission.WRITE_CASE, referral),
    }  # fmt: skip
    return render(request, "referrals/tasks_of.jinja", context, status=status)


Answer = Callable[[StaffRequest, Task], object]
ANSWERS: dict[str, tuple[str, Answer]] = {
    "take": ("Yours now.", lambda request, task: actions.take(task=task, by=request.access, at=request.at)),
    "done": (
        "Done.",
        lambda request, task: actions.done(task=task, note=said(request, "note"), by=request.access, at=request.at),
    ),
    "not-needed": (
        "Not needed.",
        lambda request, task: actions.not_needed(
            task=task, reason=said(request, "reason"), by=request.access, at=request.at
        ),
    ),
    "reopen": ("On the list again.", lambda request, task: actions.reopen(task=task, by=request.access, at=request.at)),
}


@posted("answer a task")
@needs(Permission.WRITE_CASE)
def answer(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Take a task, say that it is done or not needed, or put it back."""
    task = get_object_or_404(Task.seen_by(request.access).select_related("referral"), pk=pk)
    if kind not in ANSWERS:
        raise Http404
    words, act = ANSWERS[kind]
    try:
        act(request, task)
        messages.success(request, words)  # no title: what is said here travels in a cookie
    except actions.AnswerAwaited as problem:
        messages.error(request, str(problem))
        return go(request, "information", task.referral.reference)
    except NotPossible as problem:
        messages.error(request, str(problem))
    back = said(request, "next")
    return (
        go(request, "tasks")
        if back == "tasks"
        else go(request, "tasks_of" if back == "all" else "referral", task.referral.reference)
    )
