"""The rota: two weeks of a service, one shift with what can be done about it, swaps, and who was on when."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.duty import OnPost, has_rota, on_posts
from mscc.models import Membership, Post, RoleHolding, Service, Shift, Swap, User
from mscc.moments import day_in_london
from mscc.roles import HOLDERS, Permission, Role
from mscc.rota import DAY, words
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals import roster
from referrals.actions import notices, presence, swaps
from referrals.actions import rota as action
from referrals.forms.rota import PeriodForm, WhoForm, day_of
from referrals.models import Notice

# How far ahead the shifts are that somebody may take in return for one of theirs.
SWAPPED = timedelta(days=42)


def service_of(request: StaffRequest) -> Service:
    """The service asked for; with none asked for one's own, else the first of the alliance."""
    everywhere = request.access.on_duty
    asked = request.GET.get("service", "")
    usual = request.access.services or everywhere
    known = [each for each in everywhere if str(each.pk) == asked] if asked else usual
    if not known:
        raise Http404
    return known[0]


def clinicians(request: StaffRequest, service: Service) -> list[User]:
    """Who may hold a post: those of the service first, then their colleagues of the alliance."""
    members = Membership.objects.filter(service__alliance=request.access.alliance_id, role__in=HOLDERS)
    found = members.filter(user__is_active=True).select_related("user").order_by("user__name")
    return list(dict.fromkeys(each.user for each in sorted(found, key=lambda it: it.service_id != service.pk)))


def may_edit(request: StaffRequest, service: Service) -> bool:
    return request.access.may_in(Permission.EDIT_ROTA, service)


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """Two weeks of a service, post by post; its gaps above all."""
    service, at = service_of(request), request.at
    posts = list(Post.objects.filter(service=service, service__alliance=request.access.alliance_id))
    today = day_in_london(at)
    first = day_of(request.GET.get("from", ""), today)
    context = {
        "section": "rota", "service": service, "posts": posts, "days": roster.days(posts, first, at),
        "holes": roster.holes(posts, at), "first": first, "today": today,
        "before": first - roster.SHOWN * DAY, "after": first + roster.SHOWN * DAY, "edits": may_edit(request, service),
        "holds": service.pk in request.access.held, "swaps": _swaps(request), "words": words,
        "news": list(Notice.open_for(request.user).exclude(kind=Notice.Kind.SWAP_ASKED)),
        "is_own": service in request.access.services,
    }  # fmt: skip
    return render(request, "rota/rota.jinja", context)


def _swaps(request: StaffRequest) -> list[Swap]:
    """Those that wait for this person, or that they wait for."""
    mine = Q(receiver=request.user) | Q(shift__person=request.user)
    waiting = Swap.objects.filter(mine, shift__post__service__alliance=request.access.alliance_id, state="pending")
    return list(waiting.select_related("shift__person", "shift__post", "back", "receiver"))


@posted("take this shift")
@needs(Permission.HOLD_ROLE)
def take(request: StaffRequest) -> HttpResponse:
    """Hold the role and stand on the rota, from now until the shift ends."""
    asked = request.POST.get("service")
    service = next((each for each in request.access.on_duty if str(each.pk) == asked), None)
    if service is None:
        raise Http404
    presence.take_shift(service=service, by=request.access, at=request.at)
    stands = ", and stand on the rota" if has_rota(service) else ""
    messages.success(request, f"You hold the coordinator role of {service.name} now{stands}.")
    return go(request, f"/rota/?service={service.pk}")


# One shift


def _shifts(request: StaffRequest) -> QuerySet[Shift]:
    known = Shift.objects.filter(post__service__alliance=request.access.alliance_id)
    return known.select_related("person", "post__service", "pattern__person")


@require_GET
def shift(request: StaffRequest, pk: int) -> HttpResponse:
    """One shift, and what this person may do about it."""
    return _page(request, get_object_or_404(_shifts(request), pk=pk))


def _page(request: StaffRequest, row: Shift, problem: str = "") -> HttpResponse:
    service, at = row.post.service, request.at
    is_to_come = row.cancelled_at is None and row.starts_at > at
    is_mine = row.person_id == request.user.pk
    people = [each for each in clinicians(request, service) if each.pk != row.person_id]
    of_others = _shifts(request).filter(
        post__service=service, cancelled_at=None, starts_at__gt=at, starts_at__lt=at + SWAPPED
    )
    context = {
        "section": "rota", "current": "true", "shift": row, "words": words, "people": people, "problem": problem,
        "is_to_come": is_to_come, "is_mine": is_mine, "edits": may_edit(request, service),
        "is_over": row.cancelled_at is not None or row.ends_at <= at,
        "returns": list(of_others.exclude(person=row.person)) if is_mine and is_to_come else [],
        "asked": row.swaps.filter(state="pending").select_related("receiver").first(),
        "typed": request.POST if problem else QueryDict(),
        "field": next((name for name in ("with", "person") if problem and name in request.POST), ""),
    }  # fmt: skip
    return render(request, "rota/shift.jinja", context, status=422 if problem else 200)


