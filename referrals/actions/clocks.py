"""Bring a referral's clock rows in line with its facts: open, move, meet, except, cancel, supersede, reopen.

Called at the end of every change, under the lock of the referral's row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from mscc.models import Handover, Post, User
from mscc.moments import Moment, Precision
from pathways import documents
from pathways.clock import IMAGING, Status, running
from pathways.clock import Clock as Running
from pathways.guideline import limits
from pathways.guideline.editions import in_force
from pathways.guideline.limits import ClockKind
from pathways.guideline.prompts import BY_KEY
from pathways.guideline.triage import Disposition
from pathways.ladders import Agreed
from pathways.models import LocalPathway, SteeringGroup
from referrals.events import EventKind
from referrals.models import Clock, Draft, Referral, Timeline
from referrals.models.timeline import MOMENTS

if TYPE_CHECKING:
    from referrals.actions.change import Change

# The clocks whose stop can be booked: where the booking stands, and the event that tells of it.
BOOKINGS: dict[str, tuple[str, EventKind | None]] = {
    ClockKind.MRI: ("mri_booked_for", EventKind.MRI_BOOKED),
    ClockKind.RADIOTHERAPY: ("rt_booked_for", EventKind.RT_BOOKED),
}
Ending = tuple[Status, str]
Of = Referral | Draft | Handover | Post | LocalPathway | SteeringGroup


def sync(it: Change, timeline: Timeline) -> None:
    """Make the rows say what the facts say."""
    rows = [] if it.is_new else list(it.referral.clocks.select_for_update().order_by("id"))
    kept = {row.pk: _values(row) for row in rows}
    wanted = {(str(each.limit.kind), each.limit.hours): each for each in _wanted(it, timeline, rows)}
    for (kind, hours), clock in wanted.items():
        ending = _ending(clock, it, timeline)
        row = next((r for r in reversed(rows) if (r.kind, r.hours) == (kind, hours) and _is_of(r, clock, ending)), None)
        if row is None:
            row = opened(clock, it.referral, it.agreed)
            rows.append(row)
        _bring_in_line(row, clock, ending, it)
        _warn_of_late_booking(row, timeline, it)
    replaced = it.has_risen or any(kind in IMAGING for kind, _ in wanted)
    for row in rows:
        if row.is_open and (row.kind, row.hours) not in wanted:
            _end_unwanted(row, it, replaced)
    _acknowledgement(it, rows)
    _advice_changed(it, rows)
    _write([row for row in rows if kept.get(row.pk) != _values(row)])


def _write(rows: list[Clock]) -> None:
    """Write the rows that are new or changed; those that ended first, so that two of a kind are never open at once."""
    for row in sorted(rows, key=lambda row: row.is_open):
        if row.pk:
            row.save()
    Clock.objects.bulk_create(row for row in rows if not row.pk)
    if any(row.is_open for row in rows):
        wake()


def _values(row: Clock) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in Clock._meta.concrete_fields}


def wake() -> None:
    """Tell the timer processes, when this transaction commits, that a next moment may have moved nearer."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY clocks")


def opened(clock: Running, of: Of, agreed: Agreed | None = None) -> Clock:
    """A new row for a clock that has started, with a copy of its ladder and of the local limit as they stand."""
    agreed = agreed or Agreed(of.alliance_id)
    ladder, local_hours = agreed.ladder(clock.limit), agreed.hours(clock.limit)
    if local_hours is not None:
        clock, ladder = replace(clock, local_hours=local_hours), ladder.within(local_hours)
    return Clock(
        alliance_id=of.alliance_id,
        service_id=_seen_to_by(of),
        referral=of if isinstance(of, Referral) else None,
        draft=of if isinstance(of, Draft) else None,
        handover=of if isinstance(of, Handover) else None,
        post=of if isinstance(of, Post) else None,
        pathway=of if isinstance(of, LocalPathway) else None,
        group=of if isinstance(of, SteeringGroup) else None,
        kind=clock.limit.kind,
        hours=clock.limit.hours,
        local_hours=clock.local_hours,
        started_at=clock.start.at,
        start_precision=clock.start.precision,
        basis=clock.basis,
        due_at=clock.due,
        next_at=ladder.planned(0, clock.due),
        ladder=ladder.as_json(),
    )


def _seen_to_by(of: Of) -> int:
    if isinstance(of, LocalPathway):
        return documents.seen_to_by(of.alliance_id, of.written_by_id)
    return documents.seen_to_by(of.alliance_id) if isinstance(of, SteeringGroup) else of.service_id


