"""What every page says of the timers: when alerting was last confirmed."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from referrals.waiting import Confirmed, seconds_since_sweep


def confirmed(request: HttpRequest) -> Confirmed:
    """Asked of the database once for a request, and only where a page says it."""
    if not hasattr(request, "confirmed"):
        request.confirmed = Confirmed(seconds_since_sweep(), getattr(request, "at", None))  # type: ignore[attr-defined]
    return request.confirmed  # type: ignore[attr-defined]


@login_not_required
@require_safe
def again(request: HttpRequest) -> JsonResponse:
    """For a page that stands open: seconds since the last sweep; null when that is not known. Asked without a session,
    so it neither keeps somebody signed in nor sends them away.
    """
    try:
        seconds = seconds_since_sweep()
    except Error:
        seconds = None
    return JsonResponse({"seconds": seconds}, headers={"Cache-Control": "no-store"})


def on_every_page(request: HttpRequest) -> dict[str, Any]:
    """A context processor of the Jinja engine."""
    return {"confirmed": partial(confirmed, request)}
