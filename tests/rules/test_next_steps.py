"""What is to be done next for a referral, the most pressing first; never a countdown where there is no limit."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from pathways.clock import Deadline
from pathways.guideline.recommendations import RECOMMENDATIONS
from pathways.guideline.triage import Disposition
from pathways.states import OPEN, State
from referrals.events import EventKind
from referrals.next_steps import Next, next_steps, waited_for

K = EventKind
NOW = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Course:
    """A referral as its pages know it; nothing has happened unless said."""

    state: str = State.TRIAGED
    disposition: str = Disposition.EMERGENCY
    accepted_by: str = ""
    running: dict[str, Deadline] = field(default_factory=dict)
    outcome: str = ""
    advice_given_at: datetime | None = None
    mri_requested_at: datetime | None = None
    mri_booked_for: datetime | None = None
    mri_started_at: datetime | None = None
    mri_reported_at: datetime | None = None
    ct_started_at: datetime | None = None
    rt_decision_at: datetime | None = None
    rt_booked_for: datetime | None = None
    rt_first_fraction_at: datetime | None = None
    mri_contraindicated: bool | None = None
    mri_delay_reason: str = ""
    rt_delay_reason: str = ""
    awaited: dict[str, str] = field(default_factory=dict)
    met_late: frozenset[str] = frozenset()


def steps(at: datetime = NOW, **facts: object) -> list[Next]:
    return list(next_steps(Course(**facts), at))  # type: ignore[arg-type]


def words(at: datetime = NOW, **facts: object) -> list[str]:
    return [each.words for each in steps(at, **facts)]


def due(hours: float, *kinds: str, guideline: float | None = None) -> dict[str, Deadline]:
    last = NOW + (hours if guideline is None else guideline) * HOUR
    return dict.fromkeys(kinds, Deadline(NOW + hours * HOUR, last))


# Imaging


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Next("Request the MRI", K.MRI_REQUESTED, rec="1.5.2")),
        ({"mri_requested_at": NOW - HOUR}, Next("Get an MRI slot", K.MRI_BOOKED, rec="1.5.2")),
        (
            {"mri_requested_at": NOW - HOUR, "mri_booked_for": NOW + HOUR},
            Next("MRI booked 20:12 today: record that it started", K.MRI_STARTED, rec="1.5.2"),
        ),
        (
            {"mri_booked_for": NOW + 15 * HOUR},
            Next("MRI booked 10:12 Mon 23 Nov, after the due time", K.MRI_BOOKED, True, "1.5.2"),
        ),
    ],
)
def test_the_mri_is_requested_booked_and_started(facts: dict, expected: Next) -> None:
    assert steps(running=due(10, "mri"), **facts) == [expected]


def test_a_slot_at_the_due_moment_itself_is_in_time() -> None:
    (step,) = steps(running=due(10, "mri"), mri_booked_for=NOW + 10 * HOUR)
    assert not step.is_late


@pytest.mark.parametrize(("kind", "slot"), [("mri", "mri_booked_for"), ("radiotherapy", "rt_booked_for")])
def test_a_slot_after_the_local_limit_is_a_warning_that_does_not_call_it_late(kind: str, slot: str) -> None:
    running = due(-1, kind, guideline=11)
    within, after = (steps(running=running, **{slot: NOW + hours * HOUR})[0] for hours in (11, 12))
    assert (within.is_late, within.words.endswith("after the local limit")) == (True, True)
    assert (after.is_late, after.words.endswith("after the due time")) == (True, True)


def test_why_a_scan_is_late_is_asked_only_when_the_guidelines_limit_has_passed() -> None:
    assert words(running=due(-1, "mri", guideline=11)) == ["Request the MRI"]
    assert words(running=due(-13, "mri", guideline=-1))[-1] == "Record why the MRI is late"


@pytest.mark.parametrize(
    ("disposition", "running", "rec"),
    [
        (Disposition.EMERGENCY, "mri", "1.5.2"),
        (Disposition.EMERGENCY_ONC, "mri", "1.5.2"),
        (Disposition.ADVICE_24H, "mri", "1.5.3"),
        (Disposition.EMERGENCY, "ct", "1.5.7"),
        (Disposition.ADVICE_24H, "ct", "1.5.7"),
    ],
)
def test_the_scan_is_asked_for_by_its_own_recommendation(disposition: Disposition, running: str, rec: str) -> None:
    assert steps(disposition=disposition, running=due(10, running))[0].rec == rec


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Request the CT"),
        ({"mri_requested_at": NOW - HOUR}, "Get a CT slot"),
        # a slot for the MRI that cannot be done is no slot for the CT
        ({"mri_booked_for": NOW + HOUR}, "Request the CT"),
        ({"mri_booked_for": NOW + 40 * HOUR}, "Request the CT"),
    ],
)
def test_where_mri_cannot_be_done_the_ct_is_asked_for(facts: dict, said: str) -> None:
    (step,) = steps(running=due(10, "ct"), mri_contraindicated=True, **facts)
    assert (step.words, step.record, step.rec) == (said, K.CT_STARTED, "1.5.7")


@pytest.mark.parametrize(("kind", "scan"), [("mri", "MRI"), ("ct", "CT")])
def test_an_overdue_scan_asks_for_the_reason(kind: str, scan: str) -> None:
    assert words(running=due(0, kind)) == [f"Request the {scan}"]
    late = steps(running=due(-1, kind))
    assert late[1] == Next(f"Record why the {scan} is late", K.MRI_DELAY, True)


@pytest.mark.parametrize("scan", ["mri_started_at", "ct_started_at"])
def test_a_scan_without_a_report_asks_for_the_verbal_one(scan: str) -> None:
    expected = Next("Ring the radiologist for the verbal report", K.REPORTED, rec="1.5.1")
    assert steps(state=State.IMAGING, **{scan: NOW - HOUR}) == [expected]
    assert steps(state=State.IMAGING, mri_reported_at=NOW, **{scan: NOW - HOUR}) == []


def test_a_scan_of_a_part_while_the_clock_runs_on_asks_for_the_scan() -> None:
    assert words(running=due(10, "mri"), mri_started_at=NOW - HOUR) == ["Request the MRI"]


# Advice and acceptance


def test_an_emergency_of_another_cause_wants_the_name_of_a_clinician() -> None:
    expected = Next("Name the clinician who accepted the person", K.ACCEPTED, rec="local")
    assert steps(disposition=Disposition.EMERGENCY_ANY_CAUSE) == [expected]
    assert steps(disposition=Disposition.EMERGENCY_ANY_CAUSE, accepted_by="Dr A Alertest") == []


def test_advice_comes_before_the_scan() -> None:
    found = steps(disposition=Disposition.ADVICE_24H, running=due(10, "coordinator_advice", "mri"))
    assert [step.record for step in found] == [K.ADVICE_GIVEN, K.MRI_REQUESTED]
    assert found[0].rec == "1.3.3"


def test_whoever_is_immobilised_wants_expert_advice() -> None:
    found = steps(running=due(10, "mri", "immobilisation_advice"))
    assert found[1] == Next("Get expert advice on stability", K.STABILITY_ADVICE, rec="1.4.4")


# Decision and treatment


@pytest.mark.parametrize(
    ("booked", "expected"),
    [
        (None, Next("Get the first fraction", K.RT_BOOKED, rec="1.10.4")),
        (NOW + HOUR, Next("First fraction booked 20:12 today: confirm given", K.RT_FIRST_FRACTION, rec="1.10.4")),
        (
            NOW + 30 * HOUR,
            Next("First fraction booked 01:12 Tue 24 Nov, after the due time", K.RT_BOOKED, True, "1.10.4"),
        ),
    ],
)
def test_radiotherapy_is_booked_and_given(booked: datetime | None, expected: Next) -> None:
    assert steps(state=State.TREATMENT, running=due(10, "radiotherapy"), rt_booked_for=booked) == [expected]


def test_radiotherapy_that_is_late_wants_the_reason_once() -> None:
    it = {"state": State.TREATMENT, "running": due(-1, "radiotherapy")}
    assert steps(**it)[1:] == [Next("Record why radiotherapy is late", K.RT_DELAY, True)]
    assert words(**it, rt_delay_reason="Machine down") == ["Get the first fraction"]
    assert words(state=State.TREATMENT, running=due(-1, "radiotherapy", guideline=3)) == ["Get the first fraction"]


def test_radiotherapy_that_was_late_is_asked_for_its_reason_once_it_is_given() -> None:
    it = {"state": State.DISCHARGE_PLANNING, "met_late": frozenset({"radiotherapy"})}
    assert steps(**it)[0] == Next("Record why radiotherapy was late", K.RT_DELAY)
    assert K.RT_DELAY not in {step.record for step in steps(**it, rt_delay_reason="Transfer")}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.RECEIVED, Next("Ask what is missing for triage")),
        (State.AWAITING_DECISION, Next("Surgeon and oncologist to decide on treatment", K.DECISION, rec="1.11.1")),
        (State.TREATMENT, Next("Treatment decided; plan discharge", K.DISCHARGE_PLANNED, rec="1.12.3")),
        (
            State.DISCHARGE_PLANNING,
            Next("Discharge planning; close when it is done", K.DISCHARGE_PLANNED, rec="1.12.3"),
        ),
    ],
)
def test_each_state_asks_for_what_it_awaits(state: State, expected: Next) -> None:
    assert steps(state=state) == [expected]


def test_a_slot_for_a_fraction_that_was_given_is_not_shown_again() -> None:
    assert words(state=State.TREATMENT, rt_booked_for=NOW, rt_first_fraction_at=NOW) == [
        "Treatment under way; plan discharge"
    ]


def test_a_clock_that_runs_on_while_another_state_is_reached_is_still_asked_for() -> None:
    found = words(state=State.AWAITING_DECISION, running=due(2, "mri"), mri_reported_at=NOW)
    assert found == ["Request the MRI", "Surgeon and oncologist to decide on treatment"]


# Of every referral


def test_whatever_runs_is_asked_for_and_every_number_exists() -> None:
    records = {"mri": K.MRI_REQUESTED, "ct": K.CT_STARTED, "coordinator_advice": K.ADVICE_GIVEN,
               "immobilisation_advice": K.STABILITY_ADVICE, "radiotherapy": K.RT_BOOKED}  # fmt: skip
    for state, disposition, kind, hours in product(OPEN, Disposition, records, (-1, 1)):
        found = steps(state=state, disposition=disposition, running=due(hours, kind))
        assert records[kind] in [step.record for step in found]
        assert all(not step.rec or step.rec == "local" or step.rec in RECOMMENDATIONS for step in found)


# Where the guideline sets no limit, the time waited


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"mri_started_at": NOW - 3 * HOUR}, "Report awaited 3 h"),
        ({"ct_started_at": NOW - HOUR / 2}, "Report awaited 30 min"),
        ({"mri_started_at": NOW - 3 * HOUR, "mri_reported_at": NOW}, ""),
        ({"state": State.AWAITING_DECISION, "mri_reported_at": NOW - 50 * HOUR}, "Decision awaited 2 days 2 h"),
        ({"state": State.AWAITING_DECISION}, ""),
        ({"state": State.AWAITING_DECISION, "mri_started_at": NOW - HOUR}, "Report awaited 1 h"),
    ],
)
def test_what_has_no_limit_shows_how_long_it_was_waited_for(facts: dict, said: str) -> None:
    assert waited_for(Course(**facts), NOW) == said
