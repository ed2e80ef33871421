"""Acknowledge an alert; and what a locked screen may know of alerts: that one waits."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from mscc.moments import show
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from mscc.web.sessions import locked_services
from pathways.guideline.limits import ClockKind
from pathways.states import NotPossible
from referrals.actions import alerts, triage
from referrals.models import Clock
from referrals.waiting import waits_in


@posted("acknowledge an alert")
@needs(Permission.ACKNOWLEDGE)
def acknowledge(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an alert in hand; for an emergency of any cause the clinician who accepted the person may be named here."""
    clock = get_object_or_404(Clock.seen_by(request.access).select_related("referral"), pk=pk)
    by, at, clinician = request.access, request.at, said(request, "accepted_by", 120)
    try:
        if clinician and clock.referral:
            triage.accept(referral=clock.referral, clinician=clinician, told_by="", by=by, at=at)
        alerts.acknowledge(clock=clock, by=by, at=at)
        messages.success(request, f"Acknowledged: you have it in hand.{_still_missing(request, clock)}")
    except (alerts.AlreadyAcknowledged, NotPossible) as problem:
        messages.warning(request, str(problem))
    return _back(request, clock)


def _still_missing(request: StaffRequest, clock: Clock) -> str:
    clock.refresh_from_db(fields=["status", "next_at"])
    if not (clock.next_at and clock.kind == ClockKind.ACKNOWLEDGEMENT):
        return ""
    when = show(clock.next_at, now=request.at)
    return f" Still missing: the clinician who accepted the person. With nobody named everyone is told {when}."


def _back(request: StaffRequest, clock: Clock) -> HttpResponse:
    """To the page that the button stood on."""
    sheet, position = said(request, "sheet", 18), said(request, "position", 4)
    if sheet.isdecimal():
        return go(request, f"{reverse('handover', args=[int(sheet)])}#person-{position if position.isdecimal() else 0}")
    if request.POST.get("next") == "referral" and clock.referral:
        return go(request, "referral", clock.referral.reference)
    return go(request, "worklist")


@login_not_required
@require_GET
def waits(request: HttpRequest) -> HttpResponse:
    """For a locked screen: whether an emergency's alert waits, and nothing else."""
    services = locked_services(request)
    return render(request, "account/waits.jinja", {"waits": bool(services) and waits_in(services)})
