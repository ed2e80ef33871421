"""A year and more of closed referrals, each taken through the same actions as the pages take.

Shares follow published audits (research: conversion about 42 %, primaries, hours of the day, MRI within 24 hours in
about seven of ten, radiotherapy within 24 hours of the decision in about three of four). The people are invented.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log
from random import Random
from typing import Any

from audit.demonstration import persons
from audit.demonstration.cast import Stage
from mscc.access import Access
from mscc.moments import LONDON, Moment, Precision
from pathways.guideline.limits import ClockKind
from pathways.guideline.terms import CORD, PAIN, PRIMARIES
from pathways.guideline.triage import Disposition
from referrals.actions import alerts, closing, course, intake, tasks, triage
from referrals.call import Call
from referrals.events import EventKind
from referrals.late import SCAN
from referrals.models import Draft, Referral, Task

K = EventKind
# Share of calls begun in each hour, midnight first: a quiet night, a busy day, a long evening.
HOURS = (2, 1, 1, 1, 1, 1, 2, 3, 6, 8, 9, 9, 8, 7, 8, 8, 8, 8, 7, 5, 4, 4, 3, 2)
WEEKDAYS = (11, 10, 10, 10, 13, 6, 5)  # a peak on Friday
SITES = {"prostate": 24, "lung": 19, "breast": 13, "kidney": 8, "myeloma": 7, "bowel": 6, "upper_gi": 5, "lymphoma": 3,
         "melanoma": 3, "other_solid": 8, "unknown_primary": 4}  # fmt: skip
CALLERS = {"emergency_department": 34, "ward": 36, "gp": 16, "hospice": 5, "paramedic": 2, "other_professional": 7}
DECILES = (14, 13, 12, 11, 10, 9, 9, 8, 7, 7)  # more of the people live where there is more deprivation
MEDIAN_DAYS = {"radiotherapy": 62, "surgery": 377, "systemic": 637, "supportive": 32}
DELAYS = SCAN.reasons[:6]


def pick(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def moment_in(random: Random, start: datetime, end: datetime) -> datetime:
    """A moment of the period, at an hour and on a weekday when calls come."""
    while True:
        day = start + (end - start) * random.random()
        local = day.astimezone(LONDON).replace(hour=random.choices(range(24), HOURS)[0], minute=random.randrange(60))
        if random.random() * max(WEEKDAYS) < WEEKDAYS[local.weekday()] and start < local < end:
            return local.astimezone(start.tzinfo)


@dataclass
class Story:
    """One person's way, told to the actions moment by moment."""

    stage: Stage
    random: Random
    number: int
    by: Access
    referral: Referral = field(init=False)

    def call(self, call: Call, at: datetime, saved: datetime | None = None) -> Referral:
        """Log the call that began at `at`."""
        draft = Draft(
            key=uuid.UUID(int=self.random.getrandbits(128)), alliance=self.stage.alliance,
            service=self.stage.services[self.number], author=self.by.user, started_at=at, kept_at=at,
        )  # fmt: skip
        draft = intake.keep(draft=draft, data={"caller_name": call.caller_name}, facts={}, by=self.by, at=at)
        self.referral = intake.receive(draft=draft, call=call, by=self.by, at=saved or at + timedelta(minutes=4))
        return self.referral

    def record(
        self, kind: EventKind, at: datetime, *, known: Precision = Precision.EXACT, late: int = 5, **data: Any
    ) -> None:
        """Record what happened at `at`, some minutes later."""
        moment = Moment(at, known)
        if known is Precision.DATE:
            moment = Moment(at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0), known)
        recorded = at + timedelta(minutes=late)
        course.record(referral=self.referral, kind=kind, moment=moment, data=data, by=self.by, at=recorded)

    def acknowledge(self, at: datetime) -> None:
        clock = self.referral.clocks.filter(kind=ClockKind.ACKNOWLEDGEMENT).first()
        if clock:
            alerts.acknowledge(clock=clock, by=self.by, at=at)


NAMES = ("Dr R Ringback", "Dr P Pager", "Sister B Bleep", "Dr L Line", "A Handset")
TEAMS = ("FY2, emergency", "ST4, medicine", "Ward sister", "GP", "Nurse specialist")
WALKING = ("unaided", "aided", "aided", "not_walking")
PLACES = ("ED majors", "AMU", "ward 3", "ward 7", "ward 12", "clinic")
OTHER_CANCER = {
    Disposition.EMERGENCY_ONC: "suspected",
    Disposition.ONC: "suspected",
    Disposition.EMERGENCY_ANY_CAUSE: "none",
}


def facts_of(random: Random, disposition: Disposition) -> dict[str, str]:
    """Answers that come to this disposition."""
    cancer = OTHER_CANCER.get(disposition)
    facts = {"cancer": cancer or random.choice(("current", "current", "past"))}
    emergency = disposition.is_emergency
    cord = random.sample(list(CORD), random.choice((1, 1, 2, 2, 3))) if emergency else []
    has_pain = emergency or disposition in (Disposition.ADVICE_24H, Disposition.ONC)
    pain = random.sample(list(PAIN), random.choice((1, 2, 2, 3))) if has_pain else []
    for name in CORD:
        if name in cord:
            facts[name] = "yes"
        elif not emergency or random.random() < 0.7:
            facts[name] = "no"
    for name in PAIN:
        facts[name] = "yes" if name in pain else "no"
    facts["back_pain"] = "yes"
    if disposition is Disposition.EXPLAIN:
        facts |= {"low_back_pain": "yes", "disease_evidence": "no"}
    return facts


