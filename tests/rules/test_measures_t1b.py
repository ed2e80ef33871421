"""T-1b: as T-1, from the first contact with the coordinator, without a fallback."""

import pytest
from measure_cases import NEVER_PENDING, after, cord, on, said

from audit.measures import MEASURES

T1B = MEASURES["T-1b"]


def t1b(as_at=NEVER_PENDING, **facts: object) -> tuple[str | None, str]:
    contact = {"coordinator_contact_at": after(5), "mri_whole_spine": True}
    return said(T1B(cord(**contact | facts), as_at))


def test_the_clock_starts_at_the_contact_even_where_the_suspicion_is_known() -> None:
    assert t1b(mri_started_at=after(29)) == ("met", "")
    assert t1b(mri_started_at=after(29, 1)) == ("not_met", "late")
    assert T1B(cord(coordinator_contact_at=after(5)), NEVER_PENDING).placed == after(5)


def test_nothing_stands_in_for_the_contact() -> None:
    outcome = T1B(cord(mri_started_at=after(3), mri_whole_spine=True), NEVER_PENDING)
    assert said(outcome) == ("unknown", "coordinator_contact_at")
    assert outcome.placed == after(1)


def test_the_contact_is_no_fallback_here() -> None:
    assert not T1B(cord(suspected_at=None, coordinator_contact_at=after(5)), NEVER_PENDING).fallback


@pytest.mark.parametrize("asked", [False, None])
def test_the_denominator_is_that_of_t1(asked: bool | None) -> None:
    assert t1b(cord=asked)[0] is None


def test_a_scan_between_suspicion_and_contact_is_already_imaged() -> None:
    assert t1b(mri_started_at=after(3)) == ("excluded", "already_imaged")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("not_met", "not_done")),
        ({"mri_contraindicated": True}, ("excluded", "mri_contraindicated")),
        ({"mri_exclusion": "declined"}, ("excluded", "declined")),
        ({"mri_started_at": after(9), "mri_whole_spine": False}, ("not_met", "part_of_spine")),
        ({"mri_started_at": on("2026-06-11")}, ("unknown", "date_only")),
        ({"mri_started_at": on("2026-06-12")}, ("not_met", "late")),
    ],
)
def test_the_rest_is_as_in_t1(facts: dict, expected: tuple) -> None:
    assert t1b(**facts) == expected


def test_pending_runs_from_the_contact() -> None:
    assert t1b(as_at=after(29, -1).at) == ("pending", "")
    assert t1b(as_at=after(29).at) == ("not_met", "not_done")
