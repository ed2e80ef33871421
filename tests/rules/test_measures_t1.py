"""T-1, sentence by sentence: whole-spine MRI within 24 hours of suspected diagnosis."""

from datetime import date, timedelta

import pytest
from measure_cases import HOUR, NEVER_PENDING, START, after, at, cord, on, said

from audit.measures import MEASURES, Record, State
from mscc.moments import Moment, Precision

T1 = MEASURES["T-1"]


def t1(as_at=NEVER_PENDING, **facts: object) -> tuple[str | None, str]:
    return said(T1(cord(**{"mri_whole_spine": True} | facts), as_at))


# Who is in the denominator


def test_a_referral_with_any_cord_feature_is_in_the_denominator() -> None:
    assert T1(cord(), NEVER_PENDING).in_denominator


@pytest.mark.parametrize("asked", [False, None], ids=["asked and none", "not asked"])
def test_a_referral_without_a_cord_feature_is_outside(asked: bool | None) -> None:
    outcome = T1(cord(cord=asked, mri_started_at=after(3), mri_whole_spine=True), NEVER_PENDING)
    assert not outcome.in_denominator
    assert outcome.placed is None


@pytest.mark.parametrize("outcome", ["mscc", "impending", "metastases", "none", ""])
def test_what_was_found_does_not_matter(outcome: str) -> None:
    assert t1(mri_started_at=after(3), outcome=outcome) == ("met", "")


# Where the clock starts


def test_the_clock_starts_at_the_suspicion_whenever_the_coordinator_was_rung() -> None:
    outcome = T1(cord(coordinator_contact_at=after(5)), NEVER_PENDING)
    assert outcome.started == outcome.placed == START
    assert not outcome.fallback


def test_without_the_suspicion_it_starts_at_the_contact_and_is_flagged() -> None:
    late_contact = cord(
        suspected_at=None, coordinator_contact_at=after(5), mri_started_at=after(29), mri_whole_spine=True
    )
    outcome = T1(late_contact, NEVER_PENDING)
    assert said(outcome) == ("met", "")
    assert outcome.fallback
    assert outcome.placed == after(5)
    assert outcome.elapsed == 24 * HOUR


def test_a_fallback_is_flagged_in_every_state() -> None:
    record = cord(suspected_at=None, coordinator_contact_at=START)
    for facts in ({"mri_exclusion": "declined"}, {"mri_started_at": on("2026-06-10")}, {}):
        assert T1(Record(**vars(record) | facts), after(1).at).fallback


def test_with_neither_it_is_unknown_and_belongs_to_the_day_it_was_received() -> None:
    outcome = T1(cord(suspected_at=None, mri_started_at=after(3), mri_whole_spine=True), NEVER_PENDING)
    assert said(outcome) == ("unknown", "suspected_at")
    assert outcome.placed == after(1)
    assert outcome.started is None
    assert not outcome.fallback


@pytest.mark.parametrize("exclusion", [{"mri_contraindicated": True}, {"mri_exclusion": "declined"}])
def test_with_neither_start_no_exclusion_can_be_weighed_against_a_clock(exclusion: dict) -> None:
    assert t1(suspected_at=None, **exclusion) == ("unknown", "suspected_at")


# Within the limit


@pytest.mark.parametrize(
    ("hours", "seconds", "expected"),
    [
        (0, 0, ("met", "")),
        (17, 0, ("met", "")),
        (24, -1, ("met", "")),
        (24, 0, ("met", "")),
        (24, 1, ("not_met", "late")),
        (61, 0, ("not_met", "late")),
    ],
)
def test_a_scan_is_met_up_to_24_hours_exactly_to_the_second(hours: int, seconds: int, expected: tuple) -> None:
    assert t1(mri_started_at=after(hours, seconds)) == expected


def test_a_fraction_of_a_second_too_late_is_too_late() -> None:
    assert t1(mri_started_at=Moment(after(24).at + timedelta(microseconds=1))) == ("not_met", "late")


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        # Spring: 24 hours of the clock on the wall are 23 of real time, and one more is still met.
        ("2026-03-28 12:00", "2026-03-29 12:00", "met"),
        ("2026-03-28 12:00", "2026-03-29 13:00:00", "met"),
        ("2026-03-28 12:00", "2026-03-29 13:00:01", "not_met"),
        # Autumn: the same clock time next day is 25 hours later.
        ("2026-10-24 12:00", "2026-10-25 12:00", "not_met"),
        ("2026-10-24 12:00", "2026-10-25 11:00:00", "met"),
        ("2026-10-24 12:00", "2026-10-25 11:00:01", "not_met"),
        # Inside the hour that happens twice.
        ("2026-10-25 01:30+01:00", "2026-10-26 00:30+00:00", "met"),
        ("2026-10-25 01:30+01:00", "2026-10-26 01:30+00:00", "not_met"),
        ("2026-10-25 01:30+00:00", "2026-10-26 01:30+00:00", "met"),
    ],
)
def test_hours_are_real_hours_on_the_nights_when_the_clocks_change(start: str, stop: str, expected: str) -> None:
    assert t1(suspected_at=at(start), mri_started_at=at(stop))[0] == expected


