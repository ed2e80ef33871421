"""PURE: the tails of the binomial and Poisson distributions, and the value at which a tail is as small as wanted."""

from collections.abc import Callable, Iterable
from functools import cache
from math import exp, fsum, lgamma, log, log1p
from statistics import NormalDist

# A term smaller than this beside the sum so far no longer changes it.
NEGLIGIBLE = 1e-18


@cache
def z_of(confidence: float) -> float:
    """How many standard deviations hold this share of a normal distribution, half on each side: 0.95 -> 1.96."""
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence of {confidence} is not between 0 and 1.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def poisson_at_most(events: int, mean: float) -> float:
    """The probability of at most so many events, where `mean` are expected."""
    if events < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    if events > mean:
        return 1 - poisson_at_least(events + 1, mean)
    first = exp(events * log(mean) - mean - lgamma(events + 1))
    return _sum(first, (k / mean for k in range(events, 0, -1)))


def poisson_at_least(events: int, mean: float) -> float:
    """The probability of at least so many events, where `mean` are expected."""
    if events <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if events < mean:
        return 1 - poisson_at_most(events - 1, mean)
    first = exp(events * log(mean) - mean - lgamma(events + 1))
    return _sum(first, (mean / k for k in _from(events + 1)))


def binomial_at_most(successes: int, n: int, share: float) -> float:
    """The probability of at most so many successes in n, each with this share."""
    if successes >= n or share <= 0:
        return 1.0
    if successes < 0 or share >= 1:
        return 0.0
    if successes > n * share:
        return 1 - binomial_at_most(n - successes - 1, n, 1 - share)
    ways = lgamma(n + 1) - lgamma(successes + 1) - lgamma(n - successes + 1)
    first = exp(ways + successes * log(share) + (n - successes) * log1p(-share))
    odds = (1 - share) / share
    return _sum(first, (odds * k / (n - k + 1) for k in range(successes, 0, -1)))


def solve(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a function that rises from `low` to `high` takes the wanted value: halved to the last bit."""
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle


def _sum(first: float, ratios: Iterable[float]) -> float:
    """A sum of terms that fall, each by its ratio to the one before."""
    terms, term, total = [first], first, first
    for ratio in ratios:
        term *= ratio
        total += term
        terms.append(term)
        if term < NEGLIGIBLE * total:
            break
    return fsum(terms)


def _from(first: int) -> Iterable[int]:
    while True:
        yield first
        first += 1
