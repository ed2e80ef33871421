"""The worklist: what needs me now."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.vary import vary_on_headers

from mscc import duty
from mscc.access import Access
from mscc.roles import Permission
from mscc.web.guards import needs, posted
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from mscc.web.sessions import is_background
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from referrals import to_do
from referrals.actions import presence
from referrals.models import CallAttempt, CallBack, Draft, SavedFilter
from referrals.views.confirmed import confirmed
from referrals.waiting import unacknowledged
from referrals.worklist import FILTERS, GROUPS, Row, rows

OPENED = "worklist_opened"
CHOICE = re.compile(r"[A-Za-z0-9_]{1,30}")


@vary_on_headers("HX-Request")  # the poll gets only the block that changes
@needs(Permission.SEE_CASES)
def worklist(request: StaffRequest) -> HttpResponse:
    access, at = request.access, request.at
    service = chosen_service(request, access)
    mine = _rows_of(service, access, at)
    shown = [row for row in mine if _passes(row, request, access)]
    _look(request, service, len(shown))
    context = {
        "section": "worklist",
        "groups": [(name, [row for row in shown if row.group == number]) for number, name in enumerate(GROUPS)],
        "chips": chips(mine, request, access),
        "counts": (len(mine), sum(row.group == 0 for row in mine), sum(row.is_unseen for row in mine)),
        "tasks": to_do.counts(to_do.of_service(access, service), access, at),
        **_at_the_top(access),
        "swept_ms": confirmed(request).ms,
        "service": service,
        **_filters(request, mine),
    }
    return render(request, "referrals/worklist.jinja", context, block="list" if request.htmx else "")


def _at_the_top(access: Access) -> dict[str, Any]:
    """What waits beside the referrals: alerts, calls not finished, calls promised."""
    return {
        "waiting": unacknowledged(access),
        "drafts": drafts(access),
        "call_backs": call_backs(access),
        "attempt_results": CallAttempt.Result.choices,
    }


def _filters(request: StaffRequest, mine: list[Row]) -> dict[str, Any]:
    """What can be chosen, what is chosen, and what the person has kept."""
    saved = SavedFilter.seen_by(request.access).filter(user=request.user)
    return {
        "dispositions": [(it, HEADINGS[it].label) for it in Disposition],
        "sites": sorted({(row.organisation, row.organisation_id) for row in mine if row.organisation_id}),
        "filter": request.GET,
        "query": query_of(request.GET),
        "saved": [] if request.htmx else list(saved),
    }


def _look(request: StaffRequest, service: int | None, people: int) -> None:
    """Write down who read the list, and how many people it showed; not every time that it refreshes itself, once its
    session has opened it.
    """
    if not (is_background(request) and request.session.get(OPENED)):
        if not request.session.get(OPENED):
            request.session[OPENED] = True
        presence.look("worklist.view", by=request.access, at=request.at, subject=service or "all", people=people)


def _rows_of(service: int | None, access: Access, at: datetime) -> list[Row]:
    return [row for row in rows(access, at) if service is None or row.service_id == service]


def shown_rows(request: StaffRequest) -> list[Row]:
    """The worklist as its address filters it."""
    mine = _rows_of(chosen_service(request, request.access), request.access, request.at)
    return [row for row in mine if _passes(row, request, request.access)]


def query_of(given: QueryDict) -> str:
    """What a filter shows, as an address of the worklist has it: choices of our own and numbers, nothing typed."""
    kept = {name: given.get(name, "") for name in ("show", "service", "site", "disposition")}
    return urlencode({name: value for name, value in kept.items() if CHOICE.fullmatch(value)})


def chosen_service(request: StaffRequest, access: Access) -> int | None:
    """The service to show: the one asked for, or the person's own; None is all of the alliance."""
    asked = request.GET.get("service", "")
    if asked == "all":
        return None
    if asked.isdecimal() and len(asked) < 19:
        return int(asked)
    return access.services[0].pk if len(access.services) == 1 else None


def _passes(row: Row, request: StaffRequest, access: Access) -> bool:
    _, test = FILTERS.get(request.GET.get("show", "all"), FILTERS["all"])
    site, disposition = request.GET.get("site", ""), request.GET.get("disposition", "")
    return (
        test(row, access.user.pk)
        and (not site or str(row.organisation_id) == site)
        and (not disposition or row.disposition == disposition)
    )


def chips(shown: list[Row], request: StaffRequest, access: Access) -> list[dict[str, Any]]:
    """The filters with their counts, each a link that keeps the other choices."""
    found = []
    for name, (label, test) in FILTERS.items():
        query = request.GET.copy()
        query["show"] = name
        count = sum(bool(test(row, access.user.pk)) for row in shown)
        is_current = request.GET.get("show", "all") == name
        found.append({"label": label, "count": count, "query": query.urlencode(), "current": is_current})
    return found


def drafts(access: Access) -> list[Draft]:
    """Calls of the person's services that are not finished."""
    found = Draft.seen_by(access).filter(referral=None, discarded_at=None, service__in=access.services)
    return list(found.select_related("author"))


def call_backs(access: Access) -> list[CallBack]:
    found = CallBack.seen_by(access).filter(done_at=None, service__in=access.services)
    return list(found.select_related("referral").prefetch_related("attempts"))


@posted("take the coordinator role")
@needs(Permission.HOLD_ROLE)
def take_role(request: StaffRequest) -> HttpResponse:
    """Become the coordinator on duty of a service."""
    asked = request.POST.get("service")
    service = next((each for each in request.access.on_duty if str(each.pk) == asked), None)
    if service is None:
        raise Http404
    presence.take_role(service=service, by=request.access, at=request.at)
    messages.success(request, f"You hold the coordinator role of {service.name} now.")
    return go(request, "worklist")


@posted("switch the sound")
@needs(Permission.ACKNOWLEDGE)
def sound(request: StaffRequest) -> HttpResponse:
    """Switch the sound of emergency alerts on or off, for this person."""
    duty.switch_sound(user=request.user)
    return go(request, "worklist")
