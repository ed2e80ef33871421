"""Bring a referral's clock rows in line with its facts: open, move, meet, except, cancel, supersede, reopen.

Called at the end of every change, under the lock of the referral's row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mscc.moments import Moment
from pathways.clock import Clock as Running
from pathways.clock import Status, running
from pathways.escalation import ladder_for
from pathways.guideline import limits
from pathways.guideline.assess import limits_under
from pathways.guideline.limits import ClockKind
from pathways.guideline.triage import Disposition
from referrals.models import Clock, Draft, Timeline
from referrals.models.timeline import MOMENTS

if TYPE_CHECKING:
    from referrals.actions.change import Change

IMAGING = (ClockKind.MRI, ClockKind.CT)
Ending = tuple[Status, str]


def sync(it: Change, timeline: Timeline) -> None:
    """Make the rows say what the facts say."""
    rows = [] if it.is_new else list(it.referral.clocks.select_for_update().order_by("id"))
    wanted = {(str(each.limit.kind), each.limit.hours): each for each in _wanted(it, timeline, rows)}
    new: list[Clock] = []
    for (kind, hours), clock in wanted.items():
        row = next((r for r in reversed(rows) if (r.kind, r.hours) == (kind, hours) and _counts(r)), None)
        if row is None:
            row = opened(clock, it.referral)
            new.append(row)
        _bring_in_line(row, clock, _ending(clock, it, timeline), it)
        _warn_of_late_booking(row, timeline, it.at)
    for row in rows:
        if row.is_open and (row.kind, row.hours) not in wanted:
            _end_unwanted(row, it)
    _acknowledgement(it, rows, new)
    for row in rows:
        row.save()
    Clock.objects.bulk_create(new)


def opened(clock: Running, referral: object, draft: Draft | None = None) -> Clock:
    """A new row for a clock that has started, with a copy of its ladder."""
    ladder = ladder_for(clock.limit.kind, clock.limit.hours)
    of = draft or referral
    return Clock(
        alliance_id=of.alliance_id,
        service_id=of.service_id,
        referral=None if draft else referral,
        draft=draft,
        kind=clock.limit.kind,
        hours=clock.limit.hours,
        started_at=clock.start.at,
        start_precision=clock.start.precision,
        basis=clock.basis,
        due_at=clock.due,
        next_at=ladder.planned(0, clock.due),
        ladder=ladder.as_json(),
    )


def end(row: Clock, status: Status, *, at: datetime, by: object, reason: str = "") -> None:
    """End an open clock."""
    row.status, row.closed_at, row.closed_by, row.close_reason, row.next_at = status, at, by, reason, None


def _wanted(it: Change, timeline: Timeline, rows: list[Clock]) -> Iterator[Running]:
    facts = it.latest_facts()
    if timeline.mri_contraindicated:
        facts["mri_contraindicated"] = "yes"
    opening = set(limits_under(facts, Disposition(it.referral.disposition)))
    # These two follow what happened, not what was answered on the telephone.
    opening -= {limits.RADIOTHERAPY, limits.IMMOBILISATION}
    if any(row.is_open and row.kind in IMAGING and row.hours == limits.MRI_DAY.hours for row in rows):
        # A lowered disposition does not end a 24-hour clock: that takes a second clinician.
        opening |= {limits.CT_DAY if timeline.mri_contraindicated else limits.MRI_DAY}
        if timeline.mri_exclusion != Timeline.MriExclusion.SUSPICION_WITHDRAWN:
            opening -= {limits.MRI_WEEK, limits.CT_WEEK}
    moments = {name: moment for name in MOMENTS if (moment := timeline.moment(name))}
    if timeline.mri_whole_spine is not True:
        moments.pop("mri_started_at", None)  # only a scan of the whole spine stops the clock (1.5.5)
    if _is_for_radiotherapy(timeline):
        opening.add(limits.RADIOTHERAPY)
    opening.add(limits.IMMOBILISATION)
    yield from running(sorted(opening, key=limits.LIMITS.index), moments)


def _is_for_radiotherapy(timeline: Timeline) -> bool:
    """Whether a decision for radiotherapy starts the clock: MSCC, or not yet known; surgery not the way."""
    return timeline.outcome in {"mscc", ""} and timeline.surgery_suitable is not True


def _ending(clock: Running, it: Change, timeline: Timeline) -> Ending | None:
    """Why a clock that has not been met ends all the same."""
    if timeline.died_on:
        return Status.CANCELLED, "Died"
    if clock.limit.kind in IMAGING and timeline.mri_exclusion:
        if timeline.mri_exclusion == Timeline.MriExclusion.SUSPICION_WITHDRAWN:
            return (Status.CANCELLED, "MSCC no longer suspected") if clock.limit.hours == limits.MRI_DAY.hours else None
        return Status.EXCEPTED, timeline.get_mri_exclusion_display()
    if clock.limit.kind is ClockKind.RADIOTHERAPY:
        if timeline.rt_exclusion:
            return Status.EXCEPTED, timeline.get_rt_exclusion_display()
        if timeline.surgery_at and timeline.surgery_at >= clock.start.at:
            return Status.CANCELLED, "Surgery done: radiotherapy follows recovery (1.10.8)"
    if not it.referral.is_open:
        return Status.CANCELLED, f"Referral {it.referral.get_state_display().lower()}"
    return None


def _bring_in_line(row: Clock, clock: Running, ending: Ending | None, it: Change) -> None:
    if (row.started_at, row.basis) != (clock.start.at, clock.basis):
        row.started_at, row.start_precision, row.basis = clock.start.at, clock.start.precision, clock.basis
        row.due_at = clock.due
        if row.is_open:
            row.next_at = row.due_at if row.is_acknowledged else row.rungs.planned(row.next_stage, row.due_at)
    if clock.stop:
        end(row, clock.status, at=clock.stop.at, by=it.user)
    elif ending and row.is_open:
        end(row, ending[0], at=it.at, by=it.user, reason=it.reason or ending[1])
    elif not ending and not row.is_open:
        _reopen(row, it.at)


def _reopen(row: Clock, at: datetime) -> None:
    """What ended the clock turned out not to have happened: a new round, looked at now or at its first stage."""
    row.status, row.closed_at, row.closed_by, row.close_reason = Status.OPEN, None, None, ""
    row.round, row.next_stage, row.is_acknowledged, row.round_started_at = row.round + 1, 0, False, None
    row.next_at = max(at, row.rungs.planned(0, row.due_at))


def _end_unwanted(row: Clock, it: Change) -> None:
    """A clock that the facts no longer call for: replaced by a more urgent one, or not called for."""
    if not it.referral.is_open:
        end(row, Status.CANCELLED, at=it.at, by=it.user, reason=f"Referral {it.referral.get_state_display().lower()}")
    elif row.kind == ClockKind.ACKNOWLEDGEMENT:
        return
    elif it.has_risen or row.kind in IMAGING:
        end(row, Status.SUPERSEDED, at=it.at, by=it.user, reason="Replaced by a more urgent clock")
    else:
        end(row, Status.CANCELLED, at=it.at, by=it.user, reason=it.reason or "No longer called for")


def _acknowledgement(it: Change, rows: list[Clock], new: list[Clock]) -> None:
    """Every emergency is to be acknowledged within ten minutes of becoming one (local limit)."""
    known = any(row.kind == ClockKind.ACKNOWLEDGEMENT for row in rows)
    if it.referral.is_open and Disposition(it.referral.disposition).is_emergency and not known:
        new.append(opened(Running(limits.ACKNOWLEDGEMENT, Moment(it.at), limits.ACKNOWLEDGEMENT.start), it.referral))


def _warn_of_late_booking(row: Clock, timeline: Timeline, at: datetime) -> None:
    """A booking later than the due moment is a warning at once."""
    booked = {ClockKind.MRI: timeline.mri_booked_for, ClockKind.RADIOTHERAPY: timeline.rt_booked_for}.get(ClockKind(row.kind))
    if row.is_open and booked and booked > row.due_at and row.next_stage == 0 and not row.is_acknowledged:
        row.next_at = min(row.next_at or at, at)


def _counts(row: Clock) -> bool:
    return row.status != Status.SUPERSEDED
