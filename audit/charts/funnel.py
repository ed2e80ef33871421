"""A funnel: each hospital by how many people it has scored, between the limits of chance around the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from audit.charts.ink import BLUE, GRID, INK, SOFT
from audit.statistics import Funnel, funnel_limits

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 320, 58, 546, 14, 262
# The curves are drawn through so many points: exact limits jump from one number of people to the next.
STEPS = 60


class Place(StrEnum):
    """Where a hospital stands."""

    INSIDE = "inside"
    OUTSIDE_95 = "outside_95"
    OUTSIDE_998 = "outside_998"
    NOBODY = "nobody"


PLACE_WORDS = {
    Place.INSIDE: "Inside",
    Place.OUTSIDE_95: "Outside 95%",
    Place.OUTSIDE_998: "Outside 99.8%",
    Place.NOBODY: "Nobody scored",
}


@dataclass(frozen=True)
class Dot:
    """One hospital: the number it has in the table, how many of how many."""

    number: int
    met: int
    scored: int


def place(met: int, scored: int, share: float) -> Place:
    """Where a share of so many people lies, the whole's share being the true one."""
    if not scored:
        return Place.NOBODY
    limits, own = funnel_limits(scored, share), met / scored
    if own < limits.low_998 or own > limits.high_998:
        return Place.OUTSIDE_998
    return Place.OUTSIDE_95 if own < limits.low or own > limits.high else Place.INSIDE


def funnel(dots: Sequence[Dot], share: float, *, name: str, title: str) -> Markup:
    """The chart. `share` is the whole's, 0 to 1; `name` makes its ids unique on a page."""
    most = max([10, *(dot.scored for dot in dots)]) * 1.08
    outside = [dot.number for dot in dots if place(dot.met, dot.scored, share) not in (Place.INSIDE, Place.NOBODY)]
    said = f"Outside the limits: {', '.join(map(str, outside))}." if outside else "All are inside the limits."
    head = Markup(
        '<svg class="app-fig app-fig--funnel" viewBox="0 0 {} {}" role="img" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{} The figures are in the table beside it.</desc>'
    ).format(WIDTH, HEIGHT, said, name=name, title=title)
    drawn = [_dot(dot, most) for dot in dots if dot.scored]
    return Markup("").join([head, *_grid(most), *_curves(share, most), *_whole(share), *drawn, Markup("</svg>")])


def _across(n: float, most: float) -> float:
    return LEFT + (RIGHT - LEFT) * n / most


def _up(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _grid(most: float) -> Iterator[Markup]:
    for percent in (0, 25, 50, 75, 100):
        yield Markup(
            '<line x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}" stroke="{}"/>'
            '<text x="{}" y="{:.1f}" text-anchor="end">{}%</text>'
        ).format(LEFT, RIGHT, GRID, LEFT - 8, _up(percent / 100) + 4, percent, y=_up(percent / 100))
    step = next(size for size in (2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10**6) if most / size <= 6)
    for n in range(0, int(most) + 1, step):
        yield Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(_across(n, most), BOTTOM + 20, n)
    yield Markup('<text x="{}" y="{}" text-anchor="middle">People scored at the hospital</text>').format(
        (LEFT + RIGHT) / 2, BOTTOM + 44
    )


def _curves(share: float, most: float) -> Iterator[Markup]:
    sizes = sorted({max(1, round(most * step / STEPS)) for step in range(1, STEPS + 1)})
    found = [(n, funnel_limits(n, share)) for n in sizes]
    for name, dash in (("low", "5 4"), ("high", "5 4"), ("low_998", "none"), ("high_998", "none")):
        yield Markup('<polyline fill="none" stroke="{}" stroke-dasharray="{}" points="{}"/>').format(
            SOFT, dash, " ".join(_point(n, limits, name, most) for n, limits in found)
        )


def _point(n: int, limits: Funnel, name: str, most: float) -> str:
    return f"{_across(n, most):.1f},{_up(getattr(limits, name)):.1f}"


def _whole(share: float) -> Iterator[Markup]:
    yield Markup('<line x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}" stroke="{}" stroke-width="1.5"/>').format(
        LEFT, RIGHT, INK, y=_up(share)
    )


def _dot(dot: Dot, most: float) -> Markup:
    x, y = _across(dot.scored, most), _up(dot.met / dot.scored)
    return Markup(
        '<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{}" stroke="#fff"/>'
        '<text x="{x:.1f}" y="{:.1f}" text-anchor="middle" fill="#fff" font-weight="bold">{}</text>'
    ).format(BLUE, y + 4.5, dot.number, x=x, y=y)
