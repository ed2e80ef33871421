"""The form with which an alliance sets itself an aim in a measure, or takes it back."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audit import aims
from audit.views.asked import SignedIn, asked, measure_of
from audit.views.figures import measure_page
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.requests import said
from pathways.states import NotPossible


@posted("set the aim")
@needs(Permission.SET_AIMS)
def set_aim(request: SignedIn, slug: str) -> HttpResponse:
    """Set or take back; what was wrong is said on the measure's page, beside what was typed."""
    it, wanted = measure_of(slug), asked(request)
    typed = {name: said(request, name) for name in ("percent", "reason")}
    try:
        aims.set_aim(
            measure=it, percent=_percent(typed["percent"]), reason=typed["reason"], by=request.access, at=request.at
        )
        messages.success(request, "The aim is set." if typed["percent"] else "The aim is taken back.")
    except NotPossible as problem:
        return measure_page(request, slug, typed=typed, problem=str(problem), status=422)
    return HttpResponseRedirect(f"{reverse('audit:measure', args=[slug])}?{wanted.query}#aim")


def _percent(text: str) -> int | None:
    text = text.removesuffix("%").strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise NotPossible(f"“{text[:10]}” is not a whole percentage. Write it as 90, or leave it empty for no aim.")
    return int(text) if text else None
