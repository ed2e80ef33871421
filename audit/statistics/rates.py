"""PURE: rates in a population: crude, and standardised by age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from audit.statistics.distributions import poisson_at_least, poisson_at_most, solve, z_of

FEW = 10  # under so many events the exact limits are used, and nothing is standardised

# The European Standard Population 2013, by five years of age from 0-4 to 90 and over: 100,000 in all (Eurostat 2013).
ESP_2013 = (
    5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
)  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """A rate with its limits, all per as many people as were asked for."""

    value: float
    low: float
    high: float


def exact_poisson(events: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact limits of a count of events: the means under which so few, or so many, would be as rare as agreed.

    The same as half the chi-squared quantiles on 2n and 2n + 2 degrees. Source: Garwood, Biometrika 1936;28:437.
    """
    _check(events)
    tail = (1 - confidence) / 2
    top = events + 10 * sqrt(events + 1) + 60
    low = solve(lambda mean: poisson_at_least(events, mean), tail, 0, top) if events else 0.0
    high = solve(lambda mean: 1 - poisson_at_most(events, mean), 1 - tail, 0, top)
    return low, high


def byar(events: int, confidence: float = 0.95) -> tuple[float, float]:
    """Byar's approximate limits of a count of events, close from ten events on.

    Source: Breslow and Day, Statistical Methods in Cancer Research II, IARC 1987, p 69.
    """
    _check(events)
    z = z_of(confidence)
    low = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3 if events else 0.0
    more = events + 1
    return low, more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3


def poisson_limits(events: int, confidence: float = 0.95) -> tuple[float, float]:
    """The limits of a count of events: exact under ten, Byar's from ten on, as public health in England does."""
    return exact_poisson(events, confidence) if events < FEW else byar(events, confidence)


def crude_rate(events: int, person_years: float, per: float = 1_000_000, confidence: float = 0.95) -> Rate:
    """Events over person-years, per so many people and year, with the limits of its events."""
    if person_years <= 0:
        raise ValueError(f"{person_years} person-years give no rate.")
    low, high = poisson_limits(events, confidence)
    scale = per / person_years
    return Rate(events * scale, low * scale, high * scale)


def repeated_rate(
    people: Mapping[int, int], person_years: float, per: float = 1_000_000, confidence: float = 0.95
) -> Rate:
    """The rate of events of which one person may have several: {1: 40, 2: 3} is 43 people with 46 events.

    The limits of the count are drawn apart by the root of its variance, the sum of k² over the people, over the count.
    Source: as for repeat episodes in `standardised`, of one band.
    """
    if person_years <= 0:
        raise ValueError(f"{person_years} person-years give no rate.")
    events, variance = (sum(k**power * n for k, n in people.items()) for power in (1, 2))
    wider, scale = sqrt(variance / events) if events else 1.0, per / person_years
    low, high = (max(0.0, events + wider * (limit - events)) for limit in poisson_limits(events, confidence))
    return Rate(events * scale, low * scale, high * scale)


@dataclass(frozen=True)
class Band:
    """One age band: its events, its person-years, its weight in the standard population.

    `people` says how many people had how many events, where one person may have several: {1: 40, 2: 3} is 43 people
    with 46 events. Left empty, the events are taken to be of different people.
    """

    events: int
    person_years: float
    weight: float
    people: Mapping[int, int] = field(default_factory=dict)

    @property
    def variance(self) -> float:
        """Of the count: the sum of k² over the people with k events each; the count itself where each has one."""
        if not self.people:
            return self.events
        if sum(k * n for k, n in self.people.items()) != self.events:
            raise ValueError(f"The people of this band have not {self.events} events between them.")
        return sum(k * k * n for k, n in self.people.items())


def standardised(bands: Sequence[Band], per: float = 1_000_000, confidence: float = 0.95) -> Rate | None:
    """The directly standardised rate, per so many people and year: what it would be in the standard population.

    Limits after Dobson, from Byar's limits of the whole count. None under ten events: too few to be standardised.
    Source: Dobson, Kuulasmaa, Eberle and Scherer, Stat Med 1991;10:457; for repeat episodes the variance of Stukel,
    Glynn, Fisher, Sharp, Lu-Yao and Wennberg, Stat Med 1994;13:1781.
    """
    events, weights = sum(band.events for band in bands), sum(band.weight for band in bands)
    if any(band.person_years <= 0 for band in bands) or weights <= 0:
        raise ValueError("Every age band needs person-years, and the standard population people.")
    if events < FEW:
        return None
    value = sum(band.weight * band.events / band.person_years for band in bands) / weights
    variance = sum((band.weight / band.person_years) ** 2 * band.variance for band in bands) / weights**2
    low, high = (value + sqrt(variance / events) * (limit - events) for limit in byar(events, confidence))
    return Rate(value * per, low * per, high * per)


def _check(events: int) -> None:
    if events < 0:
        raise ValueError(f"{events} is not a count of events.")
