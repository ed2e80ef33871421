"""One referral: where it stands, what is next, what happened; its answers and its disposition."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from mscc.models import User
from mscc.moments import Moment
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import go, render
from mscc.web.sessions import is_background, parked_form
from pathways.guideline.terms import CORD, FACTS, LABELS, PAIN
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from pathways.states import NotPossible
from referrals.actions import course, presence, triage
from referrals.actions.change import require
from referrals.events import EVENTS, RECORDABLE, EventKind
from referrals.forms.call import AnswersForm
from referrals.models import Referral
from referrals.page import Page
from referrals.views.calls import _typed
from referrals.waiting import unacknowledged


# What is recorded of nearly everybody stands in sight; the rest is one press away.
COMMON = frozenset({
    EventKind.ADVICE_GIVEN, EventKind.MRI_REQUESTED, EventKind.MRI_BOOKED, EventKind.MRI_STARTED, EventKind.REPORTED,
    EventKind.DECISION, EventKind.RT_BOOKED, EventKind.RT_FIRST_FRACTION, EventKind.MOVED, EventKind.DISCHARGED,
    EventKind.NOTE,
})  # fmt: skip


def visible(request: HttpRequest) -> QuerySet[Referral]:
    return Referral.seen_by(request.access).select_related("person", "service", "owner", "timeline", "referring_organisation")


def one(request: HttpRequest, reference: str) -> Referral:
    """The referral of this reference, if it is in the person's alliance."""
    return get_object_or_404(visible(request), reference=reference)


@vary_on_headers("HX-Request")  # the poll gets only the block that changes
@require_GET
@needs(Permission.SEE_CASES)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The referral's page."""
    referral = one(request, reference)
    others = presence.note(referral=referral, user=request.user, at=request.at)
    if not is_background(request):
        presence.look("referral.view", by=request.access, at=request.at, subject=referral.reference)
    context = {
        "section": "worklist",
        "current": "true",
        "page": Page(referral, request.at),
        "referral": referral,
        "others": others,
        "waiting": unacknowledged(request.access, referral_id=referral.pk),
        "withdrawal": triage.pending_withdrawal(referral, request.at),
        "may_write": request.access.may(Permission.WRITE_CASE, referral),
        "may_acknowledge": request.access.may(Permission.ACKNOWLEDGE, referral),
        "recordable": [(kind, EVENTS[kind].record_as) for kind in RECORDABLE],
        "common": COMMON,
    }
    return render(request, "referrals/referral.jinja", context, block="live" if request.htmx else "")


