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
