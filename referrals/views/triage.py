"""Triage after the call: box 1 again, a clinician's own disposition, the second clinician's word."""

from django.contrib import messages
from django.http import HttpResponse

from mscc.access import require
from mscc.moments import Moment
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form, typed
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.guideline.terms import CORD, FACTS, LABELS, PAIN
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from pathways.states import NotPossible
from referrals.actions import triage
from referrals.forms.call import AnswersForm
from referrals.models import Referral
from referrals.views.referral import one


@needs(Permission.WRITE_CASE)
@once
def answers(request: StaffRequest, reference: str) -> HttpResponse:
    """Box 1 again: new answers are assessed again, and a new cord feature starts its clock."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    latest = referral.assessments.values_list("facts", flat=True).first() or {}
    if request.method != "POST":
        told = parked_form(request) or typed({**latest, "version": str(referral.version)})
        return _answers_page(request, referral, AnswersForm(told, at=request.at))
    form = AnswersForm(request.POST, at=request.at)
    if not form.is_valid():
        return _answers_page(request, referral, form, status=422)
    # What this form does not ask stays as it was; "not asked" takes an answer back.
    kept = {name: value for name, value in latest.items() if name not in form.fields}
    recognised = form.cleaned_data["recognised_at"] or Moment(request.at)
    try:
        triage.reassess(
            referral=referral, facts={**kept, **form.facts()}, recognised=recognised,
            version=form.cleaned_data["version"], by=request.access, at=request.at,
        )  # fmt: skip
    except NotPossible as problem:
        form.add_error(None, str(problem))
        differing = _differing(request, referral, form) if isinstance(problem, triage.Conflict) else None
        return _answers_page(request, referral, form, status=422, differing=differing)
    messages.success(request, "Assessed again.")
    return go(request, "referral", reference)


def _answers_page(
    request: StaffRequest, referral: Referral, form: AnswersForm, *, status: int = 200, differing: list | None = None
) -> HttpResponse:
    context = {
        "referral": referral, "form": form, "cord": CORD, "pain": PAIN, "differing": differing,
        "show_errors": status == 422, "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/answers.jinja", context, status=status)


def _differing(request: StaffRequest, referral: Referral, form: AnswersForm) -> list[tuple[str, str, str]]:
    """After a conflict: where what stands on record now is not what was typed. The form goes on from what stands."""
    fresh = one(request, referral.reference)
    theirs, mine = fresh.assessments.values_list("facts", flat=True).first() or {}, form.facts()
    form.data = typed({**form.data.dict(), "version": str(fresh.version)})  # type: ignore[attr-defined]
    names = [name for name in FACTS if name in form.fields and theirs.get(name) != mine.get(name)]
    return [(_label(name), theirs.get(name) or "not known", mine.get(name) or "not known") for name in names]


def _label(name: str) -> str:
    item = CORD.get(name) or PAIN.get(name)
    return item.label if item else LABELS.get(name, name.replace("_", " ")).capitalize()


@needs(Permission.CHANGE_DISPOSITION)
@once
def disposition(request: StaffRequest, reference: str) -> HttpResponse:
    """A clinician raises or lowers the disposition."""
    referral = one(request, reference)
    require(request.access, Permission.CHANGE_DISPOSITION, referral)
    problem, status = "", 200
    if request.method == "POST":
        try:
            to = Disposition(request.POST.get("disposition", ""))
            triage.set_disposition(
                referral=referral, to=to, reason=said(request, "reason"), by=request.access, at=request.at
            )
            messages.success(request, f"The disposition is now: {HEADINGS[to].label}.")
            return go(request, "referral", reference)
        except NotPossible as found:
            problem, status = str(found), 422
        except ValueError:
            problem, status = "Choose a disposition.", 422
    context = {
        "referral": referral, "dispositions": [(it, HEADINGS[it].label) for it in Disposition], "problem": problem,
        "typed": request.POST if request.method == "POST" else parked_form(request) or {},
        "day_clock": triage.day_clock_runs(referral),
        "rule": HEADINGS[Disposition(referral.rule_disposition)].label, "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/disposition.jinja", context, status=status)


@posted("confirm that MSCC is no longer suspected")
@needs(Permission.CONFIRM_WITHDRAWAL)
def confirm_withdrawal(request: StaffRequest, reference: str) -> HttpResponse:
    """The second clinician confirms that MSCC is no longer suspected."""
    referral = one(request, reference)
    try:
        triage.confirm_withdrawal(referral=referral, by=request.access, at=request.at)
        messages.success(request, "Confirmed: the 24-hour clock is cancelled.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference)
