"""What an earlier log knew, folded with what was recorded here afterwards; walking and discharge, too."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from measure_cases import at, on
from test_timeline_fold import happened

from mscc.moments import Precision
from referrals.events import EventKind
from referrals.timeline import fold

K = EventKind


def log(days: tuple[str, ...] = (), values: dict[str, Any] | None = None, **moments: str) -> Any:
    told = {name: at(moment).at.isoformat() for name, moment in moments.items()}
    return happened(K.IMPORTED, "08:00", moments=told, days=list(days), values=values or {})


def test_times_and_values_are_read_back_as_they_were() -> None:
    values = {"outcome": "mscc", "rt_dose_gy": "8.5", "died_on": "2026-06-20", "last_known_alive": "2026-06-19"}
    found = fold([log(("mri_started_at",), values, suspected_at="2026-06-09 10:00", mri_started_at="2026-06-10 00:00")])
    assert found["suspected_at"] == at("2026-06-09 10:00").at
    assert found["precision"] == {"mri_started_at": Precision.DATE}
    assert (found["outcome"], found["rt_dose_gy"]) == ("mscc", Decimal("8.5"))
    assert (found["died_on"], found["last_known_alive"]) == (date(2026, 6, 20), date(2026, 6, 19))


def test_a_start_after_the_contact_is_taken_over_as_it_stands() -> None:
    found = fold([log(suspected_at="2026-06-10 12:00", coordinator_contact_at="2026-06-10 11:00")])
    assert found["suspected_at"] == at("2026-06-10 12:00").at


def test_the_first_of_two_suspicions_is_the_logs() -> None:
    found = fold([log(suspected_at="2026-06-10 07:00"), happened(K.MSCC_SUSPECTED, "09:00")])
    assert found["suspected_at"] == at("2026-06-10 07:00").at


def test_a_report_that_finds_no_compression_takes_the_confirmation_back() -> None:
    confirmed = log((), {"outcome": "mscc"}, confirmed_at="2026-06-10 07:00")
    assert fold([confirmed])["confirmed_at"] == at("2026-06-10 07:00").at
    assert "confirmed_at" not in fold([confirmed, happened(K.REPORTED, outcome="metastases")])
    again = fold([confirmed, happened(K.REPORTED, outcome="mscc")])
    assert again["confirmed_at"] == at("2026-06-10 07:00").at, "the first"


@pytest.mark.parametrize(
    ("said", "kept"), [("aided", "aided"), ("no_movement", "no_movement"), ("unknown", None), ("runs", None)]
)
def test_walking_at_presentation_is_what_the_call_told(said: str, kept: str | None) -> None:
    assert fold([happened(K.CALL_RECEIVED, walking=said)]).get("walking_at_presentation") == kept


@pytest.mark.parametrize(("said", "kept"), [("yes", True), ("no", False), ("unknown", None), ("", None)])
def test_the_discharge_tells_of_the_plan_and_of_walking(said: str, kept: bool | None) -> None:
    found = fold([happened(K.DISCHARGED, discharge_plan=said, walking_now="aided")])
    assert (found["discharge_plan"], found["walking_at_discharge"]) == (kept, "aided")
    assert fold([happened(K.DISCHARGED, on("2026-06-10"))])["walking_at_discharge"] == ""


def test_the_fraction_tells_why_there_are_several() -> None:
    given = happened(K.RT_FIRST_FRACTION, dose_gy="20", fractions=5, fractions_reason="High risk")
    assert fold([given])["rt_reason_multifraction"] == "High risk"
