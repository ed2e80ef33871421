"""The ladders, which the service lead may change."""

from django.contrib import messages
from django.http import Http404, HttpResponse

from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways import ladders
from pathways.escalation import WHO_WORDS, Ladder, ladder_for
from pathways.forms import LadderForm
from pathways.guideline.limits import Limit


@needs(Permission.EDIT_LADDERS)
@once
def ladder(request: StaffRequest, slug: str) -> HttpResponse:
    """Change who is told when, for the clocks of one kind that start from now on."""
    limit = next((it for it in ladders.EDITABLE if it.slug == slug), None)
    if limit is None:
        raise Http404
    showing = ladders.Agreed(request.access.alliance_id).ladder(limit)
    form = LadderForm(request.POST if request.method == "POST" else parked_form(request), showing=showing)
    differing: list[tuple[str, str, str]] = []
    resets = request.method == "POST" and "reset" in request.POST
    if resets or (request.method == "POST" and form.is_valid()):
        mine = None if resets else form.cleaned_data["ladder"]
        try:
            return _changed(request, limit, mine)
        except ladders.Changed as problem:
            showing = problem.now
            differing = ladders.differing(showing, mine or ladder_for(limit.kind, limit.hours))
            form.add_error(None, str(problem))
    context = {
        "section": "guideline", "current": "true", "limit": limit, "form": form, "differing": differing,
        "comes_with_it": ladder_for(limit.kind, limit.hours), "who": WHO_WORDS,
        "read": ladders.mark(showing) if differing or not form.is_bound else form["read"].value(),
    }  # fmt: skip
    return render(request, "pathways/ladder.jinja", context, status=422 if request.method == "POST" else 200)


def _changed(request: StaffRequest, limit: Limit, ladder: Ladder | None) -> HttpResponse:
    """Keep it. Raises Changed, with what stands, where a colleague was first."""
    ladders.change(limit=limit, ladder=ladder, read=said(request, "read"), by=request.access, at=request.at)
    messages.success(request, f"{limit.label}: changed for the clocks that start from now on.")
    return go(request, "guideline")
