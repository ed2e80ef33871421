"""Contact cards in other languages: kept by the service lead, given to people from their referral."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mscc.incoming import TOO_LARGE
from mscc.roles import Permission
from mscc.store import LARGEST_FILE
from mscc.web.downloads import kept_file
from mscc.web.guards import needs, posted
from mscc.web.once import once
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals.actions import presence
from referrals.actions import translated_cards as action
from referrals.forms.translated_cards import CardForm
from referrals.models import TranslatedCard
from referrals.views.referral import one


@needs(Permission.EDIT_LETTERS)
@once
def overview(request: StaffRequest) -> HttpResponse:
    """The cards of the person's own services; hand in another."""
    services = [each for each in request.access.services if request.access.may_in(Permission.EDIT_LETTERS, each)]
    form = CardForm(request.POST if request.method == "POST" else parked_form(request), services=services)
    if request.method == "POST" and _keep(request, form):
        messages.success(request, "Kept. Whoever opens a referral of this service can give it from now on.")
        return go(request, "cards")
    cards = TranslatedCard.seen_by(request.access).filter(service__in=services)
    context = {
        "section": "guideline", "current": "true", "form": form, "largest": LARGEST_FILE // 1_000_000,
        "cards": list(cards.select_related("service", "added_by", "removed_by")), "several": len(services) > 1,
    }  # fmt: skip
    return render(request, "letters/cards.jinja", context, status=422 if request.method == "POST" else 200)


def _keep(request: StaffRequest, form: CardForm) -> bool:
    file = request.FILES.get("file")
    if file is None:
        form.add_error(None, TOO_LARGE if hasattr(request, "is_too_large") else "Choose the file.")
    if not form.is_valid() or file is None:
        return False
    try:
        action.keep(
            service=form.services[form.cleaned_data["service"]], language=form.cleaned_data["language"],
            content=file.read(), original_name=file.name or "", by=request.access, at=request.at,
        )  # fmt: skip
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return False
    return True


@require_GET
@needs(Permission.EDIT_LETTERS)
def card_file(request: StaffRequest, key: str) -> HttpResponse:
    """A card that is or was in use, to look at."""
    card = get_object_or_404(TranslatedCard.seen_by(request.access), pk=key)
    try:
        return kept_file(card, action.open_one(card=card), "card")
    except NotPossible as problem:
        messages.error(request, str(problem))
        return go(request, "cards")


@posted("take a card out of use")
@needs(Permission.EDIT_LETTERS)
def remove(request: StaffRequest, key: str) -> HttpResponse:
    """Take a card out of use; what it was stays in sight with the reason."""
    card = get_object_or_404(TranslatedCard.seen_by(request.access), pk=key)
    try:
        action.remove(card=card, reason=said(request, "reason"), by=request.access, at=request.at)
        messages.success(request, "Out of use. Nobody is given it any more.")
    except NotPossible as problem:
        messages.error(request, str(problem))
    return go(request, "cards")


@require_GET
@needs(Permission.SEE_CASES)
def languages(request: StaffRequest, reference: str) -> HttpResponse:
    """In which languages a person can be given the card of their service."""
    referral = one(request, reference)
    cards = action.in_use(referral.service, request.access).select_related("added_by")
    presence.look("referral.cards", by=request.access, at=request.at, subject=referral.reference)
    context = {"section": "worklist", "current": "true", "referral": referral, "cards": list(cards)}
    return render(request, "referrals/cards.jinja", context)


@require_GET
@needs(Permission.SEE_CASES)
def card_in(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    """The card in another language, for this person; only one that is in use."""
    referral = one(request, reference)
    card = get_object_or_404(action.in_use(referral.service, request.access), pk=key)
    try:
        content = action.open_one(card=card)
    except NotPossible as problem:
        messages.error(request, str(problem))
        return go(request, "cards_for", reference)
    presence.look("referral.card", by=request.access, at=request.at, subject=referral.reference, language=card.language)
    return kept_file(card, content, "card")