def suspected_before(random: Random, at: datetime) -> Moment:
    """When MSCC was first suspected, some time before the call; of a few only the day is known."""
    moment = at - timedelta(minutes=random.choice((15, 25, 40, 60, 90, 150, 240, 400)))
    if random.random() < 0.02:
        return Moment(moment.astimezone(LONDON).replace(hour=0, minute=0), Precision.DATE)
    return Moment(moment)


def home_in(random: Random, stage: Stage) -> str:
    """Somebody's postcode."""
    return random.choice(stage.homes[random.choices(range(1, 11), DECILES)[0]])


def call_of(random: Random, stage: Stage, numbers: Any, disposition: Disposition, at: datetime) -> Call:
    """A call as it might have been told."""
    facts = facts_of(random, disposition)
    site = pick(random, SITES) if facts["cancer"] in ("current", "past") else ""
    organisation = random.choices(stage.organisations, (24, 18, 14, 16, 11, 5, 3, 5, 4))[0]
    suspected = suspected_before(random, at)
    presented = Moment(suspected.at - timedelta(hours=random.choice((1, 3, 8, 20))))
    if facts["cancer"] != "none" and site:
        facts["primary"] = PRIMARIES[site][1]
    return Call(
        facts=facts,
        caller_kind=pick(random, CALLERS),
        caller_name=random.choice(NAMES),
        caller_team=random.choice(TEAMS),
        caller_phone=f"01632 960 {random.randrange(155, 179)}",
        organisation=organisation,
        where_now=f"{organisation.name}, {random.choice(PLACES)}",
        primary=PRIMARIES[site][0] if site else "",
        suspected=None if random.random() < 0.09 else suspected,
        presented=presented if random.random() < 0.8 else None,
        details={"walking": random.choice(WALKING), "speed": random.choice(("hours", "days", "weeks"))},
        postcode=home_in(random, stage) if random.random() < 0.95 else "",
        **persons.details(random, numbers, at),
    )


DISPOSITIONS = {"EMERGENCY": 62, "EMERGENCY_ONC": 9, "EMERGENCY_ANY_CAUSE": 2, "ADVICE_24H": 20, "ONC": 4, "EXPLAIN": 3}
OUTCOMES = {
    "emergency": {"mscc": 55, "impending": 13, "metastases": 17, "none": 15},
    "advice": {"mscc": 5, "impending": 6, "metastases": 46, "none": 43},
}


def closed_case(stage: Stage, random: Random, numbers: Any, service: int, *, at: datetime, now: datetime) -> None:
    """One referral from call to close."""
    disposition = Disposition(pick(random, DISPOSITIONS))
    story = Story(stage, random, service, stage.coordinator(service))
    story.call(call_of(random, stage, numbers, disposition, at), at)
    if disposition.is_emergency:
        story.acknowledge(at + timedelta(minutes=random.choice((5, 6, 7, 9, 12, 17))))
    last = at + timedelta(minutes=20)
    story.record(
        K.ADVICE_GIVEN, at + timedelta(minutes=9), to_whom="The caller", advice="By the five topics", read_back="yes"
    )
    if disposition is Disposition.EMERGENCY_ANY_CAUSE:
        story.record(K.ACCEPTED, last, accepted_by="Dr N Neuro, spinal registrar", told_by="")
        closing.redirect(
            referral=story.referral, where="Spinal surgery", reason="", by=story.by, at=last + timedelta(minutes=9)
        )
    elif disposition in (Disposition.ONC, Disposition.EXPLAIN):
        where = "Urgent oncology" if disposition is Disposition.ONC else "Back to the GP with what to watch for"
        closing.redirect(referral=story.referral, where=where, reason="", by=story.by, at=last)
    else:
        _imaged(story, disposition, at, now)


