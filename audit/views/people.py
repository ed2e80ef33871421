"""The people behind a number: for those who look after them, and noted in the trail."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from audit import trail
from audit.behind import people
from audit.groups import DIMENSIONS
from audit.measures import REASON_WORDS, State
from audit.periods import Period
from audit.views.asked import SignedIn, days_of, measure_of, narrowed, words
from mscc.roles import Permission
from mscc.web.guards import needs
from mscc.web.render import render
from referrals.models import Referral


@require_safe
@needs(Permission.SEE_FIGURES)
@needs(Permission.SEE_PEOPLE_BEHIND)
def behind(request: SignedIn, slug: str) -> HttpResponse:
    """The people behind one number. That they were looked at is written into the trail."""
    it, wanted, state = measure_of(slug), narrowed(request), _state(request.GET.get("state", ""))
    reason, period = _reason(request.GET.get("reason", "")), _narrowed(wanted.period, request.GET.get("month", ""))
    by, group = _group(request.GET.get("by", ""), request.GET.get("group", ""))
    found = people(
        request.access.alliance, period.start, period.end, request.at, measure=it, state=state, reason=reason, by=by,
        group=group, site=wanted.site_id,
    )  # fmt: skip
    referrals = Referral.seen_by(request.access).select_related("person", "service", "referring_organisation")
    by_id = referrals.in_bulk([each.referral_id for each in found])
    rows = [(by_id[each.referral_id], each.outcome) for each in found]
    trail.record(
        "figures.open_people", by=request.user, at=request.at, subject=f"{it.id} {state}", people=len(rows),
        **days_of(period), reason=reason, group=by, role=request.access.role_words,
        named=[referral.reference for referral, _ in rows],
    )  # fmt: skip
    context = {
        "measure": it, "state": state, "reason": reason, "group": _group_words(by, group), "rows": rows,
        "period": period, "asked": wanted,
    }  # fmt: skip
    return render(request, "audit/people.jinja", words() | context)


def _state(name: str) -> State:
    try:
        return State(name)
    except ValueError:
        raise Http404 from None


def _reason(name: str) -> str:
    if name and name not in REASON_WORDS:
        raise Http404
    return name


def _group(by: str, group: str) -> tuple[str, str]:
    """A dimension and one of its groups; neither where none is named."""
    if by and (by not in DIMENSIONS or len(group) > 200):
        raise Http404
    return by, group


def _group_words(by: str, group: str) -> str:
    return f"{DIMENSIONS[by].title}: {DIMENSIONS[by].words(group)}" if by else ""


def _narrowed(period: Period, month: str) -> Period:
    """One month of the period, or all of it where none is named."""
    if not month:
        return period
    for each in period.months():
        if f"{each.start:%Y-%m}" == month:
            return each
    raise Http404
