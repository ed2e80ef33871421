"""PURE: many outcomes of one measure -> its figures: five counts, the share with its interval, the waits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from audit.measures import Measure, Outcome, State
from audit.measures.result import NO_TIME
from audit.statistics import quantile_of_ordered, wilson

MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND
STATES = {str(state): state for state in State}
SCORED = (State.MET, State.NOT_MET)


@dataclass(frozen=True)
class Figures:
    """One measure's figures over a stretch of time. Percentages and hours have one decimal; None: nothing to say."""

    counts: Mapping[State, int]
    # For each state, how often each reason: of an exclusion, of an unknown, of a limit missed.
    reasons: Mapping[State, Mapping[str, int]]
    fallback: int
    # How many of met and not met have both times to the minute: those that the waits are taken over.
    timed: int
    median_hours: float | None
    q1_hours: float | None
    q3_hours: float | None
    p90_hours: float | None
    # Whether met and not met judge anything; of a distribution alone there is no percentage to give.
    judged: bool = True

    @property
    def met(self) -> int:
        return self.counts[State.MET]

    @property
    def scored(self) -> int:
        """Those that make the percentage: met and not met."""
        return self.met + self.counts[State.NOT_MET]

    @property
    def denominator(self) -> int:
        """Everybody the measure is about: the sum of the five counts."""
        return sum(self.counts.values())

    @property
    def left_out(self) -> int:
        """Those with a start and a stop between which no time can be taken."""
        return sum(self.reasons[State.UNKNOWN].get(reason, 0) for reason in NO_TIME)

    @property
    def percent(self) -> float | None:
        return percentage(self.met, self.scored) if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The limits of Wilson's 95% interval, in percent."""
        if not (self.scored and self.judged):
            return None
        low, high = wilson(self.met, self.scored)
        return round(100 * low, 1), round(100 * high, 1)

    @property
    def span(self) -> tuple[float, float] | None:
        """The percentage if none, and if all, of the unknown had been met: how far they could move it."""
        unknown = self.counts[State.UNKNOWN]
        least, most = (percentage(met, self.scored + unknown) for met in (self.met, self.met + unknown))
        return None if least is None or most is None or not self.judged else (least, most)

    def as_json(self, measure: Measure) -> dict[str, object]:
        """The figures by the names of contracts/report.md."""
        named = {"title": measure.title, "source": measure.source}
        return named | (self.waits(measure.share) if measure.by_waits else self.shares())

    def waits(self, share: str) -> dict[str, object]:
        """The figures of a measure that is a distribution first; `share` names its percentage, if it has one."""
        return {
            "n": self.timed,
            "median_hours": self.median_hours,
            "q1_hours": self.q1_hours,
            "q3_hours": self.q3_hours,
            "p90_hours": self.p90_hours,
            **({share: self.percent} if share else {}),
            "left_out": self.left_out,
            "fallback": self.fallback,
        }

    def shares(self) -> dict[str, object]:
        """The figures of a measure that is a percentage."""
        low, high = self.interval or (None, None)
        return {
            **{str(state): self.counts[state] for state in State},
            "percent": self.percent,
            "ci_low": low,
            "ci_high": high,
            "excluded_reasons": dict(self.reasons[State.EXCLUDED]),
            "fallback": self.fallback,
            "median_hours": self.median_hours,
            "p90_hours": self.p90_hours,
        }


def percentage(part: int, whole: int) -> float | None:
    """A share in percent, one decimal; None where there is nothing to take it of."""
    return round(100 * part / whole, 1) if whole else None


@dataclass
class Tally:
    """Counts outcomes as they come."""

    # By state and reason; the reason is empty where there is none.
    found: Counter[tuple[State, str]] = field(default_factory=Counter)
    fallback: int = 0
    # In microseconds: whole numbers, so that they are kept and summed exactly.
    waits: list[int] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count an outcome. Those outside the denominator are no part of any count."""
        if outcome.state is None:
            return
        self.found[outcome.state, outcome.reason] += 1
        self.fallback += outcome.fallback
        # Only where both ends are known to the minute: a wait counted in days is no wait in hours.
        if outcome.elapsed is not None and outcome.state in SCORED:
            self.waits.append(outcome.elapsed // MICROSECOND)

    def take(self, other: "Tally") -> None:
        """Count what another has counted."""
        self.found.update(other.found)
        self.fallback += other.fallback
        self.waits += other.waits

    def told(self) -> list[Any]:
        """What `known` reads, in one order however it was counted."""
        return [sorted([*key, n] for key, n in self.found.items()), self.fallback, sorted(self.waits)]

    @classmethod
    def known(cls, found: list[tuple[str, str, int]], fallback: int, waits: list[int]) -> "Tally":
        """What `told` said."""
        return cls(Counter({(STATES[state], reason): n for state, reason, n in found}), fallback, waits)

    def figures(self, *, judged: bool = True) -> Figures:
        """The figures of what was counted, the commonest reason first."""
        ranked = sorted(self.found.items(), key=lambda each: (-each[1], each[0][1]))
        of_state = {state: [(reason, n) for (of, reason), n in ranked if of is state] for state in State}
        hours = [wait / HOUR for wait in sorted(self.waits)]
        return Figures(
            counts={state: sum(n for _, n in those) for state, those in of_state.items()},
            reasons={state: {reason: n for reason, n in those if reason} for state, those in of_state.items()},
            fallback=self.fallback,
            timed=len(hours),
            median_hours=_at(hours, 0.5),
            q1_hours=_at(hours, 0.25),
            q3_hours=_at(hours, 0.75),
            p90_hours=_at(hours, 0.9),
            judged=judged,
        )


def figures(of: Iterable[Tally], measure: Measure) -> Figures:
    """A measure's figures of all that these have counted."""
    whole = Tally()
    for each in of:
        whole.take(each)
    return whole.figures(judged=measure.has_percentage)


def _at(hours: list[float], share: float) -> float | None:
    return round(quantile_of_ordered(hours, share), 1) if hours else None
