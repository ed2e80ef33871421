"""A limit running for one person: when it is due, how it stands, whether it was met; to the second, in real time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_cases import at, on

from mscc.moments import LONDON, Moment, Precision
from pathways.clock import STATUS_WORDS, Clock, Standing, Status, Verdict, judge, running, standing
from pathways.guideline.limits import ADVICE, CT_DAY, IMMOBILISATION, LIMITS, MRI_DAY, MRI_WEEK, RADIOTHERAPY, Limit

START = at("2026-06-10 09:00")
DAY, WEEK = timedelta(hours=24), timedelta(hours=168)
HOUR, SECOND, TICK = timedelta(hours=1), timedelta(seconds=1), timedelta(microseconds=1)


def clock(stop: Moment | None = None, start: Moment = START, limit: Limit = MRI_DAY) -> Clock:
    return Clock(limit, start, limit.start, stop)


def after(elapsed: timedelta, start: Moment = START) -> Moment:
    return Moment(start.at + elapsed)


# Due, and how it stands


def test_it_is_due_so_many_real_hours_after_its_start() -> None:
    assert clock().due == START.at + DAY
    assert clock(limit=MRI_WEEK).due == START.at + WEEK


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (DAY, Standing.RUNNING),
        (4 * HOUR + TICK, Standing.RUNNING),
        (4 * HOUR, Standing.DUE_SOON),
        (SECOND, Standing.DUE_SOON),
        (TICK, Standing.DUE_SOON),
        (timedelta(0), Standing.OVERDUE),
        (-SECOND, Standing.OVERDUE),
        (-1000 * DAY, Standing.OVERDUE),
    ],
)
def test_it_runs_then_is_due_soon_then_from_the_due_moment_itself_overdue(left: timedelta, expected: Standing) -> None:
    assert clock().standing(START.at + DAY - left) is expected
    assert standing(START.at, START.at - left) is expected


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # The clocks go forward: the day has 23 hours on the wall, and the limit 24 all the same.
        ("2026-03-28 12:00", "2026-03-29 13:00"),
        ("2026-03-29 00:30", "2026-03-30 01:30"),
        # The clocks go back: the day has 25.
        ("2026-10-24 12:00", "2026-10-25 11:00"),
        ("2026-10-25 00:30", "2026-10-25 23:30"),
    ],
)
def test_24_hours_are_24_hours_on_the_nights_the_clocks_change(start: str, due: str) -> None:
    assert clock(start=at(start)).due == at(due).at
    assert clock(at(due), at(start)).status is Status.MET
    assert clock(Moment(at(due).at + SECOND), at(start)).status is Status.MET_LATE


@given(st.integers(0, 365 * 24 * 60))
def test_every_window_of_a_year_is_exactly_24_and_168_hours(minutes: int) -> None:
    start = Moment((datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(LONDON))
    assert clock(start=start).due - start.at == DAY
    assert clock(start=start, limit=MRI_WEEK).due - start.at == WEEK


# Met


@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [
        (timedelta(0), Status.MET),
        (DAY - SECOND, Status.MET),
        (DAY, Status.MET),  # exactly 24:00:00
        (DAY + TICK, Status.MET_LATE),
        (DAY + SECOND, Status.MET_LATE),
        (-HOUR, Status.MET),  # done before it began
    ],
)
def test_it_is_met_at_exactly_24_hours_and_late_a_second_after(elapsed: timedelta, expected: Status) -> None:
    assert clock(after(elapsed)).status is expected


def test_without_a_stop_it_is_open_however_overdue() -> None:
    assert clock().status is Status.OPEN


def test_of_a_stop_known_to_the_day_the_last_instant_counts() -> None:
    assert clock(on("2026-06-10")).status is Status.MET
    assert clock(on("2026-06-11")).status is Status.MET_LATE  # it may have been in time: nobody knows


def test_every_status_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(Status)


# Which clocks run


def test_a_clock_runs_from_its_own_start_when_that_is_known() -> None:
    (found,) = running([MRI_DAY], {"suspected_at": START, "coordinator_contact_at": after(5 * HOUR)})
    assert (found.start, found.basis, found.is_fallback, found.stop) == (START, "suspected_at", False, None)


def test_without_its_start_it_runs_from_the_fallback_and_says_so() -> None:
    (found,) = running([MRI_DAY], {"coordinator_contact_at": START, "mri_started_at": after(HOUR)})
    assert (found.start, found.basis, found.is_fallback) == (START, "coordinator_contact_at", True)
    assert (found.stop, found.status) == (after(HOUR), Status.MET)


def test_a_start_known_only_roughly_keeps_its_precision() -> None:
    about = Moment(START.at, Precision.ESTIMATED)
    (found,) = running([ADVICE], {"presented_at": about})
    assert found.start.precision is Precision.ESTIMATED


def test_with_neither_start_nor_fallback_nothing_runs() -> None:
    assert list(running(LIMITS, {})) == []
    assert list(running([MRI_DAY], {"mri_started_at": START})) == []


def test_radiotherapy_has_no_clock_without_a_decision() -> None:
    assert list(running([RADIOTHERAPY], {"coordinator_contact_at": START, "suspected_at": START})) == []
    assert next(running([RADIOTHERAPY], {"rt_decision_at": START})).due == START.at + DAY


def test_each_limit_is_stopped_by_its_own_fact_alone() -> None:
    moments = {"suspected_at": START, "immobilised_recorded_at": START, "mri_started_at": after(HOUR)}
    stops = {each.limit.kind: each.stop for each in running([MRI_DAY, CT_DAY, IMMOBILISATION], moments)}
    assert stops == {"mri": after(HOUR), "ct": None, "immobilisation_advice": None}


# Judging what was known only roughly


@pytest.mark.parametrize(
    ("start", "stop", "within", "expected"),
    [
        # both to the minute
        (START, after(DAY), DAY, Verdict.WITHIN),
        (START, after(DAY + TICK), DAY, Verdict.LATE),
        (START, after(WEEK), WEEK, Verdict.WITHIN),
        (START, after(WEEK + SECOND), WEEK, Verdict.LATE),
        (START, Moment(after(HOUR).at, Precision.ESTIMATED), DAY, Verdict.WITHIN),
        # a day alone: it can never be shown to be within a day, and is late from the second day after
        (START, on("2026-06-10"), DAY, Verdict.CANNOT_TELL),
        (START, on("2026-06-11"), DAY, Verdict.CANNOT_TELL),
        (START, on("2026-06-12"), DAY, Verdict.LATE),
        (on("2026-06-10"), at("2026-06-11 23:59"), DAY, Verdict.CANNOT_TELL),
        (on("2026-06-10"), at("2026-06-12 00:00"), DAY, Verdict.LATE),
        (on("2026-06-10"), on("2026-06-10"), DAY, Verdict.CANNOT_TELL),
        (on("2026-06-10"), on("2026-06-09"), DAY, Verdict.CANNOT_TELL),
        # for a week whole days count, the seventh included
        (START, on("2026-06-17"), WEEK, Verdict.WITHIN),
        (START, on("2026-06-18"), WEEK, Verdict.LATE),
        (on("2026-06-10"), at("2026-06-17 23:59"), WEEK, Verdict.WITHIN),
        (on("2026-06-10"), on("2026-06-18"), WEEK, Verdict.LATE),
        # the days are London's: half past eleven UTC in June is the next day
        (on("2026-06-10"), at("2026-06-11 23:30+00:00"), DAY, Verdict.LATE),
    ],
)
def test_judging_as_far_as_the_precision_allows(
    start: Moment, stop: Moment, within: timedelta, expected: Verdict
) -> None:
    assert judge(start, stop, within) is expected


@given(st.integers(-200_000, 700_000))
def test_the_alarm_and_the_audit_agree_on_what_is_known_exactly(seconds: int) -> None:
    stop = after(timedelta(seconds=seconds))
    assert (judge(START, stop, DAY) is Verdict.WITHIN) is (clock(stop).status is Status.MET)
