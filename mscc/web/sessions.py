"""When a session ends: after some minutes of idleness, and in any case after some hours.

What was on a form when its session turned out to have ended is parked, and shown again after signing in. A computer
whose session ended by idleness still says that an alert waits: it keeps a signed note of its services, and nothing
else.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from mscc.models import ParkedForm

STARTED, ACTIVE = "started_at", "active_at"
LOCK_COOKIE = "locked"
LOCK_SALT = "mscc.locked"
# The session is written at most this often, not at every click.
ACTIVITY_STEP = timedelta(seconds=30)
NEVER_PARKED = frozenset({"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2"})
Handler = Callable[[HttpRequest], HttpResponse]


def is_background(request: HttpRequest) -> bool:
    """Whether the browser asked by itself: that is no sign of a person, so it never keeps a session alive."""
    return request.headers.get("X-Background") == "1"


def session_rules(get_response: Handler) -> Handler:
    """End sessions that have lasted too long; count only what a person does as activity."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        at: datetime = request.at  # type: ignore[attr-defined]
        if _has_ended(request, at):
            return _end(request, at)
        if not is_background(request):
            _note_activity(request, at)
        return get_response(request)

    return handle


def _has_ended(request: HttpRequest, at: datetime) -> bool:
    started, active = request.session.get(STARTED), request.session.get(ACTIVE)
    if started is None:
        request.session[STARTED] = request.session[ACTIVE] = at.isoformat()
        return False
    too_long = at - datetime.fromisoformat(started) > settings.SESSION_LONGEST
    return too_long or at - datetime.fromisoformat(active) > settings.SESSION_IDLE


def _note_activity(request: HttpRequest, at: datetime) -> None:
    if at - datetime.fromisoformat(request.session[ACTIVE]) > ACTIVITY_STEP:
        request.session[ACTIVE] = at.isoformat()


def _end(request: HttpRequest, at: datetime) -> HttpResponse:
    """Sign out, keeping what was typed, and send the browser to sign in and back to where it was."""
    services = sorted({each.service_id for each in request.user.memberships.all() if each.service_id})
    back = request.get_full_path()
    if request.htmx:  # type: ignore[attr-defined]
        back = urlsplit(request.headers.get("HX-Current-URL", "/")).path
    elif request.method == "POST":
        _park(request, at)
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    logout(request)
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    headers = {"HX-Redirect": address} if request.htmx else {"Location": address}  # type: ignore[attr-defined]
    response = HttpResponse(status=200 if request.htmx else 303, headers=headers)  # type: ignore[attr-defined]
    return lock(response, services)


def _park(request: HttpRequest, at: datetime) -> None:
    data = {name: values for name, values in request.POST.lists() if name not in NEVER_PARKED}
    ParkedForm.objects.create(user=request.user, path=request.path[:300], data=data, created_at=at)


def lock(response: HttpResponse, services: list[int]) -> HttpResponse:
    """Leave the note by which the locked screen can ask whether an alert waits."""
    note = signing.dumps(services, salt=LOCK_SALT)
    response.set_cookie(
        LOCK_COOKIE,
        note,
        max_age=int(settings.SESSION_LONGEST.total_seconds()),
        httponly=True,
        secure=settings.SECURE_COOKIES,
        samesite="Strict",
    )
    return response


def locked_services(request: HttpRequest) -> list[int]:
    """The services whose alerts this locked screen may ask about; none when there is no valid note."""
    try:
        return signing.loads(
            request.COOKIES.get(LOCK_COOKIE, ""), salt=LOCK_SALT, max_age=settings.SESSION_LONGEST.total_seconds()
        )
    except signing.BadSignature:
        return []


def parked_form(request: HttpRequest) -> dict[str, list[str]]:
    """What was on this page's form when the session ended; taken out once."""
    parked = ParkedForm.objects.filter(user=request.user, path=request.path).first()
    if parked is None:
        return {}
    parked.delete()
    return parked.data
