"""T-4, P-3, INC-3 and B-1, sentence by sentence: what was recorded, what came of it, when it came."""

import pytest
from measure_cases import HOUR, NEVER_PENDING, START, after, at, cord, on, said

from audit.groups import DIMENSIONS, Background
from audit.measures import MEASURES, Outcome, Record
from audit.measures.p3 import HEADINGS
from referrals.key_information import SEVEN


def of(name: str, as_at=NEVER_PENDING, **facts: object) -> Outcome:
    return MEASURES[name](cord(**facts), as_at)


# T-4


@pytest.mark.parametrize(
    "recorded",
    [
        {"mri_requested_at": after(2)},
        {"mri_started_at": after(2)},
        {"ct_started_at": after(2)},
        {"mri_contraindicated": True},
        {"mri_exclusion": "declined"},
    ],
)
def test_t4_is_met_by_whatever_the_assessment_came_to(recorded: dict) -> None:
    assert said(of("T-4", coordinator_contact_at=START, **recorded)) == ("met", "")


def test_t4_waits_a_day_for_it_and_says_what_lacks() -> None:
    assert said(of("T-4", START.at + 23 * HOUR, coordinator_contact_at=START)) == ("pending", "")
    assert said(of("T-4", START.at + 24 * HOUR, coordinator_contact_at=START)) == ("not_met", "not_assessed")
    assert said(of("T-4", mri_contraindicated=False, coordinator_contact_at=START)) == ("not_met", "not_assessed")
    assert said(of("T-4", mri_requested_at=after(2))) == ("unknown", "coordinator_contact_at")
    assert said(of("T-4", cord=False, coordinator_contact_at=START)) == (None, "")
    assert of("T-4", coordinator_contact_at=after(3)).placed == after(3)


# P-3

WHOLE = {
    "presented_at": START, "walking_at_presentation": "aided", "mri_requested_at": after(2), "cancer": "current",
    "key_headings": "frailty needs", "coordinator_contact_at": START,
}  # fmt: skip


def test_p3_has_the_seven_headings_of_the_key_information() -> None:
    assert tuple(section.slug for section in SEVEN) == HEADINGS


def test_p3_takes_what_stands_elsewhere_on_the_record() -> None:
    assert said(of("P-3", **WHOLE)) == ("met", "")


@pytest.mark.parametrize(
    ("lacking", "heading"),
    [
        ({"presented_at": None}, "presentation"),
        ({"cord": None}, "neurology"),
        ({"walking_at_presentation": ""}, "performance"),
        ({"key_headings": "needs"}, "frailty"),
        ({"mri_requested_at": None}, "investigations"),
        ({"cancer": ""}, "oncology"),
        ({"key_headings": "frailty"}, "needs"),
        ({"key_headings": ""}, "frailty"),
    ],
)
def test_p3_names_the_first_heading_under_which_nothing_is_known(lacking: dict, heading: str) -> None:
    assert said(of("P-3", **WHOLE | lacking)) == ("not_met", f"no_{heading}")


def test_p3_waits_a_day_and_cannot_say_it_of_an_earlier_log() -> None:
    assert said(of("P-3", START.at + 23 * HOUR, **WHOLE | {"key_headings": ""})) == ("pending", "")
    assert said(of("P-3", **WHOLE | {"key_headings": "earlier_log"})) == ("unknown", "earlier_log")
    assert said(MEASURES["P-3"](Record(received_at=START), NEVER_PENDING)) == ("not_met", "no_presentation")


# INC-3


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("mscc", ("met", "")),
        ("impending", ("not_met", "impending")),
        ("metastases", ("not_met", "metastases")),
        ("none", ("not_met", "neither")),
        ("", ("unknown", "outcome")),
    ],
)
def test_inc3_is_confirmed_among_known_outcomes(outcome: str, expected: tuple) -> None:
    assert said(of("INC-3", cord=None, outcome=outcome)) == expected


# B-1


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (at("2026-06-10 07:59"), ("met", "")),
        (at("2026-06-10 08:00"), ("not_met", "working_hours")),
        (at("2026-06-10 17:59"), ("not_met", "working_hours")),
        (at("2026-06-10 18:00"), ("met", "")),
        (at("2026-06-13 12:00"), ("met", "")),
        (at("2026-12-25 12:00"), ("met", "")),
        (on("2026-06-13"), ("unknown", "date_only")),
        (None, ("unknown", "coordinator_contact_at")),
    ],
)
def test_b1_counts_contacts_outside_working_hours_of_london(contact, expected) -> None:
    assert said(of("B-1", coordinator_contact_at=contact)) == expected


def test_every_measure_is_told_apart_by_the_day_of_the_week_in_london() -> None:
    weekday, nobody = DIMENSIONS["weekday"], Background()
    late_on_sunday = at("2026-06-14 23:30")
    assert weekday.of(nobody, of("B-1", coordinator_contact_at=late_on_sunday)) == "7"
    assert weekday.of(nobody, of("B-1", coordinator_contact_at=on("2026-06-15"))) == "1"
    assert weekday.of(nobody, of("B-1", coordinator_contact_at=None)) == "not_known"
    assert weekday.of(nobody, of("B-1", coordinator_contact_at=at("2026-06-14 23:30Z"))) == "1"
