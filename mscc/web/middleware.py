"""Small middleware: pages with people on them are never kept by a browser; who may what is looked up once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mscc.access import Access

Handler = Callable[[HttpRequest], HttpResponse]


def private_pages(get_response: Handler) -> Handler:
    """Forbid every cache to keep a page, unless the view said otherwise."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return handle


class AccessMiddleware:
    """`request.access`: what the person who is signed in may see and do; None for nobody."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = Access(request.user) if request.user.is_authenticated else None  # type: ignore[attr-defined]
        return self.get_response(request)