def end(
    row: Clock,
    status: Status,
    *,
    at: datetime,
    by: User | None,
    reason: str = "",
    precision: Precision = Precision.EXACT,
) -> None:
    """End a clock."""
    row.status, row.closed_at, row.closed_precision, row.closed_by = status, at, precision, by
    row.close_reason, row.next_at = reason, None


def _wanted(it: Change, timeline: Timeline, rows: list[Clock]) -> Iterator[Running]:
    facts = it.latest_facts()
    if timeline.mri_contraindicated:
        facts["mri_contraindicated"] = "yes"
    opening = set(in_force(it.at).limits_under(facts, Disposition(it.referral.disposition)))
    if it.referral.disposition == Disposition.EXPLAIN_OR_ADVICE:
        opening.add(limits.ADVICE)  # as the call says: advice within 24 hours, until it is settled
    # These two follow what happened, not what was answered on the telephone.
    opening -= {limits.RADIOTHERAPY, limits.IMMOBILISATION}
    moments = {name: moment for name in MOMENTS if (moment := timeline.moment(name))}
    if timeline.mri_whole_spine is not True:
        moments.pop("mri_started_at", None)  # only a scan of the whole spine stops the clock (1.5.5)
    if _day_clock_stands(rows, timeline, moments):
        # A lowered disposition does not end a 24-hour clock: that takes a second clinician.
        opening |= {limits.CT_DAY if timeline.mri_contraindicated else limits.MRI_DAY}
        if timeline.mri_exclusion != Timeline.MriExclusion.SUSPICION_WITHDRAWN:
            opening -= {limits.MRI_WEEK, limits.CT_WEEK}
    if _is_for_radiotherapy(timeline):
        opening.add(limits.RADIOTHERAPY)
    opening.add(limits.IMMOBILISATION)
    yield from running(sorted(opening, key=limits.LIMITS.index), moments)


def _day_clock_stands(rows: list[Clock], timeline: Timeline, moments: dict[str, Moment]) -> bool:
    """Whether the newest 24-hour imaging clock runs, or what ended it (scan, exception, death) has been struck out."""
    days = (row for row in reversed(rows) if row.kind in IMAGING and row.hours == limits.MRI_DAY.hours)
    newest = next((row for row in days if row.status != Status.SUPERSEDED), None)
    if newest is None or newest.is_open:
        return newest is not None
    return not (timeline.mri_exclusion or timeline.died_on or newest.limit.stop in moments)


def _is_for_radiotherapy(timeline: Timeline) -> bool:
    """Whether a decision for radiotherapy starts the clock: MSCC, or not yet known; surgery not the way."""
    return timeline.outcome in {"mscc", ""} and timeline.surgery_suitable is not True


def _ending(clock: Running, it: Change, timeline: Timeline) -> Ending | None:
    """Why a clock that has not been met ends all the same."""
    if timeline.died_on:
        return Status.CANCELLED, "Died"
    if clock.limit.kind in IMAGING and timeline.mri_exclusion:
        if timeline.mri_exclusion != Timeline.MriExclusion.SUSPICION_WITHDRAWN:
            return Status.EXCEPTED, timeline.get_mri_exclusion_display()
        if clock.limit.hours == limits.MRI_DAY.hours:
            return Status.CANCELLED, "MSCC no longer suspected"
    if clock.limit.kind is ClockKind.RADIOTHERAPY:
        if timeline.rt_exclusion:
            return Status.EXCEPTED, timeline.get_rt_exclusion_display()
        if timeline.surgery_at and timeline.surgery_at >= clock.start.at:
            return Status.CANCELLED, "Surgery done: radiotherapy follows recovery (1.10.8)"
    if not it.referral.is_open:
        return Status.CANCELLED, _ended(it)
    return None


def _ended(it: Change) -> str:
    return f"Referral {it.referral.get_state_display().lower()}"


def _is_of(row: Clock, clock: Running, ending: Ending | None) -> bool:
    """Whether a row stands for this clock. One that was ended by somebody stands, with who and why, for the start it
    had: a new decision or a new suspicion starts a new one. So does one that was met, while its successor is not.
    """
    if row.status in (Status.CANCELLED, Status.EXCEPTED) and not ending:
        return row.started_at == clock.start.at
    if row.status in (Status.MET, Status.MET_LATE) and not clock.stop:
        return row.started_at == clock.start.at
    return row.status != Status.SUPERSEDED


