"""Figures from outcomes: the share, its interval, the waits; and the periods they are made for."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.figures import Tally
from audit.measures import MEASURES, Outcome, State
from audit.periods import PRESETS, Period, PeriodError, add_months, chosen_months


def figures(*outcomes: Outcome):
    tally = Tally()
    for outcome in outcomes:
        tally.add(outcome)
    return tally.figures()


def met(hours: float | None = None) -> Outcome:
    return Outcome(State.MET, "", None if hours is None else timedelta(hours=hours))


def not_met(hours: float | None = None, reason: str = "late") -> Outcome:
    return Outcome(State.NOT_MET, reason, None if hours is None else timedelta(hours=hours))


def test_the_example_of_the_contract() -> None:
    declined, imaged = Outcome(State.EXCLUDED, "declined"), Outcome(State.EXCLUDED, "already_imaged")
    unknown = Outcome(State.UNKNOWN, "suspected_at")
    many = figures(*[met(3)] * 43, *[not_met(30)] * 26, imaged, declined, declined, unknown, unknown)
    assert many.as_json(MEASURES["T-1"]) == {
        "title": "Whole-spine MRI within 24 hours of suspected MSCC",
        "source": "QS56 (2023) statement 3; 1.5.2",
        "met": 43,
        "not_met": 26,
        "excluded": 3,
        "unknown": 2,
        "pending": 0,
        "percent": 62.3,
        "ci_low": 50.5,
        "ci_high": 72.8,
        "excluded_reasons": {"declined": 2, "already_imaged": 1},
        "fallback": 0,
        "median_hours": 3.0,
        "p90_hours": 30.0,
    }


def test_nothing_scored_has_no_percentage_and_no_waits() -> None:
    empty = figures(Outcome(State.PENDING), Outcome(State.EXCLUDED, "declined"))
    assert (empty.percent, empty.interval, empty.span, empty.median_hours, empty.p90_hours) == (None,) * 5
    assert (empty.scored, empty.denominator) == (0, 2)
    assert empty.as_json(MEASURES["T-5"])["ci_low"] is None


def test_the_waits_are_those_of_met_and_not_met_with_both_times_exact() -> None:
    waits = figures(met(1), met(2), not_met(30), not_met(), met(), Outcome(State.UNKNOWN, "date_only"))
    assert (waits.median_hours, waits.p90_hours) == (2.0, 24.4)


def test_those_outside_are_in_no_count() -> None:
    assert figures(Outcome(None), met(1)).denominator == 1


def test_the_fallback_is_counted_in_every_state() -> None:
    flagged = [Outcome(state, "declined", fallback=True) for state in State]
    assert figures(*flagged, met(1)).fallback == 5


def test_the_unknown_could_move_the_percentage_so_far() -> None:
    assert figures(met(1), met(1), not_met(30), Outcome(State.UNKNOWN, "date_only")).span == (50.0, 75.0)


def test_reasons_stand_by_state_the_commonest_first() -> None:
    found = figures(not_met(30), not_met(reason="not_done"), not_met(reason="not_done")).reasons
    assert list(found[State.NOT_MET].items()) == [("not_done", 2), ("late", 1)]
    assert found[State.EXCLUDED] == {}


# Periods


def test_a_period_holds_its_first_and_last_day_in_london() -> None:
    summer = Period(date(2026, 6, 1), date(2026, 6, 30))
    assert summer.begins == datetime(2026, 5, 31, 23, tzinfo=UTC)
    assert summer.ends == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert date(2026, 6, 30) in summer
    assert date(2026, 7, 1) not in summer


def test_a_period_over_both_changes_of_the_clocks_is_whole_days() -> None:
    assert Period(date(2026, 3, 29), date(2026, 3, 29)).ends - Period(
        date(2026, 3, 29), date(2026, 3, 29)
    ).begins == timedelta(hours=23)
    autumn = Period(date(2026, 10, 25), date(2026, 10, 25))
    assert autumn.ends - autumn.begins == timedelta(hours=25)


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (date(2026, 2, 1), date(2026, 1, 31), "ends before that"),
        (date(1, 1, 1), date(2026, 1, 1), "between the years"),
        (date(2026, 1, 1), date(9999, 12, 31), "between the years"),
    ],
)
def test_what_is_no_period_is_refused_in_one_sentence(start: date, end: date, says: str) -> None:
    with pytest.raises(PeriodError, match=says):
        Period(start, end)


def test_the_months_of_a_period_hold_only_its_days() -> None:
    months = list(Period(date(2025, 12, 10), date(2026, 2, 3)).months())
    assert [(str(each.start), str(each.end)) for each in months] == [
        ("2025-12-10", "2025-12-31"),
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-03"),
    ]


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_the_months_are_the_period_cut_in_pieces(start: date, days: int) -> None:
    months = list(Period(start, start + timedelta(days=days)).months())
    assert sum((each.end - each.start).days + 1 for each in months) == days + 1
    assert all(after.start - before.end == timedelta(days=1) for before, after in pairwise(months))


def test_the_periods_offered_on_a_day() -> None:
    offered = {name: period(date(2026, 11, 22)).words for name, (_, period) in PRESETS.items()}
    assert offered == {
        "last-12": "1 Nov 2025 to 31 Oct 2026",
        "previous-12": "1 Nov 2024 to 31 Oct 2025",
        "this-year": "1 Jan 2026 to 22 Nov 2026",
        "last-14": "1 Oct 2025 to 22 Nov 2026",
    }


def test_twelve_full_months_before_the_first_of_march_end_with_february() -> None:
    assert PRESETS["last-12"][1](date(2028, 3, 1)).words == "1 Mar 2027 to 29 Feb 2028"


@given(st.dates(date(1950, 1, 1), date(2900, 1, 1)), st.integers(-300, 300))
def test_months_there_and_back(day: date, months: int) -> None:
    first = day.replace(day=1)
    assert add_months(add_months(first, months), -months) == first


def test_chosen_months_end_today_where_the_month_still_runs() -> None:
    today = date(2026, 11, 22)
    assert chosen_months("2026-03", "2026-05", today).words == "1 Mar 2026 to 31 May 2026"
    assert chosen_months("2026-11", "2026-11", today).words == "1 Nov 2026 to 22 Nov 2026"
    assert chosen_months("2024-12", "2026-11", today).start == date(2024, 12, 1)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-05", "2026-03", "other way round"),
        ("2026-11", "2026-12", "not begun"),
        ("2024-11", "2026-11", "more than 24"),
        ("0001-01", "2026-11", "more than 24"),
        ("May", "2026-03", "not a month"),
        ("2026-05", "", "not a month"),
        ("2026-05-01", "2026-13", "not a month"),
    ],
)
def test_months_that_cannot_be_a_period_are_refused_in_one_sentence(first: str, last: str, says: str) -> None:
    with pytest.raises(PeriodError, match=says):
        chosen_months(first, last, date(2026, 11, 22))
