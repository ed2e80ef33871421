"""Ringing back: the promise about a referral, and each try."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.render import go
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals.actions import calls
from referrals.models import CallAttempt, CallBack, Referral


@posted("write down a try at ringing back")
@needs(Permission.LOG_CALL)
@once
def attempt(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down one try at ringing back."""
    call_back = get_object_or_404(CallBack.seen_by(request.access), pk=pk)
    result = said(request, "result")
    if result not in CallAttempt.Result.values:
        messages.error(request, "Choose what came of ringing.")
        return go(request, "worklist")
    try:
        calls.attempt(call_back=call_back, result=result, by=request.access, at=request.at)
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "worklist")


@posted("promise to ring back")
@needs(Permission.WRITE_CASE)
@once
def promise(request: StaffRequest, reference: str) -> HttpResponse:
    """Promise to ring somebody back about a referral."""
    referral = get_object_or_404(Referral.seen_by(request.access).select_related("service"), reference=reference)
    try:
        calls.promise(
            service=referral.service, referral=referral, whom=said(request, "whom", 120),
            phone=said(request, "phone", 40), about=said(request, "about"), by=request.access, at=request.at,
        )  # fmt: skip
        messages.success(request, "To ring back: it is on the worklist.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference)