def _bring_in_line(row: Clock, clock: Running, ending: Ending | None, it: Change) -> None:
    if (row.start, row.basis) != (clock.start, clock.basis):
        row.started_at, row.start_precision, row.basis = clock.start.at, clock.start.precision, clock.basis
        row.due_at = row.deadline.due
        if row.is_open:
            # However far the ladder was climbed for the old due moment, it is looked at no later than at the new one.
            stage = row.rungs.planned(row.next_stage, row.due_at)
            row.next_at = row.due_at if row.is_acknowledged else min(stage, row.due_at)
    if clock.stop:
        if (row.status, row.closed) != (clock.status, clock.stop):
            end(row, clock.status, at=clock.stop.at, by=it.user, precision=clock.stop.precision)
    elif ending and row.is_open:
        end(row, ending[0], at=it.at, by=it.user, reason=it.reason or ending[1])
    elif not ending and not row.is_open:
        _reopen(row, it.at)


def _reopen(row: Clock, at: datetime) -> None:
    """What ended the clock turned out not to have happened: a new round, looked at now or at its first stage."""
    row.status, row.closed_at, row.closed_by, row.close_reason = Status.OPEN, None, None, ""
    row.round, row.next_stage, row.is_acknowledged, row.round_started_at = row.round + 1, 0, False, None
    row.next_at = max(at, row.rungs.planned(0, row.due_at))


def _end_unwanted(row: Clock, it: Change, replaced: bool) -> None:
    """A clock that the facts no longer call for: replaced by another, or not called for."""
    if not it.referral.is_open:
        end(row, Status.CANCELLED, at=it.at, by=it.user, reason=it.reason or _ended(it))
    elif row.kind in (ClockKind.ACKNOWLEDGEMENT, ClockKind.ADVICE_CHANGED):
        return
    elif it.has_risen or (replaced and row.kind in IMAGING):
        end(row, Status.SUPERSEDED, at=it.at, by=it.user, reason="Replaced by another clock")
    else:
        end(row, Status.CANCELLED, at=it.at, by=it.user, reason=it.reason or "No longer called for")


def _acknowledgement(it: Change, rows: list[Clock]) -> None:
    """Every emergency is to be acknowledged within ten minutes of becoming one (local limit); one of any cause also
    names the clinician who accepted the person, and its clock runs until both are there.
    """
    lacks_acceptance = it.referral.lacks_acceptance
    found = [row for row in rows if row.kind == ClockKind.ACKNOWLEDGEMENT and row.status != Status.CANCELLED]
    running = [row for row in found if row.is_open]
    for row in running:
        if row.was_acknowledged and not lacks_acceptance:
            end(row, Status.MET if it.at <= row.due_at else Status.MET_LATE, at=it.at, by=it.user)
    if running or not (it.referral.is_open and Disposition(it.referral.disposition).is_emergency):
        return
    is_new_suspicion = any(event.kind == EventKind.CORD_FEATURE for event in it.events)
    if not found or it.became_emergency or is_new_suspicion or lacks_acceptance:
        begun = Running(limits.ACKNOWLEDGEMENT, Moment(it.at), limits.ACKNOWLEDGEMENT.start)
        rows.append(opened(begun, it.referral, it.agreed))


def _advice_changed(it: Change, rows: list[Clock]) -> None:
    """A prohibition or a conflict that new facts brought up is told until somebody has answered it."""
    is_loud = any(key in BY_KEY and BY_KEY[key].loud for key in it.referral.new_prompts)
    running = [row for row in rows if row.kind == ClockKind.ADVICE_CHANGED and row.is_open]
    if is_loud and it.referral.is_open and not running:
        begun = Running(limits.ADVICE_CHANGED, Moment(it.at), limits.ADVICE_CHANGED.start)
        rows.append(opened(begun, it.referral, it.agreed))
    for row in running if not is_loud else []:
        end(row, Status.MET if it.at <= row.due_at else Status.MET_LATE, at=it.at, by=it.user)


def _warn_of_late_booking(row: Clock, timeline: Timeline, it: Change) -> None:
    """A booking later than the due moment is a warning at once; told of one that is in hand, a new round begins."""
    name, kind = BOOKINGS.get(row.kind, ("", None))
    booked = getattr(timeline, name) if name else None
    if not (row.is_open and booked and booked > row.due_at):
        return
    if any(event.kind == kind for event in it.events) or (row.next_stage == 0 and not row.is_acknowledged):
        row.next_at = min(row.next_at or it.at, it.at)
