"""PURE: the figures that are no measure of single people: incidence, survival, walking."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from audit.measures.inc1 import DAYS_OF_A_YEAR
from audit.measures.o1 import WALKING
from audit.measures.o2 import DAYS, life
from audit.periods import Period
from audit.statistics import Curve, Rate, crude_rate, product_limit, repeated_rate

Walking = Counter[tuple[str, str]]


class Confirmed(NamedTuple):
    """Somebody whose MSCC was confirmed: the day of the first confirmation ever, and what is known of their life."""

    on: date
    is_resident: bool
    died_on: date | None = None
    last_known_alive: date | None = None


@dataclass
class Lives:
    """People whose MSCC was first confirmed, as numbers of days: so many that each by itself would take its time."""

    residents: int = 0
    # Days from the confirmation to the death, and to the day last known alive.
    died: list[int] = field(default_factory=list)
    alive: list[int] = field(default_factory=list)
    # The day of the confirmation, counted from the year 1, of whoever is followed to the day of the report.
    since: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, people: Iterable[Confirmed]) -> Self:
        """All of these."""
        lives = cls()
        for each in people:
            lives.add(each)
        return lives

    def add(self, who: Confirmed) -> None:
        """Take somebody in. Who is said to have died before is in no curve."""
        self.residents += who.is_resident
        if who.died_on is None and who.last_known_alive is None:
            self.since.append(who.on.toordinal())
        elif found := life(who.on, who.died_on, who.last_known_alive, who.on):
            (self.died if found.died else self.alive).append(found.days)

    def take(self, other: Self) -> None:
        """Take in all those of another."""
        self.residents += other.residents
        self.died += other.died
        self.alive += other.alive
        self.since += other.since

    def told(self) -> list[int | list[int]]:
        """What makes the same again, in one order however they came."""
        return [self.residents, sorted(self.died), sorted(self.alive), sorted(self.since)]


@dataclass(frozen=True)
class Incidence:
    """How many residents were first confirmed, in how large a population, over how many years."""

    people: int
    population: int
    years: float

    def per_million(self) -> tuple[float, float, float] | None:
        """The rate with its 95% limits, one decimal; None where there is no population to take it of."""
        return rate_of(self.people, self.population, self.years)

    def as_json(self) -> dict[str, float | None]:
        """The figures by the names of contracts/report.md."""
        rate, low, high = self.per_million() or (None, None, None)
        return {
            "people": self.people,
            "population": self.population,
            "years": round(self.years, 4),
            "per_million": rate,
            "ci_low": low,
            "ci_high": high,
        }


def rate_of(people: int, population: int, years: float) -> tuple[float, float, float] | None:
    return _rounded(crude_rate(people, population * years)) if population else None


def _rounded(rate: Rate) -> tuple[float, float, float]:
    return round(rate.value, 1), round(rate.low, 1), round(rate.high, 1)


def incidence(confirmed: Lives, population: int, period: Period) -> Incidence:
    """INC-1 of those first confirmed in the period."""
    return Incidence(confirmed.residents, population, years_of(period))


def years_of(period: Period) -> float:
    return ((period.end - period.start).days + 1) / DAYS_OF_A_YEAR


@dataclass(frozen=True)
class Episodes:
    """INC-2: how many residents had so many confirmed episodes in the period: {1: 40, 2: 3} is 46 episodes."""

    people: Mapping[int, int]
    population: int
    years: float

    @property
    def episodes(self) -> int:
        return sum(k * n for k, n in self.people.items())

    def per_million(self) -> tuple[float, float, float] | None:
        """The rate with its 95% limits, one decimal; None where there is no population to take it of."""
        return _rounded(repeated_rate(self.people, self.population * self.years)) if self.population else None

    def as_json(self) -> dict[str, float | None]:
        """The figures as the report's files name them."""
        rate, low, high = self.per_million() or (None, None, None)
        return {"episodes": self.episodes, "per_million": rate, "ci_low": low, "ci_high": high}


@dataclass(frozen=True)
class Survival:
    """The survival of those first confirmed in the period; no curve where there is nobody."""

    curve: Curve | None

    @property
    def n(self) -> int:
        return self.curve.n if self.curve else 0

    @property
    def median_days(self) -> int | None:
        return self.curve.median_days if self.curve else None

    def at(self, day: int) -> float | None:
        """The share alive after a day, two decimals."""
        share = self.curve.at(day) if self.curve else None
        return None if share is None else round(share, 2)

    @property
    def by_day(self) -> dict[int, float | None]:
        return {day: self.at(day) for day in DAYS}

    def as_json(self) -> dict[str, float | None]:
        """The figures by the names of contracts/report.md."""
        return {"n": self.n, "median_days": self.median_days, **{f"at_{day}": it for day, it in self.by_day.items()}}


def survival(confirmed: Lives, as_at: date) -> Survival:
    """O-2 of those first confirmed in the period."""
    censored = Counter(confirmed.alive)
    for on, n in Counter(confirmed.since).items():
        if followed := life(date.fromordinal(on), None, None, as_at):
            censored[followed.days] += n
    return Survival(product_limit(Counter(confirmed.died), censored))


def walking_table(found: Walking) -> Mapping[str, Mapping[str, int]]:
    """O-1: every way of walking at presentation, with every way at discharge."""
    return {before: {after: found[before, after] for after in WALKING} for before in WALKING}
