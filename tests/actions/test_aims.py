"""Local aims: the alliance lead's, with who, when and why; none by default, and what stood before stays."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction

from audit import aims
from audit.figures import Tally
from audit.measures import MEASURES, Outcome, State
from audit.models import Aim, Entry
from mscc.access import Access
from mscc.roles import Role
from pathways.states import NotPossible

pytestmark = pytest.mark.django_db
T1 = MEASURES["T-1"]


@pytest.fixture
def lead(people) -> Access:
    return Access(people[Role.ALLIANCE_LEAD])


def set_to(percent: int | None, lead: Access, at, why: str = "Steering group") -> Aim:
    return aims.set_aim(measure=T1, percent=percent, reason=why, by=lead, at=at)


def test_there_is_none_until_one_is_set_and_the_newest_holds(lead, alliance, at) -> None:
    assert aims.standing(aims.history(alliance, T1)) is None
    set_to(90, lead, at, " Steering  group, June ")
    set_to(95, lead, at)
    found = aims.history(alliance, T1)
    assert [each.percent for each in found] == [95, 90]
    assert (found[1].reason, found[1].set_by) == ("Steering group, June", lead.user)
    assert aims.history(alliance, MEASURES["T-5"]) == []
    assert Entry.objects.filter(action="aim.set", subject="T-1").count() == 2


def test_it_is_taken_back_and_stays_in_the_history(lead, alliance, at) -> None:
    set_to(90, lead, at)
    set_to(None, lead, at)
    assert aims.standing(aims.history(alliance, T1)) is None
    assert [str(each) for each in aims.history(alliance, T1)] == ["T-1: no aim", "T-1: 90%"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ALLIANCE_LEAD])
def test_only_the_alliance_lead_sets_it(people, role: Role, at) -> None:
    with pytest.raises(PermissionDenied):
        set_to(90, Access(people[role]), at)


@pytest.mark.parametrize(
    ("percent", "why", "says"),
    [
        (0, "x", "from 1 to 100"),
        (101, "x", "from 1 to 100"),
        (90, " ", "who agreed on it"),
        (None, "x", "no aim to take"),
    ],
)
def test_what_is_no_aim_is_refused(lead, at, percent, why: str, says: str) -> None:
    with pytest.raises(NotPossible, match=says):
        set_to(percent, lead, at, why)
    assert not Aim.objects.exists()


def test_the_same_aim_twice_is_said(lead, at) -> None:
    set_to(90, lead, at)
    with pytest.raises(NotPossible, match="the aim already"):
        set_to(90, lead, at)


@pytest.mark.parametrize("name", ["O-3", "T-8", "INC-3", "B-1"])
def test_where_more_is_not_better_there_is_no_aim(lead, at, name: str) -> None:
    with pytest.raises(NotPossible, match="takes no aim"):
        aims.set_aim(measure=MEASURES[name], percent=90, reason="x", by=lead, at=at)


def test_an_aim_is_never_changed_or_deleted(lead, at) -> None:
    made = set_to(90, lead, at)
    for statement in ("UPDATE audit_aim SET percent = 1", "DELETE FROM audit_aim"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Aim.objects.get(pk=made.pk).percent == 90


@pytest.mark.parametrize(
    ("met", "late", "says"),
    [(99, 1, "above"), (50, 50, "below"), (9, 1, "within the interval"), (0, 0, "")],
)
def test_figures_are_held_against_it_by_their_interval(met: int, late: int, says: str) -> None:
    tally = Tally()
    for state, n in ((State.MET, met), (State.NOT_MET, late)):
        for _ in range(n):
            tally.add(Outcome(state, "late" if state is State.NOT_MET else ""))
    said = aims.against(Aim(percent=90), tally.figures())
    assert says in said
    assert bool(said) == bool(says)
