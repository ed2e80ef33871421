"""Letters of a referral: begin one from the record, edit and approve it, mark it as sent and as read, take its PDF."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from mscc import pdf
from mscc.access import require
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from mscc.web.sessions import is_background
from pathways.states import NotPossible
from referrals import story, tasks
from referrals.actions import letter_paper, letters, presence
from referrals.forms.letters import LetterForm, ReadForm, SentForm
from referrals.letters import KINDS, LetterKind, blocks
from referrals.models import Letter, LetterSent, Referral
from referrals.views.referral import one

# What is asked of a worker and not made by then is offered to be made at once.
TOO_LONG = 20  # seconds


@needs(Permission.SEE_CASES)
@once
def overview(request: StaffRequest, reference: str) -> HttpResponse:
    """The letters of a referral; one press begins another."""
    referral = one(request, reference)
    if request.method == "POST":
        require(request.access, Permission.WRITE_CASE, referral)
        return go(request, "letter", reference, _begin(request, referral).pk)
    presence.look("letter.list", by=request.access, at=request.at, subject=referral.reference)
    context = {
        "section": "worklist", "current": "true", "referral": referral, "letters": list(_of(request, referral)),
        "kinds": KINDS, "may_write": request.access.may(Permission.WRITE_CASE, referral),
    }  # fmt: skip
    return render(request, "referrals/letters.jinja", context)


def _begin(request: StaffRequest, referral: Referral) -> Letter:
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise Http404
    to_whom, body = story.letter(referral, LetterKind(kind), request.access, request.at)
    return letters.draft(
        referral=referral, kind=LetterKind(kind), to_whom=to_whom, body=body, by=request.access, at=request.at
    )


def _of(request: StaffRequest, referral: Referral) -> QuerySet[Letter]:
    sent = LetterSent.objects.filter(letter__referral__alliance=request.access.alliance_id)
    found = Letter.seen_by(request.access).filter(referral=referral)
    found = found.select_related("written_by", "changed_by", "approved_by", "replaces")
    return found.prefetch_related("replacements", Prefetch("sendings", sent.select_related("marked_by")))


def _one(request: StaffRequest, reference: str, pk: int) -> Letter:
    referral = one(request, reference)
    letter = get_object_or_404(_of(request, referral), pk=pk)
    letter.referral = referral
    return letter


@needs(Permission.SEE_CASES)
def letter(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """One letter: a draft to be edited, or an approved one with its sendings."""
    it = _one(request, reference, pk)
    if request.method == "POST":
        require(request.access, Permission.WRITE_CASE, it.referral)
        deed = DEEDS.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        try:
            return deed(request, it)
        except letters.Changed as changed:
            return _page(request, it, form=_typed(request), problem=str(changed), theirs=changed.now)
        except NotPossible as problem:
            return _page(request, _one(request, reference, pk), form=_typed(request), problem=str(problem))
    if not (request.htmx and is_background(request)):  # the poll gets nothing but how far the PDF is
        presence.look("letter.view", by=request.access, at=request.at, subject=reference, letter=it.pk)
    return _page(request, it)


def _typed(request: StaffRequest) -> LetterForm | None:
    return LetterForm(request.POST) if "body" in request.POST else None


def _save(request: StaffRequest, it: Letter) -> HttpResponse:
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, it, form=form)
    letters.edit(letter=it, typed=form.typed(), by=request.access, at=request.at)
    messages.success(request, "Saved. It is a draft still.")
    return go(request, "letter", it.referral.reference, it.pk)


def _approve(request: StaffRequest, it: Letter) -> HttpResponse:
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, it, form=form)
    record = form.cleaned_data["record"]
    approved = letters.approve(letter=it, typed=form.typed(), record=record, by=request.access, at=request.at)
    tasks.ask_paper(approved, by=request.access, at=request.at)
    messages.success(request, "Approved by you. Send it by a way of your own, then say below how.")
    return go(request, "letter", it.referral.reference, it.pk)


def _refill(request: StaffRequest, it: Letter) -> HttpResponse:
    """The text anew from the record, in the form only: what stood there stays until it is saved."""
    to_whom, body = story.letter(it.referral, LetterKind(it.kind), request.access, request.at)
    newest = letters.newest_entry(it.referral)
    read = request.POST.get("read", "")
    form = LetterForm({"to_whom": to_whom, "body": body, "read": read, "filled_to": newest, "record": newest})
    return _page(request, it, form=form, before=request.POST.get("body", ""), status=200)


def _drop(request: StaffRequest, it: Letter) -> HttpResponse:
    letters.drop(letter=it, by=request.access, at=request.at)
    messages.success(request, "Thrown away. It stays on record.")
    return go(request, "letters", it.referral.reference)


def _version(request: StaffRequest, it: Letter) -> HttpResponse:
    new = letters.begin_version(letter=it, to_whom=it.to_whom, body=it.body, by=request.access, at=request.at)
    messages.success(request, f"Version {it.version} stands until this one is approved.")
    return go(request, "letter", it.referral.reference, new.pk)


def _paper(request: StaffRequest, it: Letter) -> HttpResponse:
    """Another try, at once and here: whoever presses has waited already."""
    letter_paper.ask(letter=it, by=request.access, at=request.at)
    letter_paper.make(letter=it, by=request.access, at=request.at)
    return go(request, reverse("letter", args=[it.referral.reference, it.pk]) + "#pdf")


DEEDS = {
    "save": _save, "approve": _approve, "refill": _refill, "drop": _drop, "version": _version, "paper": _paper,
}  # fmt: skip


def _page(
    request: StaffRequest, it: Letter, *, form: LetterForm | None = None, sent: SentForm | None = None,
    read: ReadForm | None = None, problem: str = "", theirs: Letter | None = None, before: str = "", status: int = 422,
) -> HttpResponse:  # fmt: skip
    is_bound = form is not None or sent is not None or read is not None or bool(problem)
    newest = letters.newest_entry(it.referral)
    known = {"to_whom": it.to_whom, "body": it.body, "read": it.saves, "filled_to": it.filled_to, "record": newest}
    if form is None:
        form = LetterForm(parked_form(request) or None, initial=known)
    elif problem:  # what the page now shows is what may be approved from here
        form = LetterForm({**known, **_text(form), **({"read": theirs.saves} if theirs else {})})
    context: dict[str, Any] = {
        "section": "worklist", "current": "true", "referral": it.referral, "letter": it, "form": form,
        "blocks": blocks(it.body), "problem": problem, "theirs": theirs, "before": before,
        "newer": _recorded_since(it), "sent": sent or SentForm(at=request.at, initial={"to_whom": it.to_whom}),
        "read": read or ReadForm(at=request.at), "head": it.head or letters.head_of(it.referral),
        "is_slow": it.paper_asked_at and (request.at - it.paper_asked_at).total_seconds() > TOO_LONG,
        "may_write": request.access.may(Permission.WRITE_CASE, it.referral),
    }  # fmt: skip
    block = "paper" if request.htmx and is_background(request) else ""
    return render(request, "referrals/letter.jinja", context, block=block, status=status if is_bound else 200)


def _text(form: LetterForm) -> dict[str, Any]:
    """What somebody typed, and what it was filled in from."""
    return {name: form.data.get(name) for name in ("to_whom", "body", "read", "filled_to")}


def _recorded_since(it: Letter) -> list[str]:
    """What has been recorded since a draft was filled in, and so is not in it."""
    return story.recorded_since(it.referral, it.filled_to) if it.is_draft else []


@posted("mark a letter as sent")
@needs(Permission.WRITE_CASE)
@once
def sent(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Say by which way an approved letter went."""
    it = _one(request, reference, pk)
    require(request.access, Permission.WRITE_CASE, it.referral)
    form = SentForm(request.POST, at=request.at)
    if form.is_valid():
        said = form.cleaned_data
        try:
            letters.mark_sent(
                letter=it, route=said["route"], to_whom=said["to_whom"], moment=form.moment(), by=request.access,
                at=request.at,
            )  # fmt: skip
            messages.success(request, "Marked as sent.")
            return go(request, "letter", reference, pk)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    return _page(request, it, sent=form)


@posted("say who has read a letter")
@needs(Permission.WRITE_CASE)
@once
def read(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Say who has read what was sent."""
    sendings = LetterSent.objects.filter(letter__referral__alliance=request.access.alliance_id)
    sendings = sendings.filter(letter__referral__reference=reference).select_related("letter__referral")
    sending = get_object_or_404(sendings, pk=pk)
    it = _one(request, reference, sending.letter_id)
    require(request.access, Permission.WRITE_CASE, it.referral)
    form = ReadForm(request.POST, at=request.at)
    if form.is_valid():
        said = form.cleaned_data
        try:
            letters.mark_read(
                sent=sending, read_by=said["read_by"], moment=said["read_at"], by=request.access, at=request.at
            )
            messages.success(request, "Marked as read.")
            return go(request, "letter", reference, it.pk)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    return _page(request, it, read=form)


@require_GET
@needs(Permission.SEE_CASES)
def paper(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """The PDF of an approved letter."""
    it = _one(request, reference, pk)
    try:
        made = letter_paper.take(letter=it, by=request.access, at=request.at)
    except NotPossible as problem:
        return _page(request, it, problem=str(problem))
    return pdf.answer(made, name=f"letter-{it.pk}-version-{it.version}")
