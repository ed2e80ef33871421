"""The auditor's nine checks, each made to fail by itself; the heartbeat stands only while all pass."""

import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from mscc.access import Access
from mscc.models import Channel, ContactPoint, Post, RoleHolding, User
from mscc.moments import LONDON
from mscc.roles import Role
from pathways.clock import Status
from referrals import auditor, sweep
from referrals.actions import presence
from referrals.models import Clock, Delivery, Heartbeat, Watch
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def well(people, service, sister_service, other_service) -> None:
    """Two timer processes, and in every service a coordinator on duty who can be reached."""
    now = timezone.now()
    for name in ("one:1", "two:2"):
        sweep.beat(name)
    held = ((service, people.coordinator), (sister_service, people.colleague), (other_service, people.stranger))
    for where, who in held:
        presence.take_role(service=where, by=Access(who), at=now)
        ContactPoint.objects.create(user=who, channel=Channel.EMAIL, address=who.email, created_at=now, verified_at=now)


@pytest.fixture
def heartbeat(settings):
    """An outside address that counts its calls."""
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        settings.OUTGOING = replace(settings.OUTGOING, heartbeat_url=f"http://127.0.0.1:{server.server_port}/alive")
        yield calls
        server.shutdown()


def look() -> list[str]:
    return auditor.look("test:1", at=timezone.now())


def test_all_well_the_heartbeat_is_called(well, heartbeat, client):
    assert look() == []
    assert heartbeat == ["/alive"]
    assert client.get("/health/timers/").json()["status"] == "well"


def a_clock_due(people, service) -> Clock:
    row = factories.referral(people.coordinator, service, timezone.now() - HOUR).clocks.get(kind="mri")
    Clock.objects.exclude(pk=row.pk).update(status=Status.CANCELLED, next_at=None, closed_at=timezone.now())
    return row


def fails_unlooked(people, service):
    Clock.objects.filter(pk=a_clock_due(people, service).pk).update(next_at=timezone.now() - HOUR)
    return "1 clocks are due and nobody has looked at them"


def fails_unsent(people, service):
    Clock.objects.filter(pk=a_clock_due(people, service).pk).update(next_at=timezone.now() - HOUR)
    sweep.sweep()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_alert SET created_at = now() - interval '61 seconds'")
    return "1 alerts have not gone out within a minute"


def fails_sweepers(people, service):
    Heartbeat.objects.filter(process="two:2").update(beat_at=timezone.now() - timedelta(seconds=20))
    return "1 of 2 timer processes are alive"


def fails_durable(people, service):
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    return "the database may lose what was saved: synchronous_commit is off"


def fails_forgotten(people, service):
    row = a_clock_due(people, service)
    Delivery.objects.all().delete()
    Clock.objects.filter(pk=row.pk).update(kind="coordinator_advice")
    return "1 open emergencies have never had a scan's clock"


def fails_cover_nobody(people, service):
    RoleHolding.objects.filter(service=service).update(ended_at=timezone.now() + HOUR)
    return f"nobody holds the coordinator role of {service.code}"


def fails_cover_unproven(people, service):
    ContactPoint.objects.filter(user=people.coordinator).update(verified_at=None)
    return f"whoever holds the coordinator role of {service.code} has no proven address"


def on_the_rota(people, service, hours: float) -> Post:
    """The registrar, on since an hour ago and for so many hours yet; a post that must be filled."""
    now = timezone.now()
    post = Post.objects.create(service=service, role="registrar", filled_from=now - 2 * HOUR, fallback_phone="1")
    user = people[Role.REGISTRAR]
    post.shifts.create(person=user, starts_at=now - HOUR, ends_at=now + hours * HOUR, source="single")
    ContactPoint.objects.create(user=user, channel=Channel.EMAIL, address="r@x", created_at=now, verified_at=now)
    return post


def fails_cover_hole(people, service):
    ends = on_the_rota(people, service, 71).shifts.get().ends_at
    return f"nobody is on the rota as registrar of {service.code} from {ends.astimezone(LONDON):%H:%M %a %d %b}"


