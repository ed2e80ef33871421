"""Charts drawn on the server as SVG: no script, no style attribute, readable in print, in greyscale and unseen.

Everything is told by shape, dash and words, never by colour alone; the numbers stand in the table below.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, starmap

from markupsafe import Markup

# The drawing's own units. The table below gives its first column LEFT / WIDTH of its width, so that each point
# stands over its column.
WIDTH, HEIGHT, LEFT = 1216, 236, 112
TOP, BOTTOM = 14, 200
INK, SOFT, GRID = "#212b32", "#4c6272", "#d8dde0"


@dataclass(frozen=True)
class Point:
    """A month's percentage; None where nobody was scored. `is_open`: the month still runs."""

    month: date
    percent: float | None
    is_open: bool = False


def run_chart(points: Sequence[Point], whole: float | None, *, name: str, title: str) -> Markup:
    """Percentages by month around the percentage of the whole period. `name` makes the chart's ids unique on a page.

    A month in which nobody was scored has no point and breaks the line: it is neither nought nor carried forward.
    """
    places = [(_across(index, len(points)), point) for index, point in enumerate(points)]
    head = Markup(
        '<svg class="app-fig" viewBox="0 0 {} {}" role="img" aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>'
    ).format(WIDTH, HEIGHT, name=name, title=title, desc=_in_words(points, whole))
    parts = [head, *_grid(), *_whole(whole), *_line(places), *starmap(_mark, places), *_years(points)]
    return Markup("").join([*parts, Markup("</svg>")])


def _across(index: int, months: int) -> float:
    """The middle of a month's column."""
    return LEFT + (WIDTH - LEFT) * (index + 0.5) / months


def _up(percent: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * percent / 100


def _grid() -> Iterator[Markup]:
    for percent in (0, 25, 50, 75, 100):
        yield Markup(
            '<line x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}" stroke="{}"/>'
            '<text x="{}" y="{:.1f}" text-anchor="end">{}%</text>'
        ).format(LEFT, WIDTH, GRID, LEFT - 8, _up(percent) + 4, percent, y=_up(percent))


def _whole(whole: float | None) -> Iterator[Markup]:
    """The percentage of the whole period, as a level line with its words."""
    if whole is None:
        return
    above = _up(whole) - 6 if whole < 95 else _up(whole) + 16
    yield Markup(
        '<line x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}" stroke="{}" stroke-width="1.5" stroke-dasharray="6 4"/>'
        '<text x="{}" y="{:.1f}" stroke="#fff" stroke-width="5" paint-order="stroke">whole period {}%</text>'
    ).format(LEFT, WIDTH, SOFT, LEFT + 4, above, whole, y=_up(whole))


def _line(places: Iterable[tuple[float, Point]]) -> Iterator[Markup]:
    """The line from month to month, in one piece for every stretch of months that have a point."""
    for has_point, stretch in groupby(places, key=lambda place: place[1].percent is not None):
        if has_point:
            pairs = " ".join(f"{x:.1f},{_up(point.percent or 0):.1f}" for x, point in stretch)
            yield Markup('<polyline fill="none" stroke="{}" stroke-width="1.5" points="{}"/>').format(INK, pairs)


def _mark(x: float, point: Point) -> Markup:
    """A circle for a month that is over, a square for the one that still runs."""
    if point.percent is None:
        return Markup("")
    y = _up(point.percent)
    if point.is_open:
        square = '<rect x="{:.1f}" y="{:.1f}" width="9" height="9" fill="#fff" stroke="{}" stroke-width="2"/>'
        return Markup(square).format(x - 4.5, y - 4.5, INK)
    circle = '<circle cx="{:.1f}" cy="{:.1f}" r="5" fill="#fff" stroke="{}" stroke-width="2"/>'
    return Markup(circle).format(x, y, INK)


def _years(points: Sequence[Point]) -> Iterator[Markup]:
    """The year under its first month, and a tick where a year begins."""
    for index, point in enumerate(points):
        edge = LEFT + (WIDTH - LEFT) * index / len(points)
        if index and point.month.month == 1:
            yield Markup('<line x1="{x:.1f}" x2="{x:.1f}" y1="{}" y2="{}" stroke="{}"/>').format(
                BOTTOM, HEIGHT - 4, SOFT, x=edge
            )
        if not index or point.month.month == 1:
            yield Markup('<text x="{:.1f}" y="{}">{}</text>').format(edge + 4, HEIGHT - 10, point.month.year)


def _in_words(points: Sequence[Point], whole: float | None) -> str:
    """What the chart shows, for those who do not see it."""
    known = [point.percent for point in points if point.percent is not None]
    if not known:
        return "No month has anybody scored."
    missing = len(points) - len(known)
    gaps = f" Months with nobody scored: {missing}." if missing else ""
    return (
        f"{len(points)} months, between {min(known)}% and {max(known)}%; the whole period {whole}%.{gaps} "
        "The figures are in the table below."
    )
