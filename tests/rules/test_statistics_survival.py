"""Kaplan and Meier against published figures, against scipy, and where floating point would go wrong."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import Life, kaplan_meier

# The 21 children given 6-mercaptopurine: weeks in remission (Freireich and others, Blood 1963;21:699).
TREATED = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0),
           (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]  # fmt: skip


def curve(*lives: tuple[int, object]):
    return kaplan_meier(Life(days, bool(died)) for days, died in lives)


def test_the_published_curve_with_its_standard_errors() -> None:
    found = curve(*TREATED)
    rows = [(s.day, s.at_risk, s.deaths, round(s.survival, 4)) for s in found.steps]
    assert rows == [
        (6, 21, 3, 0.8571), (7, 17, 1, 0.8067), (10, 15, 1, 0.7529), (13, 12, 1, 0.6902), (16, 11, 1, 0.6275),
        (22, 7, 1, 0.5378), (23, 6, 1, 0.4482),
    ]  # fmt: skip
    errors = [round(s.survival * s.greenwood**0.5, 4) for s in found.steps]
    assert errors == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert (found.n, found.median_days) == (21, 23)


def test_half_is_reached_at_exactly_one_half() -> None:
    """Eight deaths at 10 to 80: floating point would miss the half at 40 and answer 50."""
    assert curve(*((10 * k, 1) for k in range(1, 9))).median_days == 40


def test_half_is_reached_with_the_other_half_censored() -> None:
    assert curve(*((day, day < 5) for day in range(1, 9))).median_days == 4


def test_not_reached_is_none() -> None:
    assert curve((10, 1), (20, 0), (30, 0)).median_days is None
    assert curve((20, 0)).median_days is None


def test_a_death_on_the_first_day_is_an_event_at_nought() -> None:
    found = curve((0, 1), (5, 0))
    assert found.at(0) == found.at(3) == 0.5
    assert found.median_days == 0


def test_who_is_censored_on_a_day_of_death_is_still_at_risk() -> None:
    assert curve((5, 1), (5, 0)).steps[0].survival == 0.5


def test_a_day_that_nobody_was_followed_to_has_no_survival() -> None:
    found = curve((10, 1), (30, 0))
    assert found.at(9) == 1.0
    assert found.at(10) == found.at(30) == 0.5
    assert found.at(31) is None


def test_once_all_have_died_it_is_nought_for_ever() -> None:
    assert curve((10, 1), (30, 1)).at(365) == 0.0
    assert curve((10, 1), (30, 1), (30, 0)).at(365) is None


def test_nobody_has_no_curve_and_nobody_is_followed_for_less_than_no_time() -> None:
    assert curve() is None
    with pytest.raises(ValueError, match="less than no time"):
        curve((-1, 0))


LIVES = st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=60)


@given(LIVES)
def test_the_curve_and_its_log_log_limits_are_scipys(lives: list[tuple[int, bool]]) -> None:
    died = [day for day, dead in lives if dead]
    if not died:
        return
    oracle = stats.ecdf(stats.CensoredData(uncensored=died, right=[day for day, dead in lives if not dead]))
    found = curve(*lives)
    for step in found.steps:
        assert step.survival == pytest.approx(float(oracle.sf.evaluate(step.day)), abs=1e-9)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # it warns where a limit is not defined: those are left out
        limits = oracle.sf.confidence_interval(0.95, method="log-log")
    for step in found.steps:
        if 0 < step.survival < 1:
            low, high = float(limits.low.evaluate(step.day)), float(limits.high.evaluate(step.day))
            assert step.interval() == pytest.approx((low, high), abs=1e-9)


@given(LIVES)
def test_without_censoring_the_curve_is_the_share_alive(lives: list[tuple[int, bool]]) -> None:
    found = curve(*((day, True) for day, _ in lives))
    for step in found.steps:
        assert step.survival == pytest.approx(sum(day > step.day for day, _ in lives) / len(lives), abs=1e-12)
    assert found.steps[-1].interval() == (0.0, 0.0)


def test_many_people_on_many_days_stay_exact() -> None:
    found = curve(*((day % 3650, day % 3 == 0) for day in range(20_000)))
    assert 0 < found.at(3000) < 1
