"""T-2, sentence by sentence: MRI within 7 days where only pain suggests metastases."""

from datetime import date

import pytest
from measure_cases import NEVER_PENDING, START, after, at, cord, on, said

from audit.measures import MEASURES

T2 = MEASURES["T-2"]
WEEK = 168


def t2(as_at=NEVER_PENDING, **facts: object) -> tuple[str | None, str]:
    return said(T2(cord(**{"cord": False, "pain": True, "mri_whole_spine": True} | facts), as_at))


@pytest.mark.parametrize("pain", [False, None], ids=["asked and none", "not asked"])
def test_without_a_pain_characteristic_nobody_is_in_it(pain: bool | None) -> None:
    assert t2(pain=pain, mri_started_at=after(3)) == (None, "")


@pytest.mark.parametrize("asked", [True, None], ids=["a cord feature", "not asked"])
def test_only_those_asked_about_cord_features_and_without_any_are_in_it(asked: bool | None) -> None:
    assert t2(cord=asked, mri_started_at=after(3)) == (None, "")


@pytest.mark.parametrize(
    ("hours", "seconds", "expected"),
    [
        (0, 0, ("met", "")),
        (WEEK, 0, ("met", "")),
        (WEEK, 1, ("not_met", "late")),
        (0, -1, ("excluded", "already_imaged")),
    ],
)
def test_with_both_times_exact_168_hours_count_to_the_second(hours: int, seconds: int, expected: tuple) -> None:
    assert t2(mri_started_at=after(hours, seconds)) == expected


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        ("2026-03-27 12:00", "2026-04-03 13:00:00", "met"),
        ("2026-03-27 12:00", "2026-04-03 13:00:01", "not_met"),
        ("2026-10-23 12:00", "2026-10-30 11:00:00", "met"),
        ("2026-10-23 12:00", "2026-10-30 12:00:00", "not_met"),
    ],
)
def test_a_week_is_168_real_hours_when_the_clocks_change(start: str, stop: str, expected: str) -> None:
    assert t2(suspected_at=at(start), mri_started_at=at(stop))[0] == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-09", ("excluded", "already_imaged")),
        ("2026-06-10", ("met", "")),
        ("2026-06-17", ("met", "")),
        ("2026-06-18", ("not_met", "late")),
    ],
)
@pytest.mark.parametrize("start", [START, on("2026-06-10")], ids=["exact", "day only"])
def test_with_a_day_alone_seven_calendar_days_count(start: object, day: str, expected: tuple) -> None:
    assert t2(suspected_at=start, mri_started_at=on(day)) == expected
    if start != START:
        assert t2(suspected_at=start, mri_started_at=at(f"{day} 23:59")) == expected


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (after(WEEK, -1), ("pending", "")),
        (after(WEEK), ("not_met", "not_done")),
        (after(WEEK, 1), ("not_met", "not_done")),
    ],
)
def test_without_a_scan_it_is_pending_until_168_hours_have_passed(waited, expected: tuple) -> None:
    assert t2(as_at=waited.at) == expected


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [("2026-06-17 23:59:59", ("unknown", "date_only")), ("2026-06-18 00:00", ("not_met", "not_done"))],
)
def test_a_start_known_to_the_day_without_a_scan(as_at: str, expected: tuple) -> None:
    assert t2(suspected_at=on("2026-06-10"), as_at=at(as_at).at) == expected


@pytest.mark.parametrize(
    ("died", "expected"),
    [
        (date(2026, 6, 9), ("not_met", "not_done")),
        (date(2026, 6, 10), ("excluded", "died")),
        (date(2026, 6, 17), ("excluded", "died")),
        (date(2026, 6, 18), ("not_met", "not_done")),
        (None, ("not_met", "not_done")),
    ],
)
def test_died_counts_within_seven_days(died: date | None, expected: tuple) -> None:
    assert t2(mri_exclusion="died", died_on=died) == expected


@pytest.mark.parametrize("reason", ["declined", "not_in_best_interests", "suspicion_withdrawn"])
def test_the_other_exclusions_are_those_of_t1(reason: str) -> None:
    assert t2(mri_exclusion=reason) == ("excluded", reason)
    assert t2(mri_exclusion=reason, mri_started_at=after(30)) == ("met", "")


def test_mri_contraindicated_is_excluded() -> None:
    assert t2(mri_contraindicated=True) == ("excluded", "mri_contraindicated")


def test_part_of_the_spine_is_no_scan_until_168_hours_have_passed() -> None:
    part = {"mri_started_at": after(3), "mri_whole_spine": False}
    assert t2(as_at=after(WEEK, -1).at, **part) == ("pending", "")
    assert t2(as_at=after(WEEK).at, **part) == ("not_met", "part_of_spine")


def test_start_and_fallback_are_those_of_t1() -> None:
    outcome = T2(cord(cord=False, pain=True, suspected_at=None, coordinator_contact_at=START), NEVER_PENDING)
    assert (outcome.started, outcome.placed, outcome.fallback) == (START, START, True)
    nobody = T2(cord(cord=False, pain=True, suspected_at=None), NEVER_PENDING)
    assert (said(nobody), nobody.placed) == (("unknown", "suspected_at"), after(1))
