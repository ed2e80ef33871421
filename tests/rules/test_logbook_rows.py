"""Rows of an earlier log: headings, required cells, orders, and where a problem stands."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from referrals.logbook.columns import columns
from referrals.logbook.meanings import MEANINGS, drawn
from referrals.logbook.rows import Entry, HeadingsRefused, Reader

NOW = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
NEAREST = (
    "row 1, column suspectd_at: unknown column “suspectd_at”, permitted: the known columns; the nearest is suspected_at"
)


def reader(*headings: str) -> Reader:
    return Reader(headings, NOW, demonstration=True)


def read(**cells: str) -> Entry | list:
    values = {"reference": "1", "received_at": "2026-06-10 10:00"} | cells
    return reader(*values).read(7, list(values.values()))


def said(found: Entry | list) -> list[str]:
    return [str(each) for each in (found.notes if isinstance(found, Entry) else found)]


def test_columns_stand_in_any_order_and_only_two_are_required() -> None:
    entry = reader("received_at", "sex", "reference").read(2, ["2026-06-10", "male", "A 1"])
    assert entry.facts["reference"] == "A 1"
    assert set(entry.facts) == {"received_at", "sex", "reference"}


def test_headings_may_have_spaces_around_them_and_capitals() -> None:
    assert reader(" Reference", "RECEIVED_AT ", "").read(2, ["1", "2026-06-10", ""]).facts


@pytest.mark.parametrize(
    ("headings", "says"),
    [
        (["reference", "received_at", "suspectd_at"], [NEAREST]),
        (["reference", "received_at", "zzzz"], ["row 1, column zzzz: unknown column “zzzz”"]),
        (["reference", "received_at", "sex", "sex"], ["row 1, column sex: the column stands here twice"]),
        (["sex"], [f"row 1, column {name}: the column is missing" for name in ("reference", "received_at")]),
        (["reference", "", "received_at"], ["row 1, column 2: a column without a heading"]),
    ],
)  # fmt: skip
def test_headings_that_cannot_be_used(headings: list[str], says: list[str]) -> None:
    with pytest.raises(HeadingsRefused) as refusal:
        reader(*headings)
    found = [str(problem) for problem in refusal.value.problems]
    assert len(found) == len(says)
    assert all(problem.startswith(start) for problem, start in zip(found, says, strict=True))


def test_a_heading_that_moves_the_cursor_is_not_repeated_as_it_is() -> None:
    with pytest.raises(HeadingsRefused) as refusal:
        reader("reference", "received_at", "r\0e\x1b[31m")
    assert str(refusal.value.problems[0]).startswith("row 1, column r·e·[31m: unknown column “r·e·[31m”")


def test_every_wrong_cell_of_a_row_is_named_where_a_spreadsheet_shows_it() -> None:
    found = said(read(sex="woman", cord="none;limb_weakness", received_at=""))
    assert [each.split(":")[0] for each in found] == [
        "row 7, column sex",
        "row 7, column cord",
        "row 7, column received_at",
    ]
    assert found[2] == "row 7, column received_at: empty, permitted: anything but empty"


def test_a_required_cell_that_is_wrong_is_named_once() -> None:
    assert len(said(read(received_at="soon"))) == 1


def test_the_same_reference_twice_is_a_bad_row() -> None:
    it = reader("reference", "received_at")
    assert isinstance(it.read(2, ["1", "2026-06-10"]), Entry)
    assert said(it.read(5, [" 1 ", "2026-06-11"])) == [
        "row 5, column reference: the same reference stands in row 2, permitted: each reference once"
    ]


def test_a_cell_under_no_heading_is_a_bad_row() -> None:
    it = reader("reference", "received_at")
    assert isinstance(it.read(2, ["1", "2026-06-10", "", " "]), Entry)
    assert said(it.read(3, ["2", "2026-06-10", "x"]))[0].startswith("row 3, column 3: “x” stands under no heading")


@pytest.mark.parametrize(
    "column", ["received_at", "suspected_at", "discharged_at", "last_known_alive", "mri_started_at"]
)
def test_a_time_after_death_is_an_error(column: str) -> None:
    early = {"received_at": "2026-06-09"}
    assert said(read(**early | {column: "2026-06-12", "died_on": "2026-06-11"})) == [
        f"row 7, column {column}: after the death on 11 Jun 2026, permitted: that day or before"
    ]
    assert isinstance(read(**early | {column: "2026-06-11", "died_on": "2026-06-11"}), Entry)


def test_the_day_of_death_is_a_day_in_london() -> None:
    late = read(received_at="2026-06-09", discharged_at="2026-06-11T22:59Z", died_on="2026-06-11")
    assert isinstance(late, Entry)
    assert not isinstance(
        read(received_at="2026-06-09", discharged_at="2026-06-11T23:00Z", died_on="2026-06-11"), Entry
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("rt_decision_at", "rt_first_fraction_at"),
        ("mri_started_at", "mri_reported_at"),
        ("mri_requested_at", "mri_started_at"),
        ("received_at", "discharged_at"),
    ],
)
def test_other_impossible_orders_are_warnings_and_are_taken_over(first: str, second: str) -> None:
    found = read(**{"received_at": "2026-06-01"} | {first: "2026-06-10 10:00", second: "2026-06-10 09:59"})
    assert isinstance(found, Entry)
    assert said(found) == [f"row 7, column {second}: warning: before {first}; taken over as it stands"]
    assert said(read(**{"received_at": "2026-06-01"} | {first: "2026-06-10 10:00", second: "2026-06-10"})) == []


def test_a_time_before_birth_is_a_warning() -> None:
    assert "before the birth" in said(read(date_of_birth="2026-06-11"))[0]


def test_a_scan_is_of_the_whole_spine_unless_said_otherwise() -> None:
    assert read(mri_started_at="2026-06-10").facts["mri_whole_spine"] is True
    assert read(mri_started_at="2026-06-10", mri_whole_spine="no").facts["mri_whole_spine"] is False
    assert "mri_whole_spine" not in read().facts


def test_flags_stand_on_the_rows_report() -> None:
    assert said(read(suspected_at="2026-06-10 00:00"))[0].startswith(
        "row 7, column suspected_at: “2026-06-10 00:00”: exactly"
    )


def test_every_column_says_what_is_written_in_it_and_so_does_the_page_of_the_docs() -> None:
    assert set(MEANINGS) == set(columns(NOW, demonstration=True))
    assert drawn() in (Path(__file__).parents[2] / "docs/import.md").read_text()


def test_a_log_that_holds_the_values_named_is_taken_as_it_stands() -> None:
    for name, words in MEANINGS.items():
        for value in re.findall(r"`([^`]+)`", words.replace("`;`", "")):
            if value not in MEANINGS:
                entry = columns(NOW, demonstration=True)[name](value, [])
                assert entry is not None, (name, value)
