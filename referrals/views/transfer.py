"""A transfer between hospitals: what is in place and what is missing, and the same on one page of paper."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from mscc import pdf
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from referrals.actions import presence
from referrals.events import EVENTS, EventKind
from referrals.forms.record import RecordForm
from referrals.gate import Need, Transfer, newest
from referrals.models import Referral
from referrals.sentences import answer_words, line
from referrals.summaries import steroid_log
from referrals.views.referral import one

K = EventKind


@require_GET
@needs(Permission.SEE_CASES)
def show(request: StaffRequest, reference: str) -> HttpResponse:
    """The newest transfer: the seven things that must be in place, and how far it has come."""
    referral = one(request, reference)
    transfer = _newest(referral)
    context = {
        "referral": referral, "transfer": transfer, "needs": in_place(transfer, request.at),
        "form": RecordForm(kind=K.TRANSFER_CHECKED, at=request.at), "asks": transfer.missing,
        "others": [name for name in EVENTS[K.TRANSFER_CHECKED].asks if name not in transfer.missing],
        "may_write": request.access.may(Permission.WRITE_CASE, referral) and referral.is_open,
        "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/transfer.jinja", context)


@require_GET
@needs(Permission.SEE_CASES)
def paper(request: StaffRequest, reference: str) -> HttpResponse:
    """The transfer on one page, to go with the person."""
    referral = one(request, reference)
    events = list(referral.events.current().select_related("recorded_by"))
    transfer = newest(events)
    context = {
        "referral": referral, "transfer": transfer, "needs": in_place(transfer, request.at),
        "steroid": steroid_log(events), "timeline": referral.timeline, "printed_by": request.user,
        "event_line": line,
    }  # fmt: skip
    try:
        made = pdf.document("print/transfer.jinja", context, at=request.at)
    except pdf.NotPossibleHere as problem:
        messages.error(request, str(problem))
        return go(request, "transfer", reference)
    presence.look("referral.transfer.print", by=request.access, at=request.at, subject=referral.reference)
    return pdf.answer(made, name=f"transfer-{referral.reference}")


def in_place(transfer: Transfer, at: datetime) -> list[dict[str, Any]]:
    """Each need with its answers in words, who told which when, and what is missing."""
    return [
        {
            "title": need.title,
            "there": [(_words(need, name, value, at), transfer.told[name]) for name, value in there],
            "missing": missing,
        }
        for need, there, missing in transfer.needs()
    ]


def _words(need: Need, name: str, value: Any, at: datetime) -> str:
    """An answer; under the heading that asks for it alone, without its label."""
    words = answer_words(name, value, at)
    return words.split(": ", 1)[-1] if len(need.missing) == 1 else words


def _newest(referral: Referral) -> Transfer:
    return newest(referral.events.current().select_related("recorded_by"))
