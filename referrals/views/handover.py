"""Handover: give it, read it, accept it; what changed since; who held the role when."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from mscc import pdf
from mscc.models import Handover, Membership, RoleHolding, Service, User
from mscc.roles import HOLDERS, Permission
from mscc.web.guards import needs, posted
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals import changes, sheet
from referrals.actions import handover as action
from referrals.actions import presence, shift_test
from referrals.models import CallBack, Delivery, HandoverCase
from referrals.waiting import Waiting, unacknowledged

HISTORY = timedelta(days=14)


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
    told = changes.since(request.access, service, began, request.at) if began else []
    lines = sheet.lines(request.access, service, request.at)
    presence.look("handover.overview", by=request.access, at=request.at, subject=service.code, people=len(lines))
    context = {
        "section": "handover", "service": service, "problem": problem, "typed": typed,
        "holds": service.pk in request.access.held, "lines": lines,
        "pending": service.handovers.filter(state="pending").select_related("giver", "receiver").first(),
        "receivers": receivers(request, service), "began": began,
        "changes": told, "most": changes.MOST, "is_cut": sum(len(each.lines) for each in told) >= changes.MOST,
        **_tests(request, service),
        "holdings": _holdings(request, service),
    }  # fmt: skip
    return render(request, "referrals/handovers.jinja", context, status=422 if problem else 200)


def _holdings(request: StaffRequest, service: Service) -> QuerySet[RoleHolding]:
    """Who held the role lately."""
    known = RoleHolding.objects.filter(service=service, service__alliance=request.access.alliance_id)
    return known.filter(started_at__gte=request.at - HISTORY).select_related("user")


def _tests(request: StaffRequest, service: Service) -> dict[str, Any]:
    """The tests of whoever holds the role: to themselves all of them, to others those that stay silent."""
    found = Delivery.objects.filter(holding__service__alliance=request.access.alliance_id, holding__service=service)
    tests = list(found.filter(holding__ended_at=None).select_related("person").order_by("pk"))
    late = [it for it in tests if it.confirmed_at is None and request.at > it.created_at + shift_test.CONFIRM_WITHIN]
    mine = [it for it in tests if it.person_id == request.user.pk]
    holds = service.pk in request.access.held
    return {
        "tests": mine, "silent": late, "late": {it.pk for it in late},
        "unreachable": holds and not request.user.contact_points.filter(verified_at__isnull=False).exists(),
    }  # fmt: skip


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
    known = [each for each in request.access.on_duty if str(each.pk) == asked] if asked else mine
    if not known:
        raise Http404
    return known[0]


@require_GET
@needs(Permission.HOLD_ROLE)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet as it was given."""
    return _page(request, one(request, pk))


def _page(
    request: StaffRequest, given: Handover, problem: str = "", typed: dict[int, str] | None = None, field: str = ""
) -> HttpResponse:
    cases = list(given.cases.select_related("referral"))
    presence.look("handover.view", by=request.access, at=request.at, subject=given.pk, **_named(cases))
    is_mine = given.is_pending and given.receiver_id == request.user.pk
    context = {
        "section": "handover", "current": "true", "given": given, "cases": cases, "problem": problem, "field": field,
        "typed": typed or {},
        "pressing": [case for case in cases if case.line["is_pressing"]],
        "others": [case for case in cases if not case.line["is_pressing"]],
        "alerts": _alerts(request, cases), "is_mine": is_mine,
        "is_off_shift": is_mine and not action.is_on_shift(request.user, given.service, request.at),
        "is_given_by_me": given.is_pending and given.giver_id == request.user.pk,
        "questions": [case for case in cases if case.is_open], "call_backs": _without_referral(request, given.service),
        "accepted": sum(case.accepted_at is not None for case in cases),
    }  # fmt: skip
    return render(request, "referrals/handover.jinja", context, status=422 if problem else 200)


def _named(cases: list[HandoverCase]) -> dict[str, Any]:
    """Who is on a sheet, to be written down."""
    return {"people": len(cases), "named": [case.referral.reference for case in cases]}


def _alerts(request: StaffRequest, cases: Iterable[HandoverCase]) -> dict[int, list[Waiting]]:
    """What waits now to be acknowledged, by referral: the sheet itself says what waited when it was given."""
    found = defaultdict(list)
    for each in unacknowledged(request.access, referrals=[case.referral_id for case in cases]):
        found[each.clock.referral_id or 0].append(each)
    return found


