"""Every message that can leave, by every channel, for a person full of marks: no message has one."""

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from mscc import channels, reach
from mscc.access import Access
from mscc.channels import Message, push
from mscc.fake_gateway import FakeGateway, read
from mscc.models import Channel, ContactPoint, Post, Service
from mscc.moments import Moment
from mscc.roles import Role
from pathways.clock import Clock as Running
from pathways.guideline.limits import LIMITS, ClockKind
from referrals import alerts, sheet
from referrals.actions import handover, presence
from referrals.actions.clocks import opened
from referrals.models import Alert, Clock, Delivery, Draft, Notice, Referral
from referrals.sweep import key_of
from tests import factories
from tests.actions.test_reach import KEY, address
from tests.views.test_no_leak import KNOWN, MARK, NUMBER

pytestmark = pytest.mark.django_db
# A mark in every word that is known of the person, the caller and the call.
TOLD = {
    name: f"{MARK}{name}"
    for name in (
        "surname", "forename", "caller_name", "caller_team", "caller_phone", "where_now",
        "where_phone", "primary", "oncologist", "allergies",
    )
}  # fmt: skip


@pytest.fixture
def gateway(tmp_path, settings) -> Iterator[FakeGateway]:
    """A real server on this machine that stands in for every outside service and keeps what it was given."""
    with FakeGateway(0, tmp_path / "ledger.jsonl") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_address[1]}"
        settings.OUTGOING = replace(
            settings.OUTGOING, gateway_url=f"{here}/messages", notify_url=here, notify_key=KEY,
            notify_template="00000000-0000-0000-0000-000000000003", push_hosts=(here.removeprefix("http://"),),
            vapid_key=tmp_path / "vapid.pem",
        )  # fmt: skip
        yield server
        server.shutdown()


@pytest.fixture
def referral(people, service, at) -> Referral:
    made = factories.referral(
        people.coordinator, service, at, facts=factories.ANY_CAUSE, nhs_number=NUMBER, details={"notes": f"{MARK}said"},
        **TOLD,
    )  # fmt: skip
    return made


@pytest.fixture
def clocks(referral, people, service, at) -> list[Clock]:
    """A clock of every kind, each of whatever it is a clock of."""
    by = Access(people.coordinator)
    draft = factories.draft(by, service, at, data={"surname": f"{MARK}surname", "caller_phone": f"{MARK}1"})
    presence.take_role(service=service, by=by, at=at)
    lines = sheet.lines(by, service, at)
    receiver = people[Role.REGISTRAR]
    given = handover.give(service=service, receiver=receiver, lines=lines, note=f"{MARK}note", by=by, at=at)
    of: dict[ClockKind, Referral | Draft | object] = {ClockKind.DRAFT: draft, ClockKind.HANDOVER: given}
    return [opened(Running(limit, Moment(at), limit.start), of.get(limit.kind, referral)) for limit in LIMITS]


def every_message(clocks: list[Clock], people, service: Service, at) -> Iterator[Message]:
    """The message of every clock for every reason, that of a duty's test, and every notice of the rota."""
    for clock in clocks:
        for stage, reason in enumerate(Alert.Reason):
            alert = Alert(
                clock=clock, round=0, stage=stage, who="everyone", reason=reason, planned_at=at, created_at=at
            )
            yield alerts.message(Delivery(alert=alert, person=people.coordinator, key=_key(clock, stage), attempts=1))
    holding = service.holdings.get(ended_at=None)
    yield alerts.message(Delivery(holding=holding, person=people.coordinator, key=_key(clocks[0], 99), attempts=1))
    post = Post(service=service, role=Role.COORDINATOR)
    for stage, kind in enumerate(Notice.Kind, start=100):
        notice = Notice(kind=kind, by=people.coordinator, post=post, starts_at=at, ends_at=at + timedelta(hours=12))
        key = _key(clocks[0], stage)
        yield alerts.message(Delivery(notice=notice, person=people.coordinator, key=key, attempts=1, created_at=at))


def _key(clock: Clock, stage: int) -> uuid.UUID:
    return key_of(clock.key, 0, stage, 0, f"{clock.kind} {clock.hours}")


def test_the_marks_are_there_to_be_found(referral, clocks) -> None:
    assert KNOWN.search(str(referral.person.surname))
    assert KNOWN.search(referral.where_now)
    assert {clock.kind for clock in clocks} == set(ClockKind)


def test_no_template_says_anything_of_the_person(clocks, people, service, at) -> None:
    found = list(every_message(clocks, people, service, at))
    assert len(found) == len(LIMITS) * len(Alert.Reason) + 1 + len(Notice.Kind)
    for each in found:
        whole = f"{each.subject} {each.body} {each.short} {each.link}"
        assert not KNOWN.search(whole), whole
        assert each.short


@pytest.mark.parametrize("channel", Channel)
def test_no_channel_adds_anything(channel, gateway, clocks, people, service, at, monkeypatch) -> None:
    """What each channel makes of each message, as it reaches whoever passes it on."""
    plain: list[str] = []
    sent = push.webpush
    monkeypatch.setattr(push, "webpush", lambda to, data, **kept: plain.append(str(data)) or sent(to, data, **kept))
    shortened = [clock for clock in clocks if clock.kind in {ClockKind.MRI, ClockKind.DRAFT, ClockKind.HANDOVER}]
    for each in every_message(shortened[:3], people, service, at):
        channels.send(channel, address(channel, gateway), each)
    outside = [json.dumps(line) for line in read(gateway.ledger)] if gateway.ledger.exists() else []
    outside += [f"{it.subject} {it.body} {it.extra_headers} {it.to}" for it in mail.outbox] + plain
    assert outside
    assert not any(KNOWN.search(each) for each in outside)


def test_a_code_says_nothing_but_its_figures(people, referral, monkeypatch) -> None:
    sent: list[Message] = []
    monkeypatch.setattr(channels, "send", lambda channel, to, message: sent.append(message))
    now = timezone.now()
    for channel in (Channel.EMAIL, Channel.SMS, Channel.VOICE, Channel.BLEEP):
        to = "me@example.org" if channel == Channel.EMAIL else "01632960101"
        point = reach.add(user=people.coordinator, channel=channel, address=to, urgent_only=False, at=now)
        reach.send_code(point=point, at=now)
    assert len(sent) == ContactPoint.objects.count() == 4
    for each in sent:
        assert not KNOWN.search(f"{each.subject} {each.body} {each.short} {each.link}")
