"""Shared computers: lock the screen so that nobody loses or sees what was typed; stay signed in while at work."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from mscc.web.render import go
from mscc.web.requests import StaffRequest
from mscc.web.sessions import end, seconds_left


def lock(request: StaffRequest) -> HttpResponse:
    """Sign out, keeping what stands on the page for this person alone. Whoever comes next may sign in as themselves."""
    return end(request, request.at) if request.method == "POST" else go(request, "home")


@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: StaffRequest) -> HttpResponse:
    """How many seconds the session still lasts. Posted, it is a person who says that they are there."""
    return JsonResponse({"seconds": seconds_left(request, request.at)})
