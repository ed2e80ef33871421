"""What the service lead does to the rota: posts, patterns, single shifts, and who may hold the role."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.duty import competences as standing
from mscc.models import Competence, Pattern, Post, Service
from mscc.models.rota import POSTS
from mscc.moments import day_in_london
from mscc.roles import Permission, Role
from mscc.rota import LONGEST, Stretch
from mscc.web.guards import needs, posted
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.states import NotPossible
from referrals.actions import competence
from referrals.actions import rota as action
from referrals.forms.rota import PatternForm, PostForm, ShiftForm, SignOffForm, instant
from referrals.roster import ends_soon
from referrals.views.rota import clinicians, may_edit, service_of


def _saved(form: forms.Form, deed: Callable[[], object]) -> bool:
    """Whether it was done; what is wrong stands on the form, with what was typed."""
    if not form.is_valid():
        return False
    try:
        deed()
    except NotPossible as problem:
        form.add_error(None, str(problem))
    return not form.errors


def _given(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else parked_form(request)


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200


def _post(request: StaffRequest, pk: int) -> Post:
    """A post of a service whose rota this person makes."""
    known = Post.objects.filter(service__alliance=request.access.alliance_id).select_related("service")
    row = get_object_or_404(known, pk=pk)
    _check(request, row.service)
    return row


def _check(request: StaffRequest, service: Service) -> None:
    if not may_edit(request, service):
        raise PermissionDenied("The service lead of this service makes its rota.")


@needs(Permission.EDIT_ROTA)
def post(request: StaffRequest, kind: str) -> HttpResponse:
    """One post: from when it is filled, who stands in, its patterns."""
    if kind not in POSTS:
        raise Http404
    service = service_of(request)
    _check(request, service)
    row = Post.objects.filter(service=service, role=kind, service__alliance=request.access.alliance_id).first()
    form = PostForm(_given(request), initial=PostForm.showing(row), people=clinicians(request, service))

    def save() -> None:
        action.set_post(service=service, role=Role(kind), by=request.access, at=request.at, **form.values(row))

    if request.method == "POST" and _saved(form, save):
        messages.success(request, f"{Role(kind).label}: saved.")
        return go(request, f"/rota/posts/{kind}/?service={service.pk}")
    today = day_in_london(request.at)
    patterns = row.patterns.filter(last__gte=today).select_related("person") if row else []
    context = {
        "section": "rota", "current": "true", "form": form, "post": row, "role": Role(kind), "service": service,
        "patterns": list(patterns),
    }  # fmt: skip
    return render(request, "rota/post.jinja", context, status=_status(form))


@needs(Permission.EDIT_ROTA)
def add_pattern(request: StaffRequest, pk: int) -> HttpResponse:
    """Put somebody on at the same times again and again."""
    row = _post(request, pk)
    today = day_in_london(request.at)
    initial = {"first": today, "last": today + LONGEST / 2, "every": 1, "weekdays": [0, 1, 2, 3, 4]}
    form = PatternForm(_given(request), initial=initial, people=clinicians(request, row.service))

    def save() -> None:
        action.add_pattern(post=row, person=form.who(), by=request.access, at=request.at, **form.values())

    if request.method == "POST" and _saved(form, save):
        messages.success(request, f"{form.who().name} is on the rota.")
        return go(request, f"/rota/?service={row.service_id}")
    context = {"section": "rota", "current": "true", "form": form, "post": row}
    return render(request, "rota/pattern.jinja", context, status=_status(form))


@needs(Permission.EDIT_ROTA)
def add_shift(request: StaffRequest, pk: int) -> HttpResponse:
    """Put somebody on once; the link of a gap brings its times."""
    row = _post(request, pk)
    start, end = (instant(request.GET.get(name, "")) for name in ("starts", "ends"))
    initial = ShiftForm.showing(Stretch(start, end)) if start and end else {}
    form = ShiftForm(_given(request), initial=initial, people=clinicians(request, row.service))

    def save() -> None:
        wanted = form.stretch()
        action.add_shift(
            post=row, person=form.who(), starts_at=wanted.start, ends_at=wanted.end, by=request.access, at=request.at
        )

    if request.method == "POST" and _saved(form, save):
        messages.success(request, f"{form.who().name} is on the rota.")
        return go(request, f"/rota/?service={row.service_id}")
    context = {"section": "rota", "current": "true", "form": form, "post": row}
    return render(request, "rota/single.jinja", context, status=_status(form))


@posted("end a pattern")
@needs(Permission.EDIT_ROTA)
def end_pattern(request: StaffRequest, pk: int) -> HttpResponse:
    """Its shifts from tomorrow on are no more."""
    known = Pattern.objects.filter(post__service__alliance=request.access.alliance_id)
    row = get_object_or_404(known.select_related("post__service"), pk=pk)
    _check(request, row.post.service)
    action.end_pattern(pattern=row, last=day_in_london(request.at), by=request.access, at=request.at)
    messages.success(request, "Ended: its shifts from tomorrow on are off the rota.")
    return go(request, f"/rota/posts/{row.post.role}/?service={row.post.service_id}")


@require_GET
@needs(Permission.SEE_CASES)
def competences(request: StaffRequest) -> HttpResponse:
    """Who may hold the coordinator role, until when, and who signed it off."""
    access, at, service = request.access, request.at, service_of(request)
    known = Competence.objects.filter(service__alliance=access.alliance_id, withdrawn_at=None)
    held = list(known.select_related("person", "service", "signed_off_by"))
    in_date = set(standing(access.alliance_id, at).values_list("person_id", flat=True))
    context = {
        "section": "rota", "current": "true", "service": service, "edits": may_edit(request, service), "held": held,
        "without": [each for each in clinicians(request, service) if each.pk not in in_date],
        "soon": {each.pk for each in held if ends_soon(each, at)}, "today": day_in_london(at),
    }  # fmt: skip
    return render(request, "rota/competences.jinja", context)


@needs(Permission.EDIT_ROTA)
def sign_off(request: StaffRequest) -> HttpResponse:
    """Sign off that somebody may hold the role."""
    access, at, service = request.access, request.at, service_of(request)
    _check(request, service)
    form = SignOffForm(_given(request), people=clinicians(request, service), initial={"person": request.GET.get("who")})

    def save() -> None:
        given = {"valid_until": form.cleaned_data["valid_until"], "note": form.cleaned_data["note"]}
        competence.sign_off(person=form.who(), service=service, by=access, at=at, **given)

    if request.method == "POST" and _saved(form, save):
        messages.success(request, f"{form.who().name} may hold the role.")
        return go(request, f"/rota/competences/?service={service.pk}")
    context = {"section": "rota", "current": "true", "form": form, "service": service}
    return render(request, "rota/sign_off.jinja", context, status=_status(form))


@posted("take a competence back")
@needs(Permission.EDIT_ROTA)
def withdraw_competence(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it back."""
    known = Competence.objects.filter(service__alliance=request.access.alliance_id).select_related("person", "service")
    row = get_object_or_404(known, pk=pk)
    try:
        competence.withdraw(competence=row, by=request.access, at=request.at)
        messages.success(request, f"{row.person.name} may no longer take the role.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, f"/rota/competences/?service={row.service_id}")
