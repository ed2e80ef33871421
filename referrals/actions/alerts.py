"""Acknowledge an alert: who has it in hand, and since when."""

from datetime import datetime

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.moments import LONDON, Moment
from mscc.roles import Permission
from pathways.clock import Status
from pathways.guideline.limits import ClockKind
from referrals.actions import clocks
from referrals.events import EventKind
from referrals.models import Acknowledgement, Clock, Event

SUBJECTS = ("referral", "draft", "handover", "post__service")


class AlreadyAcknowledged(ValueError):
    """Somebody was quicker; the message says who and when."""


@transaction.atomic
def acknowledge(*, clock: Clock, by: Access, at: datetime) -> Acknowledgement:
    """Take an alert in hand. Stops the ladder of this round; if nothing happens a new round begins at the re-check.

    Raises AlreadyAcknowledged, naming who and when, for the one who comes second.
    """
    row = Clock.objects.select_for_update(of=("self",)).select_related(*SUBJECTS).get(pk=clock.pk)
    if row.group_id:  # ended by a meeting alone: told by the week, it needs nobody to take it in hand
        raise AlreadyAcknowledged("This is told every week until a meeting is on record. Record the meeting.")
    require(by, Permission.ACKNOWLEDGE, row.subject)
    if row.pathway_id:  # taken in hand by nobody who could not end it
        require(by, Permission.EDIT_PATHWAYS)
    if row.is_acknowledged or not row.is_open:
        _say_who(row)
    done = Acknowledgement.objects.create(clock=row, round=row.round, by=by.user, at=at)
    if _is_done(row):
        clocks.end(row, Status.MET if at <= row.due_at else Status.MET_LATE, at=at, by=by.user)
    else:
        row.next_at = row.deadline.looked_at(row.rungs.recheck(row.due_at, at), at)
    row.is_acknowledged = True
    row.save()
    if row.referral:
        Event.objects.create(
            referral=row.referral, kind=EventKind.ACKNOWLEDGED, happened_at=at, precision=Moment(at).precision,
            recorded_at=at, recorded_by=by.user, data={"clock": row.limit.label, "round": row.round},
        )  # fmt: skip
    clocks.wake()
    trail.record("alert.acknowledge", by=by.user, at=at, subject=row.referral or row.subject.pk, clock=row.kind)
    return done


def _is_done(row: Clock) -> bool:
    """Whether this acknowledgement ends the clock: nothing else is wanted."""
    if row.kind != ClockKind.ACKNOWLEDGEMENT:
        return bool(row.handover and not row.handover.is_pending)
    assert row.referral
    # Read now, under the lock of the clock: whoever names the clinician in this instant asks for that lock too.
    row.referral.refresh_from_db(fields=["disposition", "accepted_by"])
    return not row.referral.lacks_acceptance


def _say_who(row: Clock) -> None:
    last = row.acknowledgements.select_related("by").order_by("-round").first()
    if last is None:
        raise AlreadyAcknowledged("This alert is no longer open: the clock has ended.")
    raise AlreadyAcknowledged(f"{last.by.name} acknowledged this at {last.at.astimezone(LONDON):%H:%M}.")
