"""The alliance's agreed pathways: read by everybody of the alliance, kept by the service lead."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc.moments import day_in_london
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways import documents
from pathways.forms import PathwayForm
from pathways.models import LocalPathway


@require_GET
def pathways(request: StaffRequest) -> HttpResponse:
    """What stands, by kind; the kinds without a document are named."""
    standing = documents.standing(request.access)
    in_use = [it for it in standing if it.is_in_use]
    missing = [kind.label for kind in LocalPathway.Kind if kind not in {it.kind for it in in_use} and kind != "other"]
    context = {
        "section": "guideline", "current": "true", "in_use": in_use, "missing": missing, "today": _today(request),
        "put_away": [it for it in standing if not it.is_in_use],
    }  # fmt: skip
    return render(request, "pathways/pathways.jinja", context)


@require_GET
def pathway(request: StaffRequest, pk: int) -> HttpResponse:
    """One version of a document, with the others below."""
    it = _found(request, pk)
    versions = documents.versions(request.access, it.key)
    context = {
        "section": "guideline", "current": "true", "it": it, "latest": versions[0], "versions": versions,
        "today": _today(request),
    }  # fmt: skip
    return render(request, "pathways/pathway.jinja", context)


@needs(Permission.EDIT_PATHWAYS)
@once
def new_pathway(request: StaffRequest) -> HttpResponse:
    return _form(request, None)


@needs(Permission.EDIT_PATHWAYS)
@once
def edit_pathway(request: StaffRequest, pk: int) -> HttpResponse:
    """Write the next version. The one it was begun from is named by the address; a newer one is never passed over."""
    return _form(request, _found(request, pk))


def _form(request: StaffRequest, of: LocalPathway | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else parked_form(request)
    form = PathwayForm(given, of=of, today=_today(request))
    context: dict[str, Any] = {"section": "guideline", "current": "true", "form": form, "of": of}
    if request.method == "POST" and form.is_valid():
        try:
            saved = documents.add_version(of=of, given=form.answers(), by=request.access, at=request.at)
        except documents.Superseded as newer:
            return render(request, "pathways/pathway_form.jinja", {**context, "newer": newer.latest}, status=409)
        messages.success(request, f"{saved.title}: version {saved.version} stands.")
        return go(request, "pathway", saved.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "pathways/pathway_form.jinja", context, status=status)


def _found(request: StaffRequest, pk: int) -> LocalPathway:
    it = LocalPathway.seen_by(request.access).filter(pk=pk).select_related("written_by").first()
    if it is None:
        raise Http404
    return it


def _today(request: StaffRequest) -> date:
    return day_in_london(request.at)
