"""How I am reached: addresses, each proven by a code. And the worker that shows a browser's notifications."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc import reach as action
from mscc.channels import offers, push
from mscc.models import Channel, ContactPoint
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said


def reach(request: StaffRequest) -> HttpResponse:
    """The person's own addresses; nobody sees or changes somebody else's."""
    problem, typed = "", {}
    if request.method == "POST":
        try:
            messages.success(request, _do(request))
            return go(request, "reach")
        except action.NotReachable as found:
            problem = str(found)
            typed = {
                "channel": said(request, "channel"), "address": said(request, "address", 2000),
                "field": FIELDS.get(said(request, "do"), ""),
            }  # fmt: skip
    points = {point.channel: point for point in request.user.contact_points.all()}
    context = {
        "section": "reach", "problem": problem, "typed": typed,
        "ways": [(offer, points.get(offer.channel)) for offer in offers()],
        "vapid": push.public_key() if push.is_set_up() else "",
    }  # fmt: skip
    return render(request, "account/reach.jinja", context, status=422 if problem else 200)


def _do(request: StaffRequest) -> str:
    """What was pressed; returns the sentence that says what became of it."""
    deed = DEEDS.get(said(request, "do"))
    if deed is None or said(request, "channel") not in Channel.values:
        raise Http404
    return deed(request, said(request, "channel"))


def _add(request: StaffRequest, channel: str) -> str:
    point = action.add(
        user=request.user, channel=channel, address=said(request, "address", 2000),
        urgent_only="urgent_only" in request.POST, at=request.at,
    )  # fmt: skip
    if point.verified_at:
        return f"{point.get_channel_display()}: kept."
    action.send_code(point=point, at=request.at)
    return f"A code was sent to {point.shown}. Type it below."


def _send_code(request: StaffRequest, channel: str) -> str:
    action.send_code(point=_own(request, channel), at=request.at)
    return "A new code was sent. Type it below."


def _confirm(request: StaffRequest, channel: str) -> str:
    point = _own(request, channel)
    if not action.confirm(point=point, code=said(request, "code", 20), at=request.at):
        raise action.NotReachable("That is not the code that was sent. Look again, or ask for a new one.")
    return f"{point.get_channel_display()}: proven. Alerts go there from now on."


def _remove(request: StaffRequest, channel: str) -> str:
    action.remove(point=_own(request, channel), at=request.at)
    return f"{Channel(channel).label}: taken away."


# The field that each deed reads, by the beginning of its id.
FIELDS = {"add": "to", "confirm": "code"}
DEEDS = {"add": _add, "code": _send_code, "confirm": _confirm, "remove": _remove}


def _own(request: StaffRequest, channel: str) -> ContactPoint:
    point = request.user.contact_points.filter(channel=channel).first()
    if point is None:
        raise Http404
    return point


@login_not_required
@require_GET
def worker(request: StaffRequest) -> HttpResponse:
    """The script by which a browser shows a notification: from the root, so that it stands for every page."""
    script = (settings.BASE_DIR / "static" / "worker.js").read_text()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")
