"""The filters of the worklist that somebody keeps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, resolve_url

from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.render import SeeOther, go
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals.actions import filters
from referrals.models import SavedFilter
from referrals.views.worklist import query_of


@posted("keep a filter")
@needs(Permission.SEE_CASES)
def keep(request: StaffRequest) -> HttpResponse:
    """Keep what the worklist shows under a name, and go on looking at it."""
    query = query_of(request.POST)
    try:
        kept = filters.keep(name=said(request, "name"), query=query, by=request.access, at=request.at)
        messages.success(request, f"{kept.name}: kept.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return SeeOther(f"{resolve_url('worklist')}?{query}")


@posted("take a filter out")
@needs(Permission.SEE_CASES)
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one's own filter out."""
    saved = get_object_or_404(SavedFilter.seen_by(request.access).filter(user=request.user), pk=pk)
    filters.drop(saved=saved, by=request.access, at=request.at)
    messages.success(request, f"{saved.name}: taken out.")
    return go(request, "worklist")
