"""Patterns of wall-clock time over both changes of the clocks: no instant without somebody."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscc import rota
from mscc.moments import LONDON
from mscc.rota import BankHolidays, Repeat, Stretch

AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)
EVERY_DAY = frozenset(range(7))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
times = st.times().map(lambda it: it.replace(second=0, microsecond=0))
nights = st.sampled_from([AUTUMN, SPRING])


def repeat(starts: time, ends: time, first: date, last: date, **more) -> Repeat:
    return Repeat(EVERY_DAY, starts, ends, first, last, **more)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@given(st.lists(times, min_size=1, max_size=4, unique=True), nights)
def test_patterns_that_meet_on_the_wall_leave_no_instant_without_somebody(walls, night) -> None:
    walls = sorted(walls)
    patterns = zip(walls, [*walls[1:], walls[0]], strict=True)
    shifts = [
        shift for starts, ends in patterns
        for _, shift in repeat(starts, ends, night - 3 * DAY, night + 3 * DAY).shifts()
    ]  # fmt: skip
    noon = datetime.combine(night, time(12), UTC)
    assert rota.gaps(shifts, noon - 2 * DAY, noon + 2 * DAY) == []
    # And nobody has what another has, but in the hour that comes twice.
    for one in shifts:
        for other in shifts:
            assert one == other or not one.meets(other)


@given(times, times, nights)
def test_a_shift_is_as_long_as_its_hours_were(starts, ends, night) -> None:
    shift = rota.between(night - DAY, starts, ends)
    wall = datetime.combine(night if ends <= starts else night - DAY, ends) - datetime.combine(night - DAY, starts)
    is_over_it = ends <= starts and ends >= time(1)
    extra = {AUTUMN: HOUR, SPRING: -HOUR}[night] if is_over_it else timedelta()
    if ends <= starts and time(1) <= ends < time(2) and night == SPRING:
        assert shift.end == datetime.combine(night, time(1), UTC)
    else:
        assert shift.end - shift.start == wall + extra


@pytest.mark.parametrize(("night", "hours"), [(AUTUMN, 13), (SPRING, 11), (AUTUMN + 7 * DAY, 12)])
def test_a_night_from_eight_to_eight(night, hours) -> None:
    shift = rota.between(night - DAY, time(20), time(8))
    assert shift.end - shift.start == hours * HOUR
    assert [each.astimezone(LONDON).hour for each in (shift.start, shift.end)] == [20, 8]


def test_an_hour_that_comes_twice_belongs_to_both() -> None:
    late, early = rota.between(AUTUMN - DAY, time(20), time(1, 30)), rota.between(AUTUMN, time(1, 30), time(8))
    assert (late.end, early.start) == (utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 0, 30))
    assert not late.meets(early)
    assert late.meets(rota.between(AUTUMN, time(1, 15), time(8)))


def test_an_hour_that_is_skipped_is_the_moment_of_the_change() -> None:
    late, early = rota.between(SPRING - DAY, time(20), time(1, 30)), rota.between(SPRING, time(1, 30), time(8))
    assert late.end == early.start == utc(2027, 3, 28, 1)
    assert list(repeat(time(1, 10), time(1, 50), SPRING, SPRING).shifts()) == []


class TestDays:
    def test_weekdays_in_every_second_week(self) -> None:
        mondays = Repeat(frozenset({0, 4}), time(8), time(16), date(2026, 11, 25), date(2026, 12, 31), every=2)
        assert [f"{day:%a %d}" for day in mondays.days()] == ["Fri 27", "Mon 07", "Fri 11", "Mon 21", "Fri 25"]

    @pytest.mark.parametrize(
        ("rule", "weekdays", "days"),
        [
            (BankHolidays.AS_USUAL, {4}, [18, 25]),
            (BankHolidays.NOT, {4}, [18]),
            (BankHolidays.ALSO, {5, 6}, [19, 20, 25, 26, 27, 28]),
            (BankHolidays.ALSO, set(), [25, 26, 28]),
        ],
    )
    def test_bank_holidays(self, rule, weekdays, days) -> None:
        pattern = Repeat(
            frozenset(weekdays), time(8), time(20), date(2026, 12, 16), date(2026, 12, 29), bank_holidays=rule
        )
        assert [day.day for day in pattern.days()] == days

    def test_a_day_left_out(self) -> None:
        pattern = repeat(time(8), time(20), AUTUMN, AUTUMN + 2 * DAY, exceptions=frozenset({AUTUMN + DAY}))
        assert list(pattern.days()) == [AUTUMN, AUTUMN + 2 * DAY]

    def test_names(self) -> None:
        assert rota.bank_holiday(date(2026, 12, 25)) == "Christmas Day"
        assert rota.bank_holiday(date(2026, 11, 30)) == ""  # a bank holiday of Scotland


class TestGaps:
    ONE, TWO = Stretch(utc(2026, 11, 1, 8), utc(2026, 11, 1, 20)), Stretch(utc(2026, 11, 2, 8), utc(2026, 11, 2, 20))

    def test_between_before_and_after(self) -> None:
        found = rota.gaps([self.TWO, self.ONE], utc(2026, 11, 1), utc(2026, 11, 3))
        assert [(gap.start.hour, gap.end.hour, gap.minutes) for gap in found] == [
            (0, 8, 480),
            (20, 8, 720),
            (20, 0, 240),
        ]

    def test_nobody_ever(self) -> None:
        assert rota.gaps([], self.ONE.start, self.ONE.end) == [self.ONE]
        assert rota.gaps([], self.ONE.start, self.ONE.start) == []

    @pytest.mark.parametrize(
        ("at", "begins"),
        [
            (utc(2026, 11, 1, 9), utc(2026, 11, 1, 20)),
            (utc(2026, 11, 1, 20), utc(2026, 11, 1, 20)),
            (utc(2026, 11, 2, 7, 59), utc(2026, 11, 1, 20)),  # it goes on
            (utc(2026, 11, 2, 8), utc(2026, 11, 2, 20)),  # it is over; the end of the rota is the next
            (utc(2026, 12, 1), utc(2026, 11, 2, 20)),
        ],
    )
    def test_the_next(self, at, begins) -> None:
        assert rota.next_gap([self.ONE, self.TWO], utc(2026, 11, 1, 9), at) == begins

    @given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=8), st.integers(0, 100))
    def test_an_instant_is_in_a_gap_or_on_somebodys_shift(self, given_shifts, hour) -> None:
        begin = utc(2026, 10, 24)
        shifts = [Stretch(begin + start * HOUR, begin + (start + length) * HOUR) for start, length in given_shifts]
        instant = begin + hour * HOUR
        is_on = any(shift.start <= instant < shift.end for shift in shifts)
        is_off = any(gap.start <= instant < gap.end for gap in rota.gaps(shifts, begin, begin + 101 * HOUR))
        assert is_on != is_off
