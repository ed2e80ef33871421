"""PURE: whether counts over stretches of time that overlap give a small count away, taken together.

The count over a stretch is the difference of two running totals, and a running total never falls. What is known of
many stretches is therefore bounds on differences, and all that follows from them are shortest paths (Floyd, Warshall).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product
from math import inf

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """That the count over the days from first to last lies between two numbers, both included."""

    first: date
    last: date
    least: float
    most: float


def give_away_over_time(known: Collection[Known]) -> bool:
    """Whether of some stretch only one count is possible, and that is not 0; or whether what is known contradicts
    itself, which says that something was put right and by how much.
    """
    days = sorted({day for each in known for day in (each.first, each.last + DAY)})
    # The most by which the running total at the second day can exceed that at the first.
    rise = {(a, b): 0.0 if a >= b else inf for a in days for b in days}
    for each in known:
        ends = each.last + DAY
        rise[each.first, ends] = min(rise[each.first, ends], each.most)
        rise[ends, each.first] = min(rise[ends, each.first], -each.least)
    for by, a, b in product(days, days, days):
        rise[a, b] = min(rise[a, b], rise[a, by] + rise[by, b])
    if any(rise[day, day] < 0 for day in days):
        return True
    return any(0 < rise[a, b] == -rise[b, a] for a, b in combinations(days, 2))
