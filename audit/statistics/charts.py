"""PURE: what is chance and what is a signal: the XmR chart over time, the funnel across services."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import NormalDist, fmean

from audit.statistics.distributions import binomial_at_most, z_of

TO_LIMITS = 2.66  # 3 ÷ 1.128, from the mean moving range to three standard deviations
UNUSUAL = 3.267  # moving ranges larger than so many times their mean are screened out
RUN = 7


class Signal(StrEnum):
    """Why a point is not chance, the first that holds."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


@dataclass(frozen=True)
class Xmr:
    """The mean, the natural process limits, and what each point shows; None is common cause."""

    mean: float
    lower: float
    upper: float
    signals: tuple[Signal | None, ...]


def xmr(values: Sequence[float], *, screened: bool = True) -> Xmr:
    """An XmR chart of values in the order of time, in their unit: mean ± 2.66 times the mean moving range.

    With `screened`, moving ranges of 3.267 times their mean or more are left out once: one shock does not widen the
    limits that show it. Rules of NHS England, Making Data Count: a point outside the limits; 7 rising or falling (a tie
    breaks it); 2 of 3 within a third of the same limit; 7 on one side of the mean.
    Source: Shewhart 1931; Wheeler, Understanding Variation, 1993; Provost and Murray, 2011 (screening).
    Raises ValueError for fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("A moving range needs two values.")
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    if screened:
        most = UNUSUAL * fmean(ranges)
        ranges = [each for each in ranges if each < most] or ranges
    mean, reach = fmean(values), TO_LIMITS * fmean(ranges)
    return Xmr(mean, mean - reach, mean + reach, tuple(_signals(values, mean, reach)))


def _signals(values: Sequence[float], mean: float, reach: float) -> Iterator[Signal | None]:
    sides = [(value > mean) - (value < mean) for value in values]
    outside = [abs(value - mean) > reach for value in values]
    near = [not out and abs(value - mean) > reach * 2 / 3 for out, value in zip(outside, values, strict=True)]
    shift = _marked(len(values), RUN, lambda window: abs(sum(sides[window])) == RUN)
    trend = _marked(len(values), RUN, lambda window: _is_steady(values[window]))
    close = _marked(len(values), 3, lambda window: sum(near[window]) >= 2 and abs(sum(sides[window])) == 3)
    for place in range(len(values)):
        found = {
            Signal.OUTSIDE: outside[place],
            Signal.TREND: place in trend,
            Signal.TWO_OF_THREE: place in close and near[place],
            Signal.SHIFT: place in shift,
        }
        yield next((signal for signal, is_so in found.items() if is_so), None)


def _marked(length: int, width: int, holds: Callable[[slice], bool]) -> set[int]:
    """Every place in a window, so many points wide, for which something holds."""
    starts = (start for start in range(length - width + 1) if holds(slice(start, start + width)))
    return {place for start in starts for place in range(start, start + width)}


def _is_steady(values: Sequence[float]) -> bool:
    steps = {(later > earlier) - (later < earlier) for earlier, later in pairwise(values)}
    return steps in ({1}, {-1})


@dataclass(frozen=True)
class Funnel:
    """The limits between which a share of n lies by chance alone, at 95% and at 99.8%."""

    low: float
    high: float
    low_998: float
    high_998: float


def funnel_limits(n: int, average: float) -> Funnel:
    """The exact binomial limits of a share of n, where the true share is the average; 0 to 1.

    A service lies outside where its own share is below the lower or above the upper limit: by chance that happens to
    less than 1 in 40 on each side, and 1 in 1,000. Source: Spiegelhalter, Stat Med 2005;24:1185, without interpolation.
    """
    if n < 1 or not 0 <= average <= 1:
        raise ValueError(f"A funnel has no limits at {n} around {average}.")
    (low, high), (low_998, high_998) = (_limits(n, average, z_of(confidence)) for confidence in (0.95, 0.998))
    return Funnel(low, high, low_998, high_998)


def _limits(n: int, average: float, z: float) -> tuple[float, float]:
    tail = NormalDist().cdf(-z)
    return _quantile(n, average, tail) / n, _quantile(n, average, 1 - tail) / n


def _quantile(n: int, average: float, share: float) -> int:
    """The fewest successes of n that at least this share of samples do not exceed."""
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if binomial_at_most(middle, n, average) >= share else (middle + 1, high)
    return low
