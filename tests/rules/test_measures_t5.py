"""T-5, sentence by sentence: radiotherapy within 24 hours of the decision to treat."""

import pytest
from measure_cases import HOUR, NEVER_PENDING, START, after, at, on, said

from audit.measures import MEASURES, Record

T5 = MEASURES["T-5"]
EXCLUSIONS = (
    "declined",
    "died",
    "plegia_two_weeks_pain_controlled",
    "poor_prognosis",
    "systemic_chosen",
    "surgery_chosen",
)


def mscc(**facts: object) -> Record:
    """Somebody with MSCC, not for surgery, radiotherapy decided at START unless said otherwise."""
    known = {"received_at": after(-20), "outcome": "mscc", "surgery_suitable": False, "rt_decision_at": START}
    return Record(**known | facts)  # type: ignore[arg-type]


def t5(as_at=NEVER_PENDING, **facts: object) -> tuple[str | None, str]:
    return said(T5(mscc(**facts), as_at))


# Who is in the denominator


@pytest.mark.parametrize("outcome", ["impending", "metastases", "none", ""])
def test_only_confirmed_mscc_is_in_the_denominator(outcome: str) -> None:
    assert t5(outcome=outcome, rt_first_fraction_at=after(3)) == (None, "")


@pytest.mark.parametrize("suitable", [True, None], ids=["suitable", "not known"])
def test_only_those_not_suitable_for_surgery_are_in_the_denominator(suitable: bool | None) -> None:
    assert t5(surgery_suitable=suitable, rt_first_fraction_at=after(3)) == (None, "")


def test_without_decision_and_fraction_nobody_is_in_the_denominator() -> None:
    assert t5(rt_decision_at=None) == (None, "")
    assert t5(rt_decision_at=None, rt_exclusion="poor_prognosis") == (None, "")


def test_a_cord_feature_is_not_asked_for() -> None:
    assert t5(rt_first_fraction_at=after(3), cord=None) == ("met", "")


def test_a_fraction_without_its_decision_is_unknown_and_belongs_to_the_day_of_the_fraction() -> None:
    outcome = T5(mscc(rt_decision_at=None, rt_first_fraction_at=after(3)), NEVER_PENDING)
    assert said(outcome) == ("unknown", "rt_decision_at")
    assert outcome.placed == after(3)
    assert outcome.started is None


def test_a_decision_that_is_not_known_is_unknown_before_anything_else() -> None:
    after_surgery = {"rt_decision_at": None, "rt_first_fraction_at": after(3), "surgery_at": after(1)}
    assert t5(**after_surgery) == ("unknown", "rt_decision_at")


def test_the_decision_places_it_in_a_period_and_nothing_is_a_fallback() -> None:
    outcome = T5(mscc(rt_first_fraction_at=after(30)), NEVER_PENDING)
    assert outcome.started == outcome.placed == START
    assert not outcome.fallback


# Within the limit


@pytest.mark.parametrize(
    ("hours", "seconds", "expected"),
    [
        (0, 0, ("met", "")),
        (24, 0, ("met", "")),
        (24, 1, ("not_met", "late")),
        (0, -1, ("unknown", "impossible_order")),
    ],
)
def test_a_fraction_is_met_up_to_24_hours_exactly_to_the_second(hours: int, seconds: int, expected: tuple) -> None:
    assert t5(rt_first_fraction_at=after(hours, seconds)) == expected


def test_the_wait_is_kept_for_met_and_not_met() -> None:
    assert T5(mscc(rt_first_fraction_at=after(30)), NEVER_PENDING).elapsed == 30 * HOUR
    assert T5(mscc(rt_first_fraction_at=after(-30)), NEVER_PENDING).elapsed is None


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        ("2026-03-28 18:00", "2026-03-29 19:00:00", "met"),
        ("2026-03-28 18:00", "2026-03-29 19:00:01", "not_met"),
        ("2026-10-24 18:00", "2026-10-25 17:00:00", "met"),
        ("2026-10-24 18:00", "2026-10-25 18:00:00", "not_met"),
    ],
)
def test_hours_are_real_hours_on_the_nights_when_the_clocks_change(start: str, stop: str, expected: str) -> None:
    assert t5(rt_decision_at=at(start), rt_first_fraction_at=at(stop))[0] == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-09", ("unknown", "impossible_order")),
        ("2026-06-10", ("unknown", "date_only")),
        ("2026-06-11", ("unknown", "date_only")),
        ("2026-06-12", ("not_met", "late")),
    ],
)
@pytest.mark.parametrize("decided", [START, on("2026-06-10")], ids=["exact", "day only"])
def test_a_fraction_known_to_the_day(day: str, expected: tuple, decided: object) -> None:
    assert t5(rt_decision_at=decided, rt_first_fraction_at=on(day)) == expected


# No fraction


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [(after(24, -1), ("pending", "")), (after(24), ("not_met", "not_done")), (after(99), ("not_met", "not_done"))],
)
def test_without_a_fraction_it_is_pending_until_24_hours_have_passed(as_at, expected: tuple) -> None:
    assert t5(as_at=as_at.at) == expected


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [("2026-06-11 23:59", ("unknown", "date_only")), ("2026-06-12 00:00", ("not_met", "not_done"))],
)
def test_a_decision_known_to_the_day_without_a_fraction(as_at: str, expected: tuple) -> None:
    assert t5(rt_decision_at=on("2026-06-10"), as_at=at(as_at).at) == expected


# Exclusions


@pytest.mark.parametrize("reason", EXCLUSIONS)
def test_an_exclusion_excludes_with_its_reason_at_once(reason: str) -> None:
    assert t5(rt_exclusion=reason) == ("excluded", reason)
    assert t5(rt_exclusion=reason, as_at=after(1).at) == ("excluded", reason)


@pytest.mark.parametrize("reason", EXCLUSIONS)
def test_a_fraction_counts_and_the_exclusion_is_ignored(reason: str) -> None:
    assert t5(rt_exclusion=reason, rt_first_fraction_at=after(3)) == ("met", "")
    assert t5(rt_exclusion=reason, rt_first_fraction_at=after(30)) == ("not_met", "late")


@pytest.mark.parametrize("fraction", [None, after(3), after(30)])
def test_postoperative_excludes_with_a_fraction_too(fraction: object) -> None:
    assert t5(rt_exclusion="postoperative", rt_first_fraction_at=fraction) == ("excluded", "postoperative")


@pytest.mark.parametrize(
    ("surgery", "expected"),
    [
        (after(3, -1), ("excluded", "postoperative")),
        (after(-500), ("excluded", "postoperative")),
        (on("2026-06-09"), ("excluded", "postoperative")),
        (after(3), ("met", "")),
        (after(4), ("met", "")),
        (on("2026-06-11"), ("met", "")),
        # Before or after the fraction of the same day: nobody can tell.
        (on("2026-06-10"), ("unknown", "surgery_at")),
    ],
)
def test_surgery_before_the_first_fraction_is_postoperative(surgery: object, expected: tuple) -> None:
    assert t5(surgery_at=surgery, rt_first_fraction_at=after(3)) == expected


def test_surgery_before_the_fraction_goes_before_an_impossible_order() -> None:
    facts = {"rt_first_fraction_at": after(-2), "surgery_at": after(-3)}
    assert t5(**facts) == ("excluded", "postoperative")


def test_surgery_without_a_fraction_is_not_before_one() -> None:
    assert t5(surgery_at=after(3)) == ("not_met", "not_done")
