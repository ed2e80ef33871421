"""Percentages by month: a run chart of few months, an XmR chart with its limits and signals of twelve or more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from markupsafe import Markup

from audit.charts.ink import BLUE, GRID, INK, SOFT
from audit.figures import Figures
from audit.periods import Period
from audit.statistics import Signal, Xmr, xmr
from mscc.moments import day_in_london

# The drawing's own units. The table below gives its first column LEFT / WIDTH of its width, so that each point
# stands over its column.
WIDTH, HEIGHT, LEFT = 1216, 236, 112
TOP, BOTTOM = 14, 200
# Limits are drawn from twelve full months on, each with ten people scored: of fewer they would be chance themselves.
ENOUGH_MONTHS, ENOUGH_PEOPLE = 12, 10
SIGNAL_WORDS = {
    Signal.OUTSIDE: "outside the limits",
    Signal.TREND: "seven rising or falling in a row",
    Signal.TWO_OF_THREE: "two of three near a limit",
    Signal.SHIFT: "seven in a row on one side of the mean",
}


@dataclass(frozen=True)
class Point:
    """A month's percentage; None where nobody was scored. `is_open`: the month still runs."""

    month: date
    percent: float | None
    is_open: bool = False
    scored: int = 0
    # Before the standard behind the measure changed: no line and no limit crosses that.
    is_before: bool = False


def points_of(months: Iterable[tuple[Period, Figures]], as_at: datetime, changed: date | None = None) -> list[Point]:
    """The points of a measure's months; `changed` is the day on which its standard did."""
    today = day_in_london(as_at)
    points = [
        Point(month.start, figures.percent, month.end >= today, figures.scored, bool(changed and month.start < changed))
        for month, figures in months
    ]
    # Where every month lies before the change there is nothing that it breaks.
    return [replace(it, is_before=False) for it in points] if all(it.is_before for it in points) else points


def _counted(points: Iterable[Point]) -> list[Point]:
    """The months that limits are made of: those that are over, under the standard as it is now."""
    return [point for point in points if not (point.is_open or point.is_before)]


def limits(points: Sequence[Point]) -> Xmr | None:
    """The XmR chart of the full months; None where they are too few, or one has too few people."""
    full = _counted(points)
    if len(full) < ENOUGH_MONTHS or any(point.scored < ENOUGH_PEOPLE for point in full):
        return None
    return xmr([point.percent or 0.0 for point in full])


def signals(points: Sequence[Point], found: Xmr | None) -> dict[date, Signal]:
    """The months that are more than chance, and why."""
    if found is None:
        return {}
    full = [point.month for point in _counted(points)]
    return {month: signal for month, signal in zip(full, found.signals, strict=True) if signal}


def chart(points: Sequence[Point], whole: float | None, *, name: str, title: str, aim: int | None = None) -> Markup:
    """Percentages by month, around their mean and limits, or around the percentage of the whole period.

    `name` makes the chart's ids unique on a page. A month in which nobody was scored has no point and breaks the line:
    it is neither nought nor carried forward.
    """
    found = limits(points)
    marked = signals(points, found)
    places = [(_across(index, len(points)), point) for index, point in enumerate(points)]
    marks = [_mark(x, point, is_signal=point.month in marked) for x, point in places]
    head = Markup(
        '<svg class="app-fig" viewBox="0 0 {} {}" role="img" aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>'
    ).format(WIDTH, HEIGHT, name=name, title=title, desc=_in_words(points, whole, found, marked))
    level = _limits(found) if found else _whole(whole)
    goal = [] if aim is None else [_level(aim, f"local aim {aim}%", dash="2 3", below=True)]
    parts = [head, *_grid(), *level, *goal, *_break(points), *_line(places), *marks, *_years(points)]
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
    if whole is not None:
        yield _level(whole, f"whole period {whole}%", dash="6 4")


def _limits(found: Xmr) -> Iterator[Markup]:
    """The mean and the limits, each with its words; limits beyond 0 and 100% are none."""
    yield _level(found.mean, f"mean {found.mean:.0f}%", dash="")
    if found.upper < 100:
        yield _level(found.upper, f"upper limit {found.upper:.0f}%", dash="6 4")
    if found.lower > 0:
        yield _level(found.lower, f"lower limit {found.lower:.0f}%", dash="6 4", below=True)