def _imaged(story: Story, disposition: Disposition, at: datetime, now: datetime) -> None:
    random, day = story.random, disposition.is_emergency
    chance = random.random()
    if day and chance < 0.02:
        return _withdrawn(story, at)
    if day and chance < 0.04:
        story.record(K.MRI_EXCEPTION, at + timedelta(hours=2), mri_exclusion="declined", decided_by="The person")
        return _end(story, at + timedelta(hours=5), "not_known", now)
    started = at + timedelta(hours=_hours_to_scan(random, day))
    story.record(K.MRI_REQUESTED, at + timedelta(minutes=random.choice((10, 20, 45, 90))), told_by="")
    if day and chance < 0.065:
        story.record(
            K.MRI_CONTRAINDICATED, at + timedelta(hours=1), contraindication="Pacemaker", confirmed_by="MRI desk"
        )
        story.record(K.CT_STARTED, started)
    else:
        known = Precision.DATE if random.random() < 0.02 else Precision.EXACT
        whole = "no" if random.random() < 0.03 else "yes"
        story.record(K.MRI_STARTED, started, known=known, late=25, whole_spine=whole, told_by="MRI desk")
        if whole == "no":
            started += timedelta(hours=6)
            story.record(K.MRI_STARTED, started, late=20, whole_spine="yes", told_by="MRI desk")
        if day and started - at > timedelta(hours=24):
            story.record(K.MRI_DELAY, started + timedelta(minutes=30), delay_reason=random.choice(DELAYS))
    outcome = pick(random, OUTCOMES["emergency" if day else "advice"])
    reported = started + timedelta(minutes=random.choice((35, 60, 90, 150, 240, 600)))
    levels = random.choice(("T4", "T6 T7 T8", "T9", "T12", "L1", "L3", "C6")) if outcome != "none" else ""
    story.record(K.REPORTED, reported, outcome=outcome, levels=levels, told_by="Radiologist on call")
    _treated(story, outcome, reported, now)


def _hours_to_scan(random: Random, day: bool) -> float:
    if not day:
        return random.uniform(8, 150) if random.random() < 0.83 else random.uniform(170, 330)
    return random.triangular(1, 21, 7) if random.random() < 0.74 else random.uniform(23, 70)


def _treated(story: Story, outcome: str, reported: datetime, now: datetime) -> None:
    random, decided = story.random, reported + timedelta(hours=story.random.uniform(0.5, 22))
    if outcome != "mscc":
        return _end(story, reported + timedelta(days=random.uniform(1, 6)), outcome, now)
    treatment = pick(random, {"radiotherapy": 64, "surgery": 16, "systemic": 4, "supportive": 16})
    suitable = "yes" if treatment == "surgery" else "no"
    story.record(K.DECISION, decided, treatment=treatment, surgery_suitable=suitable, decided_by="Dr C Consultest")
    end = decided + timedelta(days=random.uniform(4, 20))
    if treatment == "radiotherapy":
        _irradiated(story, decided)
    elif treatment == "surgery":
        story.record(K.SURGERY, decided + timedelta(hours=random.uniform(4, 40)), told_by="Theatre")
    elif treatment == "systemic":
        story.record(K.SYSTEMIC, decided + timedelta(hours=random.uniform(20, 90)), told_by="Oncology")
    died = reported + timedelta(days=random.expovariate(log(2) / MEDIAN_DAYS[treatment]))
    if died < end < now:
        # Not before what was recorded of the treatment. Death closes the referral.
        return story.record(K.DIED, max(died, decided + timedelta(days=4)), told_by="Ward")
    if end < now:
        _discharged(story, end)
    _end(story, end + timedelta(hours=2), "mscc", now)
    _followed_up(story, min(died, now))
    if end + timedelta(hours=3) < died < now - timedelta(hours=1):
        story.record(K.DIED, died, told_by="GP")


def _irradiated(story: Story, decided: datetime) -> None:
    random = story.random
    hours = random.uniform(2, 23) if random.random() < 0.77 else random.uniform(24.5, 80)
    dose, fractions, reason = ("8", 1, "") if random.random() < 0.82 else ("20", 5, random.choice(("", "High risk")))
    given = decided + timedelta(hours=hours)
    story.record(
        K.RT_FIRST_FRACTION, given, late=15, dose_gy=dose, fractions=fractions, fractions_reason=reason,
        told_by="Radiotherapy",
    )  # fmt: skip


def _discharged(story: Story, at: datetime) -> None:
    random = story.random
    story.record(
        K.DISCHARGED,
        at,
        destination=random.choice(("Home", "Home", "Hospice", "Rehabilitation unit")),
        discharge_plan=pick(random, {"yes": 70, "no": 18, "unknown": 12}),
        walking_now=pick(random, {"unaided": 24, "aided": 40, "not_walking": 22, "no_movement": 6, "unknown": 8}),
    )


def _followed_up(story: Story, until: datetime) -> None:
    """What is asked about after a discharge, of nearly everybody in time."""
    for task in story.referral.tasks.filter(state=Task.State.OPEN, due_at__lt=until):
        if story.random.random() < 0.97:
            tasks.done(task=task, note="Rang", by=story.by, at=task.due_at - timedelta(hours=3))


def _withdrawn(story: Story, at: datetime) -> None:
    """Two clinicians agree that MSCC is no longer suspected."""
    asked, stage = at + timedelta(hours=1), story.stage
    triage.set_disposition(
        referral=story.referral,
        to=Disposition.NO_ROUTE,
        reason="Old injury, unchanged for years",
        by=story.by,
        at=asked,
    )
    triage.confirm_withdrawal(referral=story.referral, by=stage.senior(story.number), at=asked + timedelta(minutes=20))
    closing.close(referral=story.referral, outcome="none", reason="", by=story.by, at=asked + timedelta(hours=1))


def _end(story: Story, at: datetime, outcome: str, now: datetime) -> None:
    closing.close(referral=story.referral, outcome=outcome, reason="", by=story.by, at=min(at, now))
