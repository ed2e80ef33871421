"""The pages of clinical safety and governance: the hazard log, the papers, and the two that everybody may read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mscc import pdf
from mscc.papers import hazards, prose
from mscc.papers.risk import CLASSES, LIKELY, MATRIX, SEVERE, Severity
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest


@require_safe
@needs(Permission.SEE_PAPERS)
def hazard_log(request: StaffRequest) -> HttpResponse:
    """Every hazard, the gravest that remains first, or in another order."""
    return render(request, "papers/hazards.jinja", _log(request.GET.get("by", "")))


@require_safe
@needs(Permission.SEE_PAPERS)
def hazard_log_pdf(request: StaffRequest) -> HttpResponse:
    """The log as a PDF to be signed."""
    context = {**_log(request.GET.get("by", "")), "printed_by": request.user}
    try:
        return pdf.answer(pdf.document("print/hazards.jinja", context, at=request.at), name="hazard-log")
    except pdf.NotPossibleHere as problem:
        messages.error(request, str(problem))
        return go(request, "hazards")


def _log(asked: str) -> dict[str, Any]:
    by = asked if asked in hazards.ORDERS else "after"
    return {
        "section": "guideline", "current": "true", "by": by, "orders": hazards.ORDERS,
        "hazards": hazards.ordered(by, hazards.log()), "statuses": hazards.STATUSES, "matrix": MATRIX,
        "severities": list(Severity), "severe": SEVERE, "likely": LIKELY, "classes": CLASSES,
    }  # fmt: skip


@require_safe
@needs(Permission.SEE_PAPERS)
def paper(request: StaffRequest, slug: str) -> HttpResponse:
    """One of the papers."""
    return _paper(request, slug)


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, for everybody."""
    return _paper(request, "accessibility")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice, for everybody."""
    return _paper(request, "privacy")


def _paper(request: HttpRequest, name: str) -> HttpResponse:
    try:
        blocks = prose.paper(name)
    except KeyError:
        raise Http404 from None
    context = {"title": prose.PAPERS[name], "blocks": blocks, "public": prose.PUBLIC, "papers": prose.PAPERS}
    return render(request, "papers/paper.jinja", context)
