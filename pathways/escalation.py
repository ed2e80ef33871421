"""PURE: the ladder of a clock: who is told when, when to look again, what an acknowledgement does.

A ladder is copied onto the clock when it starts, so that a later change of the table never moves a running clock.
Every open clock always has a next moment to be looked at: the last stage repeats until somebody acts.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pathways.guideline.limits import WEEK, ClockKind

# After an outage the next stage still leaves the person told last this long to act.
MINIMUM_STEP = timedelta(minutes=5)
# In a round begun by a re-check, the stages follow each other this quickly.
ROUND_STEP = timedelta(minutes=10)


class Who(StrEnum):
    """Whom a stage tells; resolved to people when it tells. From ROLE_HOLDER on each takes in the ones before it. The
    registrar is whoever the rota has on call then, in hours or out of them; where it has nobody, others are told.
    """

    AUTHOR = "author"
    RECEIVER = "receiver"
    LEAD = "lead"
    ALLIANCE_LEAD = "alliance_lead"
    ROLE_HOLDER = "role_holder"
    REGISTRAR = "registrar"
    SENIOR = "senior"
    SERVICE_LEAD = "service_lead"
    EVERYONE = "everyone"


WHO_WORDS = {
    Who.AUTHOR: "whoever took the call",
    Who.RECEIVER: "whoever it was handed to",
    Who.LEAD: "the service lead",
    Who.ALLIANCE_LEAD: "the alliance lead",
    Who.ROLE_HOLDER: "the coordinator on duty",
    Who.REGISTRAR: "the coordinator on duty and the registrar on call",
    Who.SENIOR: "the coordinator on duty, the registrar on call and the senior clinician",
    Who.SERVICE_LEAD: "the coordinator on duty, the registrar on call, the senior clinician and the service lead",
    Who.EVERYONE: "all coordinators and senior clinicians, the registrar on call and the service lead",
}


def span_words(minutes: float) -> str:
    """A length of time on a ladder: "10 min", "12 h", "28 days"."""
    if minutes >= WEEK * 60 and minutes % (24 * 60) == 0:
        return f"{minutes / (24 * 60):g} days"
    return f"{minutes / 60:g} h" if minutes % 60 == 0 else f"{minutes:g} min"


@dataclass(frozen=True)
class Stage:
    """A rung: how many minutes before (negative) or after the due moment, and whom it tells.

    `unless_booked`: passed over where what stops the clock is booked, and in time.
    """

    minutes_from_due: float
    who: Who
    unless_booked: bool = False

    @property
    def when(self) -> str:
        """When it tells, in words: "4 h before", "when due"."""
        if self.minutes_from_due == 0:
            return "when due"
        span = span_words(abs(self.minutes_from_due))
        booked = ", unless it is booked" if self.unless_booked else ""
        return f"{span} {'before' if self.minutes_from_due < 0 else 'after'}{booked}"


@dataclass(frozen=True)
class Ladder:
    """The rungs in order; then the last again every `repeat_minutes`; `recheck_minutes` after an acknowledgement.

    `climbs_on`: an acknowledgement quietens the rung that was told, not those still to come before the due moment.
    """

    stages: tuple[Stage, ...]
    repeat_minutes: int
    recheck_minutes: int = 60
    climbs_on: bool = False

    def __post_init__(self) -> None:
        times = [stage.minutes_from_due for stage in self.stages]
        if not times or times != sorted(set(times)):
            raise ValueError("A ladder's stages are in order of time, each at a moment of its own.")
        if not any(stage.minutes_from_due == 0 and not stage.unless_booked for stage in self.stages):
            raise ValueError("A ladder has a stage at the due moment itself, booked or not.")
        if self.stages[-1].unless_booked:
            raise ValueError("The last stage of a ladder tells somebody, booked or not: it is the one that repeats.")
        if self.repeat_minutes <= 0 or self.recheck_minutes <= 0:
            raise ValueError("A ladder's last stage repeats, and an acknowledged clock is looked at again.")

    def stage(self, number: int) -> Stage:
        """The rung of a stage number: past the last, the last again."""
        return self.stages[min(number, len(self.stages) - 1)]

    def within(self, hours: float) -> "Ladder":
        """The ladder for a shorter limit of so many hours: each rung keeps its distance from the due moment. The last
        of those that would come before the start comes when half the time has gone, unless the next is told by then.
        """
        half = hours * 60 / 2
        early = [stage for stage in self.stages if stage.minutes_from_due <= -hours * 60]
        left = self.stages[len(early) :]
        if early and left[0].minutes_from_due > -half:
            left = (replace(early[-1], minutes_from_due=-half), *left)
        return replace(self, stages=left)

    def planned(self, number: int, due: datetime, round_started: datetime | None = None) -> datetime:
        """When a stage is due. A later round, begun by a re-check, climbs from its own start."""
        reached = min(number, len(self.stages) - 1)
        repeats = (number - reached) * self._repeat
        if round_started:
            return round_started + reached * min(ROUND_STEP, self._repeat) + repeats
        return due + timedelta(minutes=self.stages[reached].minutes_from_due) + repeats

    def next_look(self, number: int, due: datetime, told_at: datetime, round_started: datetime | None) -> datetime:
        """When to look after stage `number` was told: the next stage's planned moment, but never at once.

        After an outage whoever was told last has some minutes to act, though no more than the ladder itself leaves.
        The last stage repeats from when it was told, at its own pace: also after an outage, and for a clock whose start
        was learned long after it was due.
        """
        if number + 1 >= len(self.stages):
            return told_at + self._repeat
        planned = self.planned(number + 1, due, round_started)
        gap = planned - self.planned(number, due, round_started)
        return max(planned, told_at + min(MINIMUM_STEP, self._repeat, gap or MINIMUM_STEP))

    def recheck(self, due: datetime, acknowledged_at: datetime) -> datetime:
        """When an acknowledged clock is looked at again: at the due moment, or some time after it; where the ladder
        climbs on, at its next rung.
        """
        if acknowledged_at >= due:
            return acknowledged_at + timedelta(minutes=self.recheck_minutes)
        planned = (self.planned(number, due) for number in range(len(self.stages)))
        return next((each for each in planned if each > acknowledged_at), due) if self.climbs_on else due

    def reached(self, due: datetime, at: datetime) -> int:
        """The last rung whose moment has come."""
        return max(0, sum(self.planned(number, due) <= at for number in range(len(self.stages))) - 1)

    @property
    def every(self) -> str:
        """How often its last rung is told again, in words."""
        return span_words(self.repeat_minutes)

    @property
    def _repeat(self) -> timedelta:
        return timedelta(minutes=self.repeat_minutes)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Ladder":
        stages = tuple(
            Stage(each["minutes_from_due"], Who(each["who"]), each.get("unless_booked", False))
            for each in kept["stages"]
        )
        return cls(stages, kept["repeat_minutes"], kept["recheck_minutes"], kept.get("climbs_on", False))


H = 60
W = Who
BEFORE_DUE = (Stage(-4 * H, W.ROLE_HOLDER), Stage(-1 * H, W.SENIOR), Stage(0, W.SERVICE_LEAD))
DAY_LADDER = Ladder(BEFORE_DUE, repeat_minutes=30)
# What is to be booked is asked for when half the time has gone.
BOOKED_LADDER = Ladder((Stage(-12 * H, W.ROLE_HOLDER, unless_booked=True), *BEFORE_DUE), repeat_minutes=30)
LADDERS: dict[ClockKind, Ladder] = {
    ClockKind.MRI: BOOKED_LADDER,
    ClockKind.CT: DAY_LADDER,
    ClockKind.COORDINATOR_ADVICE: DAY_LADDER,
    ClockKind.IMMOBILISATION_ADVICE: DAY_LADDER,
    ClockKind.RADIOTHERAPY: BOOKED_LADDER,
    # A new emergency is told at once, and to everyone when ten minutes have passed.
    ClockKind.ACKNOWLEDGEMENT: Ladder(
        (Stage(-10, W.ROLE_HOLDER), Stage(0, W.EVERYONE)), repeat_minutes=10, recheck_minutes=10
    ),
    # An unsaved call that reads as an emergency: its author after two minutes, the role holder after five.
    ClockKind.DRAFT: Ladder(
        (Stage(-3, W.AUTHOR), Stage(0, W.ROLE_HOLDER), Stage(5, W.EVERYONE)), repeat_minutes=5, recheck_minutes=10
    ),
    # A handover: the receiver at once; not accepted, whoever still holds the role and the senior.
    ClockKind.HANDOVER: Ladder(
        (Stage(-15, W.RECEIVER), Stage(0, W.SENIOR), Stage(15, W.SERVICE_LEAD)), repeat_minutes=15, recheck_minutes=15
    ),
    # A gap in the rota: whoever makes the rota three days and one day before, everyone when it begins. Who has said at
    # three days that it is in hand still hears of it at one.
    ClockKind.COVER: Ladder(
        (Stage(-72 * H, W.LEAD), Stage(-24 * H, W.LEAD), Stage(0, W.EVERYONE)), repeat_minutes=30, climbs_on=True
    ),
    # Advice that a new fact has made wrong or dangerous: whoever is on duty at once, then the senior too.
    ClockKind.ADVICE_CHANGED: Ladder(
        (Stage(-30, W.ROLE_HOLDER), Stage(0, W.SENIOR)), repeat_minutes=30, recheck_minutes=30
    ),
    # The review of an agreed pathway: whoever keeps the pathways, by the week. Nobody is woken for it.
    ClockKind.REVIEW: Ladder(
        (Stage(-4 * WEEK * H, W.LEAD), Stage(0, W.LEAD)), repeat_minutes=WEEK * H, recheck_minutes=WEEK * H
    ),
    # The steering group is to meet: whoever calls it, eight and four weeks before, then by the week.
    ClockKind.MEETING: Ladder(
        (Stage(-8 * WEEK * H, W.ALLIANCE_LEAD), Stage(-4 * WEEK * H, W.ALLIANCE_LEAD), Stage(0, W.ALLIANCE_LEAD)),
        repeat_minutes=WEEK * H,
        recheck_minutes=WEEK * H,
    ),
}
# With a week to run: half the time, a day's warning, four hours.
WEEK_LADDER = Ladder(
    (
        Stage(-84 * H, W.ROLE_HOLDER, unless_booked=True),
        Stage(-24 * H, W.ROLE_HOLDER),
        Stage(-4 * H, W.SENIOR),
        Stage(0, W.SERVICE_LEAD),
    ),
    repeat_minutes=60,
)


def ladder_for(kind: ClockKind, hours: float) -> Ladder:
    """The ladder that comes with the service, for an alliance that has not made its own."""
    return WEEK_LADDER if hours == WEEK else LADDERS[kind]
