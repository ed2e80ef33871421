"""Scores, scales and power: a form like the paper's, and what was recorded before beside it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.scores.forms import PAPERS, SUPPORTS
from pathways.scores.power import ARMS, CELLS, LEGS, SIDES
from pathways.scores.scales import MRC_POWER
from pathways.states import NotPossible
from referrals.actions import scores as action
from referrals.actions.change import require
from referrals.events import EventKind
from referrals.forms.scores import AssessedForm, GradesForm, PowerForm, ScoreForm
from referrals.models import Event, Referral
from referrals.scored import CITED, GRADED, Column, last_graded, power_beside, scales_beside, scores_beside
from referrals.views.referral import one


@needs(Permission.WRITE_CASE)
@once
def score(request: StaffRequest, reference: str, slug: str) -> HttpResponse:
    """A score, item by item: the total only when every item is answered, until then the range."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    if slug not in PAPERS:
        raise Http404
    paper = PAPERS[slug]
    typed = request.POST if request.method == "POST" else parked_form(request)
    form = ScoreForm(typed, paper=paper, at=request.at)
    context = {
        "paper": paper, "supports": SUPPORTS, "rows": [item.label for item in paper.tool.items],
        "columns": scores_beside(paper, _recorded(referral, EventKind.SCORED)),
    }  # fmt: skip

    def keep() -> None:
        action.score(
            referral=referral, tool=paper.tool, inputs=form.inputs(), moment=form.moment(), told_by=form.told(),
            by=request.access, at=request.at,
        )  # fmt: skip
        messages.success(request, f"{paper.short}: recorded.")

    return _answered(request, referral, form, keep, template="referrals/score.jinja", context=context)


@needs(Permission.WRITE_CASE)
@once
def scales(request: StaffRequest, reference: str) -> HttpResponse:
    """The scales of a day beside those of before."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    form = GradesForm(request.POST if request.method == "POST" else parked_form(request), at=request.at)
    context = {
        "names": list(GRADED), "rows": [label for label, _ in GRADED.values()], "cited": CITED,
        "columns": scales_beside(_recorded(referral, EventKind.GRADED)),
    }  # fmt: skip

    def keep() -> None:
        action.grade(
            referral=referral, grades=form.grades(), moment=form.moment(), told_by=form.told(), by=request.access,
            at=request.at,
        )  # fmt: skip
        messages.success(request, "Scales: recorded.")

    return _answered(request, referral, form, keep, template="referrals/scales.jinja", context=context)


@needs(Permission.WRITE_CASE)
@once
def power(request: StaffRequest, reference: str) -> HttpResponse:
    """Power by muscle group: typed into a grid, and said against what was graded before."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    form = PowerForm(request.POST if request.method == "POST" else parked_form(request), at=request.at)
    recorded = list(_recorded(referral, EventKind.POWER))
    context = {
        "limbs": {"Arms": ARMS, "Legs": LEGS}, "sides": SIDES, "scale": MRC_POWER, "rows": CELLS.values(),
        "columns": power_beside(recorded), "last": last_graded(recorded), "typed": _against(form, recorded),
    }  # fmt: skip

    def keep() -> None:
        action.examine_power(
            referral=referral, cells=form.cells(), moment=form.moment(), told_by=form.told(), by=request.access,
            at=request.at,
        )  # fmt: skip
        messages.success(request, "Power: recorded.")

    return _answered(request, referral, form, keep, template="referrals/power.jinja", context=context)


def _against(form: PowerForm, recorded: list[Event]) -> Column | None:
    """What is typed so far as a column beside what was recorded up to its time; nothing before anything is typed."""
    if not form.is_bound or not (form.is_valid() or form.cells()):
        return None
    moment = form.cleaned_data.get("happened_at")
    when = moment.at if moment else form.at
    typed = Event(kind=EventKind.POWER, happened_at=when, data=form.cells())
    return power_beside([typed, *(it for it in recorded if it.happened_at <= when)])[0]


def _recorded(referral: Referral, kind: EventKind) -> QuerySet[Event]:
    """What stands, the newest first."""
    return referral.events.current().filter(kind=kind).select_related("recorded_by").order_by("-happened_at", "-id")


def _answered(
    request: StaffRequest, referral: Referral, form: AssessedForm, keep: Callable[[], None], *,
    template: str, context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """The page; or, where the form was sent to be kept and can be, the page again with it on record."""
    looks = request.method != "POST" or request.POST.get("do") == "look"
    if not looks and form.is_valid():
        try:
            keep()
            return go(request, request.path)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    show_errors = request.method == "POST" and not (looks and request.htmx)
    everything = {
        "referral": referral, "form": form, "show_errors": show_errors, "section": "worklist", "current": "true",
        **context,
    }  # fmt: skip
    status = 422 if show_errors and form.errors else 200
    return render(request, template, everything, status=status, block="sum" if looks and request.htmx else "")
