"""The ladders, which the service lead may change."""

from django.contrib import messages
from django.http import Http404, HttpResponse

from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways import ladders
from pathways.escalation import WHO_WORDS, ladder_for
from pathways.forms import LadderForm


@needs(Permission.EDIT_LADDERS)
@once
def ladder(request: StaffRequest, slug: str) -> HttpResponse:
    """Change who is told when, for the clocks of one kind that start from now on."""
    limit = next((it for it in ladders.EDITABLE if it.slug == slug), None)
    if limit is None:
        raise Http404
    showing = ladders.Agreed(request.access.alliance_id).ladder(limit)
    if request.method == "POST" and "reset" in request.POST:
        return _changed(request, slug, None)
    given = request.POST if request.method == "POST" else parked_form(request)
    form = LadderForm(given, showing=showing)
    if request.method == "POST" and form.is_valid():
        return _changed(request, slug, form)
    context = {
        "section": "guideline", "current": "true", "limit": limit, "form": form,
        "comes_with_it": ladder_for(limit.kind, limit.hours), "who": WHO_WORDS,
    }  # fmt: skip
    return render(request, "pathways/ladder.jinja", context, status=422 if request.method == "POST" else 200)


def _changed(request: StaffRequest, slug: str, form: LadderForm | None) -> HttpResponse:
    limit = next(it for it in ladders.EDITABLE if it.slug == slug)
    ladders.change(limit=limit, ladder=form.cleaned_data["ladder"] if form else None, by=request.access, at=request.at)
    messages.success(request, f"{limit.label}: changed for the clocks that start from now on.")
    return go(request, "guideline")
