"""The log of incidents: its list, an entry, and the entry kept as it is looked into."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.moments import day_in_london, show_day
from mscc.roles import Permission
from mscc.web import both
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.incidents import STAGE_WORDS
from pathways.states import NotPossible
from referrals import incidents as log
from referrals.actions import incidents as actions
from referrals.actions import presence
from referrals.actions.triage import Conflict
from referrals.forms.incidents import IncidentForm
from referrals.models import Incident, Referral
from referrals.views.referral import versions_in_words


@require_GET
@needs(Permission.SEE_CASES)
def incidents(request: StaffRequest) -> HttpResponse:
    """The alliance's log, the newest first."""
    found, today = log.of_alliance(request.access), day_in_london(request.at)
    which = request.GET.get("show", "open")
    which = which if which in log.FILTERS else "open"
    counted = log.counts(found, today)
    rows = list(log.shown(found, which, today))
    presence.look("incident.list", by=request.access, at=request.at, subject=which, incidents=len(rows))
    context = {
        "section": "worklist", "current": "true", "rows": rows, "which": which, "counts": counted, "today": today,
        "chips": [(name, label, counted[name]) for name, label in log.FILTERS.items()], "most": log.MOST,
    }  # fmt: skip
    return render(request, "referrals/incidents.jinja", context)


@needs(Permission.LOG_INCIDENT)
@once
def new_incident(request: StaffRequest) -> HttpResponse:
    """Log one. The address may say about which referral and which stage: an offer, and nothing is made by it."""
    about = request.GET.get("referral", "")
    referral = Referral.seen_by(request.access).filter(reference=about).first() if about else None
    stage = request.GET.get("stage", "")
    showing = {
        "service": referral.service_id if referral else None, "referral": referral.reference if referral else "",
        "stage": stage if stage in STAGE_WORDS else "", "happened_on": show_day(day_in_london(request.at)),
        "owner": request.user.pk,
    }  # fmt: skip
    given = request.POST if request.method == "POST" else parked_form(request)
    form = IncidentForm(given, showing=showing, access=request.access)
    if request.method == "POST" and form.is_valid():
        told = form.answers()
        try:
            made = actions.log(service=told.pop("service"), given=told, by=request.access, at=request.at)
            messages.success(request, "Logged.")
            return go(request, "incident", made.pk)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    return _page(request, form, None, status=422 if request.method == "POST" else 200)


@require_GET
@needs(Permission.SEE_CASES)
def incident(request: StaffRequest, pk: int) -> HttpResponse:
    """One entry, and who changed what of it."""
    it = _one(request, pk)
    presence.look(
        "incident.view",
        by=request.access,
        at=request.at,
        subject=it.pk,
        named=[it.referral.reference] if it.referral else [],
    )
    context = {
        "section": "worklist", "current": "true", "it": it, "today": day_in_london(request.at),
        "may_write": request.access.may_in(Permission.LOG_INCIDENT, it.service),
        "versions": versions_in_words(it.history.select_related("history_user").all()),
    }  # fmt: skip
    return render(request, "referrals/incident.jinja", context)


@needs(Permission.LOG_INCIDENT)
@once
def change_incident(request: StaffRequest, pk: int) -> HttpResponse:
    """Write what is known of it now."""
    it = _one(request, pk)
    if not request.access.may_in(Permission.LOG_INCIDENT, it.service):
        raise PermissionDenied(Permission.LOG_INCIDENT.refusal)
    given = request.POST if request.method == "POST" else parked_form(request)
    form = IncidentForm(given, showing=IncidentForm.showing(it), access=request.access)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, it, status=422 if request.method == "POST" else 200)
    try:
        version = form.cleaned_data["version"] or 0
        actions.change(incident=it, given=form.answers(), version=version, by=request.access, at=request.at)
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, form, it, is_conflict=isinstance(problem, Conflict), status=422)
    messages.success(request, "Kept.")
    return go(request, "incident", pk)


def _one(request: StaffRequest, pk: int) -> Incident:
    return get_object_or_404(log.of_alliance(request.access), pk=pk)


def _page(
    request: StaffRequest, form: IncidentForm, it: Incident | None, *, is_conflict: bool = False, status: int = 200
) -> HttpResponse:
    """The form; after a conflict also what stands on record now, so that neither version is lost."""
    differing, version = [], form["version"].value()
    if it is not None and is_conflict:
        fresh = IncidentForm.showing(_one(request, it.pk))
        differing, version = both.differing(form, fresh, marks="version"), fresh["version"]
    context = {
        "section": "worklist", "current": "true", "form": form, "incident": it, "version": version,
        "differing": differing,
    }  # fmt: skip
    return render(request, "referrals/incident_form.jinja", context, status=status)
