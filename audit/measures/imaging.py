"""PURE: how the wait for a scan of the whole spine is scored: what T-1, T-1b, T-1c and T-2 share (1.5.2, 1.5.5)."""

from dataclasses import replace
from datetime import datetime, timedelta

from audit.measures.record import Record
from audit.measures.result import Outcome, Score, State, begun, unknown
from audit.measures.timing import precedes, stopped, waiting
from mscc.moments import Moment


def begins(record: Record) -> Moment | None:
    """Where a clock from suspicion starts: at the suspicion, else at the contact with the coordinator."""
    return record.suspected_at or record.coordinator_contact_at


def from_suspicion(record: Record, within: timedelta, as_at: datetime) -> Outcome:
    """How the wait for a whole-spine scan from the suspicion came out; without any start it is unknown."""
    start = begins(record)
    if start is None:
        return unknown("suspected_at", record.received_at)
    return begun(scanned(record, start, within, as_at), start, fallback=record.suspected_at is None)


def scanned(record: Record, start: Moment, within: timedelta, as_at: datetime) -> Score:
    """How the wait from a start to a whole-spine MRI came out.

    A scan of the whole spine counts whatever exclusion was recorded. Without one, an exclusion that the record bears
    out takes the referral out; else the clock is waiting, and a scan of part of the spine changes nothing.
    """
    if record.mri_started_at and record.mri_whole_spine is None:
        return _whole_or_part(record, start, within, as_at)
    scan = record.mri_started_at if record.mri_whole_spine else None
    if scan:
        return Score(State.EXCLUDED, "already_imaged") if precedes(scan, start) else stopped(start, scan, within)
    wait = waiting(start, within, as_at)
    if wait.state is State.NOT_MET and record.mri_started_at:
        wait = Score(State.NOT_MET, "part_of_spine")
    if reason := _excused(record, start, within, wait):
        return Score(State.EXCLUDED, reason)
    return wait


def _excused(record: Record, start: Moment, within: timedelta, wait: Score) -> str:
    """The reason for which a referral without a whole-spine scan is excluded; "" for none that counts."""
    if record.mri_contraindicated:
        return "mri_contraindicated"
    if record.mri_exclusion == "died" and not _died_in_time(record, start, within):
        return ""
    # Withdrawing the suspicion needs no scan to have been done; part of the spine is one once the limit has passed.
    if record.mri_exclusion == "suspicion_withdrawn" and wait.reason == "part_of_spine":
        return ""
    return record.mri_exclusion


def _died_in_time(record: Record, start: Moment, within: timedelta) -> bool:
    """Whether the death, known to the day, fell within the limit of the start: for 24 hours, on its day or the next."""
    return record.died_on is not None and start.day <= record.died_on <= start.day + timedelta(days=within.days)


def _whole_or_part(record: Record, start: Moment, within: timedelta, as_at: datetime) -> Score:
    """Not known whether the scan was of the whole spine: what it would be in either case, where that is the same."""
    whole = scanned(replace(record, mri_whole_spine=True), start, within, as_at)
    part = scanned(replace(record, mri_whole_spine=False), start, within, as_at)
    return whole if whole.state is part.state else Score(State.UNKNOWN, "mri_whole_spine")