def fails_cover_unproven_on_the_rota(people, service):
    on_the_rota(people, service, 73)
    ContactPoint.objects.filter(user=people[Role.REGISTRAR]).update(verified_at=None)
    return f"whoever is on the rota as registrar of {service.code} has no proven address"


FAILURES = [
    fails_unlooked,
    fails_unsent,
    fails_sweepers,
    fails_durable,
    fails_forgotten,
    fails_cover_nobody,
    fails_cover_unproven,
    fails_cover_hole,
    fails_cover_unproven_on_the_rota,
]


def test_a_rota_that_is_full_for_72_hours_is_well(well, people, service):
    on_the_rota(people, service, 73)
    assert look() == []


def test_a_cancelled_shift_and_one_of_somebody_who_left_cover_nothing(well, people, service):
    post = on_the_rota(people, service, 73)
    post.shifts.update(cancelled_at=timezone.now())
    assert len(look()) == 1
    post.shifts.update(cancelled_at=None)
    User.objects.filter(pk=people[Role.REGISTRAR].pk).update(is_active=False)
    assert len(look()) == 1


@pytest.mark.parametrize("fail", FAILURES)
def test_each_check_fails_by_itself_and_silences_the_heartbeat(well, heartbeat, people, service, client, fail):
    said = fail(people, service)
    assert look() == [said]
    assert heartbeat == []
    assert Watch.objects.get().problems == [said]
    answer = client.get("/health/timers/")
    assert (answer.status_code, answer.json()["problems"]) == (503, [said])


def test_a_clock_that_is_wrong(well):
    (said,) = auditor.look("test:1", at=timezone.now() + timedelta(minutes=1))
    assert said == "the clocks of this machine and of the database differ by 60 s"


def test_sent_or_acknowledged_it_is_no_longer_asked(well, people, service):
    row = a_clock_due(people, service)
    Clock.objects.filter(pk=row.pk).update(next_at=timezone.now() - HOUR)
    sweep.sweep()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_alert SET created_at = now() - interval '61 seconds'")
    Delivery.objects.update(state="sent")
    assert look() == []


def test_an_auditor_that_is_silent_is_a_problem(well, client):
    look()
    Watch.objects.update(looked_at=timezone.now() - timedelta(seconds=61))
    assert client.get("/health/timers/").json()["problems"] == ["no auditor has looked within a minute"]


def test_a_heartbeat_address_that_does_not_answer_stops_nobody(well, settings):

    settings.OUTGOING = replace(settings.OUTGOING, heartbeat_url="http://127.0.0.1:9/")
    assert look() == []


def test_live_and_ready(client):
    assert client.get("/health/live/").json() == {"status": "alive"}
    assert client.get("/health/ready/").json() == {"status": "ready", "database": True, "migrations_waiting": 0}


class TestMetrics:
    def test_the_figures(self, client: Client, well, people, service):
        row = a_clock_due(people, service)
        Clock.objects.filter(pk=row.pk).update(next_at=timezone.now() - HOUR)
        sweep.sweep()
        said = client.get("/metrics/").content.decode()
        figures = {
            line.split()[0]: float(line.split()[1]) for line in said.splitlines() if line and not line.startswith("#")
        }
        assert figures["mscc_clocks_open"] == 1
        assert figures["mscc_deliveries_unsent"] == 1
        assert figures["mscc_sweepers_alive"] == 2
        assert figures["mscc_alert_lateness_seconds"] > 3590
        assert "Testpatient" not in said

    @pytest.mark.parametrize(("given", "status"), [("Bearer s3", 200), ("Bearer x", 403), ("", 403)])
    def test_only_with_the_token(self, client: Client, settings, given, status):
        settings.OUTGOING = replace(settings.OUTGOING, metrics_token="s3")
        assert client.get("/metrics/", headers={"Authorization": given}).status_code == status
