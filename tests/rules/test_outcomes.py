"""INC-1, O-1 and O-2, sentence by sentence."""

from collections import Counter
from datetime import date, timedelta

import pytest
from measure_cases import START, after, cord
from scipy import stats

from audit.measures.o1 import walking
from audit.measures.o2 import life
from audit.outcomes import Confirmed, Lives, incidence, survival, walking_table
from audit.periods import Period
from audit.statistics import Life, byar

DAY = timedelta(days=1)
CONFIRMED = date(2026, 1, 10)
AS_AT = date(2026, 11, 22)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


# O-1


def test_only_confirmed_mscc_stands_in_the_walking_table() -> None:
    assert walking(cord(outcome="mscc", walking_at_presentation="aided")) == ("aided", "not_known")
    for outcome in ("impending", "metastases", "none", ""):
        assert walking(cord(outcome=outcome, walking_at_presentation="aided")) is None


def test_every_way_of_walking_is_a_row_and_a_column() -> None:
    table = walking_table(Counter({("aided", "unaided"): 3}))
    ways = ["unaided", "aided", "not_walking", "no_movement", "not_known"]
    assert list(table) == ways
    assert all(list(row) == ways for row in table.values())
    assert sum(sum(row.values()) for row in table.values()) == table["aided"]["unaided"] == 3


# O-2


@pytest.mark.parametrize(
    ("died", "alive", "expected"),
    [
        (CONFIRMED + 30 * DAY, None, Life(30, True)),
        (CONFIRMED, None, Life(0, True)),
        (CONFIRMED - DAY, None, None),
        (None, CONFIRMED + 9 * DAY, Life(9, False)),
        (None, None, Life(316, False)),
        # What was known before the confirmation says nothing of what came after it.
        (None, CONFIRMED - DAY, Life(0, False)),
        (CONFIRMED + 5 * DAY, CONFIRMED + 2 * DAY, Life(5, True)),
        (AS_AT + DAY, None, Life(317, True)),
    ],
)
def test_a_life_runs_from_the_confirmation_to_death_or_as_long_as_known(died, alive, expected) -> None:
    assert life(CONFIRMED, died, alive, AS_AT) == expected


def test_nobody_confirmed_before_the_day_of_the_report_is_followed_backwards() -> None:
    assert life(AS_AT + DAY, None, None, AS_AT) == Life(0, False)


def lived(*days: int, died: bool = True) -> list[Confirmed]:
    return [
        Confirmed(CONFIRMED, True, CONFIRMED + each * DAY if died else None, None if died else CONFIRMED + each * DAY)
        for each in days
    ]


def test_survival_by_day_and_its_median() -> None:
    of = survival(Lives.of([*lived(10, 20, 30, 40), *lived(50, 60, 100, 400, died=False)]), AS_AT)
    assert (of.n, of.median_days) == (8, 40)
    assert of.by_day == {30: 0.62, 90: 0.5, 365: 0.5}


def test_a_day_to_which_nobody_was_followed_has_no_share() -> None:
    assert survival(Lives.of(lived(40, 80, died=False)), AS_AT).by_day == {30: 1.0, 90: None, 365: None}


def test_a_median_that_was_not_reached_is_none() -> None:
    assert survival(Lives.of([*lived(10), *lived(400, 400, died=False)]), AS_AT).median_days is None


def test_a_death_before_the_confirmation_is_left_out() -> None:
    assert survival(Lives.of(lived(-1, 10)), AS_AT).n == 1


def test_nobody_has_no_survival() -> None:
    of = survival(Lives.of([]), AS_AT)
    assert (of.n, of.median_days, of.by_day) == (0, None, {30: None, 90: None, 365: None})


def test_residents_and_others_are_followed() -> None:
    assert survival(Lives.of([Confirmed(CONFIRMED, False, CONFIRMED + DAY)]), AS_AT).n == 1


# INC-1


def people(residents: int, others: int = 0) -> list[Confirmed]:
    return [Confirmed(CONFIRMED, number < residents) for number in range(residents + others)]


def test_residents_alone_are_counted() -> None:
    assert incidence(Lives.of(people(3, 4)), 1_000_000, YEAR).people == 3


def test_the_years_are_the_days_of_the_period_divided() -> None:
    assert incidence(Lives.of([]), 1, YEAR).years == 365 / 365.25
    assert incidence(Lives.of([]), 1, Period(CONFIRMED, CONFIRMED)).years == 1 / 365.25


def test_under_ten_the_limits_are_exact_and_from_ten_on_byars() -> None:
    period = Period(date(2024, 1, 1), date(2024, 12, 31))
    person_millions = 3.5 * 366 / 365.25
    for n in (0, 1, 9):
        low = stats.chi2.ppf(0.025, 2 * n) / 2 if n else 0.0
        high = stats.chi2.ppf(0.975, 2 * n + 2) / 2
        expected = [round(each / person_millions, 1) for each in (n, low, high)]
        assert list(incidence(Lives.of(people(n)), 3_500_000, period).per_million()) == expected
    for n in (10, 531):
        expected = [round(each / person_millions, 1) for each in (n, *byar(n))]
        assert list(incidence(Lives.of(people(n)), 3_500_000, period).per_million()) == expected


def test_without_a_population_there_is_no_rate() -> None:
    assert incidence(Lives.of(people(3)), 0, YEAR).per_million() is None


def test_the_start_of_a_clock_has_nothing_to_do_with_it() -> None:
    assert walking(cord(outcome="mscc", suspected_at=after(-9000))) == walking(cord(outcome="mscc", suspected_at=START))
