"""Small middleware: what time it is, who may what, and that no browser keeps a page with people on it."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mscc.access import Access

# Not "storage", which would unsubscribe this browser from notifications of alerts; nor "cookies", which reaches the
# trust's other services under the same name.
CLEARED = '"cache"'
Handler = Callable[[HttpRequest], HttpResponse]


def private_pages(get_response: Handler) -> Handler:
    """Forbid every cache to keep a page, unless the view said otherwise; and say once what time it is."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = CLEARED
        return response

    return handle


def who_may_what(get_response: Handler) -> Handler:
    """`request.access`: what the person who is signed in may see and do; None for nobody."""

    def handle(request: HttpRequest) -> HttpResponse:
        at: datetime = request.at  # type: ignore[attr-defined]
        request.access = Access(request.user, at) if request.user.is_authenticated else None  # type: ignore[attr-defined]
        return get_response(request)

    return handle
