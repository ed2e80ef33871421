"""My calendar: the secret address of one's own shifts, made and taken back here, and what a calendar reads there."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mscc.models import CalendarFeed
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from referrals import feed
from referrals.actions import feed as action


def mine(request: StaffRequest) -> HttpResponse:
    """Whether there is such an address, and two buttons. The address itself is shown once, when it is made."""
    address, deed = "", said(request, "do")
    if deed == "make":
        secret = action.make(by=request.access, at=request.at)
        address = settings.BASE_URL + reverse("calendar", args=[secret])
    elif deed == "revoke":
        action.revoke(by=request.access, at=request.at)
        messages.success(request, "Your calendar address opens nothing any more.")
        return go(request, "feed")
    elif request.method == "POST":
        raise Http404
    known = CalendarFeed.objects.filter(user=request.user, user__alliance=request.access.alliance_id).first()
    context = {"section": "rota", "current": "true", "feed": known, "address": address}
    return render(request, "rota/feed.jinja", context)


@login_not_required
@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """What a calendar reads: it cannot sign in, so the secret in the address says whose shifts these are."""
    person = feed.reader(key)
    if person is None:
        raise Http404
    file = feed.calendar_of(person, request.at)  # type: ignore[attr-defined]
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = 'inline; filename="rota.ics"'
    return response
