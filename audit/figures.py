"""PURE: many outcomes of one measure -> its figures: five counts, the share with its interval, the waits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from audit.measures import Measure, Outcome, State
from audit.measures.result import NO_TIME
from audit.statistics import quantile, wilson

HOUR = timedelta(hours=1)
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

    judged: bool = True
    counts: Counter[State] = field(default_factory=Counter)
    reasons: Counter[tuple[State, str]] = field(default_factory=Counter)
    fallback: int = 0
    hours: list[float] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count an outcome. Those outside the denominator are no part of any count."""
        if outcome.state is None:
            return
        self.counts[outcome.state] += 1
        self.fallback += outcome.fallback
        if outcome.reason:
            self.reasons[outcome.state, outcome.reason] += 1
        # Only where both ends are known to the minute: a wait counted in days is no wait in hours.
        if outcome.elapsed is not None and outcome.state in SCORED:
            self.hours.append(outcome.elapsed / HOUR)

    def figures(self) -> Figures:
        """The figures of what was counted, the commonest reason first."""
        ranked = sorted(self.reasons.items(), key=lambda each: (-each[1], each[0][1]))
        return Figures(
            counts={state: self.counts[state] for state in State},
            reasons={state: {reason: n for (of, reason), n in ranked if of is state} for state in State},
            fallback=self.fallback,
            timed=len(self.hours),
            median_hours=self._hours(0.5),
            q1_hours=self._hours(0.25),
            q3_hours=self._hours(0.75),
            p90_hours=self._hours(0.9),
            judged=self.judged,
        )

    def _hours(self, share: float) -> float | None:
        return round(quantile(self.hours, share), 1) if self.hours else None
