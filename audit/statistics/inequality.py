"""PURE: how far a figure slopes from the most to the least deprived."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """One group of a ranked population, such as a deprivation quintile: how many people, and its figure."""

    population: float
    value: float


@dataclass(frozen=True)
class Slope:
    """The fitted line from the very first person of the ranking to the very last."""

    first: float
    last: float

    @property
    def sii(self) -> float:
        """Slope index of inequality: by how much the figure changes across the whole ranking, in its unit."""
        return self.last - self.first

    @property
    def rii(self) -> float | None:
        """Relative index of inequality: the last over the first end of the line (0.53: it has 53% of it).

        Some authors call sii ÷ mean by this name. None where the line begins at nought.
        """
        return self.last / self.first if self.first else None


def slope(groups: Sequence[Group]) -> Slope:
    """The straight line through the groups' figures, in their given order, by least squares weighted by population.

    A group stands at the middle of its share of the population. No interval: that needs the groups' own errors.
    Source: Preston, Haines and Pamuk, 1981; Mackenbach and Kunst, Soc Sci Med 1997;44:757.
    Raises ValueError for fewer than two groups, or an empty one.
    """
    if len(groups) < 2 or any(group.population <= 0 for group in groups):
        raise ValueError("A slope needs two or more groups, each with people.")
    total, before, places = sum(group.population for group in groups), 0.0, []
    for group in groups:
        places.append((before + group.population / 2) / total)
        before += group.population
    weights = [group.population / total for group in groups]
    middle = sum(w * x for w, x in zip(weights, places, strict=True))
    mean = sum(w * group.value for w, group in zip(weights, groups, strict=True))
    spread = sum(w * (x - middle) ** 2 for w, x in zip(weights, places, strict=True))
    together = sum(w * (x - middle) * g.value for w, x, g in zip(weights, places, groups, strict=True))
    steepness = together / spread
    return Slope(mean - steepness * middle, mean + steepness * (1 - middle))
