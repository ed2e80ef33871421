"""One referral: where it stands, what is next, what happened; who has it."""

from itertools import pairwise
from typing import Any, cast

from django.contrib import messages
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers
from simple_history.models import ModelChange

from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from mscc.web.sessions import is_background
from pathways.guideline.advice import Shown
from pathways.guideline.prompts import TOPICS
from pathways.states import NotPossible
from referrals import blocks
from referrals.actions import course, presence, triage
from referrals.models import Referral, Seen
from referrals.page import Page
from referrals.sentences import detail, line
from referrals.waiting import unacknowledged


def visible(request: StaffRequest) -> QuerySet[Referral]:
    return Referral.seen_by(request.access).select_related(
        "person", "service", "owner", "timeline", "referring_organisation"
    )


# Pages that write down themselves what of a referral was read.
SAID_THERE = frozenset({"referral", "history", "advice", "contact_card", "transfer_pdf", "letters", "letter",
                        "letter_pdf", "documents", "looks"})  # fmt: skip


def one(request: StaffRequest, reference: str) -> Referral:
    """The referral of this reference, if it is in the person's alliance. That its page is opened is written down."""
    found = get_object_or_404(visible(request), reference=reference)
    page = request.resolver_match.url_name if request.resolver_match else ""
    if request.method == "GET" and page not in SAID_THERE:
        presence.look("referral.page", by=request.access, at=request.at, subject=found.reference, page=page)
    return found


@vary_on_headers("HX-Request")  # the poll gets only the block that changes
@require_GET
@needs(Permission.SEE_CASES)
def show(request: StaffRequest, reference: str) -> HttpResponse:
    """The referral's page."""
    referral = one(request, reference)
    others = _look(request, referral)
    page, may_write = Page(referral, request.at), request.access.may(Permission.WRITE_CASE, referral)
    context = {
        "section": "worklist",
        "current": "true",
        "page": page,
        "first": _must_not_wait(page),
        "event_detail": detail,
        "event_line": line,
        "referral": referral,
        "others": others,
        "waiting": unacknowledged(request.access, referrals=[referral.pk]),
        "withdrawal": triage.pending_withdrawal(referral, request.at),
        "may_write": may_write,
        "may_acknowledge": request.access.may(Permission.ACKNOWLEDGE, referral),
        "common": blocks.common(),
        "groups": blocks.groups(),
        "beside": blocks.cards(page, may_write=may_write, beside=True),
        "beneath": blocks.cards(page, may_write=may_write, beside=False),
        "topics": TOPICS,
    }
    return render(request, "referrals/referral.jinja", context, block="live" if request.htmx else "")


def _look(request: StaffRequest, referral: Referral) -> list[Seen]:
    """Write down who reads it, not every time that an open page refreshes itself; and say who else has it open."""
    seen: dict[str, Any] = {"referral": referral, "user": request.user, "at": request.at}
    if not (is_background(request) and presence.is_open(**seen)):
        presence.look("referral.view", by=request.access, at=request.at, subject=referral.reference)
    return presence.note(**seen)


def _must_not_wait(page: Page) -> list[Shown]:
    """The advice for the top: a prohibition or conflict that nobody has answered, and what new facts brought up."""
    loud = {it.prompt.key for it in page.advice if it.is_loud} - page.replies.keys()
    return [it for it in page.advice if it.applies and it.prompt.key in {*loud, *page.referral.new_prompts}]


@require_GET
@needs(Permission.SEE_HISTORY)
def history(request: StaffRequest, reference: str) -> HttpResponse:
    """Who changed what of the record of person and referral."""
    referral = one(request, reference)
    presence.look("referral.history", by=request.access, at=request.at, subject=referral.reference)
    records = [
        ("Person", versions_in_words(referral.person.history.select_related("history_user").all())),
        ("Referral", versions_in_words(referral.history.select_related("history_user").all())),
    ]
    context = {"referral": referral, "records": records, "section": "worklist", "current": "true"}
    return render(request, "referrals/history.jinja", context)


def versions_in_words(found: QuerySet) -> list[dict[str, Any]]:
    """Each version with what it changed against the one before it, in words; the newest first."""
    versions = list(found)
    shown = []
    for new, old in pairwise([*versions, None]):
        changes = new.diff_against(old, foreign_keys_are_objs=True).changes if old else []
        if changes or not old:
            shown.append({"version": new, "changes": [_in_words(found.model, change) for change in changes]})
    return shown


def _in_words(model: type[Model], change: ModelChange) -> tuple[str, ...]:
    """The field and its values, before and after, as people say them."""
    field = cast(Field, model._meta.get_field(change.field))
    words = dict(field.flatchoices)
    values = ("empty" if value in (None, "") else str(words.get(value, value)) for value in (change.old, change.new))
    return (capfirst(str(field.verbose_name)), *values)


@posted("take the referral")
@needs(Permission.WRITE_CASE)
def take(request: StaffRequest, reference: str) -> HttpResponse:
    """Become the owner."""
    try:
        course.take(referral=one(request, reference), by=request.access, at=request.at)
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference) if request.POST.get("next") == "referral" else go(request, "worklist")


@posted("bring a colleague in")
@needs(Permission.WRITE_CASE)
def bring_in(request: StaffRequest, reference: str) -> HttpResponse:
    """Bring a colleague of another service into the case, found by e-mail address or by a name that only one has."""
    referral = one(request, reference)
    words = said(request, "colleague", 254)
    colleagues = request.access.alliance.users.filter(is_active=True)
    found = list(colleagues.filter(Q(email__iexact=words) | Q(name__iexact=words))[:2]) if words else []
    if len(found) != 1:
        several = "Several people have that name: give the e-mail address."
        messages.error(request, several if found else "Nobody of this alliance has that name or e-mail address.")
        return go(request, "referral", reference)
    try:
        course.bring_in(referral=referral, colleague=found[0], by=request.access, at=request.at)
        messages.success(request, f"{found[0].name} may now write on this referral.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "referral", reference)
