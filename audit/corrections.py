"""PURE: what the figures of an earlier pack would be now, where that is something else than it says."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from audit.published import SECTIONS, Figures, found

Correction = dict[str, Any]
# Words and the size of the alliance are no figures that anybody put right.
LEFT_OUT = frozenset({"title", "source"})


def corrections(was: Figures, now: Figures) -> list[Correction]:
    """Every figure that differs: section, item, figure, what was printed, what it is now."""
    paths = dict.fromkeys([*_leaves(was), *_leaves(now)])
    return [
        {"section": path[0], "item": ".".join(path[1:-1]), "figure": path[-1], "was": before, "is": after}
        for path in paths
        if (before := found(was, path)) != (after := found(now, path))
    ]


def corrected(figures: Figures, told: list[Correction]) -> dict[str, Any]:
    """The figures with what was put right in its place."""
    made = deepcopy(dict(figures))
    for each in told:
        place: Any = made
        for name in (each["section"], *filter(None, each["item"].split("."))):
            place = place.setdefault(name, {})
        place[each["figure"]] = each["is"]
    return made


def _leaves(figures: Figures, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in figures.items():
        if (not path and name not in SECTIONS) or name in LEFT_OUT:
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name)
