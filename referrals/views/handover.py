"""Handover: give it, read it, accept it; what changed since; who held the role when."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.models import Handover, Membership, RoleHolding, Service, User
from mscc.roles import ROLES, Permission, Role
from mscc.web.guards import needs, posted
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals import sheet
from referrals.actions import handover as action
from referrals.actions import presence
from referrals.events import EVENTS, EventKind
from referrals.models import HandoverCase

HISTORY = timedelta(days=14)
HOLDERS = [role for role in Role if Permission.HOLD_ROLE in ROLES[role]]


@needs(Permission.HOLD_ROLE)
def overview(request: StaffRequest) -> HttpResponse:
    """What waits for me, what I may hand over, what changed since I did, and who held the role."""
    service = _service(request)
    problem = ""
    if request.method == "POST":
        try:
            given = _give(request, service)
            messages.success(request, f"Given to {given.receiver.name}. You hold the role until it is accepted.")
            return go(request, "handover", given.pk)
        except NotPossible as found:
            problem = str(found)
    typed = request.POST if request.method == "POST" else parked_form(request) or QueryDict()
    began = sheet.handed_over_at(request.access, service)
    holdings = RoleHolding.objects.filter(service=service, service__alliance=request.access.alliance_id)
    context = {
        "section": "handover", "service": service, "problem": problem, "typed": typed,
        "holds": service.pk in request.access.held, "lines": sheet.lines(request.access, service, request.at),
        "pending": service.handovers.filter(state="pending").select_related("giver", "receiver").first(),
        "receivers": receivers(request, service), "began": began, "kinds": EVENTS, "EventKind": EventKind,
        "changes": sheet.since(request.access, service, began) if began else [],
        "holdings": holdings.filter(started_at__gte=request.at - HISTORY).select_related("user"),
    }  # fmt: skip
    return render(request, "referrals/handovers.jinja", context, status=422 if problem else 200)


def _give(request: StaffRequest, service: Service) -> Handover:
    chosen = next((each for each in receivers(request, service) if str(each.pk) == request.POST.get("receiver")), None)
    if chosen is None:
        raise NotPossible("Choose who takes over.")
    lines = sheet.lines(request.access, service, request.at)
    return action.give(
        service=service,
        receiver=chosen,
        lines=lines,
        note=said(request, "note", 2000),
        by=request.access,
        at=request.at,
    )


def receivers(request: StaffRequest, service: Service) -> list[User]:
    """Who may hold the role of the service, beside oneself."""
    members = Membership.objects.filter(service=service, service__alliance=request.access.alliance_id, role__in=HOLDERS)
    members = members.filter(user__is_active=True).exclude(user=request.user)
    return list(dict.fromkeys(each.user for each in members.select_related("user").order_by("user__name")))


def _service(request: StaffRequest) -> Service:
    """The service asked for, else one whose role I hold, else my own."""
    asked = request.GET.get("service", "")
    mine = [each for each in request.access.on_duty if each.pk in request.access.held] or request.access.services
    found = next((each for each in request.access.on_duty if str(each.pk) == asked), mine[0] if mine else None)
    if found is None:
        raise Http404
    return found


@require_GET
@needs(Permission.HOLD_ROLE)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet as it was given."""
    return _page(request, one(request, pk))


def _page(request: StaffRequest, given: Handover, problem: str = "") -> HttpResponse:
    cases = list(given.cases.select_related("referral"))
    presence.look("handover.view", by=request.access, at=request.at, subject=given.pk)
    context = {
        "section": "handover", "current": "true", "given": given, "cases": cases, "problem": problem,
        "pressing": [case for case in cases if case.line["is_pressing"]],
        "others": [case for case in cases if not case.line["is_pressing"]],
        "is_mine": given.is_pending and given.receiver_id == request.user.pk,
        "is_given_by_me": given.is_pending and given.giver_id == request.user.pk,
        "questions": [case for case in cases if case.is_open],
    }  # fmt: skip
    return render(request, "referrals/handover.jinja", context, status=422 if problem else 200)


@posted("answer a handover")
@needs(Permission.HOLD_ROLE)
def answer(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Accept it, refuse it, or take it back."""
    given, by, at = one(request, pk), request.access, request.at
    try:
        match kind:
            case "accept":
                action.accept(handover=given, by=by, at=at)
                messages.success(request, f"Accepted: you hold the coordinator role of {given.service.name} now.")
                return go(request, "worklist")
            case "refuse":
                action.refuse(handover=given, reason=said(request, "reason"), by=by, at=at)
                messages.success(request, f"Refused. {given.giver.name} holds the role and has been told.")
            case "withdraw":
                action.withdraw(handover=given, by=by, at=at)
                messages.success(request, "Taken back.")
            case _:
                raise Http404
    except NotPossible as problem:
        return _page(request, one(request, pk), str(problem))
    return go(request, "handovers")


@posted("ask about a handover")
@needs(Permission.HOLD_ROLE)
def case(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """Ask about one person, or answer."""
    given = one(request, pk)
    asked = get_object_or_404(HandoverCase.objects.filter(handover__alliance=request.access.alliance_id),
                              handover=given, position=position)  # fmt: skip
    try:
        if given.giver_id == request.user.pk:
            action.reply(case=asked, text=said(request, "text", 300), by=request.access, at=request.at)
        else:
            action.ask(case=asked, question=said(request, "text", 300), by=request.access, at=request.at)
    except NotPossible as problem:
        return _page(request, one(request, pk), str(problem))
    return go(request, "handover", pk)


def one(request: StaffRequest, pk: int) -> Handover:
    """A handover of the person's alliance, or a 404."""
    known = Handover.objects.filter(alliance=request.access.alliance_id)
    return get_object_or_404(known.select_related("giver", "receiver", "service"), pk=pk)
