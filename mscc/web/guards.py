"""Who may open a page: one decorator, the permission named beside the view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from mscc.roles import Permission

View = Callable[..., HttpResponse]


def needs(permission: Permission) -> Callable[[View], View]:
    """Refuse, in words, whoever has no role that gives the permission."""

    def guard(view: View) -> View:
        @wraps(view)
        def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.access.may(permission):
                raise PermissionDenied(f"Your role does not let you {Permission(permission).label}.")
            return view(request, *args, **kwargs)

        return handle

    return guard
