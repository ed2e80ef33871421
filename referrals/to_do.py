"""The tasks of a service as its list shows them: overdue first; whose they are."""

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from mscc.access import Access
from pathways.agreed_tasks import DOER_WORDS
from referrals.models import Referral, Task

MOST = 200
MINE, UNTAKEN = "mine", "nobody"
FILTERS: dict[str, str] = {"all": "All", "overdue": "Overdue", MINE: "Mine", UNTAKEN: "Nobody has taken"}
GROUPS: tuple[tuple[str, timedelta | None], ...] = (
    ("Overdue", timedelta(0)),
    ("Due in the next 24 hours", timedelta(hours=24)),
    ("Due in the next week", timedelta(days=7)),
    ("Due later", None),
)


def of_person(referral: Referral) -> list[Task]:
    """The open tasks of one referral, soonest due first."""
    return list(referral.tasks.filter(state=Task.State.OPEN).select_related("owner", "event"))


def of_service(access: Access, service: int | None) -> QuerySet[Task]:
    """The open tasks of a service of the person's alliance, or of all its services."""
    found = Task.seen_by(access).filter(state=Task.State.OPEN)
    return found if service is None else found.filter(service=service)


def shown(tasks: QuerySet[Task], access: Access, at: datetime, which: str, doer: str) -> QuerySet[Task]:
    """Those that a filter lets through."""
    tests = {"overdue": Q(due_at__lt=at), MINE: Q(owner=access.user), UNTAKEN: Q(owner=None)}
    tasks = tasks.filter(tests.get(which, Q()))
    return tasks.filter(doer=doer) if doer in DOER_WORDS else tasks


def counts(tasks: QuerySet[Task], access: Access, at: datetime) -> dict[str, int]:
    """How many each filter lets through."""
    return tasks.aggregate(
        all=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at)), mine=Count("pk", filter=Q(owner=access.user)),
        nobody=Count("pk", filter=Q(owner=None)),
    )  # fmt: skip


def grouped(tasks: QuerySet[Task], at: datetime) -> list[tuple[str, list[Task]]]:
    """The soonest due, in groups; at most as many as a page holds."""
    left = list(tasks.select_related("referral__person", "owner", "event").prefetch_related("referral__parties")[:MOST])
    found = []
    for name, within in GROUPS:
        mine = [it for it in left if within is None or it.due_at < at + within]
        left = left[len(mine) :]
        found.append((name, mine))
    return found
