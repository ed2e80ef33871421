"""Messages between services: to one or to all, seen by name and time, unseen until then; none leaves the service."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from audit.models import Entry
from mscc.access import Access
from mscc.models import Service
from mscc.roles import Role
from pathways.states import NotPossible
from referrals.actions import messages
from referrals.models import Delivery, Message, MessageSeen, Referral
from referrals.worklist import rows
from tests import factories
from tests.conftest import Cast

MINUTE = timedelta(minutes=1)


@pytest.fixture
def referral(people: Cast, service: Service, at: datetime) -> Referral:
    return factories.referral(people.coordinator, service, at)


@pytest.fixture
def colleague(people: Cast) -> Access:
    return Access(people.colleague)


def write(referral: Referral, by: Access, at: datetime, to: Service | None = None, text: str = "Bed?") -> Message:
    return messages.write(referral=referral, to_service=to, text=text, by=by, at=at)


def new_to(access: Access) -> int:
    return Message.seen_by(access).unseen_by(access).count()


def test_it_is_new_to_the_service_it_is_for_until_each_has_seen_it(
    referral, by, colleague, senior, service, sister_service, at
):
    message = write(referral, by, at, sister_service)
    assert [new_to(each) for each in (by, senior, colleague)] == [0, 0, 1]
    assert (message.is_new_to(colleague), message.is_new_to(senior), message.is_new_to(by)) == (True, False, False)
    messages.see(referral=referral, messages=[message], by=colleague, at=at + MINUTE)
    assert new_to(colleague) == 0
    assert not Message.objects.get().is_new_to(colleague)
    assert [(each.user, each.at) for each in message.seen.all()] == [(colleague.user, at + MINUTE)]


def test_to_all_it_is_new_to_everybody_but_the_writer(referral, by, colleague, senior, at):
    write(referral, by, at)
    assert [new_to(each) for each in (by, senior, colleague)] == [0, 1, 1]


def test_the_first_time_counts(referral, by, colleague, at):
    message = write(referral, by, at)
    messages.see(referral=referral, messages=[message], by=colleague, at=at)
    messages.see(referral=referral, messages=[message], by=colleague, at=at + MINUTE)
    assert MessageSeen.objects.get().at == at


def test_the_worklist_marks_it(referral, by, colleague, sister_service, at, django_assert_num_queries):
    write(referral, by, at, sister_service)
    write(referral, by, at, sister_service)
    assert [row.new_messages for row in rows(colleague, at)] == [2]
    assert [row.new_messages for row in rows(Access(by.user), at)] == [0]
    with django_assert_num_queries(1):
        assert new_to(colleague) == 2


def test_nobody_of_another_alliance_writes_or_is_written_to(referral, by, people, other_service, at):
    stranger = Access(people.stranger)
    with pytest.raises(NotPossible, match="of this alliance"):
        write(referral, stranger, at)
    with pytest.raises(NotPossible, match="of this alliance"):
        write(referral, by, at, other_service)
    write(referral, by, at)
    assert new_to(stranger) == 0


def test_only_whoever_writes_on_cases_writes(referral, people, at):
    for role in (Role.SERVICE_LEAD, Role.IG_LEAD, Role.ALLIANCE_LEAD):
        with pytest.raises(PermissionDenied):
            write(referral, Access(people[role]), at)


def test_an_empty_one_is_not_written(referral, by, at):
    with pytest.raises(NotPossible, match="Write the message"):
        write(referral, by, at, text=" \n ")


def test_nothing_leaves_the_service_and_the_trail_has_no_word_of_it(referral, by, colleague, at):
    message = write(referral, by, at, text="TESTPATIENT walks no more")
    messages.see(referral=referral, messages=[message], by=colleague, at=at)
    assert mail.outbox == []
    assert not Delivery.objects.exists()
    trail = list(Entry.objects.filter(action__startswith="message.").values_list("action", "subject", "detail"))
    assert [each[0] for each in trail] == ["message.write", "message.see"]
    assert {each[1] for each in trail} == {referral.reference}
    assert "walks" not in str(trail)


def test_it_is_never_changed(referral, by, at):
    write(referral, by, at)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Message.objects.update(text="Other")


def test_a_save_takes_few_queries(referral, people, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        write(referral, Access(people.coordinator), at)
