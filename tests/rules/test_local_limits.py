"""A local limit: shorter than the guideline's, the alarm runs on it, and nothing is judged by it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscc.moments import Moment, Precision
from pathways.clock import Clock, Deadline, Standing, Status
from pathways.escalation import LADDERS, WEEK_LADDER, Ladder, Who, ladder_for
from pathways.guideline.limits import ACKNOWLEDGEMENT, LIMITS, MRI_DAY, MRI_WEEK, RADIOTHERAPY, SHORTENED, Limit

START = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
shortened = st.sampled_from(SHORTENED)


def rungs(ladder: Ladder) -> list[tuple[float, str, bool]]:
    return [(it.minutes_from_due / 60, it.who, it.unless_booked) for it in ladder.stages]


class TestWhatMayBeAgreed:
    @pytest.mark.parametrize("hours", [24, 24.5, 48, float("nan"), float("inf")])
    def test_one_that_is_no_shorter_is_refused_with_the_recommendation(self, hours):
        assert MRI_DAY.refuses(hours) == "NG234 1.5.2 allows 24 h; a local limit must be shorter."

    def test_a_week_is_said_in_hours_as_it_is_typed(self):
        assert MRI_WEEK.refuses(168) == "NG234 1.5.3 allows 168 h; a local limit must be shorter."

    @pytest.mark.parametrize("hours", [0.5, 1, 12, 23.9])
    def test_a_shorter_one_is_not(self, hours):
        assert RADIOTHERAPY.refuses(hours) == ""

    @pytest.mark.parametrize("hours", [0.4, 0, -3])
    def test_one_in_which_nobody_can_act_is_refused(self, hours):
        assert MRI_DAY.refuses(hours) == "A local limit is at least 30 minutes."

    def test_what_is_local_already_has_none(self):
        assert "the guideline sets no limit" in ACKNOWLEDGEMENT.refuses(0.1)
        assert {each for each in LIMITS if not each.refuses(0.5)} == set(SHORTENED)


@pytest.mark.parametrize("limit", SHORTENED, ids=lambda each: each.slug)
def test_its_name_says_both(limit: Limit):
    assert limit.named(6).startswith(f"{limit.what}, local limit 6 h (guideline ")
    assert limit.label == limit.named(None) == f"{limit.what} {limit.allowed}"


def test_named_in_full():
    assert MRI_WEEK.named(72) == "MRI, local limit 72 h (guideline 1 week)"


class TestHowItStands:
    @pytest.mark.parametrize(
        ("hours", "standing", "words"),
        [
            (0, Standing.RUNNING, "Due in 12 h"),
            (8, Standing.DUE_SOON, "Due in 4 h"),
            (12, Standing.LOCAL_PASSED, "Local limit passed 0 min ago"),
            (23, Standing.LOCAL_PASSED, "Local limit passed 11 h ago"),
            (24, Standing.OVERDUE, "Overdue 0 min"),
            (26, Standing.OVERDUE, "Overdue 2 h"),
        ],
    )
    def test_passed_is_not_overdue(self, hours, standing, words):
        by = Deadline.after(START, 24, 12)
        assert (by.standing(START + hours * HOUR), by.words(START + hours * HOUR)) == (standing, words)

    def test_both_moments_are_shown(self):
        assert Deadline.after(START, 24, 12).shown(START) == "20:00 today (guideline 08:00 Sat 28 Nov)"
        assert Deadline.after(START, 24).shown(START) == "08:00 Sat 28 Nov"

    @given(shortened, st.floats(0.5, 23), st.integers(-400, 40_000).map(lambda it: timedelta(minutes=it)))
    def test_it_only_brings_nearer(self, limit, hours, since):
        """At no moment does a clock with a local limit look calmer than one without."""
        order = [Standing.RUNNING, Standing.DUE_SOON, Standing.LOCAL_PASSED, Standing.OVERDUE]
        local, without = Deadline.after(START, limit.hours, hours), Deadline.after(START, limit.hours)
        at = START + since
        assert local.due < without.due == local.guideline
        assert order.index(local.standing(at)) >= order.index(without.standing(at))
        assert (local.standing(at) is Standing.OVERDUE) == (without.standing(at) is Standing.OVERDUE)

    @given(st.floats(0.5, 23), st.integers(0, 3000), st.integers(1, 3000))
    def test_nobody_sleeps_through_the_guidelines_moment(self, hours, since, then):
        by, at = Deadline.after(START, 24, hours), START + timedelta(minutes=since)
        planned = at + timedelta(minutes=then)
        looked = by.looked_at(planned, at)
        assert at < looked <= planned
        assert looked <= by.guideline or at >= by.guideline

    def test_without_a_local_limit_it_is_looked_at_as_planned_but_not_past_the_due_moment(self):
        by, later = Deadline.after(START, 24), START + 30 * HOUR
        assert by.looked_at(START + 3 * HOUR, START) == START + 3 * HOUR
        assert by.looked_at(later, START) == by.due
        assert by.looked_at(later, by.due) == later


class TestHowItIsJudged:
    @pytest.mark.parametrize(
        ("taken", "status", "passed"),
        [
            (12 * HOUR, Status.MET, False),
            (12 * HOUR + SECOND, Status.MET, True),
            (24 * HOUR, Status.MET, True),
            (24 * HOUR + SECOND, Status.MET_LATE, False),
        ],
    )
    def test_by_the_guidelines_limit_alone(self, taken, status, passed):
        clock = Clock(MRI_DAY, Moment(START), "suspected_at", Moment(START + taken), 12)
        assert (clock.status, clock.passed_local) == (status, passed)

    def test_a_running_one_has_passed_nothing(self):
        assert not Clock(MRI_DAY, Moment(START), "suspected_at", None, 12).passed_local

    def test_of_a_stop_known_to_the_day_the_last_instant_counts(self):
        day = Moment(START.replace(hour=0), Precision.DATE)
        assert Clock(MRI_DAY, Moment(START), "suspected_at", day, 12).passed_local

    @given(shortened, st.floats(0.5, 23), st.integers(0, 200 * 3600))
    def test_with_and_without_it_the_same(self, limit, hours, seconds):
        stop = Moment(START + timedelta(seconds=seconds))
        local = Clock(limit, Moment(START), limit.start, stop, hours)
        assert local.status is Clock(limit, Moment(START), limit.start, stop).status


class TestTheLadder:
    def test_each_rung_keeps_its_distance_and_the_one_before_the_start_comes_at_half_time(self):
        assert rungs(LADDERS["mri"].within(12)) == [
            (-6, Who.ROLE_HOLDER, True), (-4, Who.ROLE_HOLDER, False), (-1, Who.SENIOR, False),
            (0, Who.SERVICE_LEAD, False),
        ]  # fmt: skip

    def test_where_the_next_is_told_by_half_time_it_is_left_out(self):
        assert rungs(LADDERS["mri"].within(6)) == [
            (-4, Who.ROLE_HOLDER, False), (-1, Who.SENIOR, False), (0, Who.SERVICE_LEAD, False),
        ]  # fmt: skip

    def test_a_very_short_one_still_warns(self):
        assert rungs(LADDERS["ct"].within(1)) == [(-0.5, Who.SENIOR, False), (0, Who.SERVICE_LEAD, False)]

    def test_of_a_week(self):
        assert [hours for hours, _, _ in rungs(WEEK_LADDER.within(72))] == [-36, -24, -4, 0]

    @given(shortened, st.floats(0.5, 167))
    def test_it_is_always_a_ladder_that_begins_after_the_start(self, limit, hours):
        whole = ladder_for(limit.kind, limit.hours)
        ladder = whole.within(hours)
        due = START + timedelta(hours=hours)
        assert ladder.planned(0, due) > START
        assert (ladder.stages[-1], ladder.repeat_minutes) == (whole.stages[-1], whole.repeat_minutes)
        assert len(ladder.stages) >= min(2, len(whole.stages))
