"""Charts, funnels, slopes and what may be shown outside."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import (
    HIDDEN,
    Group,
    Signal,
    divided,
    funnel_limits,
    give_away,
    shown,
    slope,
    xmr,
)

# Making Data Count's own test series: eighteen points, one of them a shock.
SERIES = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def rounded(*values: float) -> list[float]:
    return [round(each, 2) for each in values]


def test_the_limits_with_and_without_the_shock_as_published() -> None:
    screened, plain = xmr(SERIES), xmr(SERIES, screened=False)
    assert rounded(screened.mean, screened.lower, screened.upper) == [1.94, -0.72, 4.6]
    assert rounded(plain.mean, plain.lower, plain.upper) == [1.94, -3.06, 6.95]


def test_a_point_outside_the_limits() -> None:
    found = xmr(SERIES).signals
    assert [place for place, signal in enumerate(found) if signal is Signal.OUTSIDE] == [4]


def test_seven_on_one_side_are_a_shift_and_six_are_not() -> None:
    wave = [10, 12, 10, 12, 10, 12]
    assert Signal.SHIFT in xmr([*wave, *[13, 14] * 3, 13, *wave, *wave, 9, 8, 9]).signals
    six = xmr([11, 13, 11, 13, 11, 13, 7, 11, 13, 11, 13, 11, 13, 7], screened=False)
    assert Signal.SHIFT not in six.signals


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    wide = [-3, 3] * 8
    broken = [*wide, 1, 1, 1, 0, 1, 1, 1, *wide, -1, -1, -1, 0, -1, -1, -1]
    assert set(xmr(broken, screened=False).signals) == {None}
    whole = [*wide, 1, 1, 1, 1, 1, 1, 1, *wide, -1, -1, -1, -1, -1, -1, -1]
    assert set(xmr(whole, screened=False).signals) == {None, Signal.SHIFT}


def test_seven_rising_are_a_trend_and_a_tie_breaks_it() -> None:
    noise = [50, 40, 50, 40, 50, 40, 50, 40, 50, 40]
    rising = xmr([*noise, 41, 42, 43, 44, 45, 46, 47], screened=False).signals
    assert rising[-7:] == (Signal.TREND,) * 7
    tie = xmr([*noise, 42, 43, 44, 44, 45, 46, 47], screened=False).signals
    assert Signal.TREND not in tie
    falling = xmr([*noise[:-1], 49, 48, 47, 46, 45, 44, 43], screened=False).signals
    assert Signal.TREND in falling


def test_two_of_three_within_a_third_of_the_same_limit() -> None:
    steady = [10, 12] * 8
    chart = xmr([*steady, 16, 13, 16, *steady], screened=False)
    near = [place for place, signal in enumerate(chart.signals) if signal is Signal.TWO_OF_THREE]
    assert near == [16, 18], "the two themselves, not the one between"
    across = xmr([*steady, 16, 11, 16, *steady], screened=False)
    assert Signal.TWO_OF_THREE not in across.signals, "the third is on the other side of the mean"


@pytest.mark.parametrize("values", [[], [1.0]])
def test_a_moving_range_needs_two_values(values: list[float]) -> None:
    with pytest.raises(ValueError, match="two values"):
        xmr(values)


def test_values_that_never_change_show_nothing() -> None:
    chart = xmr([3.0] * 12)
    assert (chart.mean, chart.lower, chart.upper) == (3.0, 3.0, 3.0)
    assert set(chart.signals) == {None}


# Funnels


def test_the_exact_limits_of_ten_around_four_in_five() -> None:
    found = funnel_limits(10, 0.8)
    assert (found.low, found.high) == (0.5, 1.0)


@given(st.integers(1, 3000), st.floats(0.01, 0.99))
def test_funnel_limits_are_scipys_binomial_quantiles(n: int, average: float) -> None:
    found, of = funnel_limits(n, average), stats.binom(n, average)
    assert (found.low, found.high) == (of.ppf(0.025) / n, of.ppf(0.975) / n)
    assert (found.low_998, found.high_998) == (of.ppf(0.001) / n, of.ppf(0.999) / n)


def test_a_funnel_around_none_or_all_has_no_width() -> None:
    assert (funnel_limits(9, 0).high, funnel_limits(9, 1).low) == (0, 1)


@pytest.mark.parametrize(("n", "average"), [(0, 0.5), (3, 1.1)])
def test_what_has_no_funnel(n: int, average: float) -> None:
    with pytest.raises(ValueError, match="no limits"):
        funnel_limits(n, average)


# Slopes


def test_the_slope_of_figures_on_a_line_is_that_line() -> None:
    found = slope([Group(100, 10 + 10 * (place + 0.5) / 5) for place in range(5)])
    assert (found.first, found.last, found.sii, found.rii) == pytest.approx((10, 20, 10, 2), abs=1e-12)


@given(st.lists(st.tuples(st.integers(1, 10_000), st.floats(0, 100)), min_size=5, max_size=5))
def test_the_slope_is_the_weighted_fit(groups: list[tuple[int, float]]) -> None:
    import numpy as np

    shares = np.array([n for n, _ in groups]) / sum(n for n, _ in groups)
    middles = np.cumsum(shares) - shares / 2
    fit = np.polyfit(middles, [value for _, value in groups], 1, w=np.sqrt(shares))
    assert slope([Group(*each) for each in groups]).sii == pytest.approx(float(fit[0]), abs=1e-6)


def test_a_line_that_begins_at_nought_has_no_ratio() -> None:
    assert slope([Group(1, 0), Group(1, 0)]).rii is None


@pytest.mark.parametrize("groups", [[Group(1, 1)], [Group(1, 1), Group(0, 1)]])
def test_a_slope_needs_groups_with_people(groups: list[Group]) -> None:
    with pytest.raises(ValueError, match="needs two"):
        slope(groups)


# Disclosure


@pytest.mark.parametrize(
    ("count", "as_shown"),
    [(0, 0), (1, "*"), (7, "*"), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1253, 1255)],
)
def test_small_counts_are_hidden_and_others_rounded(count: int, as_shown: object) -> None:
    assert shown(count) == as_shown


def test_no_count_of_people_is_below_nought() -> None:
    with pytest.raises(ValueError, match="not a count"):
        shown(-1)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(45, 70, 64.3), ("*", 70, "*"), (45, "*", "*"), (0, 10, 0.0), (0, 0, None), (0, "*", "*")],
)
def test_a_percentage_comes_from_the_counts_as_shown(part: object, whole: object, percent: object) -> None:
    assert divided(part, whole) == percent


def test_four_sevens_beside_their_sum_give_themselves_away() -> None:
    assert give_away(shown(28), [HIDDEN] * 4)
    assert give_away(shown(28), [HIDDEN] * 4 + [0])
    assert not give_away(shown(28), [HIDDEN] * 5)
    assert give_away(shown(48), [10] * 4), "four times 12"
    assert give_away(HIDDEN, [HIDDEN] * 7), "seven times 1"


@given(st.lists(st.integers(0, 16), min_size=1, max_size=4))
def test_what_gives_nothing_away_leaves_every_count_two_possibilities(counts: list[int]) -> None:
    """By trying every combination of counts that would be shown alike."""
    as_shown, total = [shown(each) for each in counts], shown(sum(counts))
    alike = [
        combination
        for combination in product(*[[n for n in range(18) if shown(n) == each] for each in as_shown])
        if shown(sum(combination)) == total
    ]
    pinned = any(count and len({each[place] for each in alike}) == 1 for place, count in enumerate(counts))
    assert give_away(total, as_shown) or not pinned