def _without_referral(request: StaffRequest, service: Service) -> list[CallBack]:
    """Whom to ring back about nobody on the sheet: they wait for whoever holds the role."""
    return list(CallBack.seen_by(request.access).filter(service=service, referral=None, done_at=None))


@require_GET
@needs(Permission.HOLD_ROLE)
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet as it was given, to print: ten people on one page."""
    given = one(request, pk)
    cases = list(given.cases.select_related("referral"))
    try:
        made = pdf.document(
            "print/handover.jinja", {"given": given, "cases": cases, "printed_by": request.user}, at=request.at
        )
    except pdf.NotPossibleHere as problem:
        return _page(request, given, str(problem))
    presence.look("handover.print", by=request.access, at=request.at, subject=given.pk, **_named(cases))
    return pdf.answer(made, name=f"handover-{given.pk}")


@posted("say that a test arrived")
@needs(Permission.HOLD_ROLE)
def arrived(request: StaffRequest, pk: int) -> HttpResponse:
    """The quiet test has come to this address."""
    test = get_object_or_404(Delivery.objects.filter(holding__service__alliance=request.access.alliance_id), pk=pk)
    try:
        shift_test.arrived(test=test, by=request.access, at=request.at)
        messages.success(request, f"{test.get_channel_display()}: it reaches you.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "handovers")


@posted("answer a handover")
@needs(Permission.HOLD_ROLE)
def answer(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Accept it, refuse it, or take it back."""
    given, by, at = one(request, pk), request.access, request.at
    try:
        match kind:
            case "accept":
                _check_seen(request, given)
                action.accept(handover=given, by=by, at=at, takes_shift=said(request, "takes_shift") == "yes")
                return _accepted(request, given)
            case "refuse":
                action.refuse(handover=given, reason=said(request, "reason"), by=by, at=at)
                messages.success(request, f"Refused. {given.giver.name} holds the role and has been told.")
            case "withdraw":
                action.withdraw(handover=given, by=by, at=at)
                messages.success(request, "Taken back.")
            case _:
                raise Http404
    except NotPossible as problem:
        return _page(request, one(request, pk), str(problem), field="reason" if kind == "refuse" else "")
    return go(request, "handovers")


def _check_seen(request: StaffRequest, given: Handover) -> None:
    """Raise NotPossible where an alert waits that the button did not name."""
    named, waiting = said(request, "loud", 4), len(_alerts(request, given.cases.all()))
    if waiting > (int(named) if named.isdecimal() else 0):
        people = "1 person has" if waiting == 1 else f"{waiting} people have"
        raise NotPossible(f"{people} an alert now that nobody has acknowledged. Read it, then accept.")


@posted("ask about a handover")
@needs(Permission.HOLD_ROLE)
def case(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """Accept one person, ask about one, or answer."""
    given = one(request, pk)
    asked = get_object_or_404(HandoverCase.objects.filter(handover__alliance=request.access.alliance_id),
                              handover=given, position=position)  # fmt: skip
    try:
        if request.POST.get("do") == "accept":
            if not action.accept_case(case=asked, by=request.access, at=request.at).is_pending:
                return _accepted(request, given)
        elif given.giver_id == request.user.pk:
            read, text = said(request, "question", 300), said(request, "text", 300)
            action.reply(case=asked, question=read, text=text, by=request.access, at=request.at)
        else:
            action.ask(case=asked, question=said(request, "text", 300), by=request.access, at=request.at)
    except NotPossible as problem:
        return _page(request, one(request, pk), str(problem), {position: said(request, "text", 300)})
    return go(request, f"{reverse('handover', args=[pk])}#person-{position}")


def _accepted(request: StaffRequest, given: Handover) -> HttpResponse:
    tests = request.user.contact_points.filter(verified_at__isnull=False).count()
    sent = f" A test goes to your {tests} proven {'address' if tests == 1 else 'addresses'}: say below what arrived."
    messages.success(
        request, f"Accepted: you hold the coordinator role of {given.service.name} now.{sent if tests else ''}"
    )
    return go(request, "handovers" if tests else "worklist")


def one(request: StaffRequest, pk: int) -> Handover:
    """A handover of the person's alliance, or a 404."""
    known = Handover.objects.filter(alliance=request.access.alliance_id)
    return get_object_or_404(known.select_related("giver", "receiver", "service"), pk=pk)
