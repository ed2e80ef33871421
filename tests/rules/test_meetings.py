"""By when the steering group is to have met again: two meetings in any year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.meetings import due_on, in_year_to, year_after

SINCE = date(2026, 1, 10)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("held", "due"),
    [
        ([], date(2027, 1, 10)),
        ([date(2026, 3, 1)], date(2027, 1, 10)),
        ([date(2026, 3, 1), date(2026, 9, 1)], date(2027, 3, 1)),
        ([date(2026, 9, 1), date(2026, 3, 1)], date(2027, 3, 1)),
        ([date(2025, 6, 1), date(2026, 3, 1), date(2026, 9, 1)], date(2027, 3, 1)),
        # Two old ones alone: it has been wanted for long.
        ([date(2024, 2, 1), date(2024, 5, 1)], date(2025, 2, 1)),
        ([date(2024, 2, 29), date(2024, 5, 1)], date(2025, 2, 28)),
    ],
)
def test_another_meeting_is_due_a_year_after_the_one_before_the_last(held, due):
    assert due_on(SINCE, held) == due


@pytest.mark.parametrize(
    ("day", "later"), [(date(2027, 6, 1), date(2028, 6, 1)), (date(2028, 2, 29), date(2029, 2, 28))]
)
def test_a_year_after(day, later):
    assert year_after(day) == later


@given(st.lists(DAYS, min_size=2, max_size=8, unique=True))
def test_with_two_meetings_the_alarm_is_the_day_on_which_the_year_no_longer_has_two(held):
    """Until the day before the due day the year has two; on it the older one drops out."""
    due = due_on(SINCE, held)
    last = sorted(held)[-1]
    if due > last:
        assert in_year_to(due, held) < 2
        assert in_year_to(max(last, date.fromordinal(due.toordinal() - 1)), held) >= 2
