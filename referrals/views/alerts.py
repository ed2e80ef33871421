"""Acknowledge an alert; and what a locked screen may know of alerts: that one waits."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from mscc.web.sessions import locked_services
from referrals.actions import alerts
from referrals.models import Clock
from referrals.waiting import waits_in


@posted("acknowledge an alert")
@needs(Permission.ACKNOWLEDGE)
def acknowledge(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an alert in hand."""
    clock = get_object_or_404(Clock.seen_by(request.access).select_related("referral"), pk=pk)
    try:
        alerts.acknowledge(clock=clock, by=request.access, at=request.at)
        messages.success(request, "Acknowledged: you have it in hand.")
    except alerts.AlreadyAcknowledged as said:
        messages.warning(request, str(said))
    if request.POST.get("next") == "referral" and clock.referral:
        return go(request, "referral", clock.referral.reference)
    return go(request, "worklist")


@login_not_required
@require_GET
def waits(request: HttpRequest) -> HttpResponse:
    """For a locked screen: whether an emergency's alert waits, and nothing else."""
    services = locked_services(request)
    return render(request, "account/waits.jinja", {"waits": bool(services) and waits_in(services)})
