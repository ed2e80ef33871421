"""The five sentences at the head of the audit: what they say of much, of little, and of nothing."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from measure_cases import NEVER_PENDING

from audit.figures import Figures, Tally
from audit.groups import DIMENSIONS
from audit.measures import MEASURES, Outcome, State
from audit.periods import Period, add_months
from audit.sentences import five

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def figures(met: int = 0, not_met: int = 0, unknown: int = 0) -> Figures:
    tally = Tally()
    for outcome, n in (
        (Outcome(State.MET, elapsed=timedelta(hours=3)), met),
        (Outcome(State.NOT_MET, "late"), not_met),
        (Outcome(State.UNKNOWN, "suspected_at"), unknown),
    ):
        for _ in range(n):
            tally.add(outcome)
    return tally.figures()


def report(referrals: int = 0, months: list[Figures] | None = None, **told: Figures) -> Any:
    every = {name: told.get(name.replace("-", ""), figures()) for name in MEASURES}
    return SimpleNamespace(
        period=YEAR,
        as_at=NEVER_PENDING,
        measures=MEASURES,
        figures=every,
        counts={"referrals": referrals, "confirmed_mscc": 0},
        by_month=lambda measure: [
            (Period(add_months(YEAR.start, n), add_months(YEAR.start, n + 1) - timedelta(days=1)), each)
            for n, each in enumerate(months or [] if measure.id == "T-1" else [])
        ],
    )


def said(now: Any, before: Any, **groups: dict[str, Figures]) -> list[str]:
    apart = {key: {group: figures() for group in DIMENSIONS[key].groups} for key in DIMENSIONS}
    return five(now, before, {key: of | groups.get(key, {}) for key, of in apart.items()})


def test_of_nothing_they_say_nothing_that_flatters() -> None:
    assert said(report(), report()) == [
        "0 referrals received, as many as in 1 Jan 2025 to 31 Dec 2025 (0); 0 confirmed MSCC (0 before).",
        "T-1: nobody is met or not met. T-5: nobody is met or not met.",
        "No measure has twelve full months with ten people scored in each: a change cannot be told from chance.",
        "T-1: too few people to compare groups.",
        "Nobody is counted in any measure.",
    ]
    assert said(report(T1=figures(1)), report())[4] == "No measure lacks a time or an answer."


def test_more_and_fewer_are_said_with_the_number_before() -> None:
    assert said(report(1), report(3))[0].startswith("1 referral received, 2 fewer than in")
    assert said(report(5), report(3))[0].startswith("5 referrals received, 2 more than in")


def test_how_fast_comes_with_its_interval_and_how_many_were_late() -> None:
    assert "T-1: 75.0% of people" in (words := said(report(T1=figures(30, 10)), report())[1])
    assert "(95% interval 59.8% to 85.8%); 10 were not." in words


def test_a_month_outside_the_limits_is_named() -> None:
    steady = [figures(10, 10), figures(12, 8)] * 6
    assert said(report(months=steady), report())[2] == (
        "Nothing changed by more than chance where there are months enough to tell (T-1)."
    )
    assert said(report(months=[*steady, figures(20)]), report())[2].startswith(
        "T-1: More than chance: Jan 2026: outside the limits"
    )


def test_only_a_gap_that_is_more_than_chance_is_told_as_one() -> None:
    few = {"deprivation": {"1": figures(3, 3), "5": figures(4, 3)}}
    assert said(report(), report(), **few)[3] == "T-1: no gap by deprivation is more than chance."
    many = {"deprivation": {"1": figures(30, 70), "5": figures(70, 30)}}
    assert said(report(), report(), **many)[3].startswith(
        "T-1: The most deprived fifth against the least deprived: −40"
    )


def test_the_measure_that_lacks_most_is_named_with_what_it_lacks() -> None:
    assert said(report(T1=figures(1, 1, 7)), report())[4] == (
        "Most is missing from T-1: 7 of 9 unknown, 7 of them for: start not known."
    )


def test_the_time_before_is_as_long() -> None:
    assert YEAR.before() == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert Period(date(2025, 3, 1), date(2025, 4, 30)).before() == Period(date(2025, 1, 1), date(2025, 2, 28))
    assert Period(date(2025, 3, 2), date(2025, 3, 11)).before() == Period(date(2025, 2, 20), date(2025, 3, 1))
