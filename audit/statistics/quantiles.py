"""PURE: quantiles of the seventh type."""

from collections.abc import Sequence
from math import floor


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lies, in their unit, with linear interpolation.

    Type 7 of Hyndman and Fan, Am Stat 1996;50:361: what R, NumPy and spreadsheets (PERCENTILE.INC) give. The standard
    library's `statistics.quantiles` is another type unless told. Raises ValueError for no values, or no such share.
    """
    return quantile_of_ordered(sorted(values), share)


def quantile_of_ordered(ordered: Sequence[float], share: float) -> float:
    """The same of values that are in their order already."""
    if not ordered or not 0 <= share <= 1:
        raise ValueError("A quantile needs values, and a share from 0 to 1.")
    place = (len(ordered) - 1) * share
    below = floor(place)
    if below == place:
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def median(values: Sequence[float]) -> float:
    """The middle value: half of the values lie at or below it. Raises ValueError for no values."""
    return quantile(values, 0.5)
