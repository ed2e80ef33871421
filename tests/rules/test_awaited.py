"""What somebody was asked for and has not answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from test_next_steps import NOW, Course, due
from test_timeline_fold import Event, happened

from pathways.guideline.recommendations import RECOMMENDATIONS
from pathways.states import State
from referrals.awaited import AWAITED, awaited
from referrals.events import RECORDABLE, EventKind
from referrals.forms.asks.imaging import CENTRES
from referrals.forms.asks.treatment import OPINIONS
from referrals.next_steps import next_steps, waited_for
from referrals.next_steps import waits as waits_of
from referrals.timeline import fold

K = EventKind


def waits(*events: Event) -> set[str]:
    return set(awaited(events))


def told(kind: EventKind, hour: int, **data: Any) -> Event:
    return happened(kind, f"{hour:02}:00", **data)


def test_the_table_covers_every_specialty_and_every_centre_and_names_what_is_there() -> None:
    assert {value for value, _ in OPINIONS} <= set(AWAITED)
    assert {f"images_{value}" for value, _ in CENTRES} <= set(AWAITED)
    for about in AWAITED.values():
        assert about.record in RECORDABLE
        assert not about.rec or about.rec in RECOMMENDATIONS


@pytest.mark.parametrize("of", [value for value, _ in OPINIONS])
def test_an_opinion_is_awaited_until_that_specialty_answers(of: str) -> None:
    asked = told(K.OPINION_ASKED, 9, opinion_of=of)
    assert waits(asked) == {of}
    assert waits(asked, told(K.OPINION_GIVEN, 10, opinion_of=of)) == set()
    other = "oncology" if of != "oncology" else "surgery"
    assert waits(asked, told(K.OPINION_GIVEN, 10, opinion_of=other)) == {of}
    assert waits(asked, told(K.OPINION_GIVEN, 10, opinion_of=of), told(K.OPINION_ASKED, 11, opinion_of=of)) == {of}


def test_the_surgeons_own_form_answers_the_surgeon() -> None:
    assert waits(told(K.OPINION_ASKED, 9, opinion_of="surgery"), told(K.SURGICAL_OPINION, 10)) == set()


def test_asked_twice_it_is_awaited_since_the_first() -> None:
    found = awaited([told(K.OPINION_ASKED, 9, opinion_of="surgery"), told(K.OPINION_ASKED, 11, opinion_of="surgery")])
    assert datetime.fromisoformat(found["surgery"]) == told(K.NOTE, 9).moment.at


@pytest.mark.parametrize(
    ("forms", "is_awaited"),
    [(["verbal"], True), (["verbal", "written"], False), (["written"], False), (["unknown"], False), ([None], False),
     (["written", "verbal"], True)],
)  # fmt: skip
def test_after_a_report_by_word_of_mouth_the_written_one_is_awaited(forms: list, is_awaited: bool) -> None:
    events = [told(K.REPORTED, 9 + hour, report_form=form) for hour, form in enumerate(forms)]
    assert ("written_report" in awaited(events)) is is_awaited


def test_the_first_report_ends_the_waiting_and_the_last_result_stands() -> None:
    """The audit's clock stands on the first of the two moments."""
    row = fold([told(K.REPORTED, 9, report_form="verbal"), told(K.REPORTED, 12, report_form="written", outcome="none")])
    assert row["mri_reported_at"] == told(K.NOTE, 9).moment.at
    assert row["outcome"] == "none"


def test_images_are_awaited_at_each_centre_until_it_has_them() -> None:
    sent = [told(K.IMAGES_SENT, 9, images_to="spinal"), told(K.IMAGES_SENT, 9, images_to="cancer")]
    assert waits(*sent) == {"images_spinal", "images_cancer"}
    assert waits(*sent, told(K.IMAGES_ARRIVED, 10, images_to="cancer")) == {"images_spinal"}


def test_a_transfer_waits_until_they_leave_and_is_on_the_way_until_they_arrive() -> None:
    events = [told(K.TRANSFER_ARRANGED, 9)]
    assert waits(*events) == {"transfer"}
    assert waits(*events, told(K.TRANSFER_CANCELLED, 10)) == set()
    events.append(told(K.DEPARTED, 10))
    assert waits(*events) == {"on_the_way"}
    assert waits(*events, told(K.ARRIVED, 11)) == set()


