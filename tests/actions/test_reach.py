"""Channels and addresses: a code proves an address, every proven one is used, and a repeat is passed on once."""

import base64
import json
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.utils import timezone

from mscc import channels, reach
from mscc.access import Access
from mscc.channels import Message, NotSent, push
from mscc.fake_gateway import FakeGateway, Mode, read
from mscc.models import Channel, ContactPoint
from referrals import alerts as sending
from referrals.actions import alerts, presence
from referrals.events import EventKind
from referrals.models import Alert, Clock, Delivery
from referrals.sweep import sweep
from tests import factories
from tests.actions.acting import clock, event

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
KEY = f"test-{uuid.UUID(int=1)}-{uuid.UUID(int=2)}"


@pytest.fixture
def gateway(tmp_path, settings) -> Iterator[FakeGateway]:
    """A real server on this machine that stands in for every outside service."""
    with FakeGateway(0, tmp_path / "ledger.jsonl") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_address[1]}"
        settings.OUTGOING = replace(
            settings.OUTGOING, gateway_url=f"{here}/messages", gateway_token="a-token", notify_url=here,
            notify_key=KEY, notify_template=str(uuid.UUID(int=3)), push_hosts=(here.removeprefix("http://"),),
            vapid_key=tmp_path / "vapid.pem",
        )  # fmt: skip
        yield server
        server.shutdown()


