"""One percentage with its interval on a line from 0 to 100%, small enough for a cell of a table."""

from markupsafe import Markup

from audit.charts.ink import BLUE, GRID, INK, SOFT

WIDTH, HEIGHT, EDGE = 190, 18, 5


def strip(percent: float | None, interval: tuple[float, float] | None, whole: float | None) -> Markup:
    """The dot, its interval, and the whole's percentage as a dashed tick. The cells beside it say the same."""
    head = Markup('<svg class="app-dots" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">').format(
        WIDTH, HEIGHT
    )
    line = '<line x1="{:.1f}" x2="{:.1f}" y1="9" y2="9" stroke="{}" stroke-width="{}"/>'
    parts = [head, Markup(line).format(EDGE, WIDTH - EDGE, GRID, 1)]
    if whole is not None:
        tick = '<line x1="{x:.1f}" x2="{x:.1f}" y1="1" y2="17" stroke="{}" stroke-dasharray="2 2"/>'
        parts.append(Markup(tick).format(SOFT, x=_along(whole)))
    if percent is not None and interval:
        parts.append(Markup(line).format(_along(interval[0]), _along(interval[1]), INK, 2))
        parts.append(Markup('<circle cx="{:.1f}" cy="9" r="4.5" fill="{}"/>').format(_along(percent), BLUE))
    return Markup("").join([*parts, Markup("</svg>")])


def _along(percent: float) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * percent / 100
