"""Earlier radiotherapy: each course by itself, and the months until symptoms came back (1.10.9)."""

from datetime import UTC, date, datetime

import pytest

from mscc.moments import Moment, Precision
from referrals.key_information import SECTIONS
from referrals.key_information.answers import history
from referrals.key_information.courses import whole_months
from referrals.key_information.facts import facts
from referrals.key_information.question import UNKNOWN, kept
from tests.rules.test_key_information import saved

ONCE = {"previous_radiotherapy": "yes", "radiotherapy_more": "no", "recurrent_symptoms": "yes"}


def on(text: str, precision: Precision = Precision.DATE) -> str:
    return kept(Moment(datetime.fromisoformat(text).replace(tzinfo=UTC), precision))


def counted(**told: str) -> float | None:
    return facts(history(saved({**ONCE, **told}))).get("months_since_radiotherapy")


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-01-15", "2026-04-15", 3),
        ("2026-01-15", "2026-04-14", 2),
        ("2025-11-30", "2026-02-28", 3),
        ("2025-11-30", "2026-02-27", 2),
        ("2025-12-31", "2026-03-30", 2),
        ("2024-02-29", "2025-02-28", 12),
        ("2026-01-15", "2026-01-15", 0),
    ],
)
def test_months_are_calendar_months_and_the_day_itself_completes_one(first: str, last: str, months: int) -> None:
    assert whole_months(date.fromisoformat(first), date.fromisoformat(last)) == months


def test_the_months_are_counted_from_the_dates_where_nobody_told_them() -> None:
    dates = {"radiotherapy_when": on("2026-01-15"), "symptoms_back": on("2026-04-15")}
    assert counted(**dates) == 3.0
    assert counted(**dates, months_since_radiotherapy=UNKNOWN) == 3.0
    assert counted(**dates, months_since_radiotherapy="2") == 2.0


def test_of_several_courses_the_first_counts_in_whatever_order_they_are_told() -> None:
    told = {
        "radiotherapy_when": on("2026-01-15"), "symptoms_back": on("2026-04-15"), "radiotherapy_more": "yes",
        "radiotherapy_2_when": on("2025-10-15"), "radiotherapy_2_more": "no",
    }  # fmt: skip
    assert counted(**told) == 6.0


@pytest.mark.parametrize(
    "told",
    [
        {"radiotherapy_when": UNKNOWN},
        {"symptoms_back": UNKNOWN},
        {"symptoms_back": ""},
        {"radiotherapy_when": on("2026-01-15", Precision.ESTIMATED)},
        {"radiotherapy_more": ""},
        {"radiotherapy_more": UNKNOWN},
        {"radiotherapy_more": "yes"},
        {"radiotherapy_more": "yes", "radiotherapy_2_when": on("2025-10-15")},
        {"symptoms_back": on("2026-01-14")},
        {"recurrent_symptoms": "no"},
        {"recurrent_symptoms": UNKNOWN},
    ],
)
def test_nothing_is_counted_from_what_is_not_known(told: dict[str, str]) -> None:
    known = {"radiotherapy_when": on("2026-01-15"), "symptoms_back": on("2026-04-15")}
    assert counted(**{**known, **told}) is None


def test_each_course_is_asked_for_its_levels_dose_fractions_and_time() -> None:
    names = SECTIONS["oncology"].by_name
    for course in ("radiotherapy", "radiotherapy_2", "radiotherapy_3"):
        assert {f"{course}_{of}" for of in ("levels", "dose", "fractions", "when")} <= names.keys()
