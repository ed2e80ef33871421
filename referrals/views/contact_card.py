"""The card that a person takes home: whom to ring, day and night, and about what (1.2.2). In large type."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from mscc import pdf
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import go
from mscc.web.requests import StaffRequest
from referrals.actions import presence
from referrals.views.referral import one

# What to ring about, in words that everybody uses, as box 1 divides it: what suggests compression (pain along a nerve
# too), and the pain that suggests metastases. Walking that has become harder is the former.
RING_AT_ONCE = (
    "Legs or arms weaker, heavy or stiff, or walking has become harder",
    "Numbness or pins and needles, or no feeling between the legs",
    "Passing water or opening your bowels has changed: hard to start, or you cannot hold it",
    "Pain like a band round the chest or belly, or down an arm or leg",
)
RING_TODAY = (
    "New pain in the back or neck, or pain that gets worse",
    "Pain that wakes you, or hurts more when you cough, strain or move",
)


@require_GET
@needs(Permission.SEE_CASES)
def contact_card(request: StaffRequest, reference: str) -> HttpResponse:
    """The card as a PDF. It names nobody: the reference is enough for whoever answers the telephone."""
    referral = one(request, reference)
    context = {"referral": referral, "at_once": RING_AT_ONCE, "today": RING_TODAY, "printed_by": request.user}
    try:
        made = pdf.document("print/card.jinja", context, at=request.at)
    except pdf.NotPossibleHere as problem:
        messages.error(request, str(problem))
        return go(request, "referral", reference)
    presence.look("referral.card", by=request.access, at=request.at, subject=referral.reference)
    return pdf.answer(made, name=f"card-{referral.reference}")
