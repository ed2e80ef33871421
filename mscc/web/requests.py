"""A request as the views of signed-in people get it: what the middleware has put on it, named for the type checker."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mscc.access import Access
from mscc.models import User


class StaffRequest(HttpRequest):
    """Made by nobody: Django's own request, after `LoginRequiredMiddleware`, `AccessMiddleware` and htmx's."""

    user: User
    access: Access
    at: datetime
    htmx: HtmxDetails


def said(request: HttpRequest, name: str, longest: int = 200) -> str:
    """A short answer posted outside a form, as its column takes it: trimmed, without NUL, not too long."""
    return request.POST.get(name, "").replace("\0", "").strip()[:longest]
