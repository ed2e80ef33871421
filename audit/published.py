"""PURE: the shareable figures of a pack held against those that were published before, over periods that overlap.

Two packs that share a few months differ by the others: what each tells rounded, their difference must not tell. A count
that would is withheld from the newer pack, with what is made from it. Stands on the figures not having changed
meanwhile; where they contradict what was published, the count is withheld too.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from audit.statistics import HIDDEN
from audit.statistics.disclosure import FEWEST, possible
from audit.statistics.overlaps import Known, give_away_over_time

Figures = Mapping[str, Any]
Path = tuple[str, ...]
# Says nothing at all. "*" would say too much: that it is small may be what completes a sum.
WITHHELD = "**"
# The sections of a report that hold figures.
SECTIONS = ("measures", "counts", "incidence", "survival", "walking", "by_deprivation_quintile", "incidents",
            "episodes", "referred", "completeness", "departures")  # fmt: skip
# What is nobody's count: the number of people who live there, the length of the period, words.
NO_COUNT = frozenset({"title", "source", "population", "years", "median_days", "median_hours", "q1_hours", "q3_hours",
                      "p90_hours", "median_days_to_close"})  # fmt: skip
# Made from the counts beside them.
MADE = ("percent", "ci_low", "ci_high", "per_million", "within_", "at_", "per_100")


@dataclass(frozen=True)
class Published:
    """The figures of one pack: its period, exact as they were counted, and as they may be told."""

    start: date
    end: date
    exact: Figures
    shareable: Figures


def hold(new: Published, before: Sequence[Published]) -> dict[str, Any]:
    """The new shareable figures, with every count withheld that they and the published ones would give away."""
    held = deepcopy(dict(new.shareable))
    near = [each for each in before if each.start <= new.end and new.start <= each.end]
    # Those that a near one overlaps in turn may complete a sum.
    around = [each for each in before if any(each.start <= it.end and it.start <= each.end for it in near)]
    for path in list(counts(held)):
        known = [it for each in [new, *around] if (it := _known(each, path))]
        if len(known) > 1 and give_away_over_time(known):
            _withhold(held, path)
    return held


def counts(figures: Figures, path: Path = ()) -> Iterator[Path]:
    """Where each count of people stands."""
    for name, value in figures.items():
        if not path and name not in SECTIONS:
            continue
        if isinstance(value, Mapping):
            yield from counts(value, (*path, name))
        elif is_count(name) and value is not None:
            yield (*path, name)


def is_count(name: str) -> bool:
    return name not in NO_COUNT and not is_made(name)


def is_made(name: str) -> bool:
    return name.startswith(MADE) or name.endswith("_percent")


def found(figures: Figures, path: Path) -> Any:
    """The figure at the end of a path; None where there is none."""
    value: Any = figures
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _known(pack: Published, path: Path) -> Known | None:
    """What a reader can say of a count: the range that it was rounded from; of one hidden beyond the rule, nothing."""
    told, exact = found(pack.shareable, path), found(pack.exact, path)
    if isinstance(told, int):
        least, most = possible(told)
        return Known(pack.start, pack.end, least, most)
    if told == HIDDEN and isinstance(exact, int) and 0 < exact < FEWEST:
        return Known(pack.start, pack.end, 1, FEWEST - 1)
    return Known(pack.start, pack.end, 0, inf) if told in (HIDDEN, WITHHELD) else None


def _withhold(figures: dict[str, Any], path: Path) -> None:
    beside = found(figures, path[:-1])
    beside |= {name: WITHHELD for name in beside if is_made(name)} | {path[-1]: WITHHELD}
