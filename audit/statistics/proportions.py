"""PURE: how sure a share is, and the difference of two."""

from math import sqrt

from audit.statistics.distributions import binomial_at_most, solve, z_of

Limits = tuple[float, float]


def _check(successes: int, n: int) -> None:
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share.")


def wilson(successes: int, n: int, confidence: float = 0.95) -> Limits:
    """The score interval of a proportion, without continuity correction: lower and upper limit, each 0 to 1.

    Unlike the interval taught first (Wald), it stays inside 0 and 1 and keeps its promise for small n and for shares
    near the ends. Source: Wilson, J Am Stat Assoc 1927;22:209; Newcombe, Stat Med 1998;17:857, method 3.

    Raises ValueError where there is nothing to take a share of, or a share could not be one.
    """
    _check(successes, n)
    z = z_of(confidence)
    centre = successes + z * z / 2
    reach = z * sqrt(successes * (n - successes) / n + z * z / 4)
    width = n + z * z
    # None and all are met exactly; subtracting two equal roots would leave a speck of rounding.
    low = (centre - reach) / width if successes else 0.0
    high = (centre + reach) / width if successes < n else 1.0
    return low, high


def clopper_pearson(successes: int, n: int, confidence: float = 0.95) -> Limits:
    """The exact interval of a proportion: the shares under which so few, or so many, would be as rare as agreed.

    Wider than Wilson's; never less sure than it says. Source: Clopper and Pearson, Biometrika 1934;26:404.
    """
    _check(successes, n)
    tail = (1 - confidence) / 2
    low = solve(lambda p: 1 - binomial_at_most(successes - 1, n, p), tail, 0, 1) if successes else 0.0
    high = solve(lambda p: 1 - binomial_at_most(successes, n, p), 1 - tail, 0, 1) if successes < n else 1.0
    return low, high


def difference(a: tuple[int, int], b: tuple[int, int], confidence: float = 0.95) -> tuple[float, float, float]:
    """The first share less the second, each given as (successes, n), with its lower and upper limit.

    Newcombe's hybrid score interval, without continuity correction; limits lie in -1 to 1.
    Source: Newcombe, Stat Med 1998;17:873, method 10.
    """
    (low_a, high_a), (low_b, high_b) = wilson(*a, confidence), wilson(*b, confidence)
    share_a, share_b = a[0] / a[1], b[0] / b[1]
    gap = share_a - share_b
    below = sqrt((share_a - low_a) ** 2 + (high_b - share_b) ** 2)
    above = sqrt((high_a - share_a) ** 2 + (share_b - low_b) ** 2)
    return gap, gap - below, gap + above
