"""PURE: how many are still alive after how many days, where not everybody was followed to the end."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import NamedTuple

from audit.statistics.distributions import z_of


class Life(NamedTuple):
    """One person: how many days they were followed, and whether they died then."""

    days: int
    died: bool


@dataclass(frozen=True)
class Step:
    """The curve from a day of death on. The survival is exactly alive / of: two whole numbers, never rounded."""

    day: int
    at_risk: int
    deaths: int
    alive: int
    of: int
    greenwood: float

    @property
    def survival(self) -> float:
        return self.alive / self.of

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """The limits of the survival, on the scale of log(-log): they stay inside 0 and 1.

        Source: Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980, p 15.
        """
        share = self.survival
        if share in (0.0, 1.0):
            return share, share
        reach = z_of(confidence) * sqrt(self.greenwood) / -log(share)
        return share ** exp(reach), share ** exp(-reach)


@dataclass(frozen=True)
class Curve:
    """A survival curve."""

    n: int
    longest: int  # the last day on which anybody was followed
    steps: tuple[Step, ...]

    def at(self, day: int) -> float | None:
        """The share still alive after a day, deaths on that day included. None where nobody was followed so long;
        once all have died it is nought for ever.
        """
        last = next((step for step in reversed(self.steps) if step.day <= day), None)
        if day > self.longest and not (last and last.alive == 0):
            return None
        return last.survival if last else 1.0

    @property
    def median_days(self) -> int | None:
        """The first day on which half or fewer are alive; None where that was not reached."""
        return next((step.day for step in self.steps if 2 * step.alive <= step.of), None)


def kaplan_meier(lives: Iterable[Life]) -> Curve | None:
    """The product-limit estimate of survival. None for nobody."""
    deaths: Counter[int] = Counter()
    censored: Counter[int] = Counter()
    for days, died in lives:
        (deaths if died else censored)[days] += 1
    return product_limit(deaths, censored)


def product_limit(deaths: Mapping[int, int], censored: Mapping[int, int]) -> Curve | None:
    """The same of how many died, and how many were followed no longer, on each day. In whole numbers: a curve that
    stands at exactly one half does so here.

    Who is censored on a day of death is still at risk of it. None for nobody.
    Source: Kaplan and Meier, J Am Stat Assoc 1958;53:457; variance after Greenwood, 1926.
    """
    days = sorted({*deaths, *censored})
    if days and days[0] < 0:
        raise ValueError("Nobody is followed for less than no time.")
    at_risk = n = sum(deaths.values()) + sum(censored.values())
    alive, of, greenwood, steps = 1, 1, 0.0, []
    for day in days:
        if died_now := deaths.get(day, 0):
            alive, of = alive * (at_risk - died_now), of * at_risk
            greenwood += died_now / (at_risk * (at_risk - died_now)) if at_risk > died_now else inf
            steps.append(Step(day, at_risk, died_now, alive, of, greenwood))
        at_risk -= died_now + censored.get(day, 0)
    return Curve(n, days[-1], tuple(steps)) if n else None
