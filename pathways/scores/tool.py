"""A scoring tool: items, the points of each answer, and bands. No total without every item; the range instead.

A value that is not permitted makes the whole score invalid; nothing is guessed and nothing is counted as nought.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.quoted import nearest, quoted

Value = str | int


@dataclass(frozen=True)
class Option:
    """An answer that an item permits, its points, and its words on the form."""

    value: str
    points: int
    label: str


@dataclass(frozen=True)
class OtherWay:
    """Another way of giving an item: a vertebral level for the kind of segment, say."""

    name: str
    means: Mapping[Value, str]


@dataclass(frozen=True)
class Item:
    """One item of a score. `pending` are words that mean not known yet."""

    name: str
    label: str
    options: tuple[Option, ...]
    other: OtherWay | None = None
    pending: tuple[str, ...] = ()

    @property
    def points(self) -> dict[str, int]:
        return {option.value: option.points for option in self.options}

    @property
    def names(self) -> tuple[str, ...]:
        """Under which names it may be given."""
        return (self.name, self.other.name) if self.other else (self.name,)


@dataclass(frozen=True)
class Score:
    """What a tool makes of its inputs."""

    total: int | None
    band: str
    components: dict[str, int | None]
    missing: tuple[str, ...] = ()
    range: tuple[int, int] | None = None
    error: str | None = None

    def as_json(self) -> dict[str, object]:
        """The shape of contracts/score.md, without the case's id."""
        return {
            "total": self.total,
            "band": self.band,
            "components": self.components,
            "missing": list(self.missing),
            "range": list(self.range) if self.range else None,
            "error": self.error,
        }


class NotPermitted(ValueError):
    """A value that an item does not permit. The message names the item and what is permitted."""


@dataclass(frozen=True)
class Tool:
    """A published score: its items, and its bands by the highest total of each. `version`: the year of that table."""

    name: str
    label: str
    version: str
    citation: str
    higher_is: str
    items: tuple[Item, ...]
    bands: tuple[tuple[int, str], ...]

    def of(self, inputs: Mapping[str, object]) -> Score:
        """Score the inputs. Whatever they are, the answer is a score, and says what is wrong or missing."""
        components: dict[str, int | None] = {}
        errors = [self._unknown(name) for name in inputs if name not in self.names]
        for item in self.items:
            try:
                components[item.name] = points_of(item, inputs)
            except NotPermitted as problem:
                components[item.name] = None
                errors.append(str(problem))
        if errors:
            return Score(None, "invalid", components, error=" ".join(errors))
        low, high = self._range(components)
        missing = tuple(name for name, points in components.items() if points is None)
        if missing:
            return Score(None, "incomplete", components, missing, (low, high))
        return Score(low, self.band(low), components, (), (low, high))

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which inputs are given."""
        return tuple(name for item in self.items for name in item.names)

    @property
    def highest(self) -> int:
        return self.bands[-1][0]

    def band(self, total: int) -> str:
        return next(band for highest, band in self.bands if total <= highest)

    def _range(self, components: Mapping[str, int | None]) -> tuple[int, int]:
        """The lowest and the highest total still possible."""
        low = high = 0
        for item in self.items:
            known = components[item.name]
            possible = item.points.values() if known is None else [known]
            low, high = low + min(possible), high + max(possible)
        return low, high

    def _unknown(self, name: str) -> str:
        return f"{self.name} has no item {quoted(name)}; the nearest is '{nearest(name, self.names)}'."


def points_of(item: Item, inputs: Mapping[str, object]) -> int | None:
    """The points of an item, or None when it is not known. Raises NotPermitted."""
    answers = {}
    own = inputs.get(item.name)
    if own is not None and own not in item.pending:
        answers[item.name] = permitted(item.name, own, {option.value: option.value for option in item.options})
    if item.other and inputs.get(item.other.name) is not None:
        answers[item.other.name] = permitted(item.other.name, inputs[item.other.name], item.other.means)
    if len(set(answers.values())) > 1:
        given = " and ".join(f"{name} {quoted(inputs[name])}" for name in answers)
        raise NotPermitted(f"{given} do not agree; give one of them.")
    return item.points[next(iter(answers.values()))] if answers else None


def permitted(name: str, value: object, means: Mapping[Value, str]) -> str:
    """What the value means. Raises NotPermitted, naming what is permitted."""
    if isinstance(value, str | int | float) and not isinstance(value, bool) and value in means:
        return means[value]  # type: ignore[index]
    raise NotPermitted(f"{name} is {quoted(value)}; permitted are {', '.join(map(str, means))}.")
