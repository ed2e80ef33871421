"""The call: one page in the order of the telephone call. The answer beside it comes from the same rules as are stored."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from mscc import nhs_number
from mscc.models import Service
from mscc.moments import Moment
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import go, render
from mscc.web.sessions import parked_form
from pathways.clock import running
from pathways.guideline.assess import Answer, assess, asked
from pathways.guideline.terms import CORD, PAIN
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS, reason, to_ask, to_say
from pathways.models import Contact
from pathways.states import NotPossible
from referrals.actions import calls, intake
from referrals.forms.call import CallForm
from referrals.models import CallBack, Draft, Person, Referral

ADULT = 18
# Fields whose text is read while it is typed: what cannot be read is said at once.
READ = ("nhs_number", "born", "suspected_at", "presented_at", "immobilised_at", "mri_at")
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "do", "began"})
LONGEST_CALL = timedelta(hours=4)


@require_GET
@needs(Permission.LOG_CALL)
def new(request: HttpRequest) -> HttpResponse:
    """An empty call. Its draft is made on the server as soon as something is typed."""
    service = _service(request)
    draft = Draft(
        key=uuid.uuid4(), alliance=request.access.alliance, service=service, author=request.user,
        started_at=request.at, kept_at=request.at,
    )  # fmt: skip
    return _page(request, draft, {})


@needs(Permission.LOG_CALL)
def call(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with a call, keep it, save it as a referral, add it to one that is there, or put it away."""
    draft = _draft(request, key)
    if draft.referral:
        return go(request, "referral", draft.referral.reference)
    if request.method != "POST":
        parked = parked_form(request)
        if parked:
            messages.warning(request, "Your session had ended: this is what you had typed. It is not saved yet.")
        return _page(request, draft, _typed(parked or draft.data))
    does = {"save": _save, "track": _track, "discard": _discard, "ring_back": _ring_back}
    handle = does.get(request.POST.get("do", "").split(":")[0], _keep)
    try:
        return handle(request, draft)
    except NotPossible as problem:
        messages.error(request, str(problem))
        return _page(request, draft, request.POST, status=422)


