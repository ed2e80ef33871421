"""The table of what can happen: complete, and in step with the forms, the timeline and the states."""

import pytest

from pathways.states import TRANSITIONS, Step
from referrals.events import CORRECTABLE, EVENTS, RECORDABLE, EventKind, step_of
from referrals.forms.asks import ASKS
from referrals.models.timeline import MOMENTS

K = EventKind


def test_every_kind_of_event_is_in_the_table_with_its_words() -> None:
    assert set(EVENTS) == set(EventKind)
    assert all(about.sentence for about in EVENTS.values())


def test_every_moment_that_an_event_sets_is_one_of_the_timeline() -> None:
    sets = {about.sets for about in EVENTS.values() if about.sets}
    # These three are folded from more than the event that tells of them.
    assert sets == set(MOMENTS) - {"immobilised_recorded_at", "confirmed_at", "rt_decision_at"}


def test_everything_a_record_asks_for_has_its_field() -> None:
    assert {name for about in EVENTS.values() for name in about.asks} <= set(ASKS)


def test_what_is_asked_is_asked_in_a_form_and_something_planned_asks_for_when() -> None:
    assert all(about.record_as for about in EVENTS.values() if about.asks)
    assert {kind for kind, about in EVENTS.items() if about.planned} == {K.MRI_BOOKED, K.RT_BOOKED}
    assert all("booked_for" in about.asks for about in EVENTS.values() if about.planned)


def test_what_may_be_recorded_may_be_put_right() -> None:
    assert set(RECORDABLE) < set(CORRECTABLE)
    assert not {K.CLOSED, K.REDIRECTED, K.WITHDRAWN, K.REOPENED, K.ALERTED, K.STRUCK_OUT} & set(CORRECTABLE)


@pytest.mark.parametrize(
    ("kind", "data", "step"),
    [
        (K.TRIAGED, {"certain": True}, Step.TRIAGE),
        (K.TRIAGED, {"certain": False}, None),
        (K.REASSESSED, {"certain": True}, Step.TRIAGE),
        (K.REASSESSED, {"certain": False}, None),
        (K.DISPOSITION_CHANGED, {"certain": True}, Step.TRIAGE),
        (K.REPORTED, {"outcome": "mscc"}, Step.REPORT),
        (K.REPORTED, {"outcome": "none"}, Step.REPORT_CLEAR),
        (K.REPORTED, {"outcome": "none", "part_only": True}, None),
        (K.REPORTED, {"outcome": "mscc", "part_only": True}, Step.REPORT),
        (K.MRI_STARTED, {}, Step.IMAGE),
        (K.CT_STARTED, {}, Step.IMAGE),
        (K.DIED, {}, Step.CLOSE),
        (K.NOTE, {}, None),
    ],
)
def test_the_step_an_event_takes(kind: EventKind, data: dict, step: Step | None) -> None:
    assert step_of(kind, data) is step


def test_every_step_is_taken_by_some_event() -> None:
    taken = {about.step for about in EVENTS.values()} | {Step.REPORT_CLEAR}
    assert taken - {None} == {*TRANSITIONS, Step.REOPEN}
