"""PURE: many outcomes of one measure -> its figures: five counts, the share with its interval, the waits."""

import sys
from array import array
from binascii import a2b_base64, b2a_base64
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from typing import Any

from audit.measures import Measure, Outcome, State
from audit.measures.result import NO_TIME
from audit.statistics import quantile_of_ordered, wilson

MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND
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


@dataclass(slots=True)
class Tally:
    """Counts outcomes as they come."""

    # By state and reason; the reason is empty where there is none.
    found: defaultdict[tuple[State, str], int] = field(default_factory=partial(defaultdict, int))
    fallback: int = 0
    # In microseconds: whole numbers, so that they are kept and summed exactly.
    waits: "array[int]" = field(default_factory=partial(array, "q"))

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
        add(self.found, other.found)
        self.fallback += other.fallback
        self.waits += other.waits

    def told(self) -> list[Any]:
        """What `known` reads, in one order however it was counted."""
        found = {f"{state} {reason}": n for (state, reason), n in self.found.items()}
        return [found, self.fallback, packed(array("q", sorted(self.waits)))]

    @classmethod
    def known(cls, found: Mapping[str, int], fallback: int, waits: str) -> "Tally":
        """What `told` said."""
        tally = cls(fallback=fallback, waits=unpacked(waits))
        for words, n in found.items():
            tally.found[_key(words)] = n
        return tally

    def figures(self, *, judged: bool = True) -> Figures:
        """The figures of what was counted, the commonest reason first."""
        ranked = sorted(self.found.items(), key=lambda each: (-each[1], each[0][1]))
        of_state = {state: [(reason, n) for (of, reason), n in ranked if of is state] for state in State}
        hours = Hours(sorted(self.waits))
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


@cache
def _key(words: str) -> tuple[State, str]:
    """A state and a reason as they were written: one and the same for every month, of which there are thousands."""
    state, _, reason = words.partition(" ")
    return State(state), reason


def add(into: dict[Any, int], more: Mapping[Any, int]) -> None:
    """`Counter.update`, which is slow where it is called a hundred thousand times; `into` begins at nought."""
    for key, n in more.items():
        into[key] += n


def packed(numbers: "array[int]") -> str:
    """Whole numbers as a text that is read much faster than their digits: eight bytes each, the lowest first."""
    return b2a_base64(_lowest_first(numbers).tobytes(), newline=False).decode()


def unpacked(text: str) -> "array[int]":
    """The numbers that were packed."""
    return _lowest_first(array("q", a2b_base64(text)))


def _lowest_first(numbers: "array[int]") -> "array[int]":
    """From this machine's order of bytes to the one that is kept, and back."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@dataclass(frozen=True)
class Hours(Sequence[float]):
    """Waits in microseconds as hours, each worked out only when it is looked at."""

    waits: list[int]

    def __len__(self) -> int:
        return len(self.waits)

    def __getitem__(self, index: Any) -> Any:
        return self.waits[index] / HOUR


def _at(hours: Hours, share: float) -> float | None:
    return round(quantile_of_ordered(hours, share), 1) if hours else None
