"""T-3, T-3b, T-6, T-8, O-3 and INC-4, sentence by sentence."""

from datetime import date, timedelta

import pytest
from measure_cases import HOUR, NEVER_PENDING, START, after, cord, on, said

from audit.figures import Tally
from audit.measures import MEASURES, Outcome, Record

DAY = START.day


def of(name: str, at=NEVER_PENDING, **facts: object) -> Outcome:
    return MEASURES[name](cord(**facts), at)


# T-3: pain only


def pain(**facts: object) -> Outcome:
    told = {"cord": False, "pain": True, "presented_at": START, "coordinator_contact_at": after(24)}
    return of("T-3", **told | facts)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (after(0), ("met", "")),
        (after(24), ("met", "")),
        (after(24, 1), ("not_met", "late")),
        (on("2026-06-12"), ("not_met", "late")),
        (on("2026-06-11"), ("unknown", "date_only")),
        (after(-1), ("unknown", "contact_first")),
        (None, ("unknown", "coordinator_contact_at")),
    ],
)
def test_t3_is_24_hours_from_first_being_seen_to_the_contact(contact, expected) -> None:
    assert said(pain(coordinator_contact_at=contact)) == expected


@pytest.mark.parametrize("facts", [{"cord": True}, {"cord": None}, {"pain": False}, {"pain": None}])
def test_t3_is_of_pain_with_every_cord_feature_asked_and_absent(facts) -> None:
    assert said(pain(**facts)) == (None, "")


def test_t3_without_a_start_is_unknown_on_the_day_of_receipt() -> None:
    outcome = pain(presented_at=None)
    assert (said(outcome), outcome.placed) == (("unknown", "presented_at"), after(1))


# T-3b: a distribution, judged by nothing


def test_t3b_gives_the_time_and_no_percentage() -> None:
    measure, tally = MEASURES["T-3b"], Tally()
    for hours in (0, 2, 90):
        tally.add(of("T-3b", presented_at=START, coordinator_contact_at=after(hours)))
    tally.add(of("T-3b", presented_at=START))
    figures = tally.figures(judged=measure.has_percentage)
    assert not measure.has_percentage
    assert (figures.percent, figures.interval, figures.span) == (None, None, None)
    assert (figures.timed, figures.median_hours, figures.denominator) == (3, 2.0, 4)
    assert "within_48_percent" not in figures.as_json(measure)


def test_t3b_is_of_people_with_a_cord_feature() -> None:
    assert said(of("T-3b", cord=False, presented_at=START, coordinator_contact_at=after(1))) == (None, "")


# T-6: from the confirmation, as the standard of 2014 had it


def confirmed(at=NEVER_PENDING, **facts: object) -> Outcome:
    return of("T-6", at, **{"outcome": "mscc", "confirmed_at": START} | facts)


@pytest.mark.parametrize("treatment", ["rt_first_fraction_at", "surgery_at", "systemic_at"])
@pytest.mark.parametrize(("seconds", "expected"), [(0, ("met", "")), (1, ("not_met", "late"))])
def test_t6_is_24_hours_from_the_confirmation_to_any_treatment(treatment: str, seconds: int, expected) -> None:
    assert said(confirmed(**{treatment: after(24, seconds)})) == expected


@pytest.mark.parametrize(
    ("exclusion", "expected"),
    [
        ("poor_prognosis", ("excluded", "poor_prognosis")),
        ("declined", ("excluded", "declined")),
        ("surgery_chosen", ("not_met", "not_done")),
        ("systemic_chosen", ("not_met", "not_done")),
        ("", ("not_met", "not_done")),
    ],
)
def test_t6_without_a_treatment(exclusion: str, expected) -> None:
    assert said(confirmed(rt_exclusion=exclusion)) == expected


def test_t6_is_pending_until_the_limit_itself() -> None:
    assert said(confirmed(START.at + 24 * HOUR - timedelta(seconds=1))) == ("pending", "")
    assert said(confirmed(START.at + 24 * HOUR)) == ("not_met", "not_done")


