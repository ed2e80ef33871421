"""The states of a referral: the table against its enums, each move, and the page drawn from it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscc.roles import Permission
from pathways.states import (
    ENDED,
    ENDING,
    NEEDS,
    OPEN,
    STATES,
    TRANSITIONS,
    NotPossible,
    State,
    Step,
    after,
    diagram,
    stood,
)

DOCS = Path(__file__).parents[2] / "docs" / "states.md"

# Every move, written out: from, step, to. A step from any other open state moves nothing.
MOVES = {
    (State.RECEIVED, Step.TRIAGE): State.TRIAGED,
    **{(each, Step.IMAGE): State.IMAGING for each in (State.RECEIVED, State.TRIAGED)},
    **{(each, Step.REPORT): State.AWAITING_DECISION for each in (State.RECEIVED, State.TRIAGED, State.IMAGING)},
    **{(each, Step.REPORT_CLEAR): State.DISCHARGE_PLANNING for each in (State.RECEIVED, State.TRIAGED, State.IMAGING)},
    **{
        (each, step): State.TREATMENT
        for each in (State.RECEIVED, State.TRIAGED, State.IMAGING, State.AWAITING_DECISION)
        for step in (Step.DECIDE, Step.TREAT)
    },
    **{(each, Step.PLAN_DISCHARGE): State.DISCHARGE_PLANNING for each in OPEN},
    **{(each, Step.CLOSE): State.CLOSED for each in OPEN},
    **{(each, Step.REDIRECT): State.REDIRECTED for each in OPEN},
    **{(each, Step.WITHDRAW): State.WITHDRAWN for each in OPEN},
}


def test_the_tables_cover_every_state_and_every_step() -> None:
    assert set(STATES) == set(State)
    assert set(NEEDS) == set(Step)
    assert set(TRANSITIONS) == set(Step) - {Step.REOPEN}
    assert set(OPEN) | ENDED == set(State)
    assert not set(OPEN) & ENDED
    assert all(about.label and about.awaits for about in STATES.values())


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", OPEN)
def test_each_step_from_each_open_state_leads_where_the_table_says(state: State, step: Step) -> None:
    assert after(step, state) is MOVES.get((state, step), state)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_ended_referral_takes_no_step_until_it_is_reopened(state: State, step: Step) -> None:
    with pytest.raises(NotPossible, match="Reopen it first") as error:
        after(step, state)
    assert STATES[state].label.lower() in str(error.value)


def test_ending_and_reopening_need_their_own_permission() -> None:
    assert {step for step, needed in NEEDS.items() if needed is Permission.CLOSE_CASE} == {*ENDING, Step.REOPEN}
    assert {NEEDS[step] for step in set(Step) - {*ENDING, Step.REOPEN}} == {Permission.WRITE_CASE}


def test_every_state_can_be_reached_and_every_open_state_can_be_left() -> None:
    reached = {State.RECEIVED, *(new for moves in TRANSITIONS.values() for new in moves.values())}
    assert reached == set(State)
    assert all(after(Step.CLOSE, state) is State.CLOSED for state in OPEN)


@given(st.sampled_from(OPEN), st.lists(st.sampled_from(sorted(set(Step) - {*ENDING})), max_size=12))
def test_no_course_of_events_leads_backwards(state: State, steps: list[Step]) -> None:
    order = list(State)
    for step in steps:
        new = after(step, state)
        assert order.index(new) >= order.index(state)
        state = new


# Reopening


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], State.RECEIVED),
        ([Step.TRIAGE, Step.CLOSE], State.TRIAGED),
        ([Step.TRIAGE, Step.IMAGE, Step.REPORT, Step.WITHDRAW], State.AWAITING_DECISION),
        ([Step.TRIAGE, Step.CLOSE, Step.REOPEN, Step.IMAGE, Step.REDIRECT], State.IMAGING),
        ([Step.REPORT_CLEAR, Step.CLOSE], State.DISCHARGE_PLANNING),
    ],
)
def test_a_reopened_referral_stands_where_it_stood(steps: list[Step], state: State) -> None:
    assert stood(steps) is state


@given(st.lists(st.sampled_from(Step), max_size=12))
def test_a_reopened_referral_is_open(steps: list[Step]) -> None:
    assert stood(steps) not in ENDED


# The page drawn from the table


def test_the_page_of_the_states_holds_the_diagram_and_the_table() -> None:
    page = DOCS.read_text()
    assert diagram() in page
    for state, about in STATES.items():
        assert f"| `{state}` | {about.label} | {about.awaits} |" in page


def test_the_diagram_shows_every_move_and_the_way_back() -> None:
    lines = diagram().splitlines()
    moves = [f"    {old} --> {new}: {step}" for (old, step), new in MOVES.items() if old is not new]
    assert set(moves) <= set(lines)
    assert sum("reopen" in line for line in lines) == len(ENDED)
