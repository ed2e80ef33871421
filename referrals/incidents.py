"""The log of incidents as pages show it: of a referral, of the alliance; and which a clock that ran out offers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from mscc.access import Access
from pathways.clock import Status
from pathways.guideline.limits import ClockKind
from pathways.incidents import LONG_OPEN, STAGE_OF, STAGE_WORDS, Stage
from referrals.models import Clock, Incident

if TYPE_CHECKING:
    from referrals.page import Page

MOST = 200
FILTERS: dict[str, str] = {"open": "Open", "long": "Open for more than 60 days", "closed": "Closed", "all": "All"}


@dataclass(frozen=True)
class OfReferral:
    """What is logged about a referral, and the stages of its late clocks that nothing is logged about."""

    logged: list[Incident]
    offered: list[tuple[Stage, str]]

    def __bool__(self) -> bool:
        return bool(self.logged or self.offered)


def of_referral(page: "Page") -> OfReferral:
    """For the card on the referral's page."""
    logged = list(Incident.objects.filter(referral=page.referral))
    told = {incident.stage for incident in logged}
    late = {STAGE_OF.get(ClockKind(clock.kind)) for clock in page.clocks if _is_late(clock, page.at)}
    return OfReferral(logged, [(stage, STAGE_WORDS[stage]) for stage in Stage if stage in late - told])


def _is_late(clock: Clock, at: datetime) -> bool:
    return clock.status == Status.MET_LATE or (clock.is_open and clock.due_at < at)


def of_alliance(access: Access) -> QuerySet[Incident]:
    return Incident.seen_by(access).select_related("service", "owner", "referral")


def shown(incidents: QuerySet[Incident], which: str, today: date) -> QuerySet[Incident]:
    """Those that a filter lets through, at most as many as a page holds."""
    return incidents.filter(_tests(today)[which])[:MOST]


def counts(incidents: QuerySet[Incident], today: date) -> dict[str, int]:
    """How many each filter lets through."""
    return incidents.order_by().aggregate(**{name: Count("pk", filter=test) for name, test in _tests(today).items()})


def _tests(today: date) -> dict[str, Q]:
    is_open = Q(closed_on=None)
    return {
        "open": is_open,
        "long": is_open & Q(happened_on__lt=today - LONG_OPEN),
        "closed": Q(closed_on__isnull=False),
        "all": Q(pk__isnull=False),
    }