def test_an_estimated_time_counts_as_a_time() -> None:
    about = Moment(after(3).at, Precision.ESTIMATED)
    outcome = T1(cord(mri_started_at=about, mri_whole_spine=True), NEVER_PENDING)
    assert said(outcome) == ("met", "")
    assert outcome.elapsed == 3 * HOUR


def test_a_scan_after_the_moment_of_the_report_still_counts() -> None:
    """`as_at` says when pending is judged; it does not undo what was entered later."""
    assert t1(as_at=after(2).at, mri_started_at=after(3)) == ("met", "")
    assert t1(as_at=after(2).at, mri_started_at=after(30)) == ("not_met", "late")


# No scan


@pytest.mark.parametrize(
    ("hours", "seconds", "expected"),
    [
        (-2, 0, ("pending", "")),
        (0, 0, ("pending", "")),
        (24, -1, ("pending", "")),
        (24, 0, ("not_met", "not_done")),
        (24, 1, ("not_met", "not_done")),
    ],
)
def test_without_a_scan_it_is_pending_until_24_hours_have_passed(hours: int, seconds: int, expected: tuple) -> None:
    assert t1(as_at=after(hours, seconds).at) == expected


def test_pending_too_is_judged_in_real_hours() -> None:
    assert t1(suspected_at=at("2026-10-24 12:00"), as_at=at("2026-10-25 10:59:59").at)[0] == "pending"
    assert t1(suspected_at=at("2026-10-24 12:00"), as_at=at("2026-10-25 11:00:00").at)[0] == "not_met"


def test_what_was_not_done_has_no_wait() -> None:
    assert T1(cord(), NEVER_PENDING).elapsed is None


# Part of the spine


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (after(5), ("pending", "")),
        (after(24, -1), ("pending", "")),
        (after(24), ("not_met", "part_of_spine")),
        (after(99), ("not_met", "part_of_spine")),
    ],
)
def test_part_of_the_spine_is_no_scan_until_24_hours_have_passed(waited: Moment, expected: tuple) -> None:
    assert t1(as_at=waited.at, mri_started_at=after(3), mri_whole_spine=False) == expected


def test_part_of_the_spine_before_the_start_is_not_already_imaged() -> None:
    assert t1(mri_started_at=after(-3), mri_whole_spine=False) == ("not_met", "part_of_spine")


def test_whole_or_part_not_known_is_unknown_where_it_decides() -> None:
    assert t1(mri_started_at=after(3), mri_whole_spine=None) == ("unknown", "mri_whole_spine")
    assert t1(mri_started_at=after(-3), mri_whole_spine=None) == ("unknown", "mri_whole_spine")


def test_whole_or_part_not_known_does_not_matter_where_both_come_to_the_same() -> None:
    assert t1(mri_started_at=after(30), mri_whole_spine=None) == ("not_met", "late")
    excluded = t1(mri_started_at=after(-3), mri_whole_spine=None, mri_exclusion="declined")
    assert excluded == ("excluded", "already_imaged")


# Exclusions


def test_mri_contraindicated_is_excluded() -> None:
    assert t1(mri_contraindicated=True) == ("excluded", "mri_contraindicated")
    assert t1(mri_contraindicated=False) == ("not_met", "not_done")


@pytest.mark.parametrize("reason", ["declined", "not_in_best_interests", "suspicion_withdrawn"])
def test_an_exclusion_excludes_with_its_reason(reason: str) -> None:
    assert t1(mri_exclusion=reason) == ("excluded", reason)


def test_an_exclusion_excludes_while_the_clock_would_still_be_running() -> None:
    assert t1(as_at=after(2).at, mri_exclusion="declined") == ("excluded", "declined")


@pytest.mark.parametrize("exclusion", [{"mri_contraindicated": True}, {"mri_exclusion": "suspicion_withdrawn"},
                                       {"mri_exclusion": "declined"}])  # fmt: skip
@pytest.mark.parametrize(("scan", "state"), [(after(3), "met"), (after(30), "not_met"), (on("2026-06-11"), "unknown")])
def test_with_a_whole_spine_scan_every_exclusion_is_ignored(exclusion: dict, scan: Moment, state: str) -> None:
    assert t1(mri_started_at=scan, **exclusion)[0] == state


def test_with_part_of_the_spine_an_exclusion_still_counts() -> None:
    part = {"mri_started_at": after(3), "mri_whole_spine": False}
    assert t1(mri_exclusion="declined", **part) == ("excluded", "declined")
    assert t1(mri_contraindicated=True, **part) == ("excluded", "mri_contraindicated")


