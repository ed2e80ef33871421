"""PURE: what may be shown outside the service, so that nobody can be counted out.

After the rule of NHS England for figures below national level (2018): a count of 0 stays, 1 to 7 are hidden, others are
rounded to the nearest 5; percentages come from the rounded counts; medians of fewer than 8 people are hidden.
"""

from collections.abc import Sequence

HIDDEN = "*"
FEWEST = 8  # the smallest count that is shown
BASE = 5
# Quantiles and curves lie close to single people: they need more of them.
ENOUGH_FOR_CURVES = 20
Shown = int | str
Range = tuple[int, int]


def shown(count: int) -> Shown:
    """A count of people as it may be shown."""
    if count < 0:
        raise ValueError(f"{count} is not a count of people.")
    if 0 < count < FEWEST:
        return HIDDEN
    return BASE * ((count + BASE // 2) // BASE)


def divided(part: Shown, whole: Shown, decimals: int = 1) -> float | str | None:
    """A percentage from two counts as shown: hidden where either is; None where there is nothing to take it of."""
    if isinstance(part, str) or isinstance(whole, str):
        return HIDDEN
    return round(100 * part / whole, decimals) if whole else None


def possible(as_shown: Shown) -> Range:
    """The smallest and the largest count that is shown like this."""
    if isinstance(as_shown, str):
        return 1, FEWEST - 1
    if as_shown == 0:
        return 0, 0
    return max(FEWEST, as_shown - BASE // 2), as_shown + BASE // 2


def give_away(total: Shown, parts: Sequence[Shown]) -> bool:
    """Whether a total and its parts, each shown by the rule, leave one of them only one possible count that is not 0.

    Four parts of 7 beside their 28: "*" four times and 30, and only four sevens make that.
    """
    of_total, of_parts = possible(total), [possible(part) for part in parts]
    least, most = sum(low for low, _ in of_parts), sum(high for _, high in of_parts)
    for low, high in of_parts:
        floor, ceiling = max(low, of_total[0] - (most - high)), min(high, of_total[1] - (least - low))
        if floor >= ceiling and high:
            return True
    return bool(of_total[1]) and max(of_total[0], least) >= min(of_total[1], most)
