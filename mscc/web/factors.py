"""The second factor: whoever has not shown one sees nothing but the pages that set one up. And the trail of signing in.

That a factor was shown stands in the session beside the person's id, so that no page asks the database for it.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from audit import trail
from mscc.models import User
from mscc.web.accounts import has_factor
from mscc.web.parked import park
from mscc.web.render import go

SHOWN = "second_factor"
# What somebody may open who has not shown a factor yet.
ALLOWED = frozenset(
    {
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_list_webauthn",
        "lock", "stay", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout",
    }
)  # fmt: skip


class SecondFactorRequired:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if not settings.SECOND_FACTOR or not request.user.is_authenticated or is_shown(request):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not getattr(view, "login_required", True):
            return None
        request.access = None  # type: ignore[attr-defined] # until then the page knows nobody
        request.second_factor_wanted = True  # type: ignore[attr-defined]
        if name in ALLOWED:
            return None
        if request.method == "POST":  # a session from before factors were asked for
            park(request, user_id=request.user.pk, at=request.at)  # type: ignore[attr-defined]
        return go(request, "mfa_index")


def is_shown(request: HttpRequest) -> bool:
    """Whether the person who is signed in has shown a second factor in this session."""
    return request.session.get(SHOWN) == request.user.pk


def note(action: str, request: HttpRequest | None, user: User | None, **detail: object) -> None:
    """Write it on the trail. A session that was begun without a request, by a test, is nobody's act."""
    if at := getattr(request, "at", None):
        trail.record(action, by=user, at=at, subject=user.pk if user else "", **detail)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **more: object) -> None:
    note("sign_in", request, user, factor=request.session.get(SHOWN) == user.pk)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **more: object) -> None:
    request.signed_out = True  # type: ignore[attr-defined]
    if user:
        note("sign_out", request, user)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **more: object) -> None:
    """The address that was typed may be a password typed in the wrong place: it is looked up, never kept."""
    tried = User.objects.filter(email__iexact=str(credentials.get("email") or "")).first()
    note("sign_in.failed", request, tried)


@receiver(signals.authentication_failed)
def code_refused(request: HttpRequest, user: User, **more: object) -> None:
    note("factor.failed", request, user)


@receiver(signals.authenticator_used)
def shown(request: HttpRequest, user: User, authenticator: Authenticator, **more: object) -> None:
    request.session[SHOWN] = user.pk
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        note("factor.recovery_code_used", request, user)


@receiver(signals.authenticator_added)
def added(request: HttpRequest, user: User, authenticator: Authenticator, **more: object) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[SHOWN] = user.pk
    note("factor.added", request, user, kind=authenticator.type)


@receiver(signals.authenticator_reset)
def made_anew(request: HttpRequest, user: User, authenticator: Authenticator, **more: object) -> None:
    note("factor.codes_made", request, user)


@receiver(signals.authenticator_removed)
def removed(request: HttpRequest, user: User, authenticator: Authenticator, **more: object) -> None:
    """The last one is gone: another is set up before anything else. Whoever came in by it elsewhere is signed out."""
    note("factor.removed", request, user, kind=authenticator.type)
    if not has_factor(user.pk):
        request.session.pop(SHOWN, None)
    user.end_sessions()
    update_session_auth_hash(request, user)
