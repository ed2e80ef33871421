"""The call: one page in the order of the telephone call. The answer beside it comes from the rules that are stored."""

import uuid
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from mscc.access import Access
from mscc.models import Service
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form, typed
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals.actions import calls, intake
from referrals.forms.call import CallForm
from referrals.models import Draft, Referral
from referrals.views.meaning import earlier, meaning

LONGEST_CALL = timedelta(hours=4)
# Far more than any field takes: what is too long is said, not lost.
LONGEST_ANSWER = 20_000
KEPT = frozenset({*CallForm.base_fields, *(f"{name}_answer" for name in CallForm.base_fields)})


@require_GET
@needs(Permission.LOG_CALL)
def new(request: StaffRequest) -> HttpResponse:
    """An empty call. Its draft is made on the server as soon as something is typed."""
    return _page(request, _begun(request, uuid.uuid4(), request.GET), QueryDict())


@needs(Permission.LOG_CALL)
def call(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with a call, keep it, save it as a referral, add it to one that is there, or put it away."""
    found = Draft.seen_by(request.access).filter(pk=key).select_related("referral", "service", "author").first()
    if found and found.referral:
        return go(request, "referral", found.referral.reference)
    if request.method != "POST":
        return _shown(request, key, found)
    draft = found or _begun(request, key, request.POST)
    does = {"save": _save, "track": _track, "discard": _discard, "ring_back": _ring_back}
    handle = does.get(request.POST.get("do", "").split(":")[0], _keep)
    try:
        return handle(request, draft)
    except NotPossible as problem:
        messages.error(request, str(problem))
        return _page(request, draft, request.POST, status=422)


def _shown(request: StaffRequest, key: uuid.UUID, found: Draft | None) -> HttpResponse:
    """The call as it was kept, or as it was typed when the session ended, even if it had never been kept."""
    parked = parked_form(request)
    if parked is not None:
        messages.warning(request, "Your session had ended: this is what you had typed. It is not saved yet.")
        return _page(request, found or _begun(request, key, parked), parked)
    if found is None:
        raise Http404
    return _page(request, found, typed(found.data))


def _keep(request: StaffRequest, draft: Draft) -> HttpResponse:
    """Keep what is typed and show what it means: the fragment for htmx, the page without JavaScript."""
    form = _form(request, request.POST)
    draft = _kept(request, draft, form)
    if draft.referral:
        return go(request, "referral", draft.referral.reference)
    if request.htmx:
        return render(request, "referrals/call.jinja", meaning(request, draft, form), block="answer")
    return _page(request, draft, request.POST)


def _kept(request: StaffRequest, draft: Draft, form: CallForm) -> Draft:
    try:
        return intake.keep(draft=draft, data=_data(request.POST), facts=form.facts(), by=request.access, at=request.at)
    except Draft.DoesNotExist:  # the key is that of another alliance's call
        raise Http404 from None


def _save(request: StaffRequest, draft: Draft) -> HttpResponse:
    form = _form(request, request.POST)
    draft = _kept(request, draft, form)
    if draft.referral:
        return go(request, "referral", draft.referral.reference)
    if not form.is_valid():
        return _page(request, draft, request.POST, status=422)
    referral = intake.receive(draft=draft, call=form.call(), by=request.access, at=request.at)
    messages.success(request, f"Saved as {referral.reference}.")
    if not (referral.caller_phone or referral.caller_phone_reason):
        messages.warning(request, "There is no number to ring the caller back on. Ask before they hang up.")
    return go(request, "referral", referral.reference)


def _track(request: StaffRequest, draft: Draft) -> HttpResponse:
    """Add the call to the referral of the same person."""
    form = _form(request, request.POST)
    draft = _kept(request, draft, form)
    if not form.is_valid():
        return _page(request, draft, request.POST, status=422)
    referral = _of_same_person(request, form)
    intake.track(draft=draft, call=form.call(), referral=referral, by=request.access, at=request.at)
    messages.success(request, f"Added to {referral.reference}, with all that was typed.")
    return go(request, "referral", referral.reference)


def _of_same_person(request: StaffRequest, form: CallForm) -> Referral:
    """The referral asked for, if it is of the person typed: the number may have been corrected since it was offered."""
    reference = request.POST["do"].partition(":")[2]
    for found in earlier(request.access, form):
        if found["same"] and found["referral"].reference == reference:
            return found["referral"]
    raise NotPossible("That referral is not of the person as typed now. Check NHS number, name and birth date.")


def _discard(request: StaffRequest, draft: Draft) -> HttpResponse:
    reason_given = said(request, "discard_reason")
    draft = _kept(request, draft, _form(request, request.POST))
    intake.discard(draft=draft, reason=reason_given, by=request.access, at=request.at)
    messages.success(request, "The call was put away.")
    return go(request, "worklist")


def _ring_back(request: StaffRequest, draft: Draft) -> HttpResponse:
    """Promise to ring the caller back about this call."""
    return _promised(request, _kept(request, draft, _form(request, request.POST)))


@once
def _promised(request: StaffRequest, draft: Draft) -> HttpResponse:
    calls.promise(
        service=draft.service, whom=said(request, "caller_name", 120), phone=said(request, "caller_phone", 40),
        about="Call not finished", by=request.access, at=request.at, draft=draft,
    )  # fmt: skip
    messages.success(request, "To ring back: it is on the worklist.")
    return go(request, "call", draft.pk)


def _begun(request: StaffRequest, key: uuid.UUID, told: QueryDict) -> Draft:
    """A call that is not on the server yet: of the service named, begun when its page was opened."""
    return Draft(
        key=key, alliance=request.access.alliance, service=_service(request.access, told.get("service", "")),
        author=request.user, started_at=_began(told.get("began", ""), request.at), kept_at=request.at,
    )  # fmt: skip


def _service(access: Access, wanted: str) -> Service:
    """The service that takes the call: the one asked for, or the first in which the person may."""
    mine = [each for each in access.on_duty if str(each.pk) == wanted] if wanted else access.services
    for each in mine:
        if access.may_in(Permission.LOG_CALL, each):
            return each
    raise PermissionDenied("You have no service in which to log a call.")


def _began(text: str, at: datetime) -> datetime:
    """When the page of this call was opened: the telephone rang then, whenever the first word was typed."""
    try:
        began = datetime.fromisoformat(text)
    except ValueError:
        return at
    if began.tzinfo is None or not at - LONGEST_CALL <= began <= at:
        return at
    return began


def _form(request: StaffRequest, data: QueryDict) -> CallForm:
    return CallForm(data, access=request.access, at=request.at)


def _data(posted: QueryDict) -> dict[str, str]:
    """What to keep: the form's own fields. PostgreSQL's JSON takes no NUL; nobody typed one."""
    given = {name: str(value).replace("\0", "") for name, value in posted.items() if name in KEPT}
    return {name: value[:LONGEST_ANSWER] for name, value in given.items() if value}


def _page(request: StaffRequest, draft: Draft, told: QueryDict, status: int = 200) -> HttpResponse:
    """The whole page. Errors stand at their fields once somebody pressed save; until then in the answer beside."""
    reading = _form(request, told)
    context = meaning(request, draft, reading)
    blank = CallForm(initial={name: told[name] for name in told}, access=request.access, at=request.at)
    context |= {"form": reading if status == 422 else blank, "section": "call", "show_errors": status == 422}
    return render(request, "referrals/call.jinja", context, status=status)
