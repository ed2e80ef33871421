"""Messages between the services on a referral: read them, write one, see who has seen each."""

from django.contrib import messages as notices
from django.db.models import Prefetch
from django.http import HttpResponse

from mscc.access import require
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from mscc.web.sessions import is_background
from pathways.states import NotPossible
from referrals.actions import messages as action
from referrals.forms.letters import MessageForm
from referrals.models import Message, MessageSeen, Referral
from referrals.views.referral import one


@needs(Permission.SEE_CASES)
@once
def messages(request: StaffRequest, reference: str) -> HttpResponse:
    """Every message on a referral; whoever opens the page has seen them."""
    referral = one(request, reference)
    if request.method == "POST":
        require(request.access, Permission.WRITE_CASE)
    given = request.POST if request.method == "POST" else parked_form(request)
    form = MessageForm(given, access=request.access)
    if request.method == "POST" and _write(request, referral, form):
        return go(request, "messages", reference)
    found = _of(request, referral)
    new = {each.pk for each in found if request.user.pk not in {one.user_id for one in each.seen.all()}}
    if request.method != "POST" and not is_background(request):
        on_screen = [each for each in found if each.pk in new]
        action.see(referral=referral, messages=on_screen, by=request.access, at=request.at)
    context = {
        "section": "worklist", "current": "true", "referral": referral, "form": form, "found": found, "new": new,
        "may_write": request.access.may(Permission.WRITE_CASE),
    }  # fmt: skip
    return render(request, "referrals/messages.jinja", context, status=422 if request.method == "POST" else 200)


def _of(request: StaffRequest, referral: Referral) -> list[Message]:
    found = Message.seen_by(request.access).filter(referral=referral).select_related("by", "from_service", "to_service")
    seen = MessageSeen.objects.filter(message__referral__alliance=request.access.alliance_id)
    return list(found.prefetch_related(Prefetch("seen", seen.select_related("user"))))


def _write(request: StaffRequest, referral: Referral, form: MessageForm) -> bool:
    if not form.is_valid():
        return False
    to = form.services.get(form.cleaned_data["to_service"])
    try:
        action.write(referral=referral, to_service=to, text=form.cleaned_data["text"], by=request.access, at=request.at)
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return False
    notices.success(request, f"Written to {to.name if to else 'all services'}. Below is said who has seen it.")
    return True
