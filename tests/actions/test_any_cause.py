"""An emergency of any cause is acknowledged and accepted by a named clinician; until then its alert climbs."""

from datetime import timedelta

import pytest

from mscc.access import Access
from mscc.models import Membership
from mscc.roles import Role
from pathways.guideline.triage import Disposition
from referrals.actions import alerts, course, presence, triage
from referrals.alerts import message
from referrals.events import EventKind
from referrals.models import Alert, Clock, Delivery
from referrals.sweep import sweep
from referrals.waiting import unacknowledged
from tests import factories
from tests.actions.acting import clock, event, together

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
K = EventKind


@pytest.fixture
def by(people, service, at) -> Access:
    presence.take_role(service=service, by=Access(people.coordinator), at=at - 60 * MINUTE)
    return Access(people.coordinator)


@pytest.fixture
def referral(by, service, at):
    return factories.referral(by.user, service, at, facts=factories.ANY_CAUSE)


@pytest.fixture
def row(referral) -> Clock:
    return clock(referral, "acknowledgement")


def told(row: Clock) -> list[tuple[int, int, str, str]]:
    return list(row.alerts.order_by("id").values_list("round", "stage", "who", "reason"))


def sweep_all(at) -> None:
    while Clock.objects.filter(next_at__lte=at).exists():
        sweep(at=at)


def accept(referral, by, at) -> None:
    triage.accept(referral=referral, clinician="Dr N Neuro", told_by="", by=by, at=at)


FIRST = (0, 0, "role_holder", "new_emergency")
EVERYONE = (1, 0, "everyone", "not_named")


class TestBothAreWanted:
    def test_acknowledged_alone_it_runs_on_and_at_ten_minutes_everyone_hears(self, row, by, at, people, service):
        sweep_all(at)
        alerts.acknowledge(clock=row, by=by, at=at + 3 * MINUTE)
        row.refresh_from_db()
        assert (row.status, row.next_at) == ("open", at + 10 * MINUTE)
        sweep_all(at + 10 * MINUTE)
        assert told(row) == [FIRST, EVERYONE]
        everyone = {Role.COORDINATOR, Role.SENIOR, Role.SERVICE_LEAD}
        members = set(Membership.objects.filter(service=service, role__in=everyone).values_list("user", flat=True))
        assert set(Delivery.objects.filter(alert__round=1).values_list("person", flat=True)) == members

    def test_named_alone_it_climbs_as_any_other(self, row, referral, by, at):
        sweep_all(at)
        accept(referral, by, at + MINUTE)
        sweep_all(at + 10 * MINUTE)
        assert told(row) == [FIRST, (0, 1, "everyone", "new_emergency")]

    @pytest.mark.parametrize(("minutes", "status"), [(9, "met"), (11, "met_late")])
    @pytest.mark.parametrize("is_named_first", [True, False])
    def test_it_is_met_by_the_later_of_the_two(self, row, referral, by, at, minutes, status, is_named_first):
        steps = [
            lambda when: accept(referral, by, when),
            lambda when: alerts.acknowledge(clock=row, by=by, at=when),
        ]
        first, second = steps if is_named_first else steps[::-1]
        first(at + MINUTE)
        second(at + minutes * MINUTE)
        row.refresh_from_db()
        assert (row.status, row.closed_at) == (status, at + minutes * MINUTE)
        sweep_all(at + 60 * MINUTE)
        assert told(row) == []

    def test_it_repeats_until_somebody_is_named_however_often_it_is_acknowledged(self, row, referral, by, at):
        sweep_all(at)
        for minutes in (5, 15, 30):
            row.refresh_from_db()
            sweep_all(at + minutes * MINUTE)
            alerts.acknowledge(clock=row, by=by, at=at + minutes * MINUTE)
        row.refresh_from_db()
        assert (row.round, row.next_at) == (2, at + 40 * MINUTE)
        factories.record(referral, K.ACCEPTED, by.user, at + 35 * MINUTE, accepted_by="Dr N Neuro")
        row.refresh_from_db()
        assert row.status == "met_late"

    def test_named_and_acknowledged_in_one_instant_ends_it(self, transactional_db, people, service, at):
        by = Access(people.coordinator)
        referral = factories.referral(by.user, service, at, facts=factories.ANY_CAUSE)
        row = clock(referral, "acknowledgement")
        done = together(
            lambda: accept(referral, Access(people.coordinator), at + MINUTE),
            lambda: alerts.acknowledge(clock=row, by=Access(people[Role.SENIOR]), at=at + MINUTE),
        )
        assert not any(isinstance(each, Exception) for each in done), done
        row.refresh_from_db()
        assert row.status == "met"

    def test_other_emergencies_need_no_name(self, by, service, at):
        other = factories.referral(by.user, service, at)
        alerts.acknowledge(clock=clock(other, "acknowledgement"), by=by, at=at + MINUTE)
        assert clock(other, "acknowledgement").status == "met"


class TestChanges:
    def test_the_name_struck_out_is_wanted_again_within_ten_minutes(self, row, referral, by, at):
        accept(referral, by, at)
        alerts.acknowledge(clock=row, by=by, at=at + MINUTE)
        later = at + 60 * MINUTE
        course.strike_out(event=event(referral, K.ACCEPTED), reason="Another person", by=by, at=later)
        again = clock(referral, "acknowledgement")
        assert again != row
        assert (again.status, again.due_at) == ("open", later + 10 * MINUTE)

    def test_lowered_to_an_emergency_of_any_cause_it_wants_a_name(self, by, service, at):
        referral = factories.referral(by.user, service, at)
        alerts.acknowledge(clock=clock(referral, "acknowledgement"), by=by, at=at)
        to = Disposition.EMERGENCY_ANY_CAUSE
        triage.set_disposition(referral=referral, to=to, reason="No cancer after all", by=by, at=at + MINUTE)
        assert clock(referral, "acknowledgement").status == "open"

    def test_raised_to_an_emergency_of_cancer_nobody_need_be_named(self, row, referral, by, at):
        alerts.acknowledge(clock=row, by=by, at=at + MINUTE)
        to = Disposition.EMERGENCY
        triage.set_disposition(referral=referral, to=to, reason="", by=by, at=at + 2 * MINUTE)
        row.refresh_from_db()
        assert row.status == "met"

    def test_a_death_ends_it(self, row, referral, by, at):
        factories.record(referral, K.DIED, by.user, at + MINUTE)
        row.refresh_from_db()
        assert row.status == "cancelled"


class TestWords:
    def test_the_alert_says_which_is_missing(self, row, referral, by, at):
        sweep_all(at)
        (waiting,) = unacknowledged(by)
        assert waiting.what == "New emergency, not acknowledged; accepted by nobody yet"
        alerts.acknowledge(clock=row, by=by, at=at + MINUTE)
        sweep_all(at + 10 * MINUTE)
        (waiting,) = unacknowledged(by)
        assert waiting.what == "Emergency acknowledged, but no clinician named who accepted the person"

    def test_the_message_says_it_without_anybody(self, row, by, at):
        sweep_all(at)
        alerts.acknowledge(clock=row, by=by, at=at + MINUTE)
        sweep_all(at + 10 * MINUTE)
        newest = Alert.objects.order_by("id").last()
        said = message(newest.deliveries.first())
        assert "no clinician named who accepted the person" in said.subject
        assert "TESTPATIENT" not in said.body.upper()
