"""A transfer between hospitals: what is in place and what is missing, and the same on one page of paper."""

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
from referrals.gate import Transfer, newest
from referrals.models import Referral
from referrals.page import Page
from referrals.sentences import line
from referrals.summaries import in_place, steroid_log
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
        "event_line": line, "is_mobile": Page(referral, request.at).facts.get("immobilised") == "no",
    }  # fmt: skip
    try:
        made = pdf.document("print/transfer.jinja", context, at=request.at)
    except pdf.NotPossibleHere as problem:
        messages.error(request, str(problem))
        return go(request, "transfer", reference)
    presence.look("referral.transfer.print", by=request.access, at=request.at, subject=referral.reference)
    return pdf.answer(made, name=f"transfer-{referral.reference}")


def _newest(referral: Referral) -> Transfer:
    return newest(referral.events.current().select_related("recorded_by"))
