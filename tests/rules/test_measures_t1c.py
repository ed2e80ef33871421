"""T-1c, sentence by sentence: definitive imaging, CT where MRI is contraindicated."""

import pytest
from measure_cases import NEVER_PENDING, START, after, cord, on, said

from audit.measures import MEASURES

T1C = MEASURES["T-1c"]


def t1c(as_at=NEVER_PENDING, **facts: object) -> tuple[str | None, str]:
    return said(T1C(cord(**facts), as_at))


def ct(**facts: object) -> tuple[str | None, str]:
    """Somebody in whom MRI is contraindicated."""
    return t1c(mri_contraindicated=True, **facts)


@pytest.mark.parametrize(
    ("hours", "seconds", "expected"),
    [(24, 0, ("met", "")), (24, 1, ("not_met", "late")), (0, -1, ("excluded", "already_imaged"))],
)
def test_with_mri_contraindicated_the_ct_is_the_stop(hours: int, seconds: int, expected: tuple) -> None:
    assert ct(ct_started_at=after(hours, seconds)) == expected


def test_with_mri_contraindicated_and_no_ct_nobody_is_excluded_for_it() -> None:
    assert ct() == ("not_met", "not_done")
    assert ct(as_at=after(23).at) == ("pending", "")


def test_where_mri_can_be_done_a_ct_is_no_stop() -> None:
    for contraindicated in (False, None):
        assert t1c(ct_started_at=after(3), mri_contraindicated=contraindicated) == ("not_met", "not_done")


def test_without_a_contraindication_it_is_as_t1() -> None:
    assert t1c(mri_started_at=after(3), mri_whole_spine=True) == ("met", "")
    assert t1c(mri_started_at=after(3), mri_whole_spine=False) == ("not_met", "part_of_spine")


def test_a_whole_spine_mri_done_all_the_same_counts_the_first_of_both() -> None:
    mri = {"mri_started_at": after(5), "mri_whole_spine": True}
    assert ct(**mri) == ("met", "")
    assert ct(ct_started_at=after(30), **mri) == ("met", "")
    assert ct(ct_started_at=after(-1), **mri) == ("excluded", "already_imaged")


def test_part_of_the_spine_by_mri_does_not_take_the_place_of_the_ct() -> None:
    part = {"mri_started_at": after(2), "mri_whole_spine": False}
    assert ct(ct_started_at=after(30), **part) == ("not_met", "late")
    assert ct(**part) == ("not_met", "part_of_spine")


def test_the_other_exclusions_are_those_of_t1_and_a_ct_goes_before_them() -> None:
    assert ct(mri_exclusion="declined") == ("excluded", "declined")
    assert ct(mri_exclusion="declined", ct_started_at=after(3)) == ("met", "")
    assert ct(mri_exclusion="suspicion_withdrawn") == ("excluded", "suspicion_withdrawn")


def test_a_ct_known_to_the_day() -> None:
    assert ct(ct_started_at=on("2026-06-10")) == ("unknown", "date_only")
    assert ct(ct_started_at=on("2026-06-12")) == ("not_met", "late")


def test_start_and_fallback_are_those_of_t1() -> None:
    outcome = T1C(cord(suspected_at=None, coordinator_contact_at=START), NEVER_PENDING)
    assert (outcome.started, outcome.fallback) == (START, True)
    assert t1c(suspected_at=None) == ("unknown", "suspected_at")
    assert t1c(cord=None) == t1c(cord=False) == (None, "")
