"""Whoever is asked to swap, answered, put on or taken off hears of it by their own channels and on their pages."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from audit.models import Entry
from mscc.access import Access
from mscc.models import Post, Shift, Swap, User
from mscc.roles import Role
from referrals import alerts
from referrals.actions import notices, presence, rota, swaps
from referrals.models import Delivery, Notice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WHAT = "coordinator of Test Service"
BACK = "08:12 Mon 23 Nov to 20:12 Mon 23 Nov"
WHEN = "20:12 today to 08:12 Mon 23 Nov"


@pytest.fixture
def lead(people) -> Access:
    return Access(people[Role.SERVICE_LEAD])


@pytest.fixture
def post(service, lead, at) -> Post:
    return rota.set_post(
        service=service, role=Role.COORDINATOR, filled_from=None, fallback=None, fallback_phone="1", by=lead, at=at
    )


@pytest.fixture
def both(post, people, lead, at) -> tuple[Shift, Shift]:
    """The coordinator's shift an hour from now, and the registrar's after it."""
    given = {"post": post, "by": lead, "at": at}
    first = rota.add_shift(person=people.coordinator, starts_at=at + HOUR, ends_at=at + 13 * HOUR, **given)
    return first, rota.add_shift(
        person=people[Role.REGISTRAR], starts_at=at + 13 * HOUR, ends_at=at + 25 * HOUR, **given
    )


@pytest.fixture
def swap(both, people, at) -> Swap:
    mine, theirs = both
    return swaps.ask(shift=mine, receiver=people[Role.REGISTRAR], back=theirs, by=Access(people.coordinator), at=at)


def news(person: User, at) -> list[str]:
    return [each.words(at) for each in Notice.open_for(person)]


class TestSwaps:
    def test_whoever_is_asked_hears_of_it(self, swap, people, at):
        assert news(people[Role.REGISTRAR], at) == [
            f"Test Coordinator asks you to be on as {WHAT} {WHEN}; theirs would be {BACK}."
        ]
        assert news(people.coordinator, at) == []

    def test_accepted_the_asker_hears_of_it_and_nothing_is_asked_any_more(self, swap, people, at):
        swaps.accept(swap=swap, by=Access(people[Role.REGISTRAR]), at=at)
        assert news(people.coordinator, at) == [
            f"Test On call registrar has accepted and is on as {WHAT} {WHEN}; you are on {BACK}."
        ]
        assert news(people[Role.REGISTRAR], at) == []

    def test_refused(self, swap, people, at):
        swaps.refuse(swap=swap, by=Access(people[Role.REGISTRAR]), at=at)
        said = f"Test On call registrar has refused: you are still on as coordinator of Test Service {WHEN}."
        assert news(people.coordinator, at) == [said]

    def test_taken_back_before_it_went_out_nobody_is_told(self, swap, people, at):
        swaps.withdraw(swap=swap, by=Access(people.coordinator), at=at)
        assert news(people[Role.REGISTRAR], at) == []
        assert not alerts.deliver(Delivery.objects.get().pk)
        assert Delivery.objects.get().state == "superseded"


class TestChannels:
    def test_by_each_address_but_those_kept_for_what_is_urgent(self, both, people, at):
        for channel, urgent_only in (("voice", True), ("sms", False)):
            people[Role.REGISTRAR].contact_points.create(
                channel=channel, address="1", urgent_only=urgent_only, created_at=at, verified_at=at
            )
        self_made = swaps.ask(
            shift=both[0], receiver=people[Role.REGISTRAR], back=None, by=Access(people.coordinator), at=at
        )
        sent = Delivery.objects.filter(notice__swap=self_made)
        assert [(it.channel, it.person, it.retry_at) for it in sent] == [("sms", people[Role.REGISTRAR], at)]

    def test_it_is_sent_and_says_who_what_and_when(self, swap, people, settings, at):
        assert alerts.deliver(Delivery.objects.get().pk)
        (sent,) = mail.outbox
        assert sent.to == [people[Role.REGISTRAR].email]
        assert sent.subject == "MSCC rota: somebody asks you to take a shift"
        assert f"coordinator of Test Service {WHEN}" in sent.body
        assert f"{settings.BASE_URL}/rota/" in sent.body

    def test_read_on_the_page_it_need_not_be_sent_any_more(self, swap, people, at):
        swaps.refuse(swap=swap, by=Access(people[Role.REGISTRAR]), at=at)
        notice = Notice.objects.get(person=people.coordinator)
        assert notices.read(newest=notice.pk, by=Access(people.coordinator), at=at) == 1
        assert not alerts.deliver(notice.deliveries.get().pk)
        assert mail.outbox == []

    def test_the_database_forbids_one_of_two_things_and_one_of_none(self, swap, people, service, at):
        row = Delivery.objects.get()
        holding = presence.take_role(service=service, by=Access(people.coordinator), at=at)
        for wrong in ({"holding": holding}, {"notice": None}):
            with pytest.raises(IntegrityError, match="of_alert_of_test_or_of_notice"), transaction.atomic():
                Delivery.objects.filter(pk=row.pk).update(**wrong)


class TestChangedByOthers:
    def test_put_on_in_place_of_another_both_hear_of_it(self, both, post, people, lead, at):
        rota.override(
            post=post, person=people[Role.SENIOR], starts_at=at + 2 * HOUR, ends_at=at + 3 * HOUR, by=lead, at=at
        )
        said = "as coordinator of Test Service 21:12 today to 22:12 today."
        assert news(people.coordinator, at) == [f"Test Senior clinician is on in your place {said}"]
        assert news(people[Role.SENIOR], at) == [f"Test Service lead has put you on {said}"]

    def test_taken_off(self, both, people, lead, at):
        rota.cancel_shift(shift=both[0], by=lead, at=at)
        said = f"Test Service lead has taken you off as coordinator of Test Service {WHEN}."
        assert news(people.coordinator, at) == [said]

    def test_i_am_taking_this_shift(self, both, people, service, at):
        presence.take_shift(service=service, by=Access(people[Role.SENIOR]), at=at + 2 * HOUR)
        said = (
            "Test Senior clinician is on in your place as coordinator of Test Service 21:12 today to 08:12 Mon 23 Nov."
        )
        assert news(people.coordinator, at) == [said]
        assert news(people[Role.SENIOR], at) == []

    def test_nobody_is_told_of_what_they_did_themselves(self, both, post, people, at):
        own = Access(people.coordinator)
        rota.override(post=post, person=own.user, starts_at=at + HOUR, ends_at=at + 2 * HOUR, by=own, at=at)
        assert not Notice.objects.exists()


class TestRead:
    def test_only_ones_own_and_only_what_was_shown(self, swap, people, lead, both, at):
        swaps.refuse(swap=swap, by=Access(people[Role.REGISTRAR]), at=at)
        shown = Notice.objects.get(person=people.coordinator)
        rota.cancel_shift(shift=both[0], by=lead, at=at)
        assert notices.read(newest=shown.pk, by=Access(people[Role.SENIOR]), at=at) == 0
        assert notices.read(newest=shown.pk, by=Access(people.coordinator), at=at) == 1
        assert len(news(people.coordinator, at)) == 1
        assert Entry.objects.get(action="notice.read").detail == {"notices": 1}

    def test_what_asks_stays_until_it_is_answered(self, swap, people, at):
        asked = Notice.objects.get()
        assert notices.read(newest=asked.pk, by=Access(people[Role.REGISTRAR]), at=at) == 0
        assert len(news(people[Role.REGISTRAR], at)) == 1
