"""Published audits of MSCC services, entered as rows: the figures come out as printed, or the slip is named."""

from datetime import date, timedelta

import pytest
from measure_cases import NEVER_PENDING, after, cord

from audit.figures import Tally
from audit.measures import MEASURES
from audit.outcomes import Confirmed, incidence, survival
from audit.periods import Period
from audit.statistics import difference, median, wilson

DAY = timedelta(days=1)
YEARS_2014_15 = Period(date(2014, 1, 1), date(2015, 12, 31))
KENT = Period(date(2015, 1, 1), date(2020, 12, 31))


def scanned(met: int, late: int) -> Tally:
    tally = Tally()
    for hours in [10] * met + [50] * late:
        tally.add(MEASURES["T-1"](cord(mri_started_at=after(hours), mri_whole_spine=True), NEVER_PENDING))
    return tally


@pytest.mark.parametrize(
    ("met", "n", "percent"),
    [
        # Medway, first cycle: 43 of 69 (62%). Printed as "25" delayed: 69 less 43 is 26, one is missing.
        (43, 69, 62.3),
        # Medway, second cycle: 81 of 113.
        (81, 113, 71.7),
    ],
)
def test_mri_within_24_hours_as_published(met: int, n: int, percent: float) -> None:
    assert scanned(met, n - met).figures().percent == percent


def test_the_two_cycles_of_medway_do_not_differ_beyond_chance() -> None:
    gap, low, high = difference((81, 113), (43, 69))
    assert round(100 * gap, 1) == 9.4
    assert low < 0 < high


def test_incidence_of_the_christie_as_published() -> None:
    """540 confirmed in 3.5 million people over two years: 77.1 per million and year (70.8 to 83.9)."""
    people = [Confirmed(date(2014, 6, 1), True)] * 540
    assert incidence(people, 3_500_000, YEARS_2014_15).per_million() == pytest.approx((77.2, 70.8, 84.0), abs=0.11)


def test_incidence_of_kent_as_published() -> None:
    """220, 181, 182, 159, 134 and 193 by year are 1,069: 111.4 per million and year in 1.6 million people, with six
    even years; six years of days, two of them leap years, make 111.3.
    """
    by_year = (220, 181, 182, 159, 134, 193)
    assert sum(by_year) == 1069
    people = [Confirmed(date(2015, 6, 1), True)] * sum(by_year)
    assert incidence(people, 1_600_000, KENT).per_million()[0] == pytest.approx(111.4, abs=0.11)


def test_shares_of_the_christies_later_years_add_up() -> None:
    """1,915 referrals: 809 MSCC, 256 impending, 850 neither."""
    assert 809 + 256 + 850 == 1915
    assert [round(100 * n / 1915, 1) for n in (809, 256, 850)] == [42.2, 13.4, 44.4]


def test_alive_after_a_month_as_in_the_scottish_audit() -> None:
    """319 people, 224 alive after one month: 70.2%; half had died by day 59."""
    died = [30] * 95 + [59] * 65
    lives = [Confirmed(date(2025, 1, 1), True, date(2025, 1, 1) + days * DAY) for days in died]
    lives += [Confirmed(date(2025, 1, 1), True)] * (319 - len(died))
    found = survival(lives, date(2026, 1, 31))
    assert found.at(30) == 0.7
    assert found.curve.at(30) == pytest.approx(224 / 319, abs=1e-12)
    assert found.median_days == 59


def test_ninety_times_seventy_five_is_not_the_whole_pathway() -> None:
    """A network met 90% of scans, 75% of treatments and 47% of whole pathways: so T-7 stands beside T-1 and T-5."""
    assert round(0.9 * 0.75, 3) == 0.675
    low, high = wilson(47, 100)
    assert not low <= 0.675 <= high


def test_a_median_of_an_even_number_of_waits_lies_between_them() -> None:
    assert median([41, 42]) == 41.5
