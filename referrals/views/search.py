"""Find a person: what was asked for is posted and never stands in an address."""

import secrets

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc.roles import Permission
from mscc.secrets_kept import fingerprint
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from referrals.actions import presence
from referrals.finding import alike, matching
from referrals.models import Referral

SEARCHES = "searches"
KEPT = 10
MOST, NEAR = 50, 10


@posted("look for a person")
@needs(Permission.SEE_CASES)
def find(request: StaffRequest) -> HttpResponse:
    """Take the words, keep them in the session under a random key, and go to that address."""
    words = " ".join(said(request, "q", 100).split())
    if not words:
        return go(request, "worklist")
    key = secrets.token_urlsafe(9)
    kept = dict(list(request.session.get(SEARCHES, {}).items())[-KEPT + 1 :])
    request.session[SEARCHES] = {**kept, key: words}
    return go(request, "found", key)


@require_GET
@needs(Permission.SEE_CASES)
def found(request: StaffRequest, key: str) -> HttpResponse:
    words = request.session.get(SEARCHES, {}).get(key)
    if words is None:
        raise Http404
    ours = Referral.seen_by(request.access).select_related("person", "service")
    results = list(matching(ours, words)[:MOST])
    near = [] if results else alike(ours, words, NEAR)
    presence.look(
        "referral.search",
        by=request.access,
        at=request.at,
        results=len(results or near),
        asked=fingerprint(words),
        named=[it.reference for it in results or near],
    )
    context = {
        "words": words, "results": results or near, "is_near": bool(near), "most": MOST, "section": "worklist",
        "current": "true",
    }  # fmt: skip
    return render(request, "referrals/found.jinja", context)
