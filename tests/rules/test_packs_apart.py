"""Packs of overlapping periods: no count of 1 to 7 can be worked out from all that was published together."""

from datetime import date
from itertools import combinations, pairwise, product
from math import inf

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.published import WITHHELD, Published, counts, hold
from audit.statistics import HIDDEN, shown
from audit.statistics.overlaps import Known, give_away_over_time

MONTHS = [date(2026, month, 1) for month in range(1, 6)]
LAST = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
# Each stretch of months with another after or around it.
STRETCHES = [(first, last) for first, last in product(range(4), range(4)) if first <= last]


def pack(months: tuple[int, ...], first: int, last: int, before: list[Published]) -> Published:
    """A pack over some of the months, as it would be published after the others."""
    n = sum(months[first : last + 1])
    new = Published(MONTHS[first], LAST[last], {"counts": {"mscc": n}}, {"counts": {"mscc": shown(n)}})
    return Published(new.start, new.end, new.exact, hold(new, before))


def fits(told: object, n: int) -> bool:
    """Whether so many would look like this, to somebody who takes each "*" for 1 to 7."""
    if told == WITHHELD:
        return True
    if told != HIDDEN:
        return shown(n) == told
    return 0 < n < 8


def most(month: int, packs: list[tuple[int, int, Published]]) -> int:
    """No month can hold more than any pack that it lies in tells."""
    told = [it.shareable["counts"]["mscc"] for first, last, it in packs if first <= month <= last]
    tops = [30 if cell == WITHHELD else 7 if cell == HIDDEN else cell + 2 for cell in told]
    return min(tops, default=30)


def worked_out(packs: list[tuple[int, int, Published]]) -> set[tuple[int, int]]:
    """The stretches between the packs' first and last days of which one small count is the only possible one."""
    edges = sorted({edge for first, last, _ in packs for edge in (first, last + 1)})
    atoms = list(pairwise(edges))
    possible = []
    for guess in product(*[range(most(start, packs) + 1) for start, _ in atoms]):
        totals = [
            sum(n for (start, end), n in zip(atoms, guess, strict=True) if first <= start and end <= last + 1)
            for first, last, _ in packs
        ]
        if all(fits(it.shareable["counts"]["mscc"], n) for n, (_, _, it) in zip(totals, packs, strict=True)):
            possible.append(guess)
    pinned = set()
    for start, end in combinations(range(len(edges)), 2):
        sums = {sum(guess[start:end]) for guess in possible}
        if len(sums) == 1 and 0 < next(iter(sums)) < 8:
            pinned.add((edges[start], edges[end]))
    return pinned


MONTHLY = st.tuples(*[st.integers(0, 7)] * 4)
WANTED = st.lists(st.sampled_from(STRETCHES), min_size=2, max_size=5, unique=True)


@settings(max_examples=25)
@given(MONTHLY, WANTED)
@example((1, 1, 1, 1), [(0, 0), (1, 1), (0, 1)])
@example((7, 7, 7, 7), [(0, 0), (1, 1), (2, 2), (3, 3), (0, 3)])
@example((7, 7, 7, 7), [(0, 3), (0, 0), (1, 1), (2, 2), (3, 3)])
@example((0, 0, 7, 1), [(0, 3), (0, 2), (3, 3)])
@example((7, 1, 0, 0), [(0, 0), (0, 1)])
@example((1, 0, 0, 7), [(0, 3), (1, 3)])
def test_no_small_count_can_be_worked_out_from_packs_that_overlap(months, wanted) -> None:
    packs: list[tuple[int, int, Published]] = []
    for first, last in wanted:
        packs.append((first, last, pack(months, first, last, [it for _, _, it in packs])))
    assert worked_out(packs) == set()


def test_four_sevens_and_their_sum() -> None:
    """Four months of * and the 30 of all four: only four sevens make that, so the last of them is not told."""
    fours = [pack((7, 7, 7, 7), month, month, []) for month in range(4)]
    assert pack((7, 7, 7, 7), 0, 3, []).shareable["counts"]["mscc"] == 30
    assert pack((7, 7, 7, 7), 0, 3, fours).shareable["counts"]["mscc"] == WITHHELD


def test_a_measure_is_hidden_with_its_percentage() -> None:
    day, later = date(2026, 1, 1), date(2026, 1, 2)
    whole = Published(day, later, {"measures": {"T-1": {"met": 0}}}, {"measures": {"T-1": {"met": 0}}})
    cells = {"met": 10, "not_met": 30, "percent": 25.0, "ci_low": 10.0, "ci_high": 40.0, "title": "T"}
    new = Published(later, later, {"measures": {"T-1": {**cells, "met": 9}}}, {"measures": {"T-1": cells}})
    # Nobody in the two days, and ten in one of them: something was put right, and how much must not be read off.
    assert hold(new, [whole])["measures"]["T-1"] == {
        "met": "**", "not_met": 30, "percent": "**", "ci_low": "**", "ci_high": "**", "title": "T",
    }  # fmt: skip


def test_what_does_not_overlap_is_left_alone() -> None:
    told = {"counts": {"mscc": HIDDEN}}
    new = Published(date(2026, 2, 1), date(2026, 2, 28), {"counts": {"mscc": 3}}, told)
    assert hold(new, [Published(date(2026, 1, 1), date(2026, 1, 31), {"counts": {"mscc": 3}}, told)]) == told


@pytest.mark.parametrize(
    ("known", "gives_away"),
    [
        ([(1, 2, 1, 7)], False),
        ([(1, 2, 8, 12), (1, 1, 8, 12)], False),
        ([(1, 2, 8, 12), (1, 1, 1, 7), (2, 2, 1, 7)], False),
        ([(1, 2, 1, 7), (1, 1, 0, 0), (2, 3, 0, inf)], False),
        ([(1, 2, 8, 12), (1, 1, 1, 7), (2, 2, 1, 1)], True),
        ([(1, 1, 1, 7), (2, 2, 1, 7), (1, 2, 14, 18)], True),
        ([(1, 2, 0, 0), (1, 1, 1, 7)], True),
    ],
)
def test_what_follows_from_bounds_over_days(known, gives_away) -> None:
    given_ = [Known(date(2026, 1, first), date(2026, 1, last), least, most) for first, last, least, most in known]
    assert give_away_over_time(given_) is gives_away


def test_which_figures_are_counts() -> None:
    figures = {
        "alliance": "TST", "counts": {"referrals": 5},
        "incidence": {"people": 3, "population": 9, "years": 1.0, "per_million": 2.0, "ci_low": 1.0},
        "survival": {"n": 20, "median_days": 9, "at_30": 0.5},
        "measures": {"T-7": {"n": 9, "title": "x", "within_48_percent": 4.0, "excluded_reasons": {"died": "*"}}},
    }  # fmt: skip
    assert set(counts(figures)) == {
        ("counts", "referrals"), ("incidence", "people"), ("survival", "n"), ("measures", "T-7", "n"),
        ("measures", "T-7", "excluded_reasons", "died"),
    }  # fmt: skip
