"""Who has which role: the list that is looked through, and a person's own page with what can be done."""

from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from mscc import people as action
from mscc.models import Membership, RoleRequest, Service, User
from mscc.moments import LONDON
from mscc.roles import ALLIANCE_ROLES, Permission, Role
from mscc.web.accounts import with_factor
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said

WELCOME = (
    "You have an account with MSCC coordination.\n\nSet your password here, within three days:\n{link}\n\n"
    "When you first sign in you set up a second factor, on your telephone: keep it at hand.\n"
)


@require_GET
@needs(Permission.MANAGE_PEOPLE)
def people(request: StaffRequest) -> HttpResponse:
    """Everybody of the alliance, whoever has a role to be looked at first."""
    known = with_factor(User.objects.filter(alliance=request.access.alliance_id))
    rows = list(known.prefetch_related("memberships__service"))
    due = {each.pk for row in rows for each in row.memberships.all() if action.due_again(each, request.at)}
    rows.sort(key=lambda row: (not row.is_active, not any(each.pk in due for each in row.memberships.all())))
    context = {"section": "people", "rows": rows, "due": due, "asked": _asked(request)}
    return render(request, "people/people.jinja", context)


@needs(Permission.MANAGE_PEOPLE)
def new_person(request: StaffRequest) -> HttpResponse:
    """Add somebody; the link by which they set a password goes to their address."""
    problem = ""
    if request.method == "POST":
        email, name = said(request, "email", 300).lower(), said(request, "name", 200)
        try:
            made = action.add(email=email, name=name, by=request.access, at=request.at)
            messages.success(request, _send_link(made))
            return go(request, "person", made.pk)
        except action.NotAllowed as found:
            problem = str(found)
    context = {"section": "people", "problem": problem, "typed": request.POST}
    return render(request, "people/new.jinja", context, status=422 if problem else 200)


@needs(Permission.MANAGE_PEOPLE)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: their roles, how they sign in, and what can be changed."""
    of_ours = User.objects.filter(alliance=request.access.alliance_id)
    it = get_object_or_404(with_factor(of_ours), pk=pk)
    problem = ""
    if request.method == "POST":
        deed = DEEDS.get(said(request, "do"))
        if deed is None:
            raise Http404
        try:
            messages.success(request, deed(request, it))
            return go(request, "person", it.pk)
        except action.NotAllowed as found:
            problem = str(found)
    return render(request, "people/person.jinja", _about(request, it, problem), status=422 if problem else 200)


@posted("decide about an administrator")
@needs(Permission.MANAGE_PEOPLE)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm or refuse what another administrator asked for."""
    asked = get_object_or_404(RoleRequest.objects.filter(alliance=request.access.alliance_id), pk=pk)
    try:
        confirmed = said(request, "answer") == "confirm"
        action.decide(request=asked, confirmed=confirmed, by=request.access, at=request.at)
        messages.success(request, "Confirmed and done." if confirmed else "Refused; nothing was changed.")
    except action.NotAllowed as found:
        messages.error(request, str(found))
    return go(request, "people")


def _about(request: StaffRequest, it: User, problem: str) -> dict[str, Any]:
    memberships = list(it.memberships.select_related("service", "confirmed_by"))
    may_all = action.administers(request.access)
    return {
        "section": "people", "current": "true", "it": it, "problem": problem, "typed": request.POST,
        "memberships": memberships, "due": {each.pk for each in memberships if action.due_again(each, request.at)},
        "roles": [each for each in Role if may_all or each not in ALLIANCE_ROLES],
        "services": [
            each for each in request.access.on_duty if action.may_change(request.access, Role.COORDINATOR, each)
        ],
        "is_own": it.pk == request.user.pk, "asked": [each for each in _asked(request) if each.user_id == it.pk],
    }  # fmt: skip


def _asked(request: StaffRequest) -> list[RoleRequest]:
    waiting = RoleRequest.objects.filter(alliance=request.access.alliance_id, outcome="")
    return list(waiting.select_related("user", "asked_by"))


def _send_link(person: User) -> str:
    where = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    link = settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=where)
    try:
        send_mail("MSCC coordination: your account", WELCOME.format(link=link), None, [person.email])
    except OSError:
        return f"{person.name} is added, but the e-mail could not be sent. They ask for a link by “I cannot sign in”."
    return f"{person.name} is added. A link to set a password was sent. Now give a role."


ASKED = "Asked for. It counts when another administrator has confirmed it."


def _give(request: StaffRequest, it: User) -> str:
    wanted = said(request, "role")
    if wanted not in Role.values:
        raise action.NotAllowed("Choose a role.")
    role, number = Role(wanted), said(request, "service")
    of_ours = Service.objects.filter(alliance=request.access.alliance_id)
    service = of_ours.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    done = action.give(
        person=it, role=role, service=service, ends_at=_end_of(said(request, "ends")), by=request.access, at=request.at
    )
    return f"{it.name} is now {role.label}, and signs in anew." if done else ASKED


def _end_of(day: str) -> datetime | None:
    """When a role ends that is held to the end of this day; None where no day is given."""
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), LONDON)
    except (ValueError, OverflowError) as problem:
        raise action.NotAllowed("Give the last day as a date, or leave it empty.") from problem


def _take(request: StaffRequest, it: User) -> str:
    done = action.take(membership=_membership(request, it), by=request.access, at=request.at)
    return f"Taken away; {it.name} is signed out everywhere." if done else ASKED


def _confirm(request: StaffRequest, it: User) -> str:
    action.confirm(membership=_membership(request, it), by=request.access, at=request.at)
    return "Confirmed as right."


def _close(request: StaffRequest, it: User) -> str:
    done = action.close(person=it, by=request.access, at=request.at)
    return f"Closed; {it.name} is signed out everywhere and cannot sign in." if done else ASKED


def _reopen(request: StaffRequest, it: User) -> str:
    action.reopen(person=it, by=request.access, at=request.at)
    return "Open again. Now give a role."


def _reset(request: StaffRequest, it: User) -> str:
    action.reset_factors(person=it, by=request.access, at=request.at)
    get_adapter(request).send_notification_mail("mfa/email/totp_deactivated", it)
    return f"{it.name} sets up a new factor when they next sign in."


def _unlock(request: StaffRequest, it: User) -> str:
    """Forget the wrong attempts, with passwords and with codes."""
    action.unlocked(person=it, by=request.access, at=request.at)
    get_adapter(request)._delete_login_attempts_cached_email(request, email=it.email)
    ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{it.pk}")
    return f"{it.name} may try again now."


DEEDS = {
    "give": _give, "take": _take, "confirm": _confirm, "close": _close, "reopen": _reopen, "reset": _reset,
    "unlock": _unlock,
}  # fmt: skip


def _membership(request: StaffRequest, it: User) -> Membership:
    number = said(request, "membership")
    found = it.memberships.select_related("service", "user").filter(pk=int(number) if number.isdecimal() else 0).first()
    if found is None:
        raise action.NotAllowed("This role was taken away already.")
    return found
