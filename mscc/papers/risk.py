"""PURE TABLES: how bad, how likely, and what the two come to: the five by five matrix of DCB0129, in our own words."""

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    MINOR = 1
    SIGNIFICANT = 2
    CONSIDERABLE = 3
    MAJOR = 4
    CATASTROPHIC = 5

    @property
    def words(self) -> str:
        return self.name.capitalize()


class Likelihood(IntEnum):
    VERY_LOW = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    VERY_HIGH = 5

    @property
    def words(self) -> str:
        return self.name.replace("_", " ").capitalize()


# What each severity means, for one person and for several.
SEVERE = {
    Severity.MINOR: ("a slight injury that soon heals, upset or inconvenience", "nothing worse than inconvenience"),
    Severity.SIGNIFICANT: ("an injury that does not heal soon", "slight injuries that soon heal, upset"),
    Severity.CONSIDERABLE: ("a severe injury that does not heal soon", "injuries that do not heal soon"),
    Severity.MAJOR: ("death, or a disability that changes life for good", "severe injuries that do not heal soon"),
    Severity.CATASTROPHIC: ("see major", "deaths, or disabilities that change lives for good"),
}
LIKELY = {
    Likelihood.VERY_LOW: "hardly to be expected",
    Likelihood.LOW: "could happen; in the great majority of cases does not",
    Likelihood.MEDIUM: "possible",
    Likelihood.HIGH: "to be expected in the majority of cases",
    Likelihood.VERY_HIGH: "certain, or almost",
}
# By likelihood, then by severity from minor to catastrophic.
MATRIX = {
    Likelihood.VERY_HIGH: (3, 4, 4, 5, 5),
    Likelihood.HIGH: (2, 3, 3, 4, 5),
    Likelihood.MEDIUM: (2, 2, 3, 3, 4),
    Likelihood.LOW: (1, 2, 2, 3, 4),
    Likelihood.VERY_LOW: (1, 1, 2, 2, 3),
}
CLASSES = {
    5: "unacceptable",
    4: "to be removed or controlled before use",
    3: "undesirable: only where reducing it is not practicable, and a named officer accepts it",
    2: "tolerable where reducing it would cost out of proportion, and a named officer accepts it",
    1: "acceptable",
}


@dataclass(frozen=True, order=True)
class Risk:
    """How bad and how likely. Proposed by the makers until a clinical safety officer has scored it."""

    severity: Severity
    likelihood: Likelihood

    @property
    def of_class(self) -> int:
        return MATRIX[self.likelihood][self.severity - 1]

    @property
    def words(self) -> str:
        return f"{self.severity.words}, {self.likelihood.words.lower()}: class {self.of_class}"

    @property
    def weight(self) -> tuple[int, int, int]:
        """What it is sorted by: the class, then how bad, then how likely."""
        return self.of_class, self.severity, self.likelihood
