"""P-1 and P-2, sentence by sentence: the single fraction, the discharge plan."""

from datetime import date
from decimal import Decimal

import pytest
from measure_cases import NEVER_PENDING, START, after, at, on, said

from audit.measures import MEASURES, Record

P1, P2 = MEASURES["P-1"], MEASURES["P-2"]


def given(**facts: object):
    """Somebody with MSCC who was given a first fraction of one of 8 Gy."""
    known = {"received_at": START, "outcome": "mscc", "rt_first_fraction_at": after(30), "rt_dose_gy": Decimal("8.00"),
             "rt_fractions": 1}  # fmt: skip
    return P1(Record(**known | facts), NEVER_PENDING)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("met", "")),
        ({"rt_dose_gy": 8}, ("met", "")),
        ({"rt_dose_gy": Decimal("8.5")}, ("not_met", "other_dose")),
        ({"rt_dose_gy": Decimal(10), "rt_reason_multifraction": "Risk"}, ("not_met", "other_dose")),
        ({"rt_dose_gy": Decimal(20), "rt_fractions": 5}, ("not_met", "several_fractions")),
        ({"rt_dose_gy": Decimal(8), "rt_fractions": 2}, ("not_met", "several_fractions")),
        (
            {"rt_dose_gy": 20, "rt_fractions": 5, "rt_reason_multifraction": "Risk"},
            ("excluded", "reason_recorded"),
        ),
        ({"rt_dose_gy": None}, ("unknown", "rt_dose_gy")),
        ({"rt_fractions": None}, ("unknown", "rt_dose_gy")),
        ({"rt_dose_gy": None, "rt_fractions": 5, "rt_reason_multifraction": "Risk"}, ("unknown", "rt_dose_gy")),
        ({"rt_first_fraction_at": None}, (None, "")),
        ({"outcome": "impending"}, (None, "")),
        ({"outcome": ""}, (None, "")),
    ],
)
def test_a_single_fraction_of_8_gy(facts: dict, expected: tuple) -> None:
    assert said(given(**facts)) == expected


def test_the_first_fraction_places_it_in_a_period() -> None:
    assert given().placed == after(30)
    assert given(rt_first_fraction_at=on("2026-06-12")).placed == on("2026-06-12")


def discharged(**facts: object):
    known = {"received_at": START, "outcome": "mscc", "discharged_at": at("2026-06-20 14:00"), "discharge_plan": True}
    return P2(Record(**known | facts), NEVER_PENDING)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("met", "")),
        ({"discharge_plan": False}, ("not_met", "no_plan")),
        ({"discharge_plan": None}, ("unknown", "discharge_plan")),
        ({"died_on": date(2026, 6, 21)}, ("met", "")),
        ({"died_on": date(2026, 6, 20)}, ("excluded", "died")),
        ({"died_on": date(2026, 6, 19)}, ("excluded", "died")),
        ({"discharged_at": None, "died_on": date(2026, 6, 19)}, (None, "")),
        ({"discharged_at": None}, (None, "")),
        ({"outcome": "metastases"}, (None, "")),
    ],
)
def test_a_discharge_plan_among_those_discharged_alive(facts: dict, expected: tuple) -> None:
    assert said(discharged(**facts)) == expected


def test_the_discharge_places_it_in_a_period() -> None:
    assert discharged().placed == at("2026-06-20 14:00")
