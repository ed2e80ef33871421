"""PURE: the formulas behind the figures, each with its paper. Standard library only; shares and limits are 0 to 1."""

from collections.abc import Sequence
from math import floor, sqrt
from statistics import NormalDist


def wilson(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """The score interval of a proportion, without continuity correction: lower and upper limit, each 0 to 1.

    Unlike the interval taught first (Wald), it stays inside 0 and 1 and keeps its promise for small n and for shares
    near the ends. Source: Wilson, J Am Stat Assoc 1927;22:209; Newcombe, Stat Med 1998;17:857, method 3.

    Raises ValueError where there is nothing to take a share of, or a share could not be one.
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = successes + z * z / 2
    reach = z * sqrt(successes * (n - successes) / n + z * z / 4)
    width = n + z * z
    # None and all are met exactly; subtracting two equal roots would leave a speck of rounding.
    low = (centre - reach) / width if successes else 0.0
    high = (centre + reach) / width if successes < n else 1.0
    return low, high


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lies, in their unit, with linear interpolation.

    Type 7 of Hyndman and Fan, Am Stat 1996;50:361: what R, NumPy and spreadsheets (PERCENTILE.INC) give. The standard
    library's `statistics.quantiles` is another type unless told. Raises ValueError for no values, or no such share.
    """
    if not values or not 0 <= share <= 1:
        raise ValueError("A quantile needs values, and a share from 0 to 1.")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = floor(place)
    if below == place:
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def median(values: Sequence[float]) -> float:
    """The middle value: half of the values lie at or below it. Raises ValueError for no values."""
    return quantile(values, 0.5)
