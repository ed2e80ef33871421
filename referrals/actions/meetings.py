"""The clock of the steering group's next meeting (1.1.2): due the morning after the last day that keeps two in a year.

Each alliance has one, whether or not its register was ever opened: what nobody wrote down alarms too. A meeting that
was held ends it and begins the next. The timers see to that when they look, some seconds after it was recorded.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from audit import trail
from mscc.models import Alliance, User
from mscc.moments import LONDON, Moment, day_in_london, show_day
from pathways.clock import Clock as Running
from pathways.clock import Status
from pathways.guideline.limits import MEETING
from pathways.meetings import due_on
from pathways.models import Meeting, SteeringGroup
from referrals.actions import clocks
from referrals.models import Clock

MORNING = time(9)


def look(*, at: datetime) -> None:
    """Bring the clocks in line with the registers as they stand."""
    for alliance in Alliance.objects.filter(services__isnull=False, steering_group=None).distinct():
        SteeringGroup.objects.get_or_create(alliance=alliance, defaults={"since": day_in_london(at)})
    running = dict(Clock.objects.filter(kind=MEETING.kind, status=Status.OPEN).values_list("group", "due_at"))
    held = _held()
    for group in SteeringGroup.objects.all():
        if running.get(group.pk) != due(group.since, held.get(group.alliance_id, [])):
            bring_in_line(group=group, by=None, at=at)


def _held(**only: object) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    days = Meeting.objects.filter(state=Meeting.State.HELD, **only).order_by("day").values_list("alliance_id", "day")
    for alliance, day in days:
        found.setdefault(alliance, []).append(day)
    return found


def due(since: date, held: list[date]) -> datetime:
    """On the last day itself there is still time."""
    return datetime.combine(due_on(since, held) + timedelta(days=1), MORNING, LONDON).astimezone(UTC)


@transaction.atomic
def bring_in_line(*, group: SteeringGroup, by: User | None, at: datetime) -> None:
    """The clock of one group, under the lock of its row: two timer processes look at once."""
    group = SteeringGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    held = _held(alliance=group.alliance_id).get(group.alliance_id, [])
    row = Clock.objects.select_for_update(of=("self",)).filter(group=group, status=Status.OPEN).first()
    wanted = due(group.since, held)
    if row and row.due_at == wanted:
        return
    if row:
        _end(row, wanted, held, at)
    new = clocks.opened(Running(MEETING, Moment(wanted - MEETING.within), MEETING.start), group)
    # Overdue already when it is first looked at: one message, not one for each rung that has passed.
    new.next_stage = new.rungs.reached(new.due_at, at)
    new.save()
    clocks.wake()
    trail.record("group.meeting", by=by, at=at, subject=group.pk, due=wanted.date().isoformat(), held=len(held))


def _end(row: Clock, wanted: datetime, held: list[date], at: datetime) -> None:
    """Met by the last meeting on record; a correction that brings the moment forward only replaces it."""
    status, reason = Status.SUPERSEDED, "The meetings on record were corrected"
    if wanted > row.due_at and held:
        in_time = held[-1] < day_in_london(row.due_at)
        status = Status.MET if in_time else Status.MET_LATE
        reason = f"Met on {show_day(held[-1])}"
    clocks.end(row, status, at=at, by=None, reason=reason)
    row.save()
