"""T-7, sentence by sentence: from suspicion to the first definitive treatment."""

import pytest
from measure_cases import HOUR, NEVER_PENDING, after, cord, on, said

from audit.figures import Tally
from audit.measures import MEASURES

T7 = MEASURES["T-7"]
TREATMENTS = ("rt_first_fraction_at", "surgery_at", "systemic_at")


def treated(**facts: object):
    return T7(cord(**{"outcome": "mscc"} | facts), NEVER_PENDING)


@pytest.mark.parametrize("treatment", TREATMENTS)
@pytest.mark.parametrize(("hours", "seconds", "expected"), [(48, 0, "met"), (48, 1, "not_met"), (0, 0, "met")])
def test_any_of_the_three_treatments_is_the_stop(treatment: str, hours: int, seconds: int, expected: str) -> None:
    outcome = treated(**{treatment: after(hours, seconds)})
    assert outcome.state == expected
    assert outcome.elapsed == hours * HOUR + seconds * HOUR / 3600


def test_the_first_of_them_counts() -> None:
    outcome = treated(rt_first_fraction_at=after(50), surgery_at=after(20), systemic_at=after(90))
    assert outcome.elapsed == 20 * HOUR


@pytest.mark.parametrize("outcome", ["impending", "metastases", "none", ""])
def test_only_confirmed_mscc_is_in_it(outcome: str) -> None:
    assert said(treated(outcome=outcome, surgery_at=after(3))) == (None, "")


def test_those_not_treated_are_not_in_it() -> None:
    assert said(treated()) == (None, "")


def test_a_cord_feature_is_not_asked_for() -> None:
    assert treated(cord=None, surgery_at=after(3)).state == "met"


def test_the_contact_stands_in_for_the_suspicion_and_is_flagged() -> None:
    outcome = treated(suspected_at=None, coordinator_contact_at=after(1), surgery_at=after(3))
    assert (outcome.elapsed, outcome.fallback, outcome.placed) == (2 * HOUR, True, after(1))


def test_without_any_start_it_is_unknown_on_the_day_it_was_received() -> None:
    outcome = treated(suspected_at=None, surgery_at=after(3))
    assert (said(outcome), outcome.placed) == (("unknown", "suspected_at"), after(1))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"surgery_at": after(-1)}, "treated_before"),
        ({"surgery_at": on("2026-06-09")}, "treated_before"),
        ({"surgery_at": on("2026-06-12")}, "date_only"),
        ({"surgery_at": on("2026-06-10")}, "date_only"),
        ({"suspected_at": on("2026-06-10"), "surgery_at": after(30)}, "date_only"),
        # The day alone may hold a moment before the exact one.
        ({"surgery_at": on("2026-06-11"), "systemic_at": after(30)}, "date_only"),
    ],
)
def test_a_day_alone_and_a_treatment_before_the_start_are_left_out(facts: dict, reason: str) -> None:
    assert said(treated(**facts)) == ("unknown", reason)


def test_a_later_treatment_known_to_the_day_changes_nothing() -> None:
    assert treated(surgery_at=after(3), systemic_at=on("2026-06-11")).elapsed == 3 * HOUR


def test_the_figures_are_a_distribution_and_count_those_left_out() -> None:
    tally = Tally()
    for facts in ({"surgery_at": after(hours)} for hours in (10, 20, 30, 40, 100)):
        tally.add(treated(**facts))
    for left_out in (on("2026-06-12"), after(-1)):
        tally.add(treated(surgery_at=left_out))
    tally.add(treated(suspected_at=None, surgery_at=after(3)))
    figures = tally.figures().as_json(T7)
    assert figures == {
        "title": T7.title, "source": T7.source, "n": 5, "median_hours": 30.0, "q1_hours": 20.0, "q3_hours": 40.0,
        "p90_hours": 76.0, "within_48_percent": 80.0, "left_out": 2, "fallback": 0,
    }  # fmt: skip


def test_nobody_has_no_distribution() -> None:
    figures = Tally().figures().as_json(T7)
    assert (figures["n"], figures["median_hours"], figures["within_48_percent"]) == (0, None, None)
