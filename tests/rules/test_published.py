"""Published audits of MSCC services, entered as rows: the figures come out as printed, or the slip is named."""

from datetime import date, timedelta

import pytest
from measure_cases import NEVER_PENDING, after, at, cord

from audit.figures import Figures, Tally, percentage
from audit.measures import MEASURES, Record, State
from audit.outcomes import Confirmed, Lives, incidence, survival
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
    assert incidence(Lives.of(people), 3_500_000, YEARS_2014_15).per_million() == pytest.approx(
        (77.2, 70.8, 84.0), abs=0.11
    )


def test_incidence_of_kent_as_published() -> None:
    """220, 181, 182, 159, 134 and 193 by year are 1,069: 111.4 per million and year in 1.6 million people, with six
    even years; six years of days, two of them leap years, make 111.3.
    """
    by_year = (220, 181, 182, 159, 134, 193)
    assert sum(by_year) == 1069
    people = [Confirmed(date(2015, 6, 1), True)] * sum(by_year)
    assert incidence(Lives.of(people), 1_600_000, KENT).per_million()[0] == pytest.approx(111.4, abs=0.11)


def test_shares_of_the_christies_later_years_add_up() -> None:
    """1,915 referrals: 809 MSCC, 256 impending, 850 neither."""
    assert 809 + 256 + 850 == 1915
    assert [round(100 * n / 1915, 1) for n in (809, 256, 850)] == [42.2, 13.4, 44.4]


def test_alive_after_a_month_as_in_the_scottish_audit() -> None:
    """319 people, 224 alive after one month: 70.2%; half had died by day 59."""
    died = [30] * 95 + [59] * 65
    lives = [Confirmed(date(2025, 1, 1), True, date(2025, 1, 1) + days * DAY) for days in died]
    lives += [Confirmed(date(2025, 1, 1), True)] * (319 - len(died))
    found = survival(Lives.of(lives), date(2026, 1, 31))
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


def counted(name: str, **groups: tuple[int, dict]) -> Figures:
    """The figures of a measure over so many people of each kind."""
    tally = Tally()
    for n, facts in groups.values():
        for _ in range(n):
            tally.add(MEASURES[name](Record(**{"received_at": after(1)} | facts), NEVER_PENDING))
    return tally.figures()


def test_conversion_at_the_christie_as_published() -> None:
    """1,253 referred, 540 (43%) confirmed; in the later years 809 of 1,915, beside 256 impending and 850 neither."""
    early = counted("INC-3", mscc=(540, {"outcome": "mscc"}), others=(713, {"outcome": "none"}))
    assert (early.percent, early.scored) == (43.1, 1253)
    later = counted(
        "INC-3", mscc=(809, {"outcome": "mscc"}), near=(256, {"outcome": "impending"}), none=(850, {"outcome": "none"})
    )
    assert later.percent == 42.2
    assert dict(later.reasons[State.NOT_MET]) == {"neither": 850, "impending": 256}


@pytest.mark.parametrize(
    ("n", "share", "median_days"),
    [(73, 14, 32), (24, 4, 637), (89, 16, 377), (354, 66, 62)],
    ids=["supportive", "systemic", "surgery", "radiotherapy"],
)
def test_survival_by_treatment_at_the_christie_as_published(n: int, share: int, median_days: int) -> None:
    """The four make 540, and the shares as printed 100."""
    assert round(100 * n / 540) == share
    died = [median_days] * ((n + 1) // 2) + [median_days + 100] * (n // 2)
    lives = [Confirmed(date(2014, 1, 1), True, date(2014, 1, 1) + days * DAY) for days in died]
    assert survival(Lives.of(lives), date(2018, 1, 1)).median_days == median_days


def test_contacts_out_of_hours_in_newcastle_as_published() -> None:
    """55 suspected: 47% in hours, 42% out of hours, 11% unknown. Of those known, 46.9% came out of hours."""
    inside, outside = at("2026-06-10 12:00"), at("2026-06-10 22:00")
    found = counted(
        "B-1", inside=(26, {"coordinator_contact_at": inside}), out=(23, {"coordinator_contact_at": outside}),
        unknown=(6, {}),
    )  # fmt: skip
    assert [round(100 * n / 55) for n in (26, 23, 6)] == [47, 42, 11]
    assert (found.percent, found.counts[State.UNKNOWN], found.denominator) == (46.9, 6, 55)


def test_rehabilitation_plans_in_denmark_as_published() -> None:
    """33 of 74 had one at discharge: 44.6%."""
    home = {"outcome": "mscc", "discharged_at": after(200)}
    found = counted("P-2", plan=(33, home | {"discharge_plan": True}), none=(41, home | {"discharge_plan": False}))
    assert found.percent == 44.6


def test_the_tayside_hotline_found_more_of_those_scanned() -> None:
    """50 of 96 scanned (52%) against 23 of 104 (22%) before: more than chance. The paper has 44 and 6, a letter about
    the same people 46 and 5: they do not agree on what the fifty are.
    """
    assert [round(100 * part / whole) for part, whole in ((50, 96), (23, 104), (10, 44), (149, 324))] == [
        52,
        22,
        23,
        46,
    ]
    assert difference((50, 96), (23, 104))[1] > 0
    assert (44 + 6, 46 + 5) == (50, 51)


def test_surgery_in_norway_as_published() -> None:
    """In 47 of 274 with motor impairment (17%) and 11 of 607 without (2%): more than chance. That is 881 of the 903
    treated and all 58 operated on: of 22 the impairment is not known, and none of those was operated on.
    """
    assert [round(percentage(part, whole)) for part, whole in ((47, 274), (11, 607))] == [17, 2]
    assert difference((47, 274), (11, 607))[1] > 0.1