def _level(percent: float, words: str, *, dash: str, below: bool = False) -> Markup:
    y = _up(percent)
    return Markup(
        '<line x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}" stroke="{}" stroke-width="1.5" stroke-dasharray="{}"/>'
        '<text x="{}" y="{:.1f}" stroke="#fff" stroke-width="5" paint-order="stroke">{}</text>'
    ).format(LEFT, WIDTH, SOFT, dash or "none", LEFT + 4, y + 16 if below or percent > 95 else y - 6, words, y=y)


def _line(places: Iterable[tuple[float, Point]]) -> Iterator[Markup]:
    """The line from month to month, in one piece for every stretch of months that have a point."""
    for (has_point, _), stretch in groupby(places, key=lambda it: (it[1].percent is not None, it[1].is_before)):
        if has_point:
            pairs = " ".join(f"{x:.1f},{_up(point.percent or 0):.1f}" for x, point in stretch)
            yield Markup('<polyline fill="none" stroke="{}" stroke-width="1.5" points="{}"/>').format(INK, pairs)


def _break(points: Sequence[Point]) -> Iterator[Markup]:
    """Where the standard changed: a line from top to bottom, with its words."""
    before = sum(point.is_before for point in points)
    if before:
        edge = LEFT + (WIDTH - LEFT) * before / len(points)
        yield Markup(
            '<line x1="{x:.1f}" x2="{x:.1f}" y1="{}" y2="{}" stroke="{}" stroke-width="1.5" stroke-dasharray="8 3"/>'
            '<text x="{:.1f}" y="{}" stroke="#fff" stroke-width="5" paint-order="stroke">the standard changed</text>'
        ).format(TOP, BOTTOM, INK, edge + 6, TOP + 12, x=edge)


def _mark(x: float, point: Point, *, is_signal: bool) -> Markup:
    """A circle for a month that is over, a filled square where it is more than chance, a diamond while it runs."""
    if point.percent is None:
        return Markup("")
    y = _up(point.percent)
    if point.is_open:
        diamond = '<path d="M{:.1f} {:.1f}l6 6l-6 6l-6 -6z" fill="#fff" stroke="{}" stroke-width="2"/>'
        return Markup(diamond).format(x, y - 6, INK)
    if is_signal:
        return Markup('<rect x="{:.1f}" y="{:.1f}" width="10" height="10" fill="{}"/>').format(x - 5, y - 5, BLUE)
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


def _in_words(points: Sequence[Point], whole: float | None, found: Xmr | None, marked: Mapping[date, Signal]) -> str:
    """What the chart shows, for those who do not see it."""
    known = [point.percent for point in points if point.percent is not None]
    if not known:
        return "No month has anybody scored."
    missing = len(points) - len(known)
    gaps = f" Months with nobody scored: {missing}." if missing else ""
    around = (
        f"mean {found.mean:.0f}%, limits {max(found.lower, 0):.0f}% to {min(found.upper, 100):.0f}%" if found else ""
    )
    told = f"; {around}. {signal_words(marked) or 'Nothing is more than chance.'}" if around else "."
    return (
        f"{len(points)} months, between {min(known)}% and {max(known)}%; the whole period {whole}%{told}{gaps} "
        "The figures are in the table below."
    )


def signal_words(marked: Mapping[date, Signal]) -> str:
    """What is more than chance, in a sentence; empty where nothing is."""
    by_signal: dict[Signal, list[date]] = {}
    for month, signal in marked.items():
        by_signal.setdefault(signal, []).append(month)
    parts = [f"{_months(months)}: {SIGNAL_WORDS[signal]}" for signal, months in by_signal.items()]
    return f"More than chance: {'; '.join(parts)}." if parts else ""


def _months(months: Sequence[date]) -> str:
    first, last = months[0], months[-1]
    return f"{first:%b %Y}" if first == last else f"{len(months)} months from {first:%b %Y} to {last:%b %Y}"
