"""Counts, rates and differences: against published figures, and against scipy to nine decimals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import (
    ESP_2013,
    Band,
    byar,
    clopper_pearson,
    crude_rate,
    difference,
    exact_poisson,
    poisson_limits,
    standardised,
    wilson,
)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        # Newcombe, Stat Med 1998;17:873, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_of_two_shares_as_published(a: tuple, b: tuple, low: float, high: float) -> None:
    gap, lower, upper = difference(a, b)
    assert gap == pytest.approx(a[0] / a[1] - b[0] / b[1], abs=1e-12)
    assert [round(lower, 4), round(upper, 4)] == [low, high]
    assert difference(b, a) == pytest.approx((-gap, -upper, -lower), abs=1e-12)


SHARES = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(SHARES, st.sampled_from([0.9, 0.95, 0.998]))
def test_the_exact_interval_of_a_share_is_scipys(case: tuple[int, int], confidence: float) -> None:
    oracle = stats.binomtest(*case).proportion_ci(confidence, method="exact")
    assert clopper_pearson(*case, confidence) == pytest.approx((oracle.low, oracle.high), abs=1e-9)


@given(SHARES)
def test_wilsons_interval_is_scipys(case: tuple[int, int]) -> None:
    oracle = stats.binomtest(*case).proportion_ci(0.95, method="wilson")
    assert wilson(*case) == pytest.approx((oracle.low, oracle.high), abs=1e-9)


@pytest.mark.parametrize("wrong", [(0, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_has_no_exact_interval(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a share"):
        clopper_pearson(*wrong)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_lies_between_nought_and_one(confidence: float) -> None:
    with pytest.raises(ValueError, match="not between"):
        wilson(1, 2, confidence)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        # Garwood's table, as every textbook of epidemiology prints it.
        (0, 0.0, 3.69),
        (1, 0.0253, 5.57),
        (2, 0.242, 7.22),
        (5, 1.62, 11.67),
        (9, 4.12, 17.08),
        (10, 4.80, 18.39),
        (100, 81.36, 121.63),
    ],
)
def test_the_exact_limits_of_a_count_as_published(events: int, low: float, high: float) -> None:
    found = exact_poisson(events)
    assert found[0] == pytest.approx(low, abs=0.006)
    assert found[1] == pytest.approx(high, abs=0.006)


@given(st.integers(0, 5000), st.sampled_from([0.9, 0.95, 0.998]))
def test_the_exact_limits_are_halves_of_chi_squared(events: int, confidence: float) -> None:
    tail = (1 - confidence) / 2
    low = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    high = stats.chi2.isf(tail, 2 * events + 2) / 2
    assert exact_poisson(events, confidence) == pytest.approx((low, high), rel=1e-9, abs=1e-9)


@given(st.integers(1, 100_000))
def test_byars_limits_come_close_to_the_exact_ones(events: int) -> None:
    """Within 0.03 of an event from ten on (Breslow and Day 1987, table 2.10)."""
    low, high = byar(events)
    exact_low = stats.chi2.ppf(0.025, 2 * events) / 2
    exact_high = stats.chi2.isf(0.025, 2 * events + 2) / 2
    assert low < events < high
    if events >= 10:
        assert (low, high) == pytest.approx((exact_low, exact_high), abs=0.03)


def test_byars_limits_of_nothing() -> None:
    assert byar(0)[0] == 0
    assert byar(0)[1] == pytest.approx((1 - 1 / 9 + 1.959963984540054 / 3) ** 3, abs=1e-9)


def test_under_ten_events_the_limits_are_exact_and_from_ten_on_byars() -> None:
    assert poisson_limits(9) == exact_poisson(9)
    assert poisson_limits(10) == byar(10)


def test_no_count_is_below_nought() -> None:
    for limits in (exact_poisson, byar):
        with pytest.raises(ValueError, match="not a count"):
            limits(-1)


def test_the_rate_of_the_published_service() -> None:
    """540 confirmed among 3.5 million people in two years: 77.1 per million and year, 70.8 to 83.9."""
    rate = crude_rate(540, 7_000_000)
    assert [round(each, 1) for each in (rate.value, rate.low, rate.high)] == [77.1, 70.8, 83.9]


@pytest.mark.parametrize("years", [0, -1])
def test_without_person_years_there_is_no_rate(years: float) -> None:
    with pytest.raises(ValueError, match="give no rate"):
        crude_rate(3, years)


# Directly standardised rates


def test_the_standard_population_is_a_hundred_thousand_in_nineteen_bands() -> None:
    assert (len(ESP_2013), sum(ESP_2013)) == (19, 100_000)


def test_one_band_alone_is_its_crude_rate_with_byars_limits() -> None:
    rate = standardised([Band(25, 100_000, 7000)])
    crude = crude_rate(25, 100_000)
    assert (rate.value, rate.low, rate.high) == pytest.approx((crude.value, crude.low, crude.high), rel=1e-12)


def test_the_standardised_rate_and_its_limits_by_hand() -> None:
    bands = [Band(4, 20_000, 6000), Band(10, 10_000, 4000)]
    rate = standardised(bands, per=1000)
    value = (6000 * 4 / 20_000 + 4000 * 10 / 10_000) / 10_000
    variance = ((6000 / 20_000) ** 2 * 4 + (4000 / 10_000) ** 2 * 10) / 10_000**2
    low, high = byar(14)
    assert rate.value == pytest.approx(1000 * value, abs=1e-9)
    assert rate.low == pytest.approx(1000 * (value + (variance / 14) ** 0.5 * (low - 14)), abs=1e-9)
    assert rate.high == pytest.approx(1000 * (value + (variance / 14) ** 0.5 * (high - 14)), abs=1e-9)


def test_a_band_where_nothing_happened_still_counts_its_people() -> None:
    assert standardised([Band(12, 1000, 1), Band(0, 1000, 3)]).value == pytest.approx(3000)


def test_repeat_episodes_widen_the_limits_and_leave_the_rate() -> None:
    once = standardised([Band(12, 50_000, 1), Band(8, 40_000, 1)])
    often = standardised([Band(12, 50_000, 1, {1: 4, 4: 2}), Band(8, 40_000, 1, {1: 8})])
    assert often.value == once.value
    assert often.low < once.low < once.high < often.high
    assert standardised([Band(12, 50_000, 1, {1: 12}), Band(8, 40_000, 1, {1: 8})]) == once


def test_people_and_their_events_must_agree() -> None:
    with pytest.raises(ValueError, match="have not 12 events"):
        standardised([Band(12, 50_000, 1, {1: 4})])


def test_under_ten_events_nothing_is_standardised() -> None:
    assert standardised([Band(9, 1000, 1)]) is None
    assert standardised([Band(10, 1000, 1)]) is not None


@pytest.mark.parametrize("bands", [[Band(12, 0, 1)], [Band(12, 10, 0)], []])
def test_a_band_without_people_is_refused(bands: list[Band]) -> None:
    with pytest.raises(ValueError, match="person-years"):
        standardised(bands)