def _keep(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Keep what is typed and show what it means: the fragment for htmx, the page without JavaScript."""
    form = _form(request, request.POST)
    draft = _kept(request, draft, form)
    if draft.referral_id:
        return go(request, "referral", draft.referral.reference)
    if request.htmx:
        return render(request, "referrals/call.jinja", _context(request, draft, form), block="answer")
    return _page(request, draft, request.POST)


def _kept(request: HttpRequest, draft: Draft, form: CallForm) -> Draft:
    return intake.keep(draft=draft, data=_data(request.POST), facts=form.facts(), by=request.access, at=request.at)


def _save(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = _form(request, request.POST)
    draft = _kept(request, draft, form)
    if draft.referral_id:
        return go(request, "referral", draft.referral.reference)
    if not form.is_valid():
        return _page(request, draft, request.POST, status=422)
    referral = intake.receive(draft=draft, call=form.call(), by=request.access, at=request.at)
    messages.success(request, f"Saved as {referral.reference}.")
    return go(request, "referral", referral.reference)


def _track(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Add the call to the referral of the same person."""
    form = _form(request, request.POST)
    draft = _kept(request, draft, form)
    if not form.is_valid():
        return _page(request, draft, request.POST, status=422)
    reference = request.POST["do"].partition(":")[2]
    referral = get_object_or_404(Referral.seen_by(request.access), reference=reference)
    intake.track(draft=draft, call=form.call(), referral=referral, by=request.access, at=request.at)
    messages.success(request, f"Added to {referral.reference}, with all that was typed.")
    return go(request, "referral", referral.reference)


def _discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    reason_given = request.POST.get("discard_reason", "")
    _kept(request, draft, _form(request, request.POST))
    intake.discard(draft=draft, reason=reason_given, by=request.access, at=request.at)
    messages.success(request, "The call was put away.")
    return go(request, "worklist")


def _ring_back(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Promise to ring the caller back about this call."""
    draft = _kept(request, draft, _form(request, request.POST))
    typed = draft.data
    calls.promise(
        service=draft.service, whom=typed.get("caller_name", ""), phone=typed.get("caller_phone", ""),
        about="Call not finished", by=request.access, at=request.at, draft=draft,
    )  # fmt: skip
    messages.success(request, "To ring back: it is on the worklist.")
    return go(request, "call", draft.pk)


def _service(request: HttpRequest) -> Service:
    """The service that takes the call: the one asked for, or the first in which the person may."""
    wanted = request.GET.get("service", "")
    mine = [each for each in request.access.services if request.access.may_in(Permission.LOG_CALL, each)]
    if wanted:
        mine = [each for each in request.access.alliance.services.all() if str(each.pk) == wanted]
    if not mine or not request.access.may_in(Permission.LOG_CALL, mine[0]):
        raise PermissionDenied("You have no service in which to log a call.")
    return mine[0]


def _draft(request: HttpRequest, key: uuid.UUID) -> Draft:
    found = Draft.objects.filter(pk=key).select_related("referral", "service", "author").first()
    if found is None:
        if request.method != "POST":
            raise Http404
        return Draft(
            key=key, alliance=request.access.alliance, service=_service(request), author=request.user,
            started_at=_began(request), kept_at=request.at,
        )  # fmt: skip
    if found.alliance_id != request.access.alliance_id:
        raise Http404
    return found


def _began(request: HttpRequest) -> datetime:
    """When the page of this call was opened: the telephone rang then, whenever the first word was typed."""
    try:
        began = datetime.fromisoformat(request.POST.get("began", ""))
    except ValueError:
        return request.at
    if began.tzinfo is None or not request.at - LONGEST_CALL <= began <= request.at:
        return request.at
    return began


def _form(request: HttpRequest, data: Any) -> CallForm:
    return CallForm(data, access=request.access, at=request.at)


def _typed(data: dict[str, Any]) -> QueryDict:
    """What was kept of a form, as a form reads it."""
    typed = QueryDict(mutable=True)
    for name, value in data.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed


def _data(posted: QueryDict) -> dict[str, str]:
    """What to keep. PostgreSQL's JSON takes no NUL; nobody typed one."""
    return {name: value.replace("\0", "")[:8000] for name, value in posted.items() if name not in NOT_KEPT and value}


def _page(request: HttpRequest, draft: Draft, typed: Any, status: int = 200) -> HttpResponse:
    """The whole page. Errors stand at their fields when somebody pressed save; until then only beside, in the answer."""
    reading = _form(request, typed)
    form = reading if status == 422 else CallForm(initial={k: typed[k] for k in typed}, access=request.access, at=request.at)
    context = {**_context(request, draft, reading), "form": form, "section": "call", "show_errors": status == 422}
    return render(request, "referrals/call.jinja", context, status=status)


def _context(request: HttpRequest, draft: Draft, form: CallForm) -> dict[str, Any]:
    """What the answers so far mean, and what of the typing cannot be read."""
    form.is_valid()
    facts = form.facts()
    answer = assess(facts)
    earlier = _earlier(request, form)
    cord, pain = asked(facts)
    return {
        "draft": draft,
        "facts": facts,
        "answer": answer,
        "verdict": verdict(facts, answer),
        "heading": HEADINGS[answer.disposition].heading,
        "why": reason(facts),
        "clocks": _clocks(request, draft, form, answer),
        "say": list(to_say(facts, answer.disposition)),
        "ask": list(to_ask(facts, answer)),
        "unread": [(name, form[name].label, each) for name in READ for each in form.errors.get(name, [])],
        "earlier": earlier,
        "minor": _minor(request, form),
        "asked_cord": cord,
        "asked_pain": pain,
        "cord": CORD,
        "pain": PAIN,
        "kept": bool(draft.data),
        "service": draft.service,
    }


def verdict(facts: dict, answer: Answer) -> str:
    """How loud the answer is: an emergency, an emergency only because nothing was asked, urgent, or quiet."""
    if answer.disposition.is_emergency:
        return "stop" if any(facts.get(name) == "yes" for name in CORD) else "open"
    return "calm" if answer.disposition.urgency <= Disposition.EXPLAIN_OR_ADVICE.urgency else "quiet"


def _clocks(request: HttpRequest, draft: Draft, form: CallForm, answer: Answer) -> list:
    """The clocks that saving would start, from the times typed so far."""
    moments = {"coordinator_contact_at": Moment(draft.started_at)}
    for name in ("suspected_at", "presented_at", "immobilised_at"):
        if isinstance(found := form.cleaned_data.get(name), Moment):
            moments[name] = min(found, Moment(draft.started_at), key=lambda it: it.at)
    moments["immobilised_recorded_at"] = Moment(request.at)
    return list(running(answer.clocks, moments))


def _earlier(request: HttpRequest, form: CallForm) -> list[dict[str, Any]]:
    """Referrals of people with this NHS number. Only where name or birth date agree too is it the same person."""
    try:
        number = nhs_number.read(form.data.get("nhs_number", ""), demonstration=True)
    except nhs_number.NhsNumberError:
        return []
    if not number:
        return []
    people = Person.seen_by(request.access).filter(nhs_number=number)
    found = Referral.seen_by(request.access).filter(person__in=people).select_related("person").order_by("-received_at")
    return [{"referral": each, "same": _is_same(each.person, form)} for each in found[:3]]


def _is_same(person: Person, form: CallForm) -> bool:
    surname, born = form.data.get("surname", "").strip(), form.cleaned_data.get("born")
    return (bool(surname) and surname.casefold() == person.surname.casefold()) or (
        born is not None and born == person.date_of_birth
    )


def _minor(request: HttpRequest, form: CallForm) -> dict[str, Any] | None:
    """For somebody under 18: whom to ring. The guideline and the service are for adults."""
    if (born := form.cleaned_data.get("born")) is None:
        return None
    person = Person(date_of_birth=None if isinstance(born, int) else born, age_given=born if isinstance(born, int) else None,
                    age_given_on=request.at.date())  # fmt: skip
    age = person.age_on(request.at.date())
    if age is None or age >= ADULT:
        return None
    contact = Contact.seen_by(request.access).filter(specialty=Contact.Specialty.PAEDIATRICS).first()
    return {"age": age, "contact": contact}


@require_POST
@needs(Permission.LOG_CALL)
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down one try at ringing back."""
    call_back = get_object_or_404(CallBack.seen_by(request.access), pk=pk)
    try:
        calls.attempt(call_back=call_back, result=request.POST.get("result", ""), by=request.access, at=request.at)
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "worklist")


@require_POST
@needs(Permission.WRITE_CASE)
def promise(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise to ring somebody back about a referral."""
    referral = get_object_or_404(Referral.seen_by(request.access).select_related("service"), reference=reference)
    try:
        calls.promise(
            service=referral.service, referral=referral, whom=request.POST.get("whom", "")[:120],
            phone=request.POST.get("phone", "")[:40], about=request.POST.get("about", "")[:200],
            by=request.access, at=request.at,
        )  # fmt: skip
        messages.success(request, "To ring back: it is on the worklist.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference)


