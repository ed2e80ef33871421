"""Find a person: what was asked for is posted and never stands in an address."""

import secrets

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from referrals.actions import presence
from referrals.models import Referral

SEARCHES = "searches"
KEPT = 10
MOST = 50


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
    results = list(matching(Referral.seen_by(request.access), words).select_related("person", "service")[:MOST])
    presence.look("referral.search", by=request.access, at=request.at, results=len(results))
    context = {"words": words, "results": results, "most": MOST, "section": "worklist", "current": "true"}
    return render(request, "referrals/found.jinja", context)


def matching(referrals: QuerySet, words: str) -> QuerySet:
    """Referrals by NHS number, reference, or the beginning of a surname (and of a first name after a comma)."""
    digits = "".join(each for each in words if each.isdigit())
    if len(digits) == 10:
        query = Q(person__nhs_number=digits)
    elif words.count("-") == 2:
        query = Q(reference__iexact=words)
    else:
        surname, _, forename = words.partition(",")
        query = Q(person__surname__istartswith=surname.strip())
        if forename.strip():
            query &= Q(person__forename__istartswith=forename.strip())
    return referrals.filter(query).order_by("-received_at")
