"""Who may open a page, and what only takes what is posted: the permission and the deed named beside the view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from mscc.roles import Permission
from mscc.web.parked import parked_form
from mscc.web.problems import only_posted
from mscc.web.render import render

View = Callable[..., HttpResponse]


def needs(permission: Permission) -> Callable[[View], View]:
    """Refuse, in words, whoever has no role that gives the permission."""

    def guard(view: View) -> View:
        @wraps(view)
        def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.access.may(permission):  # type: ignore[attr-defined]
                raise PermissionDenied(f"Your role does not let you {Permission(permission).label}.")
            return view(request, *args, **kwargs)

        return handle

    return guard


def posted(deed: str) -> Callable[[View], View]:
    """Take only what is posted. Whoever comes here after signing in again may send what their ended session did not."""

    def guard(view: View) -> View:
        @wraps(view)
        def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            waiting = parked_form(request) if request.method == "GET" else None
            if waiting is None:
                return only_posted(request)
            return render(request, "again.jinja", {"deed": deed, "waiting": waiting})

        return handle

    return guard
