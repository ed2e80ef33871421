"""What every page says of the timers: when alerting was last confirmed. A context processor of the Jinja engine."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from referrals.waiting import Confirmed, seconds_since_sweep


def confirmed(request: HttpRequest) -> Confirmed:
    """Asked of the database once for a request, and only where a page says it."""
    if not hasattr(request, "confirmed"):
        request.confirmed = Confirmed(seconds_since_sweep(), getattr(request, "at", None))  # type: ignore[attr-defined]
    return request.confirmed  # type: ignore[attr-defined]


def on_every_page(request: HttpRequest) -> dict[str, Any]:
    return {"confirmed": partial(confirmed, request)}