def test_suspicion_withdrawn_counts_only_where_no_scan_was_done() -> None:
    part = {"mri_exclusion": "suspicion_withdrawn", "mri_started_at": after(3), "mri_whole_spine": False}
    assert t1(**part) == ("not_met", "part_of_spine")
    # Until 24 hours have passed, part of the spine is no scan.
    assert t1(as_at=after(5).at, **part) == ("excluded", "suspicion_withdrawn")


@pytest.mark.parametrize(
    ("died", "expected"),
    [
        (date(2026, 6, 9), ("not_met", "not_done")),
        (date(2026, 6, 10), ("excluded", "died")),
        (date(2026, 6, 11), ("excluded", "died")),
        (date(2026, 6, 12), ("not_met", "not_done")),
        (None, ("not_met", "not_done")),
    ],
)
def test_died_counts_on_the_day_of_the_start_and_the_next(died: date | None, expected: tuple) -> None:
    assert t1(mri_exclusion="died", died_on=died) == expected


def test_died_is_counted_in_days_of_london_from_a_start_known_to_the_day() -> None:
    assert t1(suspected_at=on("2026-06-10"), mri_exclusion="died", died_on=date(2026, 6, 11)) == ("excluded", "died")
    # 00:30 in London is the day before in UTC.
    start = at("2026-06-11 00:30")
    assert t1(suspected_at=start, mri_exclusion="died", died_on=date(2026, 6, 12)) == ("excluded", "died")


def test_a_death_alone_excludes_nobody() -> None:
    assert t1(died_on=date(2026, 6, 10)) == ("not_met", "not_done")


def test_a_scan_before_the_start_is_already_imaged_and_never_negative() -> None:
    outcome = T1(cord(mri_started_at=after(0, -1), mri_whole_spine=True), NEVER_PENDING)
    assert said(outcome) == ("excluded", "already_imaged")
    assert outcome.elapsed is None
    assert t1(mri_started_at=after(0)) == ("met", "")


def test_a_scan_before_the_start_is_already_imaged_whatever_exclusion_was_recorded() -> None:
    assert t1(mri_started_at=after(-9), mri_exclusion="declined") == ("excluded", "already_imaged")


# Known to the day only

DAYS = [
    ("2026-06-09", ("excluded", "already_imaged")),
    ("2026-06-10", ("unknown", "date_only")),
    ("2026-06-11", ("unknown", "date_only")),
    ("2026-06-12", ("not_met", "late")),
    ("2026-06-30", ("not_met", "late")),
]


@pytest.mark.parametrize(("day", "expected"), DAYS)
def test_a_scan_known_to_the_day(day: str, expected: tuple) -> None:
    assert t1(mri_started_at=on(day)) == expected


@pytest.mark.parametrize(("day", "expected"), DAYS)
def test_both_known_to_the_day(day: str, expected: tuple) -> None:
    assert t1(suspected_at=on("2026-06-10"), mri_started_at=on(day)) == expected


@pytest.mark.parametrize(("day", "expected"), DAYS)
def test_a_start_known_to_the_day(day: str, expected: tuple) -> None:
    assert t1(suspected_at=on("2026-06-10"), mri_started_at=at(f"{day} 23:30")) == expected


def test_a_day_is_a_day_in_london() -> None:
    """23:30 UTC in summer is half past midnight of the next day."""
    assert t1(suspected_at=on("2026-06-10"), mri_started_at=at("2026-06-11 23:30+00:00")) == ("not_met", "late")


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_days_stay_days_when_the_clocks_change(night: str) -> None:
    assert t1(suspected_at=on(night), mri_started_at=on(night)) == ("unknown", "date_only")
    following = Moment(on(night).at + timedelta(days=1, hours=2)).day
    assert t1(suspected_at=on(night), mri_started_at=on(f"{following}")) == ("unknown", "date_only")


def test_a_day_gives_no_wait_in_hours() -> None:
    for facts in ({"mri_started_at": on("2026-06-12")}, {"suspected_at": on("2026-06-08"), "mri_started_at": START}):
        outcome = T1(cord(mri_whole_spine=True, **facts), NEVER_PENDING)
        assert (outcome.state, outcome.elapsed) == (State.NOT_MET, None)


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2026-06-10 12:00", ("unknown", "date_only")),
        ("2026-06-11 23:59:59", ("unknown", "date_only")),
        ("2026-06-12 00:00:00", ("not_met", "not_done")),
    ],
)
def test_a_start_known_to_the_day_without_a_scan(as_at: str, expected: tuple) -> None:
    assert t1(suspected_at=on("2026-06-10"), as_at=at(as_at).at) == expected