@require_GET
@needs(Permission.SEE_HISTORY)
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Who changed what of the record of person and referral."""
    referral = one(request, reference)
    presence.look("referral.history", by=request.access, at=request.at, subject=referral.reference)
    records = [
        ("Person", _versions(referral.person.history.select_related("history_user").all())),
        ("Referral", _versions(referral.history.select_related("history_user").all())),
    ]
    context = {"referral": referral, "records": records, "section": "worklist", "current": "true"}
    return render(request, "referrals/history.jinja", context)


def _versions(found: QuerySet) -> list[dict[str, Any]]:
    """Each version with what it changed against the one before it."""
    versions = list(found)
    shown = []
    for new, old in zip(versions, [*versions[1:], None], strict=True):
        delta = new.diff_against(old, foreign_keys_are_objs=True) if old else None
        shown.append({"version": new, "changes": delta.changes if delta else []})
    return shown


@needs(Permission.WRITE_CASE)
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Box 1 again: new answers are assessed again, and a new cord feature starts its clock."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    latest = referral.assessments.values_list("facts", flat=True).first() or {}
    if request.method != "POST":
        typed = parked_form(request) or {**latest, "version": str(referral.version)}
        return _answers_page(request, referral, AnswersForm(_typed(typed), at=request.at), latest)
    form = AnswersForm(request.POST, at=request.at)
    if not form.is_valid():
        return _answers_page(request, referral, form, latest, status=422)
    # What this form does not ask stays as it was; "not asked" takes an answer back.
    kept = {name: value for name, value in latest.items() if name not in form.fields}
    try:
        triage.reassess(
            referral=referral,
            facts={**kept, **form.facts()},
            recognised=form.cleaned_data["recognised_at"] or Moment(request.at),
            version=form.cleaned_data["version"],
            by=request.access,
            at=request.at,
        )
    except NotPossible as problem:
        form.add_error(None, str(problem))
        theirs = latest if isinstance(problem, triage.Conflict) else None
        return _answers_page(request, referral, form, latest, status=422, theirs=theirs)
    messages.success(request, "Assessed again.")
    return go(request, "referral", reference)


def _answers_page(
    request: HttpRequest, referral: Referral, form: AnswersForm, latest: dict, status: int = 200, theirs: dict | None = None
) -> HttpResponse:
    """The form; after a conflict also what stands on record now, so that neither version is lost."""
    differing = []
    if theirs is not None:
        mine = form.facts()
        names = [name for name in FACTS if name in form.fields and theirs.get(name) != mine.get(name)]
        differing = [(_label(name), theirs.get(name) or "not known", mine.get(name) or "not known") for name in names]
        form.data = form.data.copy()
        form.data["version"] = str(Referral.seen_by(request.access).get(pk=referral.pk).version)
    context = {
        "referral": referral, "form": form, "cord": CORD, "pain": PAIN, "differing": differing,
        "show_errors": status == 422, "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/answers.jinja", context, status=status)


def _label(name: str) -> str:
    item = CORD.get(name) or PAIN.get(name)
    return item.label if item else LABELS.get(name, name.replace("_", " ")).capitalize()


@needs(Permission.CHANGE_DISPOSITION)
def disposition(request: HttpRequest, reference: str) -> HttpResponse:
    """A clinician raises or lowers the disposition."""
    referral = one(request, reference)
    require(request.access, Permission.CHANGE_DISPOSITION, referral)
    problem, status = "", 200
    if request.method == "POST":
        try:
            to = Disposition(request.POST.get("disposition", ""))
            triage.set_disposition(
                referral=referral, to=to, reason=request.POST.get("reason", "")[:200], by=request.access, at=request.at
            )
            messages.success(request, f"The disposition is now: {HEADINGS[to].label}.")
            return go(request, "referral", reference)
        except NotPossible as found:
            problem, status = str(found), 422
        except ValueError:
            problem, status = "Choose a disposition.", 422
    context = {
        "referral": referral, "dispositions": [(it, HEADINGS[it].label) for it in Disposition], "problem": problem,
        "typed": request.POST or parked_form(request), "day_clock": triage.day_clock_runs(referral),
        "rule": HEADINGS[Disposition(referral.rule_disposition)].label, "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/disposition.jinja", context, status=status)


@require_POST
@needs(Permission.CONFIRM_WITHDRAWAL)
def confirm_withdrawal(request: HttpRequest, reference: str) -> HttpResponse:
    """The second clinician confirms that MSCC is no longer suspected."""
    referral = one(request, reference)
    try:
        triage.confirm_withdrawal(referral=referral, by=request.access, at=request.at)
        messages.success(request, "Confirmed: the 24-hour clock is cancelled.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference)


@require_POST
@needs(Permission.WRITE_CASE)
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Become the owner."""
    course.take(referral=one(request, reference), by=request.access, at=request.at)
    return go(request, request.POST.get("next") or "worklist", *([reference] if request.POST.get("next") == "referral" else []))


@require_POST
@needs(Permission.WRITE_CASE)
def bring_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a colleague of another service into the case, found by e-mail address."""
    referral = one(request, reference)
    words = request.POST.get("colleague", "").strip()
    colleagues = User.objects.filter(alliance_id=request.access.alliance_id, is_active=True)
    colleague = colleagues.filter(Q(email__iexact=words) | Q(name__iexact=words)).first() if words else None
    if colleague is None:
        messages.error(request, "Nobody of this alliance has that name or e-mail address.")
    else:
        course.bring_in(referral=referral, colleague=colleague, by=request.access, at=request.at)
        messages.success(request, f"{colleague.name} may now write on this referral.")
    return go(request, "referral", reference)
