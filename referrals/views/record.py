"""Record what happened, put it right, end and reopen a referral: one form and one POST each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from mscc.access import require
from mscc.moments import LONDON, Answer, Moment, Precision, show_span
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form, typed
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.clock import Clock as Running
from pathways.clock import Status
from pathways.states import NotPossible
from referrals.actions import closing, course
from referrals.actions.clocks import BOOKINGS
from referrals.events import EVENTS, RECORDABLE, EventKind, moment_set_by, transfer
from referrals.forms.asks import ASKS
from referrals.forms.fields import LevelsField, as_typed
from referrals.forms.record import EndForm, RecordForm
from referrals.gate import newest
from referrals.key_information.question import picked
from referrals.mobilising import verdict
from referrals.models import Event, Referral
from referrals.sentences import DAYS
from referrals.views.referral import one


def _who_rang(referral: Referral) -> dict[str, str]:
    whom = ", ".join(filter(None, (referral.caller_name, referral.caller_team)))
    return {"whom": whom[:120], "number": referral.caller_phone}


def _where_to(referral: Referral) -> dict[str, str]:
    """Who has arrived is where the transfer was to go."""
    answers = newest(referral.events.current()).answers
    return {"where_now": answers.get("transfer_to", ""), "where_phone": answers.get("transfer_phone", "")}


# What the form need not ask again; it is changed where it was otherwise.
FILLED_IN: dict[EventKind, Callable[[Referral], dict[str, str]]] = {
    EventKind.CALLED: _who_rang,
    EventKind.ARRIVED: _where_to,
}


@needs(Permission.WRITE_CASE)
@once
def record(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Record an event: now by default, an earlier time allowed."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    if kind not in RECORDABLE:
        raise Http404
    kind = EventKind(kind)
    if request.method != "POST":
        known = FILLED_IN[kind](referral) if kind in FILLED_IN else {}
        form = RecordForm(parked_form(request), kind=kind, at=request.at, initial=known)
        return _form_page(request, referral, form, EVENTS[kind].record_as)
    form = RecordForm(request.POST, kind=kind, at=request.at)
    if not form.is_valid():
        return _form_page(request, referral, form, EVENTS[kind].record_as, status=422)
    if request.POST.get("do") == "look":
        return _form_page(request, referral, form, EVENTS[kind].record_as)
    try:
        course.record(
            referral=referral, kind=kind, moment=form.moment(), data=form.data_given(), by=request.access, at=request.at
        )
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _form_page(request, referral, form, EVENTS[kind].record_as, status=422)
    messages.success(request, f"{EVENTS[kind].record_as}: recorded.")
    return go(request, "transfer" if kind in transfer.EVENTS else "referral", reference)


@needs(Permission.WRITE_CASE)
@once
def correct(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Put an entry right: a new one takes its place, the old one stays, struck through."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    event = get_object_or_404(referral.events.select_related("referral"), pk=pk, kind__in=RECORDABLE)
    kind, title = EventKind(event.kind), f"Put right: {EVENTS[EventKind(event.kind)].record_as.lower()}"
    if request.method != "POST":
        form = RecordForm(parked_form(request) or typed(_as_typed(event)), kind=kind, at=request.at)
        return _form_page(request, referral, form, title, event=event)
    form = RecordForm(request.POST, kind=kind, at=request.at)
    if form.is_valid():
        try:
            course.correct(event=event, moment=form.moment(), data=form.data_given(), by=request.access, at=request.at)
            messages.success(request, "Put right. The old entry stays on record.")
            return go(request, "referral", reference)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    return _form_page(request, referral, form, title, event=event, status=422)


@posted("strike an entry out")
@needs(Permission.WRITE_CASE)
def strike_out(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Say that an entry is wrong altogether."""
    referral = one(request, reference)
    event = get_object_or_404(referral.events.select_related("referral"), pk=pk)
    try:
        course.strike_out(event=event, reason=said(request, "reason"), by=request.access, at=request.at)
        messages.success(request, "Struck out. It stays on record.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference)


def _as_typed(event: Event) -> dict[str, Any]:
    """An entry as it would have been typed."""
    said = {"told_by": event.told_by, **event.data}
    times = {"happened_at": event.moment}
    if "booked_for" in said:
        times["booked_for"] = Moment(datetime.fromisoformat(said.pop("booked_for")))
    for name in DAYS & said.keys():
        day = said.pop(name)
        times |= {name: Moment(datetime.fromisoformat(day), Precision.DATE)} if day else {}
    typed_times = {name: as_typed(moment) for name, moment in times.items()}
    answers = {f"{name}_answer": _answer_to(moment) for name, moment in times.items()}
    words = {name: _as_answered(name, value) for name, value in said.items()}
    return words | typed_times | answers


def _as_answered(name: str, value: Any) -> Any:
    if isinstance(ASKS.get(name), LevelsField):
        return picked(value)
    return value if isinstance(value, list) else str(value)


def _answer_to(moment: Moment) -> Answer:
    """What was answered when this moment was asked about, if it was: midnight, or which of the two hours."""
    local = moment.at.astimezone(LONDON)
    if (local.hour, local.minute) == (0, 0):
        return Answer.MIDNIGHT
    return Answer.SECOND if local.fold else Answer.FIRST


def _form_page(
    request: StaffRequest,
    referral: Referral,
    form: RecordForm,
    title: str,
    *,
    event: Event | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "referral": referral, "form": form, "title": title, "event": event, "asks": EVENTS[form.kind].asks,
        "meaning": _meaning(referral, form), "missing": _missing(referral, form),
        "section": "worklist", "current": "true",
    }  # fmt: skip
    block = "meaning" if request.htmx else ""
    return render(request, "referrals/record.jinja", context, status=200 if block else status, block=block)


def _missing(referral: Referral, form: RecordForm) -> list[str]:
    """What a transfer still lacks, on the form by which somebody leaves."""
    if form.kind is not EventKind.DEPARTED:
        return []
    transfer = newest(referral.events.current())
    return [] if transfer.departed else transfer.missing_words


def _meaning(referral: Referral, form: RecordForm) -> str:
    """What the time as typed would make of the clock that this event stops."""
    if not form.is_bound or not form.is_valid():
        return ""
    if form.kind is EventKind.MOBILISED:
        return verdict(form.cleaned_data).words
    if form.kind is EventKind.REPORTED and referral.timeline.is_partly_scanned:
        return "The scan on record is not known to be of the whole spine. What it did not find is not ruled out."
    if not (name := moment_set_by(form.kind, form.cleaned_data)):
        return ""
    if EVENTS[form.kind].planned:
        return _late_booking(referral, form)
    for clock in referral.clocks.filter(status=Status.OPEN):
        if clock.limit.stop == name and form.cleaned_data.get("whole_spine", "yes") == "yes":
            ended = Running(clock.limit, clock.start, clock.basis, form.moment(), clock.local_hours)
            words = "met" if ended.status is Status.MET else "met late"
            words += ", but after the local limit" if ended.passed_local else ""
            return f"{clock.name}: {words}, {_taken(ended)}."
    return ""


def _late_booking(referral: Referral, form: RecordForm) -> str:
    """Said before it is saved: the slot comes after the time by which it is due."""
    slot = form.cleaned_data["booked_for"].at
    for clock in referral.clocks.filter(status=Status.OPEN):
        _, kind = BOOKINGS.get(clock.kind, ("", None))
        if kind == form.kind and slot > clock.due_at:
            by = clock.deadline
            passed = "due time" if slot > by.guideline else "local limit"
            ask = "Ask for an earlier slot; saved as it is, it alerts at once."
            return f"After the {passed}, {by.shown(form.at)}. {ask}"
    return ""


def _taken(clock: Running) -> str:
    assert clock.stop is not None
    return show_span(clock.stop.at - clock.start.at) + " after it began"


@needs(Permission.CLOSE_CASE)
@once
def end(request: StaffRequest, reference: str) -> HttpResponse:
    """Close, redirect or withdraw a referral."""
    referral = one(request, reference)
    require(request.access, Permission.CLOSE_CASE, referral)
    form = EndForm(request.POST if request.method == "POST" else parked_form(request))
    if request.method == "POST" and form.is_valid():
        try:
            _end(request, referral, form.cleaned_data)
            messages.success(request, f"{referral.reference} is {form.cleaned_data['how']}.")
            return go(request, "worklist")
        except NotPossible as problem:
            form.add_error(None, str(problem))
    status = 422 if request.method == "POST" else 200
    context = {"referral": referral, "form": form, "section": "worklist", "current": "true"}
    return render(request, "referrals/end.jinja", context, status=status)


def _end(request: StaffRequest, referral: Referral, how: dict[str, str]) -> None:
    by, at, reason = request.access, request.at, how["reason"]
    if how["how"] == "closed":
        closing.close(referral=referral, outcome=how["outcome"], reason=reason, by=by, at=at)
    elif how["how"] == "redirected":
        closing.redirect(referral=referral, where=how["where"], reason=reason, by=by, at=at)
    else:
        closing.withdraw(referral=referral, reason=reason, by=by, at=at)


@posted("open the referral again")
@needs(Permission.CLOSE_CASE)
def reopen(request: StaffRequest, reference: str) -> HttpResponse:
    """Open an ended referral again."""
    referral = one(request, reference)
    try:
        closing.reopen(referral=referral, reason=said(request, "reason"), by=request.access, at=request.at)
        messages.success(request, "Open again, where it stood.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference)
