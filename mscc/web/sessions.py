"""When a session ends: after some minutes of idleness, and in any case after some hours.

What was on a form when its session turned out to have ended is parked, and shown again after signing in. A computer
whose session ended by itself still says that an alert waits: it keeps a signed note of who left it and of their
services, and nothing else.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from mscc.models import User
from mscc.web.parked import LOCK, has_typed, locked_from, park

STARTED, ACTIVE = "started_at", "active_at"
LOCK_COOKIE = "locked"
LOCK_SALT = "mscc.locked"
# The session is written at most this often, not at every click.
ACTIVITY_STEP = timedelta(seconds=30)
ACCOUNT_PAGES = "/accounts/"
Handler = Callable[[HttpRequest], HttpResponse]


def is_background(request: HttpRequest) -> bool:
    """Whether the browser asked by itself: that is no sign of a person, so it never keeps a session alive."""
    return request.headers.get("X-Background") == "1"


def session_rules(get_response: Handler) -> Handler:
    """End sessions that have lasted too long; count only what a person does as activity."""

    def handle(request: HttpRequest) -> HttpResponse:
        at: datetime = request.at  # type: ignore[attr-defined]
        was = request.session.get(SESSION_KEY)
        if not request.user.is_authenticated:
            _park_for_whoever_left(request, was, at)
            return get_response(request)
        if _has_ended(request, at):
            return end(request, at)
        if LOCK_COOKIE in request.COOKIES and _is_of_another(request):
            return unlock(HttpResponseRedirect("/"))
        if not is_background(request):
            _note_activity(request, at)
        response = get_response(request)
        return unlock(response) if LOCK_COOKIE in request.COOKIES and LOCK_COOKIE not in response.cookies else response

    return handle


class SignInRequired(LoginRequiredMiddleware):
    """Send whoever is not signed in to sign in; a fragment's request by a header, not by its redirect."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:  # type: ignore[override]
        return _to_sign_in(request)


def _has_ended(request: HttpRequest, at: datetime) -> bool:
    started, active = request.session.get(STARTED), request.session.get(ACTIVE)
    if started is None or active is None:
        request.session[STARTED] = request.session[ACTIVE] = at.isoformat()
        return False
    too_long = at - datetime.fromisoformat(started) > settings.SESSION_LONGEST
    return too_long or at - datetime.fromisoformat(active) > settings.SESSION_IDLE


def began_within(request: HttpRequest, span: timedelta) -> bool:
    """Whether the person signed in no longer ago than this."""
    started = request.session.get(STARTED)
    at: datetime = request.at  # type: ignore[attr-defined]
    return started is not None and at - datetime.fromisoformat(started) < span


def _note_activity(request: HttpRequest, at: datetime) -> None:
    if at - datetime.fromisoformat(request.session[ACTIVE]) > ACTIVITY_STEP:
        request.session[ACTIVE] = at.isoformat()


def end(request: HttpRequest, at: datetime) -> HttpResponse:
    """Sign out, keeping what was typed, and send the browser to sign in and back to where it was."""
    user = cast(User, request.user)
    services = sorted({each.service_id for each in user.memberships.all() if each.service_id})
    response = _to_sign_in(request)
    if has_typed(request) and not request.path.startswith(ACCOUNT_PAGES):
        park(request, user_id=user.pk, at=at)
    logout(request)
    return lock(response, user_id=user.pk, services=services)


def _park_for_whoever_left(request: HttpRequest, was: str | None, at: datetime) -> None:
    """The session ended in another tab while somebody was typing in this one; or a changed role ended it."""
    if not has_typed(request) or request.path.startswith(ACCOUNT_PAGES):
        return
    who = int(was) if was else _note(request).get("user")
    if who and User.objects.filter(pk=who, is_active=True).exists():
        park(request, user_id=who, at=at)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _way_back(request)})}"
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _way_back(request: HttpRequest) -> str:
    """Where to go on after signing in: the page that was open; never another host, never a page of the account."""
    back = locked_from(request) if request.path == LOCK else request.get_full_path()
    if request.htmx and request.method != "POST":  # type: ignore[attr-defined]
        back = _page_of_fragment(request)
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and not back.startswith(ACCOUNT_PAGES)
    return back if is_ours else "/"


def _page_of_fragment(request: HttpRequest) -> str:
    """The page on which a fragment's request was made, as the browser says."""
    try:
        return request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    except ValueError:  # not an address at all
        return "/"


def lock(response: HttpResponse, *, user_id: int, services: list[int]) -> HttpResponse:
    """Leave the note by which the locked screen can ask whether an alert waits."""
    response.set_cookie(
        LOCK_COOKIE,
        signing.dumps({"user": user_id, "services": services}, salt=LOCK_SALT),
        max_age=int(settings.SESSION_LONGEST.total_seconds()),
        httponly=True,
        secure=settings.SECURE_COOKIES,
        samesite="Strict",
    )
    return response


def unlock(response: HttpResponse) -> HttpResponse:
    """Take the note away: somebody has signed in."""
    response.delete_cookie(LOCK_COOKIE, samesite="Strict")
    return response


def _is_of_another(request: HttpRequest) -> bool:
    """Whether somebody else has signed in at a locked screen: they begin at their own first page."""
    note = _note(request)
    return bool(note) and note.get("user") != request.user.pk and request.method == "GET" and request.path != "/"


def seconds_left(request: HttpRequest, at: datetime) -> int:
    """How long the session still lasts if nobody does anything."""
    active, started = (datetime.fromisoformat(request.session[each]) for each in (ACTIVE, STARTED))
    ends = min(active + settings.SESSION_IDLE, started + settings.SESSION_LONGEST)
    return max(0, int((ends - at).total_seconds()))


def locked_services(request: HttpRequest) -> list[int]:
    """The services whose alerts this locked screen may ask about; none when there is no valid note."""
    return _note(request).get("services", [])


def _note(request: HttpRequest) -> dict[str, Any]:
    try:
        return signing.loads(request.COOKIES.get(LOCK_COOKIE, ""), salt=LOCK_SALT, max_age=settings.SESSION_LONGEST)
    except signing.BadSignature:
        return {}
