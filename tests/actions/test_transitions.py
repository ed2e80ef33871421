"""Every step, from every state, by every role: allowed where both tables allow it, and nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from mscc import duty
from mscc.access import Access
from mscc.models import Service, User
from mscc.moments import Moment
from mscc.roles import ROLES, Role
from pathways.states import ENDED, NEEDS, TRANSITIONS, NotPossible, State, Step
from referrals.actions import closing, course, triage
from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.conftest import Cast
from tests.factories import NO_CORD, PAIN_ONLY

K = EventKind
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# No 24-hour clock runs for these, so that nothing but the two tables decides. The first leave the pain open.
UNCERTAIN = {"cancer": "current", **NO_CORD}
RECORDED: dict[Step, tuple[EventKind, dict[str, str]]] = {
    Step.IMAGE: (K.MRI_STARTED, {"whole_spine": "yes"}),
    Step.REPORT: (K.REPORTED, {"outcome": "metastases", "levels": "T8"}),
    Step.REPORT_CLEAR: (K.REPORTED, {"outcome": "none", "levels": ""}),
    Step.DECIDE: (K.DECISION, {"treatment": "systemic", "surgery_suitable": "no", "decided_by": "Dr C Consultest"}),
    Step.TREAT: (K.SYSTEMIC, {"told_by": "Oncology"}),
    Step.PLAN_DISCHARGE: (K.DISCHARGE_PLANNED, {"discharge_lead": "Sister B Bleep"}),
}
WAY: dict[State, tuple[Step, ...]] = {
    State.RECEIVED: (),
    State.TRIAGED: (Step.TRIAGE,),
    State.IMAGING: (Step.TRIAGE, Step.IMAGE),
    State.AWAITING_DECISION: (Step.TRIAGE, Step.IMAGE, Step.REPORT),
    State.TREATMENT: (Step.TRIAGE, Step.DECIDE),
    State.DISCHARGE_PLANNING: (Step.TRIAGE, Step.IMAGE, Step.REPORT_CLEAR),
    State.CLOSED: (Step.TRIAGE, Step.TREAT, Step.CLOSE),
    State.REDIRECTED: (Step.TRIAGE, Step.REDIRECT),
    State.WITHDRAWN: (Step.WITHDRAW,),
}
# Where an ended referral of WAY stood before.
STOOD = {State.CLOSED: State.TREATMENT, State.REDIRECTED: State.TRIAGED, State.WITHDRAWN: State.RECEIVED}


def take(step: Step, referral: Referral, by: Access, at: datetime) -> Referral:
    """Take a step by the action that a page would call."""
    given = {"referral": referral, "by": by, "at": at}
    match step:
        case Step.TRIAGE:
            return triage.reassess(facts=PAIN_ONLY, recognised=Moment(at), version=referral.version, **given)
        case Step.CLOSE:
            return closing.close(outcome="not_known", reason="", **given)
        case Step.REDIRECT:
            return closing.redirect(where="The GP", reason="", **given)
        case Step.WITHDRAW:
            return closing.withdraw(reason="Entered twice", **given)
        case Step.REOPEN:
            return closing.reopen(reason="Rang again", **given)
    kind, data = RECORDED[step]
    return course.record(kind=kind, moment=Moment(at), data=data, **given)


@dataclass(frozen=True)
class Who:
    """Somebody, and what ties them to the case."""

    name: str
    user: User
    may: Callable[[Step], bool]


def everybody(people: Cast) -> Iterator[Who]:
    for role in Role:
        yield Who(role, people[role], lambda step, role=role: NEEDS[step] in ROLES[role])
    yield Who("colleague", people.colleague, lambda step: False)
    yield Who("stranger", people.stranger, lambda step: False)


class Undo(Exception):
    """The step was taken; now as if it had not been."""


def outcome(step: Step, referral: Referral, user: User, at: datetime) -> State | type[Exception]:
    """What comes of a step: the state it leads to, or how it was refused. Nothing is kept of it."""
    state = None
    try:
        with transaction.atomic():
            state = take(step, Referral.objects.get(pk=referral.pk), Access(user), at).state
            assert Referral.objects.get(pk=referral.pk).state == state
            raise Undo
    except Undo:
        return State(state)
    except (PermissionDenied, NotPossible) as refused:
        return type(refused)


def expected(step: Step, state: State, may: bool) -> State | type[Exception]:
    if not may:
        return PermissionDenied
    if step is Step.REOPEN:
        return STOOD.get(state, NotPossible)
    return NotPossible if state in ENDED else TRANSITIONS[step].get(state, state)


@pytest.fixture
def standing_at(people: Cast, service: Service, at: datetime) -> Callable[[State], Referral]:
    def standing_at(state: State) -> Referral:
        referral = factories.referral(people.coordinator, service, at, facts=UNCERTAIN)
        for hours, step in enumerate(WAY[state], start=1):
            take(step, referral, Access(people.coordinator), at + hours * HOUR)
        assert referral.state == state
        return referral

    return standing_at


@pytest.mark.parametrize("state", list(State))
def test_every_step_by_every_role(standing_at, people, at, state):
    referral = standing_at(state)
    later = at + 9 * HOUR
    for who in everybody(people):
        for step in Step:
            found = outcome(step, referral, who.user, later)
            assert found == expected(step, state, who.may(step)), f"{step} from {state} by {who.name}"
    assert Referral.objects.get(pk=referral.pk).state == state


@pytest.mark.parametrize("tie", ["holds the role", "owner", "party"])
def test_a_colleague_of_the_sister_service_with_a_tie_to_the_case(standing_at, people, service, at, tie):
    referral, colleague = standing_at(State.TRIAGED), people.colleague
    assert outcome(Step.IMAGE, referral, colleague, at + HOUR) is PermissionDenied
    match tie:
        case "holds the role":
            duty.take_role(service=service, by=Access(colleague), at=at)
        case "owner":
            Referral.objects.filter(pk=referral.pk).update(owner=colleague)
        case "party":
            course.bring_in(referral=referral, colleague=colleague, by=Access(people.coordinator), at=at)
    for step in Step:
        assert outcome(step, referral, colleague, at + 9 * HOUR) == expected(step, State.TRIAGED, may=True), step


def test_the_tie_ends_with_the_role(standing_at, people, service, at):
    referral = standing_at(State.TRIAGED)
    duty.take_role(service=service, by=Access(people.colleague), at=at)
    duty.take_role(service=service, by=Access(people.coordinator), at=at + HOUR)
    assert outcome(Step.IMAGE, referral, people.colleague, at + 2 * HOUR) is PermissionDenied


def test_a_tie_gives_nobody_what_their_role_does_not(standing_at, people, at):
    """A service lead reads: to own a referral lets nobody write on it who may write nowhere."""
    referral = standing_at(State.TRIAGED)
    Referral.objects.filter(pk=referral.pk).update(owner=people[Role.SERVICE_LEAD])
    assert outcome(Step.IMAGE, referral, people[Role.SERVICE_LEAD], at + 9 * HOUR) is PermissionDenied


def test_a_stranger_can_be_tied_to_nothing(standing_at, people, service, at):
    referral = standing_at(State.TRIAGED)
    with pytest.raises(PermissionDenied):
        duty.take_role(service=service, by=Access(people.stranger), at=at)
    with pytest.raises(NotPossible, match="this alliance"):
        course.bring_in(referral=referral, colleague=people.stranger, by=Access(people.coordinator), at=at)


def test_every_way_of_this_table_leads_where_it_says(standing_at):
    assert set(WAY) == set(State)
    assert set(STOOD) == set(ENDED)
    assert set(RECORDED) | {Step.TRIAGE, Step.CLOSE, Step.REDIRECT, Step.WITHDRAW, Step.REOPEN} == set(Step)
    for state in State:
        standing_at(state)
