"""Cells of an earlier log: what each may hold, and what is said of one that may not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mscc.moments import Precision
from referrals.logbook.cells import CellError, check
from referrals.logbook.columns import columns

NOW = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
COLUMNS = columns(NOW, demonstration=True)


def read(column: str, cell: str):
    """The value, and what is to be looked at."""
    notes: list[str] = []
    return COLUMNS[column](cell, notes), notes


def refused(column: str, cell: str) -> str:
    with pytest.raises(CellError) as refusal:
        read(column, cell)
    assert ", permitted: " in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-06-10T14:30", "2026-06-10T13:30:00"),
        ("2026-06-10 14:30", "2026-06-10T13:30:00"),
        ("10/06/2026 14:30", "2026-06-10T13:30:00"),
        ("2026-06-10T14:30:59", "2026-06-10T13:30:59"),
        ("2026-06-10 14:30:59", "2026-06-10T13:30:59"),
        ("10/06/2026 14:30:59", "2026-06-10T13:30:59"),
        ("1/6/2026 9:05", "2026-06-01T08:05:00"),
        ("2026-06-10T14:30+01:00", "2026-06-10T13:30:00"),
        ("2026-06-10T14:30:59+02:00", "2026-06-10T12:30:59"),
        ("2026-06-10 14:30Z", "2026-06-10T14:30:00"),
        ("10/06/2026 14:30Z", "2026-06-10T14:30:00"),
        ("2026-01-10 14:30", "2026-01-10T14:30:00"),
        ("2026-03-29 00:59", "2026-03-29T00:59:00"),
        ("2026-03-29 02:00", "2026-03-29T01:00:00"),
        ("2026-10-25T01:30+01:00", "2026-10-25T00:30:00"),
        ("2026-10-25T01:30+00:00", "2026-10-25T01:30:00"),
        ("2026-10-25 02:00", "2026-10-25T02:00:00"),
    ],
)
def test_a_time_is_londons_unless_it_has_an_offset(written: str, utc: str) -> None:
    moment, notes = read("suspected_at", written)
    assert moment.at == datetime.fromisoformat(f"{utc}+00:00")
    assert moment.precision is Precision.EXACT
    assert notes == []


@pytest.mark.parametrize("written", ["2026-03-29T01:00", "2026-03-29 01:00", "29/03/2026 01:59:59"])
def test_the_missing_hour_in_march_is_an_error(written: str) -> None:
    assert "did not exist" in refused("suspected_at", written)


def test_in_october_the_first_is_taken_and_flagged() -> None:
    moment, notes = read("suspected_at", "2026-10-25 01:30")
    assert moment.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert len(notes) == 1
    assert "happened twice" in notes[0]


@pytest.mark.parametrize("written", ["2026-06-10", "10/06/2026"])
def test_a_day_alone_stays_a_day_and_is_never_midnight(written: str) -> None:
    moment, notes = read("suspected_at", written)
    assert (moment.precision, moment.day, notes) == (Precision.DATE, date(2026, 6, 10), [])


@pytest.mark.parametrize(
    "written", ["2026-06-10 00:00", "2026-06-10T00:00:00", "10/06/2026 00:00", "2026-06-10T00:00Z"]
)
def test_midnight_is_kept_and_flagged(written: str) -> None:
    moment, notes = read("suspected_at", written)
    assert moment.precision is Precision.EXACT
    assert "exactly midnight?" in notes[0]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2026-11-22 19:13", "in the future"),
        ("2026-11-22T19:13Z", "in the future"),
        ("2026-11-23", "in the future"),
        ("9999-12-31T23:59-14:00", "in the future"),
        ("2026-02-30", "no day of the calendar"),
        ("13/13/2026 10:00", "no day of the calendar"),
        ("2026-06-10 24:00", "no time of the clock"),
        ("2026-06-10 10:60", "no time of the clock"),
        ("2026-06-10 10:00+25:00", "no offset"),
        ("1066-10-14", "before 1900"),
        ("10 June 2026", "not a date and time"),
        ("2026-6-10", "not a date and time"),
        ("10/06/26", "not a date and time"),
        ("10:00", "not a date and time"),
        ("٢٠٢٦-٠٦-١٠", "not a date and time"),
        ("45999.5", "not a date and time"),
    ],
)
def test_what_is_no_time_that_has_passed_is_an_error(written: str, says: str) -> None:
    assert says in refused("suspected_at", written)


def test_the_present_minute_and_today_have_passed() -> None:
    read("suspected_at", "2026-11-22 19:12")
    read("suspected_at", "2026-11-22")


@pytest.mark.parametrize("column", ["died_on", "last_known_alive", "date_of_birth"])
def test_days_are_days(column: str) -> None:
    assert read(column, "2026-06-10")[0] == read(column, "10/06/2026")[0] == date(2026, 6, 10)
    assert "not a day" in refused(column, "2026-06-10 10:00")
    assert "in the future" in refused(column, "2026-11-23")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("cord", "limb_weakness", ("limb_weakness",)),
        ("cord", " limb_weakness ; sensory_loss;", ("limb_weakness", "sensory_loss")),
        ("cord", "none", ()),
        ("pain", "night_pain;claudication", ("night_pain", "claudication")),
        ("sex", "not_known", "not_known"),
        ("imd_decile", "10", 10),
        ("ethnicity", "z", "Z"),
        ("interpreter", "Yes", True),
        ("resident", "no", False),
        ("cancer", "past", "past"),
        ("outcome", "none", "none"),
        ("mri_exclusion", "died", "died"),
        ("rt_exclusion", "plegia_two_weeks_pain_controlled", "plegia_two_weeks_pain_controlled"),
        ("rt_dose_gy", "8", Decimal(8)),
        ("rt_dose_gy", "12.5", Decimal("12.5")),
        ("rt_fractions", "1", 1),
        ("walking_at_discharge", "no_movement", "no_movement"),
        ("referring_site", "rxx01", "RXX01"),
        ("nhs_number", "999 000 0018", "9990000018"),
        ("primary", "Unknown primary, ?lung", "Unknown primary, ?lung"),
    ],
)
def test_what_a_column_takes(column: str, cell: str, value: object) -> None:
    assert read(column, cell)[0] == value


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("cord", "none;limb_weakness", "none together with items"),
        (
            "pain",
            "limb_weakness",
            "“limb_weakness” is not an item, permitted: none, or items separated by ; of",
        ),
        ("cord", ";", "names no item"),
        ("sex", "f", "permitted: male, female, other, not_known or empty"),
        ("imd_decile", "0", "a whole number from 1 to 10"),
        ("imd_decile", "11", "a whole number from 1 to 10"),
        ("imd_decile", "2.5", "a whole number from 1 to 10"),
        ("ethnicity", "X", "not one of the values"),
        ("interpreter", "maybe", "permitted: yes, no or empty"),
        ("rt_dose_gy", "0", "a dose in Gy"),
        ("rt_dose_gy", "-8", "a dose in Gy"),
        ("rt_dose_gy", "nan", "a dose in Gy"),
        ("rt_fractions", "0", "a whole number from 1 to 100"),
        ("outcome", "MSCC?", "not one of the values"),
        ("nhs_number", "9990000019", "last digit does not fit"),
        ("nhs_number", "999000001", "10 digits"),
        ("nhs_number", "9434765919", "invented"),
        ("surname", "x" * 101, "100 characters or fewer"),
        ("referring_site", "The Royal", "not an ODS code"),
    ],
)
def test_what_a_column_does_not_take(column: str, cell: str, says: str) -> None:
    assert says in refused(column, cell)


@pytest.mark.parametrize(
    ("cell", "says"), [("a\0b", "NUL"), ("x" * 4001, "4,001 characters, permitted: 4,000"), ("=1+1", "is a formula")]
)
def test_what_no_cell_may_hold(cell: str, says: str) -> None:
    with pytest.raises(CellError, match=says.replace("+", r"\+")):
        check(cell)


def test_four_thousand_characters_are_not_too_many() -> None:
    check("x" * 4000)


def test_a_message_repeats_no_more_than_is_needed_and_nothing_that_moves_the_cursor() -> None:
    assert "\x1b" not in refused("sex", "\x1b[31m" + "x" * 99)
    assert len(refused("sex", "x" * 3000)) < 200
