"""PURE: what is to be done next for a referral, and for how long something without a limit has been waited for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mscc.moments import show, show_span
from pathways.clock import Deadline
from pathways.guideline.triage import Disposition
from pathways.states import State
from referrals.awaited import AWAITED
from referrals.events import EventKind

K = EventKind
# Of what is awaited, so many are told in a row of the worklist.
SHOWN = 2


class Course(Protocol):
    """The times and results as known, and where the referral stands."""

    state: str
    disposition: str
    accepted_by: str
    outcome: str
    advice_given_at: datetime | None
    mri_requested_at: datetime | None
    mri_booked_for: datetime | None
    mri_started_at: datetime | None
    mri_reported_at: datetime | None
    ct_started_at: datetime | None
    rt_decision_at: datetime | None
    rt_booked_for: datetime | None
    rt_first_fraction_at: datetime | None
    mri_contraindicated: bool | None
    mri_delay_reason: str
    rt_delay_reason: str
    awaited: dict[str, str]

    @property
    def met_late(self) -> frozenset[str]:
        """The kinds of clock of which the newest was met late."""

    @property
    def running(self) -> dict[str, Deadline]:
        """The open clocks: kind -> by when."""


@dataclass(frozen=True)
class Next:
    """A thing to do: its words, the event that records it, whether it is a warning, its recommendation."""

    words: str
    record: EventKind | None = None
    is_late: bool = False
    rec: str = ""


def next_steps(it: Course, at: datetime) -> Iterator[Next]:
    """What is to be done, the most pressing first."""
    if it.disposition == Disposition.EMERGENCY_ANY_CAUSE and not it.accepted_by:
        yield Next("Name the clinician who accepted the person", K.ACCEPTED, rec="local")
    if "coordinator_advice" in it.running:
        yield Next("Give the referrer advice", K.ADVICE_GIVEN, rec="1.3.3")
    yield from _imaging(it, at)
    if "immobilisation_advice" in it.running:
        yield Next("Get expert advice on stability", K.STABILITY_ADVICE, rec="1.4.4")
    yield from _in_turn(it, at)
    if it.state == State.RECEIVED:
        yield Next("Ask what is missing for triage")
    if it.state == State.DISCHARGE_PLANNING:
        yield Next("Discharge planning; close when it is done", K.DISCHARGE_PLANNED, rec="1.12.3")


def _imaging(it: Course, at: datetime) -> Iterator[Next]:
    due = it.running.get("mri") or it.running.get("ct")
    started = it.mri_started_at or it.ct_started_at
    if due:
        scan, kind, rec = _scan(it)
        booked = it.mri_booked_for if scan == "MRI" else None  # a slot for the scan that cannot be done is none
        if booked and booked > due.due:
            yield Next(f"MRI booked {show(booked, now=at)}, {_after(booked, due)}", K.MRI_BOOKED, True, rec)
        elif booked:
            yield Next(f"MRI booked {show(booked, now=at)}: record that it started", kind, rec=rec)
        elif it.mri_requested_at:
            slot = "Get an MRI slot" if scan == "MRI" else "Get a CT slot"
            yield Next(slot, K.MRI_BOOKED if scan == "MRI" else kind, rec=rec)
        else:
            yield Next(f"Request the {scan}", K.MRI_REQUESTED if scan == "MRI" else kind, rec=rec)
        if at > due.guideline and not it.mri_delay_reason:
            yield Next(f"Record why the {scan} is late", K.MRI_DELAY, True)
        return
    if started and not it.mri_reported_at:
        yield Next("Ring the radiologist for the verbal report", K.REPORTED, rec="1.5.1")
    if {"mri", "ct"} & it.met_late and not it.mri_delay_reason:
        yield Next("Record why the scan was late", K.MRI_DELAY)


def _in_turn(it: Course, at: datetime) -> Iterator[Next]:
    """The treatment, and what somebody was asked for and has not answered: before a decision the answers it wants,
    before all else the fraction that a clock runs for, last what is on its way.
    """
    asked = [about for name, about in AWAITED.items() if name in it.awaited]
    steps = [Next(about.do, about.record, about.is_late, about.rec) for about in asked if not about.is_on_its_way]
    treatment = list(_treatment(it, at))
    yield from [*treatment, *steps] if "radiotherapy" in it.running else [*steps, *treatment]
    yield from (Next(about.do, about.record, rec=about.rec) for about in asked if about.is_on_its_way)


def _after(booked: datetime, by: Deadline) -> str:
    """What a booking comes after: the due time, or only the local limit."""
    return "after the due time" if booked > by.guideline else "after the local limit"


def _scan(it: Course) -> tuple[str, EventKind, str]:
    """The scan awaited, the event that stops its clock, and the recommendation that asks for it."""
    if "ct" in it.running:
        return "CT", K.CT_STARTED, "1.5.7"
    return "MRI", K.MRI_STARTED, "1.5.3" if it.disposition == Disposition.ADVICE_24H else "1.5.2"


def _treatment(it: Course, at: datetime) -> Iterator[Next]:
    due = it.running.get("radiotherapy")
    if it.state == State.AWAITING_DECISION:
        yield Next("Surgeon and oncologist to decide on treatment", K.DECISION, rec="1.11.1")
    booked = f"First fraction booked {show(it.rt_booked_for, now=at)}" if it.rt_booked_for else ""
    if due and it.rt_booked_for and it.rt_booked_for > due.due:
        yield Next(f"{booked}, {_after(it.rt_booked_for, due)}", K.RT_BOOKED, True, "1.10.4")
    elif due and booked:
        yield Next(f"{booked}: confirm given", K.RT_FIRST_FRACTION, rec="1.10.4")
    elif due:
        yield Next("Get the first fraction", K.RT_BOOKED, rec="1.10.4")
    elif it.state == State.TREATMENT:
        stage = "under way" if it.rt_first_fraction_at else "decided"  # decided, or excepted, is not begun
        yield Next(f"Treatment {stage}; plan discharge", K.DISCHARGE_PLANNED, rec="1.12.3")
    if it.rt_delay_reason:
        return
    if due and at > due.guideline:
        yield Next("Record why radiotherapy is late", K.RT_DELAY, True)
    elif "radiotherapy" in it.met_late:
        yield Next("Record why radiotherapy was late", K.RT_DELAY)


def waited_for(it: Course, at: datetime) -> str:
    """What is awaited where the guideline sets no limit, in a few words: the first two, and how many more."""
    every = list(waits(it, at))
    more = [f"{len(every) - SHOWN} more awaited"] if len(every) > SHOWN else []
    return "; ".join([*every[:SHOWN], *more])


def waits(it: Course, at: datetime) -> Iterator[str]:
    """All that is awaited where the guideline sets no limit, each with the time elapsed; never a countdown."""
    scan = it.mri_started_at or it.ct_started_at
    if it.state == State.AWAITING_DECISION and it.mri_reported_at:
        yield f"Decision awaited {show_span(at - it.mri_reported_at)}"
    elif scan and not it.mri_reported_at:
        yield f"Report awaited {show_span(at - scan)}"
    for name in (name for name in AWAITED if name in it.awaited):
        yield f"{AWAITED[name].waits} {show_span(at - datetime.fromisoformat(it.awaited[name]))}"
