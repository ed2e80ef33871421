"""Fifteen open referrals with clocks in every state, two of them overdue. A table: how long ago, what came since."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from audit.demonstration import written
from audit.demonstration.cast import Stage
from audit.demonstration.history import Story, call_of
from audit.demonstration.written import Written
from mscc.moments import Moment
from pathways.guideline.triage import Disposition
from referrals.actions import course
from referrals.events import EventKind

D, K = Disposition, EventKind


@dataclass(frozen=True)
class Case:
    """An open case: disposition, hours since the call, and what happened since, in hours after the call."""

    disposition: Disposition
    hours_ago: float
    steps: tuple[tuple[float, EventKind, dict[str, Any]], ...] = ()
    service: int = 0
    call: dict[str, Any] = field(default_factory=dict)
    is_owned: bool = True
    is_acknowledged: bool = True
    written: Written | None = None


def booked(hours_from_now: float) -> dict[str, Any]:
    return {"booked_for": hours_from_now, "told_by": "MRI desk"}


SCAN = {"whole_spine": "yes", "told_by": "MRI desk"}
MSCC = {"outcome": "mscc", "levels": "T8", "told_by": "Radiologist on call"}
RADIOTHERAPY = {"treatment": "radiotherapy", "surgery_suitable": "no", "decided_by": "Dr C Consultest"}
ADVICE = {"to_whom": "The caller", "advice": "By the five topics", "read_back": "yes"}
FLAT, LOG_ROLLED = {"position": "Flat"}, {"position": "Flat, log-roll"}
ONE_FRACTION = {"dose_gy": "8", "fractions": 1}
# Told of the seven things: a bed, and the precautions read back, are missing still.
TRANSFER = {
    "transfer_to": "Anytown Cancer Centre, ward 3", "transfer_phone": "01632 960 142", "accepting": "Dr C Consultest",
    "responsible": "Dr R Ringback until arrival", "precautions": "Flat, log-roll", "precautions_read_back": "unknown",
    "images": "sent", "steroid_given": "yes", "transport": "Ambulance crew", "ward_told": "Sister B Bleep",
}  # fmt: skip
CARED_FOR = (
    (31, K.CARE_PLAN, {"care_senior": "Dr C Consultest", "care_plan": "Home with help, mornings and evenings",
                       "with_person": "yes"}),
    (40, K.NEEDS_ASSESSED, {"needs_by": "Nurse specialist", "needs": "Worried about the stairs; sleeps badly",
                            "support_told": "yes"}),
    (50, K.PAIN_ASSESSED, {"pain_now": "3", "pain_on_moving": "unknown", "told_by": "Ward"}),
)  # fmt: skip

CASES = (
    # Overdue: an MRI without a slot, and advice on immobilisation that nobody has given.
    Case(D.EMERGENCY, 24.6, ((0.3, K.MRI_REQUESTED, {}),)),
    Case(D.EMERGENCY, 24.2, ((0.1, K.IMMOBILISED, LOG_ROLLED), (9, K.MRI_STARTED, SCAN), (11, K.REPORTED, MSCC))),
    # Due within four hours.
    Case(D.EMERGENCY, 40, (
        (6, K.MRI_STARTED, SCAN), (8, K.REPORTED, MSCC),
        (17.5, K.DECISION, RADIOTHERAPY), (18, K.RT_BOOKED, booked(0.8)),
    )),
    Case(D.ADVICE_24H, 2.1, (), call={"presented": 22.1}, is_owned=False),
    Case(D.EMERGENCY, 20.7, ((0.5, K.MRI_REQUESTED, {}), (1, K.MRI_BOOKED, booked(1.5)))),
    # Due later; one of them booked after its due time.
    Case(D.EMERGENCY, 14.5, ((0.4, K.MRI_REQUESTED, {}), (1, K.MRI_BOOKED, booked(12.5))), service=1),
    Case(D.EMERGENCY_ONC, 9, ((0.4, K.MRI_REQUESTED, {}),), call={"suspected": None}),
    Case(D.EMERGENCY, 31, ((7, K.MRI_STARTED, SCAN), (8, K.REPORTED, MSCC), (23, K.DECISION, RADIOTHERAPY)),
         written=written.TREATED),
    Case(D.EMERGENCY, 4, ((0.2, K.IMMOBILISED, FLAT), (0.4, K.MRI_REQUESTED, {}), (1, K.MRI_BOOKED, booked(3))),
         written=written.ASKED),
    Case(D.ADVICE_24H, 75, ((2, K.ADVICE_GIVEN, ADVICE), (3, K.MRI_REQUESTED, {}), (20, K.MRI_BOOKED, booked(16)))),
    Case(D.ONC, 30, ((1, K.ADVICE_GIVEN, ADVICE),), service=1, is_owned=False),
    # No clock running: a report, a decision, a discharge awaited; and an emergency of another cause.
    Case(D.EMERGENCY, 23.4, ((22, K.MRI_STARTED, SCAN),)),
    Case(D.EMERGENCY, 15, (
        (9.6, K.MRI_STARTED, SCAN), (11.9, K.REPORTED, MSCC), (14, K.TRANSFER_ARRANGED, TRANSFER),
        (14.5, K.TRANSFER_CHECKED, {"escort": "A nurse", "told_by": "Ward manager"}),
    )),
    Case(D.EMERGENCY, 90, (
        (6, K.MRI_STARTED, SCAN), (7, K.REPORTED, MSCC), (12, K.DECISION, RADIOTHERAPY),
        (30, K.RT_FIRST_FRACTION, ONE_FRACTION), *CARED_FOR,
        (60, K.DISCHARGE_PLANNED, {"discharge_lead": "Sister B Bleep"}),
    ), written=written.HOMEWARD),
    Case(D.EMERGENCY_ANY_CAUSE, 0.4, (), is_acknowledged=False),
)  # fmt: skip


def tell(stage: Stage, random: Random, numbers: Any, now: datetime) -> None:
    """Take every open case to where it stands now."""
    for case in CASES:
        story = Story(stage, random, case.service, stage.coordinator(case.service))
        at = now - timedelta(hours=case.hours_ago)
        call = call_of(random, stage, numbers, case.disposition, at)
        times = {"suspected": Moment(at), "presented": Moment(at), **_times(case.call, now)}
        call = type(call)(**{**call.__dict__, **times})
        story.call(call, at, saved=min(now, at + timedelta(minutes=3)))
        if case.disposition.is_emergency and case.is_acknowledged:
            story.acknowledge(at + timedelta(minutes=6))
        for hours, kind, data in case.steps:
            _step(story, kind, at + timedelta(hours=hours), dict(data), now)
        if case.written:
            written.tell(story, case.written, at, now)
        if not case.is_owned:
            course.leave(referral=story.referral, by=story.by, at=min(now, at + timedelta(minutes=5)))


def _times(given: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {name: None if hours is None else Moment(now - timedelta(hours=hours)) for name, hours in given.items()}


def _step(story: Story, kind: EventKind, at: datetime, data: dict[str, Any], now: datetime) -> None:
    if "booked_for" in data:
        data["booked_for"] = (now + timedelta(hours=data["booked_for"])).isoformat()
    story.record(kind, min(at, now), late=0, **data)
