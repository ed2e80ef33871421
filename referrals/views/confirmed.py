"""What every page says: when alerting was last confirmed, and how much of the rota waits for whoever reads it."""

from functools import partial
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from referrals.waiting import Confirmed, seconds_since_sweep

# All that is asked for every page, asked at once. The two counts are those of `Notice.open_for`.
ON_EVERY_PAGE = """
    SELECT EXTRACT(epoch FROM now() - max(beat_at))::float8,
           (SELECT count(*) FROM referrals_notice AS notice JOIN mscc_swap AS swap ON swap.id = notice.swap_id
             WHERE person_id = %(user)s AND read_at IS NULL AND kind = 'swap_asked' AND swap.state = 'pending'),
           (SELECT count(*) FROM referrals_notice
             WHERE person_id = %(user)s AND read_at IS NULL AND kind <> 'swap_asked')
      FROM referrals_heartbeat
"""


class OnPage(NamedTuple):
    seconds: float | None
    asked: int
    changed: int


def on_page(request: HttpRequest) -> OnPage:
    """Asked of the database once for a request, and only where a page says it."""
    if not hasattr(request, "on_page"):
        with connection.cursor() as cursor:
            cursor.execute(ON_EVERY_PAGE, {"user": request.user.pk if request.user.is_authenticated else None})
            request.on_page = OnPage(*cursor.fetchone())  # type: ignore[attr-defined]
    return request.on_page  # type: ignore[attr-defined]


def confirmed(request: HttpRequest) -> Confirmed:
    """When alerting was last confirmed."""
    return Confirmed(on_page(request).seconds, getattr(request, "at", None))


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
    return {"confirmed": partial(confirmed, request), "on_page": partial(on_page, request)}
