"""The clock of an agreed pathway's review (1.1.1): due on the morning after the last day on which there is time.

Each version in use has one, and a later version ends it. The timers see to that when they look, some seconds later, by
whatever way a version came: also for what was agreed before there were such clocks.
"""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from audit import trail
from mscc.models import Alliance, User
from mscc.moments import LONDON, Moment
from pathways import documents
from pathways.clock import Clock as Running
from pathways.clock import Status
from pathways.guideline.limits import REVIEW
from pathways.models import LocalPathway
from referrals.actions import clocks
from referrals.models import Clock

MORNING = time(9)


def look(*, at: datetime) -> None:
    """Bring the clocks in line with the documents as they stand."""
    among = LocalPathway.objects.filter(alliance__services__isnull=False)  # without a service nobody can be told
    wanted = {(it.key, it.pk) for it in documents.latest(among) if it.is_in_use}
    running = Clock.objects.filter(kind=REVIEW.kind, status=Status.OPEN)
    for key in {key for key, _ in wanted ^ set(running.values_list("pathway__key", "pathway"))}:
        bring_in_line(key=key, by=None, at=at)


@transaction.atomic
def bring_in_line(*, key: UUID, by: User | None, at: datetime) -> None:
    """The clock of one document, under the lock of its alliance: a version itself is never written again."""
    Alliance.objects.select_for_update(of=("self",), no_key=True).get(pathways__key=key, pathways__version=1)
    version = documents.latest(LocalPathway.objects.filter(key=key)).get()
    row = Clock.objects.select_for_update(of=("self",)).filter(pathway__key=key, status=Status.OPEN).first()
    if row and (row.pathway_id, version.is_in_use) == (version.pk, True):
        return
    if row:
        _end(row, version)
    if version.is_in_use:
        clock = Running(REVIEW, Moment(due(version) - REVIEW.within), REVIEW.start)
        new = clocks.opened(clock, version)
        # Overdue already when it is first looked at: one message, not one for each rung that has passed.
        new.next_stage = new.rungs.reached(new.due_at, at)
        new.save()
        clocks.wake()
    trail.record("pathway.review", by=by, at=at, subject=str(key), version=version.version, in_use=version.is_in_use)


def due(version: LocalPathway) -> datetime:
    """On the day of the review itself there is still time."""
    return datetime.combine(version.review_due + timedelta(days=1), MORNING, LONDON).astimezone(UTC)


def _end(row: Clock, version: LocalPathway) -> None:
    """Done when the later version was written; put out of use, there is nothing to review."""
    status, reason = Status.CANCELLED, "No longer in use"
    if version.is_in_use:
        status = Status.MET if version.written_at <= row.due_at else Status.MET_LATE
        reason = f"Version {version.version} agreed"
    clocks.end(row, status, at=version.written_at, by=version.written_by, reason=reason)
    row.save()