def subscription(gateway: FakeGateway, host: str = "") -> str:
    """What a browser gives when it subscribes."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": point, "auth": os.urandom(16)}
    endpoint = f"http://{host or f'127.0.0.1:{gateway.server_address[1]}'}/push/abc"
    text = {name: base64.urlsafe_b64encode(value).decode().rstrip("=") for name, value in keys.items()}
    return json.dumps({"endpoint": endpoint, "keys": text})


def address(channel: str, gateway: FakeGateway) -> str:
    given = {Channel.EMAIL: "me@example.org", Channel.PUSH: subscription(gateway)}
    return given.get(channel, "01632 960 101")


def proven(user, channel: str, address: str, *, urgent_only: bool = False) -> ContactPoint:
    point = reach.add(user=user, channel=channel, address=address, urgent_only=urgent_only, at=timezone.now())
    point.verified_at = timezone.now()
    point.save()
    return point


def message(**changes: object) -> Message:
    made = Message(uuid.uuid4(), "MSCC alert: TST-26-000001", ("One", "Two"), "Short", "http://127.0.0.1/")
    return replace(made, **changes)


@pytest.fixture
def sent_to(monkeypatch) -> list[tuple[str, str, str]]:
    """Codes as they are sent: channel, address, figures."""
    sent: list[tuple[str, str, str]] = []

    def keep(channel: str, to: str, said: Message) -> None:
        sent.append((channel, to, "".join(each for each in said.short if each.isdigit())))

    monkeypatch.setattr(channels, "send", keep)
    return sent


class TestProving:
    def test_a_code_comes_back_and_the_address_is_used(self, people, sent_to):
        now = timezone.now()
        point = reach.add(user=people.coordinator, channel="sms", address="01632 960-101", urgent_only=True, at=now)
        reach.send_code(point=point, at=now)
        ((channel, to, code),) = sent_to
        assert (channel, to, len(code)) == ("sms", "01632960101", 6)
        assert not reach.confirm(point=point, code="no such code", at=now)
        assert reach.confirm(point=point, code=f" {code[:3]} {code[3:]}", at=now)
        point.refresh_from_db()
        assert (point.verified_at, point.urgent_only) == (now, True)

    def test_not_too_late_not_too_often_and_not_twice(self, people, sent_to):
        now, minute = timezone.now(), timedelta(minutes=1)
        point = reach.add(user=people.coordinator, channel="bleep", address="4711", urgent_only=False, at=now)
        reach.send_code(point=point, at=now)
        with pytest.raises(reach.NotReachable, match="half a minute"):
            reach.send_code(point=point, at=now)
        code = sent_to[0][2]
        with pytest.raises(reach.NotReachable, match="no longer good"):
            reach.confirm(point=point, code=code, at=now + 16 * minute)
        for _ in range(reach.TRIES):
            assert not reach.confirm(point=point, code="x", at=now)
        with pytest.raises(reach.NotReachable, match="no longer good"):
            reach.confirm(point=point, code=code, at=now)
        reach.send_code(point=point, at=now + minute)
        assert reach.confirm(point=point, code=sent_to[1][2], at=now + minute)
        with pytest.raises(reach.NotReachable):
            reach.confirm(point=point, code=sent_to[1][2], at=now + minute)

    def test_another_address_is_to_be_proven_again(self, people):
        user = people.coordinator
        proven(user, "sms", "01632 960 101")
        same = reach.add(user=user, channel="sms", address="01632960101", urgent_only=True, at=timezone.now())
        assert same.verified_at
        other = reach.add(user=user, channel="sms", address="01632960102", urgent_only=True, at=timezone.now())
        assert other.verified_at is None

    @pytest.mark.parametrize(
        ("channel", "given"),
        [
            ("email", "me"),
            ("sms", "ring me"),
            ("voice", "12"),
            ("bleep", ""),
            ("push", "{}"),
            ("push", "not JSON"),
            ("push", '{"endpoint": "http://localhost/x", "keys": {"p256dh": "a", "auth": "b"}}'),
        ],
    )
    def test_what_is_no_address(self, people, gateway, channel, given):
        with pytest.raises(reach.NotReachable):
            reach.add(user=people.coordinator, channel=channel, address=given, urgent_only=False, at=timezone.now())
        assert not ContactPoint.objects.exists()

    def test_a_code_that_cannot_be_sent_is_said(self, people, gateway):
        gateway.mode = Mode(is_down=True)
        now = timezone.now()
        point = reach.add(user=people.coordinator, channel="voice", address="01632 960101", urgent_only=False, at=now)
        with pytest.raises(reach.NotReachable, match="could not be sent: the gateway answered 503"):
            reach.send_code(point=point, at=now)


class TestChannels:
    @pytest.mark.parametrize("channel", list(Channel))
    def test_each_sends(self, people, gateway, channel):
        channels.send(channel, reach.read(channel, address(channel, gateway)), message())
        arrived = [line["channel"] for line in read(gateway.ledger)] + ["email"] * len(mail.outbox)
        assert arrived == [channel]

    @pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE, Channel.BLEEP, Channel.PUSH])
    def test_each_says_when_it_is_refused(self, gateway, channel):
        gateway.mode = Mode(is_down=True)
        with pytest.raises(NotSent):
            channels.send(channel, reach.read(channel, address(channel, gateway)), message())
        assert read(gateway.ledger) == []

    @pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
    def test_taken_without_an_answer_a_repeat_is_passed_on_once(self, gateway, channel):
        said = message()
        gateway.mode = Mode(no_answer=1)
        with pytest.raises(NotSent):
            channels.send(channel, "01632960101", said)
        gateway.mode = Mode()
        channels.send(channel, "01632960101", replace(said, is_repeat=True))
        assert [line["key"] for line in read(gateway.ledger) if line["passed_on"]] == [str(said.key)]

    def test_what_is_not_set_up_is_not_offered_and_says_so(self):
        assert [offer.channel for offer in channels.offers() if offer.is_set_up] == ["email"]
        with pytest.raises(NotSent, match="not set up"):
            channels.send("voice", "1", message())

    def test_the_service_posts_to_no_push_service_but_those_of_the_settings(self, gateway, settings):
        assert push.is_known(subscription(gateway))
        for host in ("127.0.0.1:1", "push.example.org", "127.0.0.1"):
            assert not push.is_known(subscription(gateway, host))
        settings.OUTGOING = replace(settings.OUTGOING, push_hosts=("*.push.example.org",))
        assert push.is_known(subscription(gateway, "a.push.example.org:443"))
        assert not push.is_known(subscription(gateway, "apush.example.org"))

    def test_the_key_of_the_installation_is_made_once_and_kept_private(self, gateway, settings):
        assert push.public_key() == push.public_key()
        assert settings.OUTGOING.vapid_key.stat().st_mode & 0o077 == 0


@pytest.fixture
def due(people, service) -> Clock:
    """A clock whose first rung is due now; the coordinator holds the role."""
    now = timezone.now()
    presence.take_role(service=service, by=Access(people.coordinator), at=now - HOUR)
    referral = factories.referral(people.coordinator, service, now - 13 * HOUR)
    alerts.acknowledge(clock=clock(referral, "acknowledgement"), by=Access(people.coordinator), at=now - 13 * HOUR)
    return clock(referral, "mri")


class TestDeliveries:
    def made(self, row: Clock) -> set[tuple[str, int | None]]:
        return set(Delivery.objects.filter(alert__clock=row).values_list("channel", "contact"))

    def test_by_every_proven_address(self, due, people, gateway):
        sms = proven(people.coordinator, "sms", "01632 960101")
        voice = proven(people.coordinator, "voice", "01632 960102")
        reach.add(user=people.coordinator, channel="bleep", address="4711", urgent_only=False, at=timezone.now())
        for number in sweep():
            assert sending.deliver(number)
        assert self.made(due) == {("sms", sms.pk), ("voice", voice.pk)}
        assert {line["to"] for line in read(gateway.ledger)} == {"01632960101", "01632960102"}
        assert {line["key"] for line in read(gateway.ledger)} == {str(each.key) for each in Delivery.objects.all()}

    def test_an_early_warning_leaves_out_what_is_for_urgent_alerts(self, due, people):
        voice = proven(people.coordinator, "voice", "01632 960102", urgent_only=True)
        sweep()
        assert self.made(due) == {("email", None)}
        now = timezone.now()
        Clock.objects.filter(pk=due.pk).update(next_at=now - HOUR, started_at=now - 25 * HOUR, due_at=now - HOUR)
        sweep()
        assert self.made(due) == {("email", None), ("voice", voice.pk)}

    def test_an_address_taken_away_meanwhile_fails_visibly(self, due, people, gateway):
        point = proven(people.coordinator, "voice", "01632 960102")
        (number,) = sweep()
        reach.remove(point=point, at=timezone.now())
        assert not sending.deliver(number)
        assert read(gateway.ledger) == []

    def test_refused_twice_by_every_channel_it_is_an_event_and_the_next_rung_is_due(self, due, people, gateway):
        gateway.mode = Mode(is_down=True)
        for channel in ("voice", "bleep"):
            proven(people.coordinator, channel, "01632 960102")
        first, second = sweep()
        before = Clock.objects.get(pk=due.pk).next_at
        for number in (first, second, first):
            sending.deliver(number)
        assert Clock.objects.get(pk=due.pk).next_at == before  # one has been tried once only
        sending.deliver(second)
        assert event(due.referral, EventKind.UNDELIVERED).data == {"clock": "MRI 24 h"}
        assert Clock.objects.get(pk=due.pk).next_at < before
        Clock.objects.filter(pk=due.pk).update(next_at=timezone.now() - HOUR)
        sweep()
        assert list(due.alerts.order_by("id").values_list("stage", flat=True)) == [0, 1]
        for number in (first, second):  # and the tries go on
            sending.deliver(number)
        assert due.referral.events.filter(kind=EventKind.UNDELIVERED).count() == 1

    def test_at_the_last_rung_it_is_said_and_the_ladder_keeps_its_pace(self, due, people, gateway):
        gateway.mode = Mode(is_down=True)
        Clock.objects.filter(pk=due.pk).update(next_stage=3)
        numbers = sweep()
        Delivery.objects.filter(pk__in=numbers).update(channel="voice")  # without an address: none goes out
        for number in numbers * 2:
            sending.deliver(number)
        assert event(due.referral, EventKind.UNDELIVERED)
        assert Clock.objects.get(pk=due.pk).next_at > timezone.now() + timedelta(minutes=29)

    def test_reached_by_one_channel_nobody_else_is_told_early(self, due, people, gateway):
        gateway.mode = Mode(is_down=True)
        proven(people.coordinator, "voice", "01632 960102")
        proven(people.coordinator, "email", "me@example.org")
        for number in sweep() * 2:
            sending.deliver(number)
        assert not due.referral.events.filter(kind=EventKind.UNDELIVERED).exists()
        assert mail.outbox[0].to == ["me@example.org"]


def test_no_message_is_longer_than_two_text_messages(due, people):
    sweep()
    row = Alert.objects.select_related("clock").get()
    said = sending.message(Delivery(alert=row, person=people.coordinator, channel="sms", key=uuid.uuid4()))
    assert len(f"{said.short} {said.link}") <= 306