def test_t6_treated_before_or_with_no_confirmation_is_unknown() -> None:
    assert said(confirmed(surgery_at=after(-1))) == ("unknown", "treated_before")
    outcome = confirmed(confirmed_at=None, surgery_at=after(5))
    assert (said(outcome), outcome.placed) == (("unknown", "confirmed_at"), after(5))


@pytest.mark.parametrize("facts", [{"cord": False}, {"outcome": "impending"}])
def test_t6_is_of_confirmed_mscc_with_a_cord_feature(facts) -> None:
    assert said(confirmed(**facts)) == (None, "")


# T-8: from scan to report


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (after(3), ("met", "")),
        (None, ("unknown", "mri_reported_at")),
        (after(-1), ("unknown", "reported_before")),
        (on("2026-06-10"), ("unknown", "date_only")),
        (on("2026-06-11"), ("unknown", "date_only")),
    ],
)
def test_t8_is_the_time_from_scan_to_report(report, expected) -> None:
    outcome = of("T-8", mri_started_at=START, mri_reported_at=report)
    assert said(outcome) == expected
    assert outcome.elapsed == (3 * HOUR if expected[0] == "met" else None)


def test_t8_is_of_those_scanned() -> None:
    assert said(of("T-8")) == (None, "")


# O-3: died within 30 days of the first fraction


def treated(at=NEVER_PENDING, **facts: object) -> Outcome:
    return of("O-3", at, **{"outcome": "mscc", "rt_first_fraction_at": START} | facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"died_on": DAY}, ("met", "")),
        ({"died_on": DAY + timedelta(days=30)}, ("met", "")),
        ({"died_on": DAY + timedelta(days=31)}, ("not_met", "alive_then")),
        ({"died_on": DAY - timedelta(days=1)}, ("unknown", "died_before")),
        ({"last_known_alive": DAY + timedelta(days=30)}, ("not_met", "alive_then")),
        ({"last_known_alive": DAY + timedelta(days=29)}, ("unknown", "last_known_alive")),
        ({}, ("unknown", "last_known_alive")),
    ],
)
def test_o3_counts_deaths_to_the_30th_day_and_never_takes_silence_for_life(facts, expected) -> None:
    assert said(treated(**facts)) == expected


def test_o3_is_pending_while_the_30_days_run() -> None:
    assert said(treated(START.at + timedelta(days=30))) == ("pending", "")
    assert said(treated(START.at + timedelta(days=31))) == ("unknown", "last_known_alive")


# INC-4: the first sign of cancer


@pytest.mark.parametrize(
    ("cancer", "expected"),
    [
        ("none", ("met", "")),
        ("suspected", ("met", "")),
        ("past", ("not_met", "cancer_known")),
        ("current", ("not_met", "cancer_known")),
        ("", ("unknown", "cancer")),
    ],
)
def test_inc4_is_no_cancer_known_before(cancer: str, expected) -> None:
    assert said(of("INC-4", outcome="mscc", cancer=cancer)) == expected


def test_inc4_lies_on_the_day_of_the_confirmation() -> None:
    assert of("INC-4", outcome="mscc", confirmed_at=on("2026-06-11")).placed == on("2026-06-11")
    assert of("INC-4", outcome="mscc").placed == after(1)
    assert said(of("INC-4", outcome="impending", cancer="none")) == (None, "")


def test_the_words_of_a_death_are_not_met_and_not_met() -> None:
    words = [MEASURES["O-3"].words_of(state) for state in ("met", "not_met")]
    assert words == ["Died within 30 days", "Alive after 30 days"]
    assert MEASURES["T-1"].words_of("met") == "Met"


def test_a_first_treatment_is_the_earliest_of_three() -> None:
    assert Record(after(1)).first_treatment_at is None
    assert Record(after(1), surgery_at=after(9), systemic_at=on(f"{date(2026, 6, 9)}")).first_treatment_at == on(
        "2026-06-09"
    )
