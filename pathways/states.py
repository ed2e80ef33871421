"""TABLE: the states of a referral, what each is called, what happens next, and which step leads where.

`docs/states.md` is drawn from it, and CI compares.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mscc.roles import Permission


class State(StrEnum):
    RECEIVED = "received"
    TRIAGED = "triaged"
    IMAGING = "imaging"
    AWAITING_DECISION = "awaiting_decision"
    TREATMENT = "treatment"
    DISCHARGE_PLANNING = "discharge_planning"
    CLOSED = "closed"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class About:
    """What the pages say of a state: its name and, in a few words, what is awaited."""

    label: str
    awaits: str


S = State
STATES: dict[State, About] = {
    S.RECEIVED: About("Received", "Triage: answers are missing"),
    S.TRIAGED: About("Triaged", "Get the image, give the advice"),
    S.IMAGING: About("Imaging", "The scan and its report"),
    S.AWAITING_DECISION: About("Awaiting decision", "Surgeon and oncologist to decide"),
    S.TREATMENT: About("Treatment", "The treatment decided on"),
    S.DISCHARGE_PLANNING: About("For discharge", "Discharge and ongoing care"),
    S.CLOSED: About("Closed", "Nothing"),
    S.REDIRECTED: About("Redirected", "Nothing here: another route has taken over"),
    S.WITHDRAWN: About("Withdrawn", "Nothing: entered in error or taken back"),
}
ENDED = frozenset({S.CLOSED, S.REDIRECTED, S.WITHDRAWN})
OPEN = tuple(state for state in State if state not in ENDED)


class Step(StrEnum):
    """What moves a referral from one state to another. Events that move nothing are not steps."""

    TRIAGE = "triage"
    IMAGE = "image"
    REPORT = "report"
    REPORT_CLEAR = "report_clear"
    DECIDE = "decide"
    TREAT = "treat"
    PLAN_DISCHARGE = "plan_discharge"
    CLOSE = "close"
    REDIRECT = "redirect"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


BEFORE_IMAGE = (S.RECEIVED, S.TRIAGED)
BEFORE_TREATMENT = (*BEFORE_IMAGE, S.IMAGING, S.AWAITING_DECISION)
# Steps may come in any order that happens on a ward: a report may reach us before anybody told us of the scan. A step
# from a state that is not listed is recorded as an event and moves nothing back.
TRANSITIONS: dict[Step, dict[State, State]] = {
    Step.TRIAGE: {S.RECEIVED: S.TRIAGED},
    Step.IMAGE: dict.fromkeys(BEFORE_IMAGE, S.IMAGING),
    Step.REPORT: dict.fromkeys((*BEFORE_IMAGE, S.IMAGING), S.AWAITING_DECISION),
    Step.REPORT_CLEAR: dict.fromkeys((*BEFORE_IMAGE, S.IMAGING), S.DISCHARGE_PLANNING),
    Step.DECIDE: dict.fromkeys(BEFORE_TREATMENT, S.TREATMENT),
    Step.TREAT: dict.fromkeys(BEFORE_TREATMENT, S.TREATMENT),
    Step.PLAN_DISCHARGE: dict.fromkeys((*BEFORE_TREATMENT, S.TREATMENT), S.DISCHARGE_PLANNING),
    Step.CLOSE: dict.fromkeys(OPEN, S.CLOSED),
    Step.REDIRECT: dict.fromkeys(OPEN, S.REDIRECTED),
    Step.WITHDRAW: dict.fromkeys(OPEN, S.WITHDRAWN),
}

ENDING = (Step.CLOSE, Step.REDIRECT, Step.WITHDRAW)
NEEDS: dict[Step, Permission] = {
    **dict.fromkeys(Step, Permission.WRITE_CASE),
    **dict.fromkeys((*ENDING, Step.REOPEN), Permission.CLOSE_CASE),
}


class NotPossible(ValueError):
    """The step cannot be taken from this state; the message is for the person who tried."""


def after(step: Step, state: State) -> State:
    """The state that a step leads to; the same state where it moves nothing.

    Raises NotPossible for any step out of an ended referral: reopening is `stood`, from the steps taken before.
    """
    if state in ENDED:
        raise NotPossible(f"This referral is {STATES[state].label.lower()}. Reopen it first.")
    return TRANSITIONS.get(step, {}).get(state, state)


def stood(steps: Iterable[Step]) -> State:
    """Where a referral stood before it ended: the steps taken, without those that end it. Reopening goes there."""
    state = S.RECEIVED
    for step in steps:
        if step in TRANSITIONS and step not in ENDING:
            state = after(step, state)
    return state


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> received"]
    for step, moves in TRANSITIONS.items():
        lines += [f"    {old} --> {new}: {step}" for old, new in moves.items()]
    lines += [f"    {state} --> where_it_stood: {Step.REOPEN}" for state in State if state in ENDED]
    return "\n".join(lines)
