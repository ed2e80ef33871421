"""A quiet test as somebody comes on duty: to each proven address, once, confirmed by its owner alone."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mscc import channels
from mscc.access import Access
from mscc.channels import NotSent
from mscc.models import ContactPoint, RoleHolding
from mscc.roles import Role
from pathways.states import NotPossible
from referrals import alerts as sending
from referrals.actions import handover, presence, shift_test
from referrals.models import Delivery

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ADDRESSES = {"email": "night@example.org", "voice": "01632960101", "sms": "01632960102"}


@pytest.fixture
def night(people) -> Access:
    """A registrar with two proven addresses and one that is not."""
    user, now = people[Role.REGISTRAR], timezone.now()
    for channel, address in ADDRESSES.items():
        proven = None if channel == "sms" else now
        ContactPoint.objects.create(user=user, channel=channel, address=address, created_at=now, verified_at=proven)
    return Access(user)


@pytest.fixture
def sent(monkeypatch) -> list:
    """What leaves: channel, address, message."""
    found: list = []
    monkeypatch.setattr(channels, "send", lambda *what: found.append(what))
    return found


def sent_tests(access: Access) -> list[Delivery]:
    return list(Delivery.objects.filter(holding__user=access.user, holding__ended_at=None).order_by("pk"))


class TestGoingOut:
    def test_each_proven_address_gets_one_whoever_takes_the_role(self, night, service, sent):
        presence.take_role(service=service, by=night, at=timezone.now() - HOUR)
        assert sorted(sending.waiting()) == [each.pk for each in sent_tests(night)]
        assert all(sending.deliver(each) for each in sending.waiting())
        assert [(channel, to) for channel, to, _ in sent] == [(it, ADDRESSES[it]) for it in ("email", "voice")]
        assert sending.waiting() == []

    def test_and_whoever_accepts_it(self, night, people, service, at):
        by = Access(people.coordinator)
        presence.take_role(service=service, by=by, at=at)
        given = handover.give(service=service, receiver=night.user, lines=[], note="", by=by, at=at)
        handover.accept(handover=given, by=night, at=at)
        assert {it.channel for it in sent_tests(night)} == {"email", "voice"}

    def test_once_a_duty_under_the_same_key(self, night, service, at):
        for hours in (0, 1):
            presence.take_role(service=service, by=night, at=at + hours * HOUR)
        first = {it.key for it in sent_tests(night)}
        assert len(first) == 2
        holding = RoleHolding.objects.get(ended_at=None)
        Delivery.objects.all().delete()
        shift_test.begin(holding=holding, by=night, at=at + 2 * HOUR)
        assert {it.key for it in sent_tests(night)} == first

    def test_its_message_is_quiet_and_says_nothing_of_anybody(self, night, service, at, settings):
        presence.take_role(service=service, by=night, at=at)
        said = sending.message(sent_tests(night)[0])
        assert said.subject == "MSCC test: you are on duty"
        assert said.short == (
            "MSCC test. You are now on duty for Test Service. This is a test; nothing has happened. "
            "Say on the handover page that it arrived."
        )
        assert said.link == f"{settings.BASE_URL}/handover/"

    def test_one_that_fails_is_tried_again_and_tells_nobody_else(self, night, service, monkeypatch):
        def refuse(*_: object) -> None:
            raise NotSent("no answer")

        monkeypatch.setattr(channels, "send", refuse)
        presence.take_role(service=service, by=night, at=timezone.now())
        first, _ = sent_tests(night)
        for _ in range(sending.TRIES_BEFORE_OTHERS + 1):
            assert not sending.deliver(first.pk)
        first.refresh_from_db()
        assert (first.state, first.attempts) == ("pending", 3)
        assert Delivery.objects.count() == 2

    def test_not_sent_when_the_duty_is_over_or_it_is_confirmed(self, night, people, service, sent):
        presence.take_role(service=service, by=night, at=timezone.now())
        first, second = sent_tests(night)
        shift_test.arrived(test=first, by=night, at=timezone.now())
        assert not sending.deliver(first.pk)
        presence.take_role(service=service, by=Access(people.coordinator), at=timezone.now())
        assert not sending.deliver(second.pk)
        assert sent == []
        assert set(Delivery.objects.values_list("state", flat=True)) == {"superseded"}


class TestArriving:
    def test_its_owner_says_so_once(self, night, service, at):
        presence.take_role(service=service, by=night, at=at)
        (first, _) = sent_tests(night)
        shift_test.arrived(test=first, by=night, at=at + HOUR)
        assert shift_test.arrived(test=first, by=night, at=at + 2 * HOUR).confirmed_at == at + HOUR

    def test_nobody_else_does(self, night, people, service, at):
        presence.take_role(service=service, by=night, at=at)
        (first, _) = sent_tests(night)
        with pytest.raises(NotPossible, match="Only whoever the test was sent to"):
            shift_test.arrived(test=first, by=Access(people.coordinator), at=at)

    def test_a_delivery_is_of_an_alert_or_of_a_duty(self, night, service, at):
        presence.take_role(service=service, by=night, at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.update(holding=None)


class TestPages:
    @pytest.fixture
    def page(self, night, service, client, sign_in):
        presence.take_role(service=service, by=night, at=timezone.now() - timedelta(minutes=16))
        return sign_in(client, night.user)

    def test_silent_for_a_quarter_of_an_hour_it_is_loud_to_owner_and_senior(self, page, night, people, sign_in):
        said = page.get("/handover/").content.decode()
        assert len(re.findall(r"not confirmed since \d", said)) == 2
        assert said.count(">It arrived<") == 2
        senior = sign_in(page, people[Role.SENIOR]).get("/handover/").content.decode()
        assert f"{night.user.name} may not be reachable by voice call" in senior
        assert ">It arrived<" not in senior
        assert ADDRESSES["voice"] not in senior

    def test_pressed_it_is_calm(self, page, night, people, sign_in):
        for test in sent_tests(night):
            answer = page.post(f"/handover/arrived/{test.pk}/", follow=True)
        said = answer.content.decode()
        assert "Voice call: it reaches you." in said
        assert not re.search(r"not confirmed since \d", said)
        assert "may not be reachable" not in sign_in(page, people[Role.SENIOR]).get("/handover/").content.decode()

    def test_somebody_else_presses_in_vain(self, page, night, people, sign_in):
        (first, _) = sent_tests(night)
        said = sign_in(page, people[Role.SENIOR]).post(f"/handover/arrived/{first.pk}/", follow=True).content.decode()
        assert "Only whoever the test was sent to" in said
        assert sign_in(page, people.stranger).post(f"/handover/arrived/{first.pk}/").status_code == 404

    def test_without_any_proven_address_it_is_said(self, client, people, service, sign_in):
        presence.take_role(service=service, by=Access(people.coordinator), at=timezone.now())
        said = sign_in(client, people.coordinator).get("/handover/").content.decode()
        assert "no address of yours is proven" in said
