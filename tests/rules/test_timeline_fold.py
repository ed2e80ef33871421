"""The flat row of times and results, folded from a referral's events: what counts when it happened more than once."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_cases import at, on

from mscc.moments import Moment, Precision
from pathways.clock import Status, running
from pathways.guideline.limits import CT_DAY, IMMOBILISATION, MRI_DAY, RADIOTHERAPY, Limit
from referrals.events import EVENTS, EventKind
from referrals.timeline import fold

K = EventKind
DAY = "2026-06-10"
# An event of each kind needs no more than this to be folded.
NEEDS: dict[EventKind, dict[str, Any]] = {
    K.MRI_BOOKED: {"booked_for": "2026-06-10T18:00:00+01:00"},
    K.RT_BOOKED: {"booked_for": "2026-06-10T18:00:00+01:00"},
    K.MRI_DELAY: {"delay_reason": "No slot"},
    K.RT_DELAY: {"rt_delay_reason": "Machine down"},
    K.MRI_EXCEPTION: {"mri_exclusion": "declined"},
    K.REPORTED: {"outcome": "mscc"},
    K.DECISION: {"treatment": "radiotherapy", "surgery_suitable": "no"},
    K.RT_EXCEPTION: {"rt_exclusion": "poor_prognosis"},
    K.OPINION_ASKED: {"opinion_of": "surgery"},
    K.OPINION_GIVEN: {"opinion_of": "surgery"},
    K.SURGICAL_OPINION: {"surgery_suitable": "no"},
    K.IMAGES_SENT: {"images_to": "spinal"},
    K.IMAGES_ARRIVED: {"images_to": "spinal"},
}
# What somebody is asked for is kept beside the times.
ASKING = frozenset({K.TRANSFER_ARRANGED, K.DEPARTED})


@dataclass(frozen=True)
class Event:
    """What happened, as the fold sees it."""

    kind: str
    moment: Moment
    recorded_at: datetime
    data: dict[str, Any] = field(default_factory=dict)


def moment(when: str | Moment) -> Moment:
    """A time of the day of the tests ("09:00"), or a full one."""
    if isinstance(when, Moment):
        return when
    return at(f"{DAY} {when}" if len(when) == 5 else when)


def happened(kind: EventKind, when: str | Moment = "09:00", *, told: str | None = None, **data: Any) -> Event:
    """Something that happened, told of at once unless said otherwise."""
    it = moment(when)
    return Event(kind, it, moment(told).at if told else it.at, {**NEEDS.get(kind, {}), **data})


def scan(when: str | Moment, whole: str = "yes", told: str | None = None) -> Event:
    return happened(K.MRI_STARTED, when, told=told, whole_spine=whole)


def feature(when: str | Moment, told: str | None = None) -> Event:
    return happened(K.CORD_FEATURE, when, told=told, features=["limb_weakness"])


def decision(when: str | Moment, treatment: str = "radiotherapy", suitable: str = "no") -> Event:
    return happened(K.DECISION, when, treatment=treatment, surgery_suitable=suitable)


def is_at(row: dict[str, Any], name: str, when: str | Moment) -> bool:
    return bool(row.get(name) == moment(when).at)


def clock(limit: Limit, *events: Event) -> tuple[bool, Status] | None:
    """The clock that the folded times run: whether on its fallback, and its status. None when there is none."""
    row = fold(events)
    moments = {
        name: Moment(value, Precision(row["precision"].get(name, "exact")))
        for name, value in row.items()
        if isinstance(value, datetime)
    }
    found = next(running([limit], moments), None)
    return (found.is_fallback, found.status) if found else None


# Each kind of event


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (K.CALL_RECEIVED, "coordinator_contact_at"),
        (K.PRESENTED, "presented_at"),
        (K.MSCC_SUSPECTED, "suspected_at"),
        (K.CORD_FEATURE, "suspected_at"),
        (K.ADVICE_GIVEN, "advice_given_at"),
        (K.IMMOBILISED, "immobilised_at"),
        (K.STABILITY_ADVICE, "stability_advice_at"),
        (K.MRI_REQUESTED, "mri_requested_at"),
        (K.MRI_STARTED, "mri_started_at"),
        (K.CT_STARTED, "ct_started_at"),
        (K.REPORTED, "mri_reported_at"),
        (K.DECISION, "rt_decision_at"),
        (K.RT_FIRST_FRACTION, "rt_first_fraction_at"),
        (K.SURGERY, "surgery_at"),
        (K.SYSTEMIC, "systemic_at"),
        (K.DISCHARGED, "discharged_at"),
    ],
)
def test_an_event_sets_its_moment(kind: EventKind, name: str) -> None:
    assert is_at(fold([happened(kind, "09:00")]), name, "09:00")


@pytest.mark.parametrize(("kind", "name"), [(K.MRI_BOOKED, "mri_booked_for"), (K.RT_BOOKED, "rt_booked_for")])
def test_a_booking_sets_the_moment_it_is_for(kind: EventKind, name: str) -> None:
    row = fold([happened(kind, "09:00"), happened(kind, "10:00", booked_for="2026-06-10T21:30:00+01:00")])
    assert is_at(row, name, "21:30")


@pytest.mark.parametrize(
    ("event", "values"),
    [
        (happened(K.MRI_DELAY), {"mri_delay_reason": "No slot"}),
        (happened(K.RT_DELAY), {"rt_delay_reason": "Machine down"}),
        (happened(K.MRI_CONTRAINDICATED), {"mri_contraindicated": True}),
        (happened(K.MRI_EXCEPTION, mri_exclusion="not_in_best_interests"), {"mri_exclusion": "not_in_best_interests"}),
        (happened(K.WITHDRAWAL_CONFIRMED), {"mri_exclusion": "suspicion_withdrawn"}),
        (happened(K.REPORTED, outcome="impending"), {"outcome": "impending"}),
        (happened(K.RT_EXCEPTION), {"rt_exclusion": "poor_prognosis"}),
        (happened(K.DIED, "2026-06-10 23:30"), {"died_on": at("2026-06-10 23:30").day}),
        (decision("09:00", "surgery", "yes"), {"surgery_suitable": True}),
        (decision("09:00", "radiotherapy", "no"), {"surgery_suitable": False}),
        (decision("09:00", "radiotherapy", "unknown"), {"surgery_suitable": None}),
        (
            happened(K.RT_FIRST_FRACTION, dose_gy="8.00", fractions=1),
            {"rt_dose_gy": Decimal("8.00"), "rt_fractions": 1},
        ),
        (happened(K.RT_FIRST_FRACTION, dose_gy="", fractions=None), {"rt_dose_gy": None, "rt_fractions": None}),
        (scan("09:00", "yes"), {"mri_whole_spine": True}),
        (scan("09:00", "no"), {"mri_whole_spine": False}),
        (scan("09:00", "unknown"), {"mri_whole_spine": None}),
    ],
)
def test_an_event_sets_its_result(event: Event, values: dict[str, Any]) -> None:
    row = fold([event])
    assert {name: row[name] for name in values} == values


QUIET = [kind for kind, about in EVENTS.items() if not about.sets and kind not in {*NEEDS, *ASKING} and kind not in {
    K.MRI_CONTRAINDICATED, K.WITHDRAWAL_CONFIRMED, K.DIED, K.FOLLOWED_UP}]  # fmt: skip


@pytest.mark.parametrize("kind", QUIET)
def test_an_event_of_another_kind_leaves_the_times_alone(kind: EventKind) -> None:
    """Notes, alerts, owners, and what was struck out: the caller gives only events that count."""
    assert fold([happened(kind)]) == {"precision": {}}


def test_who_was_asked_after_was_alive_on_the_latest_of_those_days_whatever_an_earlier_log_knew() -> None:
    asked = [happened(K.FOLLOWED_UP), happened(K.FOLLOWED_UP, "11:00")]
    day = asked[0].moment.day
    for known, alive in ((None, day), ("2026-01-01", day), ("2026-12-31", date(2026, 12, 31))):
        log = [happened(K.IMPORTED, values={"last_known_alive": known})] if known else []
        assert fold([*log, *asked])["last_known_alive"] == alive


@pytest.mark.parametrize("kind", EventKind)
def test_any_event_alone_can_be_folded(kind: EventKind) -> None:
    assert fold([happened(kind)])["precision"] == {}


def test_nothing_happened_yet() -> None:
    assert fold([]) == {"precision": {}}


# First and last


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (K.CALL_RECEIVED, "coordinator_contact_at"),
        (K.PRESENTED, "presented_at"),
        (K.MSCC_SUSPECTED, "suspected_at"),
        (K.ADVICE_GIVEN, "advice_given_at"),
        (K.STABILITY_ADVICE, "stability_advice_at"),
        (K.IMMOBILISED, "immobilised_at"),
        (K.MRI_REQUESTED, "mri_requested_at"),
        (K.MRI_STARTED, "mri_started_at"),
        (K.CT_STARTED, "ct_started_at"),
        (K.REPORTED, "mri_reported_at"),
        (K.DECISION, "rt_decision_at"),
        (K.RT_FIRST_FRACTION, "rt_first_fraction_at"),
        (K.SURGERY, "surgery_at"),
        (K.SYSTEMIC, "systemic_at"),
    ],
)
def test_of_several_such_events_the_first_counts_in_whatever_order_they_are_told(kind: EventKind, name: str) -> None:
    events = [happened(kind, "11:00", told="11:05"), happened(kind, "10:00", told="12:00"), happened(kind, "12:00")]
    for order in permutations(events):
        assert is_at(fold(order), name, "10:00")


@pytest.mark.parametrize(("kind", "name"), [(K.CORD_FEATURE, "suspected_at"), (K.DISCHARGED, "discharged_at")])
def test_of_these_the_last_counts(kind: EventKind, name: str) -> None:
    assert is_at(fold([happened(kind, "11:00"), happened(kind, "10:00", told="12:00")]), name, "11:00")


def test_the_last_result_counts() -> None:
    row = fold([happened(K.REPORTED, "10:00", outcome="metastases"), happened(K.REPORTED, "12:00", outcome="mscc")])
    assert row["outcome"] == "mscc"


# Precision


def test_a_moment_that_is_not_known_exactly_says_so() -> None:
    row = fold([happened(K.MSCC_SUSPECTED, on(DAY)), scan(Moment(moment("15:00").at, Precision.ESTIMATED))])
    assert row["precision"] == {"suspected_at": "date", "mri_started_at": "estimated"}


# A start is never later than the contact it was learned in


@pytest.mark.parametrize(("kind", "name"), [(K.PRESENTED, "presented_at"), (K.MSCC_SUSPECTED, "suspected_at")])
def test_a_start_later_than_the_contact_is_the_contact(kind: EventKind, name: str) -> None:
    assert is_at(fold([happened(K.CALL_RECEIVED, "10:00"), happened(kind, "11:00")]), name, "10:00")
    assert is_at(fold([happened(K.CALL_RECEIVED, "10:00"), happened(kind, "09:00")]), name, "09:00")
    assert is_at(fold([happened(kind, "11:00")]), name, "11:00")


def test_a_start_known_to_the_day_begins_with_that_day() -> None:
    row = fold([happened(K.CALL_RECEIVED, "10:00"), happened(K.MSCC_SUSPECTED, on(DAY))])
    assert is_at(row, "suspected_at", "00:00")
    assert row["precision"] == {"suspected_at": "date"}


def test_a_new_cord_feature_is_learned_later_than_the_first_contact() -> None:
    row = fold([happened(K.CALL_RECEIVED, "10:00"), happened(K.PRESENTED, "12:00"), feature("15:00")])
    assert is_at(row, "suspected_at", "15:00")
    assert is_at(row, "presented_at", "10:00")


# The scan that counts


def test_a_scan_of_part_of_the_spine_is_replaced_by_the_whole() -> None:
    row = fold([scan("10:00", "no"), scan("11:00", "unknown"), scan("14:00", "yes"), scan("16:00", "yes")])
    assert is_at(row, "mri_started_at", "14:00")
    assert row["mri_whole_spine"] is True


def test_a_scan_of_which_it_is_not_known_counts_before_one_of_a_part() -> None:
    row = fold([scan("10:00", "no"), scan("11:00", "unknown")])
    assert is_at(row, "mri_started_at", "11:00")
    assert row["mri_whole_spine"] is None


def test_a_scan_before_the_call_counts() -> None:
    events = [happened(K.CALL_RECEIVED, "12:00"), happened(K.MSCC_SUSPECTED, "11:00"), scan("10:00")]
    assert clock(MRI_DAY, *events) == (False, Status.MET)


# A new cord feature asks anew


def test_a_scan_before_a_new_cord_feature_does_not_stop_the_clock_that_the_feature_starts() -> None:
    week = [happened(K.CALL_RECEIVED, "09:00"), happened(K.MSCC_SUSPECTED, "08:00"), scan("11:00")]
    assert clock(MRI_DAY, *week) == (False, Status.MET)
    row = fold([*week, feature("15:00")])
    assert is_at(row, "suspected_at", "15:00")
    assert "mri_started_at" not in row
    assert "mri_whole_spine" not in row
    assert clock(MRI_DAY, *week, feature("15:00")) == (False, Status.OPEN)


def test_the_scan_after_it_stops_the_clock() -> None:
    events = [scan("11:00"), feature("15:00"), scan("20:00", "no"), scan("2026-06-11 09:00")]
    row = fold(events)
    assert is_at(row, "mri_started_at", "2026-06-11 09:00")
    assert clock(MRI_DAY, *events) == (False, Status.MET)
    assert clock(MRI_DAY, *events[:-1], scan("2026-06-11 15:01")) == (False, Status.MET_LATE)


def test_a_scan_at_the_moment_of_the_feature_answers_it() -> None:
    assert clock(MRI_DAY, feature("15:00"), scan("15:00")) == (False, Status.MET)


def test_a_feature_recognised_before_the_scan_and_told_after_it_is_answered_by_it() -> None:
    assert clock(MRI_DAY, scan("11:00"), feature("10:00", told="16:00")) == (False, Status.MET)


def test_a_ct_before_a_new_cord_feature_does_not_answer_it_either() -> None:
    events = [happened(K.CT_STARTED, "11:00"), feature("15:00")]
    assert clock(CT_DAY, *events) == (False, Status.OPEN)
    assert clock(CT_DAY, *events, happened(K.CT_STARTED, "18:00")) == (False, Status.MET)


def test_each_further_feature_asks_anew() -> None:
    events = [feature("10:00"), scan("11:00"), feature("15:00")]
    assert clock(MRI_DAY, *events) == (False, Status.OPEN)
    assert clock(MRI_DAY, *events, scan("16:00"), feature("14:00", told="17:00")) == (False, Status.MET)


@pytest.mark.parametrize(
    ("scanned", "recognised", "told_of_scan", "told_of_feature", "answered"),
    [
        # A day alone, on the day of the other: what was told first came first.
        (on(DAY), moment("15:00"), "11:00", "15:00", False),
        (on(DAY), moment("15:00"), "18:00", "15:00", True),
        (moment("11:00"), on(DAY), "11:00", "15:00", False),
        (moment("18:00"), on(DAY), "18:00", "15:00", True),
        # On another day the days tell.
        (on("2026-06-09"), moment("15:00"), "18:00", "15:00", False),
        (on("2026-06-11"), moment("15:00"), "2026-06-11 09:00", "15:00", True),
    ],
)
def test_where_a_day_alone_is_known_what_was_told_first_came_first(
    scanned: Moment, recognised: Moment, told_of_scan: str, told_of_feature: str, answered: bool
) -> None:
    row = fold([scan(scanned, told=told_of_scan), feature(recognised, told=told_of_feature)])
    assert ("mri_started_at" in row) is answered


def test_the_request_the_slot_and_the_reason_of_the_scan_before_are_not_those_of_the_new_one() -> None:
    before = [
        happened(K.MRI_REQUESTED, "09:00"),
        happened(K.MRI_BOOKED, "09:30", booked_for="2026-06-10T11:00:00+01:00"),
        happened(K.MRI_DELAY, "10:00"),
        scan("11:00"),
        happened(K.REPORTED, "13:00", outcome="metastases"),
    ]
    row = fold([*before, feature("15:00")])
    named = ("mri_requested_at", "mri_booked_for", "mri_delay_reason", "mri_started_at", "mri_reported_at")
    assert [name for name in named if name in row] == []
    assert row["outcome"] == "metastases"  # what was found is still known
    row = fold([*before, feature("15:00"), happened(K.MRI_REQUESTED, "15:10")])
    assert is_at(row, "mri_requested_at", "15:10")


def test_the_reason_why_radiotherapy_was_late_belongs_to_the_decision_it_was_late_for() -> None:
    decided = happened(K.DECISION, "09:00", treatment="radiotherapy", surgery_suitable="no")
    before = [decided, happened(K.RT_DELAY, "10:00")]
    assert fold(before)["rt_delay_reason"] == "Machine down"
    surgery = happened(K.DECISION, "11:00", treatment="surgery", surgery_suitable="yes")
    anew = happened(K.DECISION, "12:00", treatment="radiotherapy", surgery_suitable="no")
    assert "rt_delay_reason" not in fold([*before, surgery, anew])


def test_a_slot_that_lies_after_the_feature_still_stands() -> None:
    """So that it is warned of when it comes too late for the new clock."""
    booked = happened(K.MRI_BOOKED, "09:30", booked_for="2026-06-12T11:00:00+01:00")
    assert is_at(fold([booked, feature("15:00")]), "mri_booked_for", "2026-06-12 11:00")
    assert is_at(fold([scan("11:00", "no"), booked, feature("15:00")]), "mri_booked_for", "2026-06-12 11:00")


def test_a_request_that_led_to_no_scan_yet_stands_when_a_feature_is_added() -> None:
    row = fold([happened(K.MRI_REQUESTED, "09:00"), feature("15:00")])
    assert is_at(row, "mri_requested_at", "09:00")


# The report


def test_the_report_of_a_part_is_not_the_report_of_the_whole() -> None:
    part = [scan("10:00", "no"), happened(K.REPORTED, "11:00", outcome="metastases")]
    assert is_at(fold(part), "mri_reported_at", "11:00")
    assert "mri_reported_at" not in fold([*part, scan("14:00")])
    assert is_at(fold([*part, scan("14:00"), happened(K.REPORTED, "16:00")]), "mri_reported_at", "16:00")


def test_a_report_that_reaches_us_before_anybody_told_of_the_scan_counts() -> None:
    assert is_at(fold([happened(K.REPORTED, "11:00")]), "mri_reported_at", "11:00")


def test_the_report_of_a_ct_counts_too() -> None:
    row = fold([happened(K.CT_STARTED, "10:00"), happened(K.REPORTED, "11:00")])
    assert is_at(row, "mri_reported_at", "11:00")


@pytest.mark.parametrize(
    ("outcomes", "confirmed"),
    [
        (["mscc"], "10:00"),
        (["metastases", "mscc"], "11:00"),
        (["mscc", "mscc"], "10:00"),
        (["mscc", "metastases"], None),  # put right: it was none
        (["none", "impending"], None),
        (["mscc", "none", "mscc"], "10:00"),
    ],
)
def test_a_compression_is_confirmed_when_it_was_first_told_if_that_is_still_the_result(outcomes, confirmed) -> None:
    hours = ("10:00", "11:00", "12:00")
    row = fold([happened(K.REPORTED, when, outcome=outcome) for when, outcome in zip(hours, outcomes, strict=False)])
    assert is_at(row, "confirmed_at", confirmed) if confirmed else "confirmed_at" not in row


def test_a_compression_confirmed_before_a_new_feature_stays_confirmed() -> None:
    row = fold([scan("10:00"), happened(K.REPORTED, "11:00"), feature("15:00")])
    assert is_at(row, "confirmed_at", "11:00")


# No MRI to be done


def test_the_last_reason_against_the_mri_counts() -> None:
    row = fold([happened(K.MRI_EXCEPTION, "10:00"), happened(K.WITHDRAWAL_CONFIRMED, "11:00")])
    assert row["mri_exclusion"] == "suspicion_withdrawn"


@pytest.mark.parametrize(
    ("recognised", "told", "stands"),
    [
        ("10:00", "10:05", True),  # known when the suspicion was withdrawn
        ("13:00", "13:05", False),
        ("10:00", "13:00", False),  # began before, and the two clinicians did not know of it
    ],
)
@pytest.mark.parametrize("reason", [K.WITHDRAWAL_CONFIRMED, K.MRI_EXCEPTION])
def test_a_cord_feature_that_was_not_known_takes_the_reason_back(reason, recognised, told, stands) -> None:
    events = sorted([happened(reason, "11:00"), feature(recognised, told)], key=lambda event: event.recorded_at)
    row = fold(events)
    assert bool(row.get("mri_exclusion")) is stands


def test_withdrawn_again_after_the_new_feature_it_is_withdrawn() -> None:
    events = [happened(K.WITHDRAWAL_CONFIRMED, "11:00"), feature("13:00"), happened(K.WITHDRAWAL_CONFIRMED, "14:00")]
    assert fold(events)["mri_exclusion"] == "suspicion_withdrawn"


# Immobilised


def test_immobilised_at_a_time_not_known_runs_from_when_it_was_recorded() -> None:
    event = happened(K.IMMOBILISED, "10:00", told="10:05", time_not_known=True)
    row = fold([event])
    assert "immobilised_at" not in row
    assert is_at(row, "immobilised_recorded_at", "10:05")
    assert clock(IMMOBILISATION, event) == (True, Status.OPEN)


def test_told_the_time_later_it_runs_from_then() -> None:
    events = [happened(K.IMMOBILISED, "10:00", time_not_known=True), happened(K.IMMOBILISED, "08:00", told="12:00")]
    assert is_at(fold(events), "immobilised_at", "08:00")
    assert clock(IMMOBILISATION, *events) == (False, Status.OPEN)


def test_immobilised_again_it_wants_advice_again() -> None:
    """The advice on the immobilisation that ended does not answer the next (1.4.4)."""
    first = [happened(K.IMMOBILISED, "08:00"), happened(K.STABILITY_ADVICE, "09:00"),
             happened(K.IMMOBILISATION_ENDED, "10:00")]  # fmt: skip
    assert clock(IMMOBILISATION, *first) == (False, Status.MET)
    again = [*first, happened(K.IMMOBILISED, "14:00")]
    assert is_at(fold(again), "immobilised_at", "14:00")
    assert clock(IMMOBILISATION, *again) == (False, Status.OPEN)
    assert clock(IMMOBILISATION, *again, happened(K.STABILITY_ADVICE, "15:00")) == (False, Status.MET)


# The decision for radiotherapy


def test_a_decision_for_something_else_ends_the_clock() -> None:
    events = [decision("10:00"), decision("12:00", "surgery", "yes")]
    assert "rt_decision_at" not in fold(events)
    assert fold(events)["surgery_suitable"] is True
    assert clock(RADIOTHERAPY, *events) is None


def test_decided_for_surgery_and_back_it_starts_anew() -> None:
    events = [decision("10:00"), decision("12:00", "surgery", "yes"), decision("16:00"), decision("18:00")]
    assert is_at(fold(events), "rt_decision_at", "16:00")


def test_a_decision_after_something_else_is_the_first_one() -> None:
    row = fold([decision("10:00", "supportive", "unknown"), decision("16:00")])
    assert is_at(row, "rt_decision_at", "16:00")


def test_a_first_fraction_of_the_plan_given_up_does_not_answer_the_new_decision() -> None:
    given_up = [decision("10:00"), happened(K.RT_FIRST_FRACTION, "12:00", dose_gy="8", fractions=1)]
    assert clock(RADIOTHERAPY, *given_up) == (False, Status.MET)
    anew = [*given_up, decision("14:00", "surgery", "yes"), decision("16:00")]
    assert clock(RADIOTHERAPY, *anew) == (False, Status.OPEN)
    assert clock(RADIOTHERAPY, *anew, happened(K.RT_FIRST_FRACTION, "20:00")) == (False, Status.MET)


def test_a_fraction_before_the_only_decision_is_kept_for_whoever_looks_into_the_order() -> None:
    row = fold([happened(K.RT_FIRST_FRACTION, "09:00"), decision("10:00")])
    assert is_at(row, "rt_first_fraction_at", "09:00")


def test_a_slot_of_the_plan_given_up_is_no_slot() -> None:
    slot = happened(K.RT_BOOKED, "11:00", booked_for="2026-06-10T14:00:00+01:00")
    row = fold([decision("10:00"), slot, decision("12:00", "surgery", "yes"), decision("16:00")])
    assert "rt_booked_for" not in row


TAKEN_BACK = ["declined", "surgery_chosen", "systemic_chosen", "plegia_two_weeks_pain_controlled", "poor_prognosis"]


@pytest.mark.parametrize("reason", TAKEN_BACK)
def test_a_decision_after_an_exception_starts_anew_and_takes_the_exception_back(reason: str) -> None:
    """Whoever decides for radiotherapy after an exception has looked again: no old exception silences that."""
    events = [decision("10:00"), happened(K.RT_EXCEPTION, "11:00", rt_exclusion=reason)]
    assert fold(events)["rt_exclusion"] == reason
    assert is_at(fold(events), "rt_decision_at", "10:00")  # excepted, not forgotten
    row = fold([*events, decision("16:00")])
    assert row["rt_exclusion"] == ""
    assert is_at(row, "rt_decision_at", "16:00")
    again = fold([*events, decision("16:00"), happened(K.RT_EXCEPTION, "17:00", rt_exclusion=reason)])
    assert again["rt_exclusion"] == reason


@pytest.mark.parametrize("reason", TAKEN_BACK)
def test_the_first_decision_of_all_takes_back_an_exception_recorded_before_it(reason: str) -> None:
    row = fold([happened(K.RT_EXCEPTION, "10:00", rt_exclusion=reason), decision("11:00")])
    assert row["rt_exclusion"] == ""
    assert is_at(row, "rt_decision_at", "11:00")


def test_a_fraction_given_all_the_same_stands_when_radiotherapy_is_decided_again() -> None:
    """With a fraction the exception is ignored: the decision that it answers does not start anew."""
    events = [decision("10:00"), happened(K.RT_EXCEPTION, "11:00", rt_exclusion="declined"),
              happened(K.RT_FIRST_FRACTION, "12:00"), decision("16:00")]  # fmt: skip
    row = fold(events)
    assert is_at(row, "rt_decision_at", "10:00")
    assert is_at(row, "rt_first_fraction_at", "12:00")


def test_an_exception_known_to_the_day_and_told_after_the_decision_of_that_day_holds() -> None:
    row = fold([decision("10:00"), happened(K.RT_EXCEPTION, on(DAY), told="15:00", rt_exclusion="declined")])
    assert row["rt_exclusion"] == "declined"


def test_radiotherapy_after_surgery_follows_recovery_whatever_is_decided_later() -> None:
    events = [happened(K.RT_EXCEPTION, "10:00", rt_exclusion="postoperative"), decision("11:00"), decision("16:00")]
    row = fold(events)
    assert row["rt_exclusion"] == "postoperative"
    assert is_at(row, "rt_decision_at", "11:00")


# What a report of a part of the spine did not find


def test_a_report_of_a_part_of_the_spine_finds_or_leaves_open() -> None:
    assert fold([happened(K.REPORTED, outcome="none", part_only=True)])["outcome"] == ""
    assert fold([happened(K.REPORTED, outcome="metastases", part_only=True)])["outcome"] == "metastases"


# Whatever happened

kinds = st.sampled_from([K.CALL_RECEIVED, K.MSCC_SUSPECTED, K.CORD_FEATURE, K.MRI_STARTED, K.CT_STARTED, K.MRI_BOOKED,
                         K.REPORTED, K.DECISION, K.RT_EXCEPTION, K.RT_FIRST_FRACTION, K.MRI_EXCEPTION,
                         K.WITHDRAWAL_CONFIRMED, K.IMMOBILISED])  # fmt: skip


@st.composite
def courses(draw: st.DrawFn) -> list[Event]:
    """Any course of events over three days, each told at once or later; some known to the day only."""
    events = []
    for kind in draw(st.lists(kinds, max_size=9)):
        hour = draw(st.integers(0, 71))
        when = Moment(moment("00:00").at + timedelta(hours=hour))
        if draw(st.booleans()) and kind not in {K.CALL_RECEIVED}:
            when = on(when.day.isoformat())
        told = when.at + timedelta(hours=draw(st.integers(0, 30)), seconds=len(events))
        events.append(
            Event(kind, when, told, {**NEEDS.get(kind, {}), "whole_spine": draw(st.sampled_from(["yes", "no"]))})
        )
    return events


@given(courses(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_read_changes_nothing(events: list[Event], random: Any) -> None:
    shuffled = random.sample(events, len(events))
    assert fold(shuffled) == fold(events)


@given(courses())
def test_no_scan_that_certainly_came_before_the_newest_feature_stops_its_clock(events: list[Event]) -> None:
    row = fold(events)
    features = [event.moment for event in events if event.kind == K.CORD_FEATURE]
    for name in ("mri_started_at", "ct_started_at"):
        if features and name in row:
            assert Moment(row[name]).day >= max(features, key=lambda it: it.at).day


@given(courses())
def test_folding_never_invents_a_moment(events: list[Event]) -> None:
    told = {event.moment.at for event in events} | {event.recorded_at for event in events}
    told |= {datetime.fromisoformat(event.data["booked_for"]) for event in events if "booked_for" in event.data}
    assert {value for value in fold(events).values() if isinstance(value, datetime)} <= told


def test_the_headings_of_the_key_information_that_had_an_answer_within_a_day() -> None:
    """An answer that is not known is none; a grade is one under performance status or frailty."""
    call = happened(K.CALL_RECEIVED, "09:00")

    def told(section: str, when: str, answer: str = "yes") -> Event:
        return happened(K.KEY_INFORMATION, when, section=section, answers={"comorbid": answer})

    events = [
        call,
        told("frailty", "10:00"),
        told("needs", "11:00", "unknown"),
        happened(K.GRADED, "12:00", ecog_now="2"),
    ]
    assert fold(events)["key_headings"] == "frailty performance"
    assert "key_headings" not in fold([call, told("needs", "2026-06-11 09:01")])
    assert fold([call, told("needs", "2026-06-11 09:00")])["key_headings"] == "needs"
    assert "key_headings" not in fold([call, happened(K.GRADED, "12:00", frailty="unknown")])