@posted("change a shift")
def change(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for a swap, put somebody else on, take it off the rota, or leave its day out of the pattern."""
    row = get_object_or_404(_shifts(request), pk=pk)
    if kind not in CHANGES:
        raise Http404
    try:
        messages.success(request, CHANGES[kind](request, row))
    except NotPossible as problem:
        return _page(request, row, str(problem))
    return go(request, f"/rota/?service={row.post.service_id}")


def _swap(request: StaffRequest, row: Shift) -> str:
    way, _, key = said(request, "with", 23).partition(":")
    back = _shifts(request).filter(pk=key).first() if way == "swap" and key.isdecimal() else None
    given = back.person if back else _chosen(request, row, key if way == "give" else "")
    swaps.ask(shift=row, receiver=given, back=back, by=request.access, at=request.at)
    return f"{given.name} has been asked. The shift stays yours until they accept."


def _override(request: StaffRequest, row: Shift) -> str:
    # For themselves people press I am taking this shift: they then hold the role too.
    if not may_edit(request, row.post.service):
        raise PermissionDenied("The service lead of this service puts somebody else on.")
    other, at = _chosen(request, row, request.POST.get("person", "")), request.at
    action.override(
        post=row.post, person=other, starts_at=max(row.starts_at, at), ends_at=row.ends_at, by=request.access, at=at
    )
    return f"{other.name} is on in place of {row.person.name}."


def _chosen(request: StaffRequest, row: Shift, key: str) -> User:
    found = next((each for each in clinicians(request, row.post.service) if str(each.pk) == key), None)
    if found is None:
        raise NotPossible("Choose somebody.")
    return found


def _cancel(request: StaffRequest, row: Shift) -> str:
    action.cancel_shift(shift=row, by=request.access, at=request.at)
    return "Taken off the rota. If nobody is on then, it is a gap now."


def _leave_out(request: StaffRequest, row: Shift) -> str:
    if row.pattern is None:
        raise NotPossible("This shift does not come from a pattern: take it off the rota.")
    day = day_in_london(row.starts_at)
    action.except_date(pattern=row.pattern, day=day, by=request.access, at=request.at)
    return "That day is left out of the pattern. If nobody is on then, it is a gap now."


CHANGES = {"swap": _swap, "override": _override, "cancel": _cancel, "except": _leave_out}


@posted("answer a swap")
@needs(Permission.HOLD_ROLE)
def answer(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Accept a swap, refuse it, or take it back."""
    known = Swap.objects.filter(shift__post__service__alliance=request.access.alliance_id)
    swap = get_object_or_404(known.select_related("shift", "back"), pk=pk)
    deeds = {"accept": swaps.accept, "refuse": swaps.refuse, "withdraw": swaps.withdraw}
    if kind not in deeds:
        raise Http404
    try:
        done = deeds[kind](swap=swap, by=request.access, at=request.at)
        yours = f" {words(done.shift.stretch, request.at)} is yours now." if kind == "accept" else ""
        messages.success(request, f"{done.get_state_display()}.{yours}")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, f"/rota/?service={swap.shift.post.service_id}")


@posted("say that something is read")
def read(request: StaffRequest) -> HttpResponse:
    """What was told of one's own shifts is read, as far as the page showed it."""
    newest, service = said(request, "newest", 18), said(request, "service", 18)
    if not (newest.isdecimal() and service.isdecimal()):
        raise Http404
    notices.read(newest=int(newest), by=request.access, at=request.at)
    return go(request, f"/rota/?service={service}")


# Who was on


@require_GET
def who(request: StaffRequest) -> HttpResponse:
    """Who held each role at a minute, and the minutes of a period covered by nobody competent."""
    access, at = request.access, request.at
    form = WhoForm(request.GET if "when" in request.GET else None, at=at)
    when = form.cleaned_data.get("when") if form.is_bound and form.is_valid() else None
    today = day_in_london(at)
    period = PeriodForm(request.GET if {"since", "until"} & set(request.GET) else None, usual=(today - 13 * DAY, today))
    span = period.span()
    context: dict[str, Any] = {
        "section": "rota", "current": "true", "form": form, "when": when, "period": period, "span": span,
        "cover": roster.cover(access.on_duty, span, at), "words": words,
    }  # fmt: skip
    if when:
        context |= {"held": _held(request, when.at), "posts": _on_posts(request, when.at)}
    return render(request, "rota/who.jinja", context, status=422 if form.errors or period.errors else 200)


def _on_posts(request: StaffRequest, when: datetime) -> dict[tuple[int, str], OnPost]:
    """Whom the rota had on then."""
    return on_posts([each.pk for each in request.access.on_duty], when, past=when < request.at)


def _held(request: StaffRequest, when: Any) -> dict[int, RoleHolding]:
    """Who held the coordinator role of each service then."""
    known = RoleHolding.objects.filter(service__alliance=request.access.alliance_id, role=Role.COORDINATOR)
    then = known.filter(Q(ended_at=None) | Q(ended_at__gt=when), started_at__lte=when)
    return {each.service_id: each for each in then.select_related("user")}
