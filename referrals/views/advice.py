"""The advice by the five topics of 1.1.16: what applies to this person, what to ask first, what became of it."""

from django.contrib import messages
from django.http import HttpResponse

from mscc.access import require
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.guideline.prompts import TOPICS
from pathways.states import NotPossible
from referrals.actions import advice as action
from referrals.actions import presence
from referrals.forms.advice import AdviceForm
from referrals.models import Referral
from referrals.page import Page
from referrals.views.referral import one


@needs(Permission.WRITE_CASE)
@once
def advice(request: StaffRequest, reference: str) -> HttpResponse:
    """Go through the advice with the caller, and say what became of each piece."""
    referral = one(request, reference)
    require(request.access, Permission.WRITE_CASE, referral)
    page = Page(referral, request.at)
    presence.look("referral.advice_view", by=request.access, at=request.at, subject=reference)
    typed = request.POST if request.method == "POST" else parked_form(request)
    form = AdviceForm(typed, shown=page.advice, asked=page.to_ask, at=request.at)
    if request.method != "POST" or not form.is_valid():
        return _page(request, referral, page, form)
    try:
        action.answer(
            referral=referral, told=form.facts(), answers=form.answers(), given=form.given(),
            seen=[it.prompt.key for it in page.advice if it.applies], by=request.access, at=request.at,
        )  # fmt: skip
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, referral, page, form)
    if referral.new_prompts:
        messages.success(request, "Advice: recorded. The new facts bring new advice: see below.")
        return go(request, "advice", reference)
    messages.success(request, "Advice: recorded.")
    return go(request, "referral", reference)


def _page(request: StaffRequest, referral: Referral, page: Page, form: AdviceForm) -> HttpResponse:
    show_errors = request.method == "POST"
    context = {
        "referral": referral, "page": page, "form": form, "topics": TOPICS, "show_errors": show_errors,
        "section": "worklist", "current": "true",
    }  # fmt: skip
    return render(request, "referrals/advice.jinja", context, status=422 if show_errors else 200)