DOSE = told(K.STEROID_DOSE, 8)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([DOSE], set()),
        ([DOSE, told(K.SURGERY, 10)], {"steroid_taper"}),
        ([DOSE, told(K.RT_FIRST_FRACTION, 10)], {"steroid_taper"}),
        ([told(K.SURGERY, 7), DOSE], {"steroid_taper"}),
        ([DOSE, told(K.STEROID_PLAN, 9), told(K.SURGERY, 10)], set()),
        ([DOSE, told(K.RT_FIRST_FRACTION, 10), told(K.STEROID_PLAN, 11)], set()),
        ([DOSE, told(K.RT_FIRST_FRACTION, 10), told(K.STEROID_STOPPED, 11)], set()),
        ([told(K.RT_FIRST_FRACTION, 10)], set()),
        ([DOSE, told(K.REPORTED, 10, outcome="none")], {"steroid_stop"}),
        ([DOSE, told(K.REPORTED, 10, outcome="none"), told(K.STEROID_STOPPED, 11)], set()),
        # A part of the spine rules nothing out, and an earlier scan not what is suspected now.
        ([DOSE, told(K.REPORTED, 10, outcome="none", part_only=True)], set()),
        ([DOSE, told(K.REPORTED, 10, outcome="none"), told(K.CORD_FEATURE, 11, features=["limb_weakness"])], set()),
        ([DOSE, told(K.REPORTED, 10, outcome="none"), told(K.REASSESSED, 11, suspected=True)], set()),
        ([DOSE, told(K.REPORTED, 10, outcome="none"), told(K.REASSESSED, 11, suspected=False)], {"steroid_stop"}),
        ([DOSE, told(K.STEROID_STOPPED, 9), told(K.REPORTED, 10, outcome="none")], set()),
        # Metastases that were found are a new question: nothing says stop.
        ([DOSE, told(K.REPORTED, 10, outcome="metastases")], set()),
        # The written report took the result back.
        ([DOSE, told(K.REPORTED, 10, outcome="none"), told(K.REPORTED, 11, outcome="mscc")], set()),
        ([DOSE, told(K.STEROID_STOPPED, 9), told(K.STEROID_DOSE, 10), told(K.SURGERY, 11)], {"steroid_taper"}),
        # Given before anybody rang: the call told.
        ([told(K.CALL_RECEIVED, 8, dexamethasone="yes"), told(K.REPORTED, 10, outcome="none")], {"steroid_stop"}),
        ([told(K.CALL_RECEIVED, 8, dexamethasone="no"), told(K.REPORTED, 10, outcome="none")], set()),
    ],
)  # fmt: skip
def test_dexamethasone_that_runs_is_to_be_tapered_or_stopped(events: list[Event], expected: set[str]) -> None:
    assert waits(*events) & {"steroid_taper", "steroid_stop"} == expected


def test_nothing_asked_for_leaves_nothing_in_the_row() -> None:
    assert "awaited" not in fold([told(K.NOTE, 9)])
    assert "awaited" in fold([told(K.OPINION_ASKED, 9)])


# What the pages make of it


def course(*names: str, **facts: Any) -> Course:
    since = (NOW - timedelta(hours=2)).astimezone(UTC).isoformat()
    return Course(awaited=dict.fromkeys(names, since), **facts)


@pytest.mark.parametrize("name", AWAITED)
def test_whatever_is_awaited_says_so_with_the_time_and_is_a_next_step(name: str) -> None:
    about = AWAITED[name]
    assert waited_for(course(name), NOW) == f"{about.waits} 2 h"
    (step,) = next_steps(course(name), NOW)
    assert (step.words, step.record, step.rec) == (about.do, about.record, about.rec)


def test_a_row_of_the_worklist_tells_the_first_two_and_how_many_more() -> None:
    every = course("transfer", "surgery", "oncology", "images_spinal")
    assert waited_for(every, NOW) == ("Transfer arranged, not left 2 h; Surgeon’s opinion awaited 2 h; 2 more awaited")
    assert len(list(waits_of(every, NOW))) == 4


def test_before_a_decision_come_the_opinions_it_wants_and_after_it_what_is_on_its_way() -> None:
    found = [it.words for it in next_steps(course("surgery", "images_spinal", state=State.AWAITING_DECISION), NOW)]
    assert found == [
        "Ring the surgeon for the opinion", "Surgeon and oncologist to decide on treatment",
        "Ask the spinal surgical centre whether the images have arrived",
    ]  # fmt: skip


def test_a_fraction_that_a_clock_runs_for_comes_before_what_was_asked() -> None:
    it = course("oncology", state=State.TREATMENT, running=due(3, "radiotherapy"))
    first = next(next_steps(it, NOW))
    assert first.record == K.RT_BOOKED


@pytest.mark.parametrize(
    ("met_late", "reason", "is_asked"),
    [({"mri"}, "", True), ({"ct"}, "", True), ({"mri"}, "No slot", False), (set(), "", False),
     ({"coordinator_advice"}, "", False)],
)  # fmt: skip
def test_a_scan_that_was_late_is_asked_for_its_reason_also_once_it_is_done(
    met_late: set[str], reason: str, is_asked: bool
) -> None:
    it = course(
        met_late=frozenset(met_late), mri_delay_reason=reason, mri_started_at=NOW, mri_reported_at=NOW,
        state=State.IMAGING,
    )  # fmt: skip
    assert (K.MRI_DELAY in [step.record for step in next_steps(it, NOW)]) is is_asked


def test_a_reason_that_was_given_is_not_asked_for_again() -> None:
    late = due(-1, "mri")
    assert [step.record for step in next_steps(course(running=late, mri_delay_reason="No slot"), NOW)] == [
        K.MRI_REQUESTED
    ]
