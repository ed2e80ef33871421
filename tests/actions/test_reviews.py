"""The review of an agreed pathway reaches the service lead as any alarm does, and stops when a version is agreed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from mscc.access import Access
from mscc.roles import Role
from pathways import documents
from pathways.models import LocalPathway
from referrals import alerts as sending
from referrals.actions import alerts, reviews
from referrals.models import Clock, Delivery
from referrals.sweep import sweep
from referrals.waiting import unacknowledged
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# The review is due on 1 February 2027: there is time until the end of that day.
DUE = datetime(2027, 2, 2, 9, 0, tzinfo=UTC)
GIVEN = {
    "kind": "imaging", "title": "MRI at night", "body": "Ring the MRI desk.", "link": "", "is_in_use": True,
    "agreed_on": date(2026, 11, 2), "agreed_by": "Steering group", "review_due": date(2027, 2, 1),
}  # fmt: skip


@pytest.fixture
def lead(people) -> Access:
    return Access(people[Role.SERVICE_LEAD])


@pytest.fixture
def pathway(lead, at) -> LocalPathway:
    return documents.add_version(of=None, given=GIVEN, by=lead, at=at)


@pytest.fixture
def review(pathway, at) -> Clock:
    reviews.look(at=at)
    return pathway.clocks.get()


def told(row: Clock) -> list[tuple[timedelta, str, str, set[int]]]:
    """Of each alert: how long before or after it is due, why, how urgent, and who."""
    return [
        (it.created_at - DUE, it.who, it.reason, set(it.deliveries.values_list("person_id", flat=True)))
        for it in row.alerts.order_by("id")
    ]


def agreed(of: LocalPathway, by: Access, at: datetime, **given: object) -> LocalPathway:
    """A new version, as the timers find it."""
    new = documents.add_version(of=of, given=GIVEN | given, by=by, at=at)
    reviews.look(at=at + timedelta(seconds=15))
    return new


def climb(row: Clock, until: datetime) -> None:
    while row.next_at and row.next_at <= until:
        sweep(at=row.next_at)
        row.refresh_from_db()


def test_it_runs_from_four_weeks_before(review, service):
    assert (review.due_at, review.next_at) == (DUE, DUE - 28 * DAY)
    assert (review.service, review.status) == (service, "open")


def test_the_lead_alone_is_told_four_weeks_before_when_due_and_by_the_week(review, lead):
    climb(review, DUE + 14 * DAY)
    assert told(review) == [
        (-28 * DAY, "lead", "due_soon", {lead.user.pk}),
        (0 * DAY, "lead", "review_overdue", {lead.user.pk}),
        (7 * DAY, "lead", "review_overdue", {lead.user.pk}),
        (14 * DAY, "lead", "review_overdue", {lead.user.pk}),
    ]


def test_a_new_version_ends_it_and_begins_its_own(review, pathway, lead):
    climb(review, DUE)
    new = agreed(pathway, lead, DUE + 2 * DAY, review_due=date(2028, 2, 1))
    review.refresh_from_db()
    assert (review.status, review.next_at, review.close_reason) == ("met_late", None, "Version 2 agreed")
    assert (review.closed_at, review.closed_by) == (DUE + 2 * DAY, lead.user)
    assert new.clocks.get().due_at == datetime(2028, 2, 2, 9, 0, tzinfo=UTC)
    assert Clock.objects.filter(pathway__key=pathway.key, status="open").count() == 1


def test_agreed_in_time_it_is_met(review, pathway, lead, at):
    agreed(pathway, lead, at + DAY, review_due=date(2028, 2, 1))
    review.refresh_from_db()
    assert review.status == "met"


def test_put_out_of_use_nothing_is_to_be_reviewed(review, pathway, lead, at):
    new = agreed(pathway, lead, at + DAY, is_in_use=False)
    review.refresh_from_db()
    assert (review.status, review.close_reason) == ("cancelled", "No longer in use")
    assert not new.clocks.exists()
    again = agreed(new, lead, at + 2 * DAY)
    assert again.clocks.get().due_at == DUE


def test_looked_at_again_nothing_changes(review, pathway, at):
    before = list(Clock.objects.values())
    reviews.look(at=at)
    reviews.bring_in_line(key=pathway.key, by=None, at=at)
    assert list(Clock.objects.values()) == before


def test_each_document_has_its_own(review, lead, at):
    other = documents.add_version(of=None, given=GIVEN | {"review_due": date(2027, 6, 30)}, by=lead, at=at)
    reviews.look(at=at)
    # In summer nine o'clock in London is eight by UTC; the four weeks before are elapsed time.
    assert other.clocks.get().due_at == datetime(2027, 7, 1, 8, 0, tzinfo=UTC)
    assert Clock.objects.filter(status="open").count() == 2
    # Also where the clocks change within the four weeks.
    third = documents.add_version(of=None, given=GIVEN | {"review_due": date(2027, 4, 1)}, by=lead, at=at)
    reviews.look(at=at)
    row = third.clocks.get()
    assert (row.due_at, row.next_at) == (datetime(2027, 4, 2, 8, 0, tzinfo=UTC), row.due_at - 28 * DAY)


def test_overdue_already_when_it_is_first_looked_at_it_is_told_at_once_and_by_the_week(pathway, lead):
    reviews.look(at=DUE + 90 * DAY)
    sweep(at=DUE + 90 * DAY)
    row = pathway.clocks.get()
    climb(row, DUE + 100 * DAY)
    assert told(row) == [
        (90 * DAY, "lead", "review_overdue", {lead.user.pk}),
        (97 * DAY, "lead", "review_overdue", {lead.user.pk}),
    ]


@pytest.mark.parametrize("leads", [True, False])
def test_it_runs_where_its_author_leads_else_in_the_first_service_that_has_a_lead(
    alliance, people, service, sister_service, at, leads
):
    if leads:
        people.colleague.memberships.create(role=Role.SERVICE_LEAD, service=sister_service)
    written = factories.pathway(alliance, people.colleague, at)
    reviews.look(at=at)
    assert written.clocks.get().service == (sister_service if leads else service)


def test_the_first_service_that_has_a_lead_may_be_the_second(alliance, people, service, sister_service, at):
    people[Role.SERVICE_LEAD].memberships.update(service=sister_service)
    written = factories.pathway(alliance, people.coordinator, at)
    reviews.look(at=at)
    assert written.clocks.get().service == sister_service


def test_with_no_lead_left_everybody_of_the_first_service_hears_of_it(pathway, people, service, at):
    people[Role.SERVICE_LEAD].memberships.all().delete()
    reviews.look(at=at)
    row = pathway.clocks.get()
    climb(row, DUE)
    assert row.service == service
    assert people.coordinator.pk in told(row)[-1][3]


def test_in_hand_it_is_looked_at_when_due_and_then_by_the_week(review, lead):
    climb(review, DUE - 28 * DAY)
    alerts.acknowledge(clock=review, by=lead, at=DUE - 20 * DAY)
    review.refresh_from_db()
    assert review.next_at == DUE
    climb(review, DUE)
    alerts.acknowledge(clock=review, by=lead, at=DUE + DAY)
    review.refresh_from_db()
    assert review.next_at == DUE + 8 * DAY


def test_it_waits_on_the_page_of_those_alone_who_can_end_it(review, lead, by):
    climb(review, DUE)
    assert [it.what for it in unacknowledged(lead)] == ["Review of an agreed pathway overdue"]
    assert not unacknowledged(lead)[0].is_emergency
    assert unacknowledged(by) == []


def test_another_alliance_neither_sees_nor_takes_it(review, people, other_service):
    stranger = Access(people.stranger)
    climb(review, DUE)
    assert unacknowledged(stranger) == []


@pytest.mark.parametrize("who", ["coordinator", "stranger", "lead_elsewhere"])
def test_nobody_else_takes_it_in_hand(review, people, sister_service, who):
    people.colleague.memberships.create(role=Role.SERVICE_LEAD, service=sister_service)
    user = {"coordinator": people.coordinator, "stranger": people.stranger, "lead_elsewhere": people.colleague}[who]
    climb(review, DUE)
    with pytest.raises(PermissionDenied):
        alerts.acknowledge(clock=review, by=Access(user), at=DUE)


def test_the_message_names_no_title_and_leads_to_the_page(review, pathway, people):
    climb(review, DUE)
    alert = review.alerts.order_by("id").last()
    said = sending.message(Delivery(alert=alert, person=people[Role.SERVICE_LEAD], key=None, attempts=1))
    assert said.link.endswith(f"/pathways/{pathway.pk}/")
    assert "Review of an agreed pathway of an agreed pathway" not in said.body
    assert "MRI at night" not in f"{said.subject} {said.body} {said.short}"


def test_nobody_is_woken_for_it(review, lead):
    """Only by what carries early warnings too: not by the channels kept for what is urgent."""
    lead.user.contact_points.create(
        channel="sms", address="07700900123", verified_at=DUE, created_at=DUE, urgent_only=True
    )
    climb(review, DUE)
    assert set(Delivery.objects.filter(alert__clock=review).values_list("channel", flat=True)) == {"email"}
