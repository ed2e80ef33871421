"""The log of incidents: who may write in it, what closing asks for, and that nothing is made by itself."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from mscc.access import Access
from mscc.roles import Role
from pathways.states import NotPossible
from referrals.actions import incidents
from referrals.actions.triage import Conflict
from referrals.models import Incident
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def incident(by, service, at) -> Incident:
    return factories.incident(by, service, at, physical_harm="moderate", lfpse="LFPSE-1")


def change(incident, by, at, **given):
    return incidents.change(incident=incident, given=given, version=incident.version, by=by, at=at)


def test_an_entry_stands_with_its_history_and_in_the_trail(incident, by, service, at):
    assert (incident.stage, incident.is_open, incident.alliance_id) == ("imaging", True, service.alliance_id)
    changed = change(incident, by, at + timedelta(hours=1), what="The slot was given away twice")
    told = [(each.what, each.history_user_id, each.history_date) for each in changed.history.all()]
    assert told == [
        ("The slot was given away twice", by.user.pk, at + timedelta(hours=1)),
        ("The slot was given away", by.user.pk, at),
    ]
    actions = (
        Entry.objects.filter(action__startswith="incident.").order_by("id").values_list("action", "subject", "detail")
    )
    assert [(action, subject) for action, subject, _ in actions] == [
        ("incident.log", str(incident.pk)), ("incident.change", str(incident.pk)),
    ]  # fmt: skip
    assert "slot" not in str(list(actions))


def test_a_change_of_what_somebody_else_changed_is_refused(incident, by, at):
    change(incident, by, at, learning="Slots are held")
    with pytest.raises(Conflict):
        incidents.change(incident=incident, given={"learning": ""}, version=1, by=by, at=at)
    assert Incident.objects.get().learning == "Slots are held"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"closed_on": TODAY}, "what was learned"),
        ({"closed_on": TODAY, "learning": "  "}, "what was learned"),
        ({"closed_on": TODAY, "learning": "Hold slots"}, "duty of candour"),
        ({"closed_on": TODAY, "learning": "Hold slots", "candour": "owed"}, "duty of candour"),
        ({"closed_on": TODAY + timedelta(days=1), "learning": "x", "candour": "done"}, "not come yet"),
        ({"closed_on": TODAY - timedelta(days=1), "learning": "x", "candour": "done"}, "before it happened"),
        ({"happened_on": TODAY + timedelta(days=1)}, "not come yet"),
    ],
)
def test_what_cannot_be(incident, by, at, given, words):
    with pytest.raises(NotPossible, match=words):
        change(incident, by, at, **given)
    assert Incident.objects.get().is_open


def test_it_is_closed_with_what_was_learned_and_opened_again(incident, by, at):
    closed = change(incident, by, at, closed_on=TODAY, learning="Slots are held", candour="done")
    assert not closed.is_open
    assert change(closed, by, at, closed_on=None).is_open


@pytest.mark.parametrize(("role", "may"), [(Role.SERVICE_LEAD, True), (Role.REGISTRAR, True), (Role.IG_LEAD, False)])
def test_who_may_log_one(people, service, at, role, may):
    by = Access(people[role])
    if may:
        assert factories.incident(by, service, at).pk
        return
    with pytest.raises(PermissionDenied):
        factories.incident(by, service, at)


def test_no_colleague_of_another_service_and_no_stranger_writes_in_it(incident, people, service, at):
    for other in (people.colleague, people.stranger):
        with pytest.raises(PermissionDenied):
            factories.incident(Access(other), service, at)
        with pytest.raises(PermissionDenied):
            change(incident, Access(other), at, what="x")


def test_no_referral_and_nobody_of_another_alliance_is_tied_to_it(by, people, service, other_service, at):
    elsewhere = factories.referral(people.stranger, other_service, at)
    for given in ({"referral": elsewhere}, {"owner": people.stranger}):
        with pytest.raises(NotPossible, match="this alliance"):
            factories.incident(by, service, at, **given)
    assert not Incident.objects.exists()


def test_open_for_more_than_sixty_days_from_the_sixty_first(incident):
    assert not incident.is_long_open(TODAY + timedelta(days=60))
    assert incident.is_long_open(TODAY + timedelta(days=61))
