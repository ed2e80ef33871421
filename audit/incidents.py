"""PURE: S-1, the incidents of a period by stage and by harm, and how long they were open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.statistics import median
from pathways.incidents import LONG_OPEN, PHYSICAL, PSYCHOLOGICAL, STAGE_WORDS

NOT_KNOWN = "not_known"
# How the log is told apart: the name of the table, the field of an incident, what it may say.
SPLITS: dict[str, tuple[str, tuple[str, ...]]] = {
    "by_stage": ("stage", tuple(map(str, STAGE_WORDS))),
    "by_physical_harm": ("physical_harm", tuple(PHYSICAL)),
    "by_psychological_harm": ("psychological_harm", tuple(PSYCHOLOGICAL)),
}


@dataclass(frozen=True)
class Happened:
    """One incident, as the figures need it."""

    on: date
    stage: str
    physical_harm: str
    psychological_harm: str
    closed_on: date | None = None


@dataclass(frozen=True)
class Incidents:
    """The incidents of a period, beside the referrals that it received, as they stood on a day."""

    found: Sequence[Happened]
    referrals: int
    as_at: date

    @property
    def open(self) -> list[Happened]:
        return [it for it in self.found if it.closed_on is None or it.closed_on > self.as_at]

    @property
    def long_open(self) -> int:
        return sum(self.as_at - it.on > LONG_OPEN for it in self.open)

    @property
    def median_days(self) -> float | None:
        """Half of those closed were closed within so many days."""
        days = [(it.closed_on - it.on).days for it in self.found if it.closed_on and it.closed_on <= self.as_at]
        return round(median(days), 1) if days else None

    def split(self, name: str) -> dict[str, int]:
        """How many of each kind; not known is one of them."""
        field, kinds = SPLITS[name]
        counted = Counter(getattr(it, field) for it in self.found)
        return {kind or NOT_KNOWN: counted[kind] for kind in kinds}

    def as_json(self) -> dict[str, object]:
        """The figures as the report's files name them."""
        n = len(self.found)
        return {
            "incidents": n,
            "per_100_referrals": per_100(n, self.referrals),
            "closed": n - len(self.open),
            "median_days_to_close": self.median_days,
            "open": len(self.open),
            "open_over_60_days": self.long_open,
            **{name: self._told(name) for name in SPLITS},
        }

    def _told(self, name: str) -> Mapping[str, Mapping[str, float | None]]:
        parts = self.split(name).items()
        return {kind: {"incidents": n, "per_100_referrals": per_100(n, self.referrals)} for kind, n in parts}


def per_100(incidents: int, referrals: int) -> float | None:
    return round(100 * incidents / referrals, 2) if referrals else None
