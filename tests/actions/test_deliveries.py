"""Sending: claim, send, then mark. Nothing is lost by a failure, nothing says anything about a person."""

import re
import subprocess
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from mscc import celery
from mscc.access import Access
from mscc.channels.message import PATIENCE
from mscc.models import Organisation, User
from mscc.moments import Moment
from referrals import alerts as sending
from referrals import tasks
from referrals.actions import alerts, course, intake, presence
from referrals.call import Call
from referrals.events import EventKind
from referrals.models import Alert, Clock, Delivery
from referrals.sweep import key_of, sweep
from tests import factories
from tests.actions.acting import clock, together
from tests.factories import EMERGENCY, NHS_NUMBER

K = EventKind
State = Delivery.State
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def by_the_database() -> datetime:
    """Now by the clock that the sender asks: within a test's transaction it stands still."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


@pytest.fixture
def now() -> datetime:
    """The database's clock says when a delivery is late: these tests happen now."""
    return timezone.now()


@pytest.fixture
def alerted(people, service, now) -> Clock:
    """A clock of which the role holder has just been told."""
    presence.take_role(service=service, by=Access(people.coordinator), at=now - HOUR)
    referral = factories.referral(people.coordinator, service, now - 21 * HOUR)
    alerts.acknowledge(clock=clock(referral, "acknowledgement"), by=Access(people.coordinator), at=now - 21 * HOUR)
    sweep()
    return clock(referral, "mri")


@pytest.fixture
def delivery(alerted) -> Delivery:
    return Delivery.objects.get(alert__clock=alerted)


@pytest.fixture
def mail_fails(monkeypatch):
    """Switch the mail server off and on again: `mail_fails(True)`."""
    send = sending._send

    def switch(off: bool) -> None:
        def refuse(delivery: Delivery) -> None:
            raise ConnectionRefusedError("no mail server")

        monkeypatch.setattr(sending, "_send", refuse if off else send)

    return switch


def again(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


class TestMaking:
    def test_one_for_each_person_told(self, alerted, people):
        made = Delivery.objects.get()
        assert (made.person, made.channel, made.state) == (people.coordinator, "email", State.PENDING)
        assert (made.attempts, made.retry_at - made.created_at) == (0, 3 * SECOND)

    def test_its_key_is_made_of_what_it_is_and_of_nothing_else(self, delivery):
        """So that a database restored from a backup sends again under the same key."""
        alert, seven, eight = delivery.alert, uuid.UUID(int=7), uuid.UUID(int=8)
        assert delivery.key == key_of(alert.clock.key, alert.round, alert.stage, delivery.person_id, "email")
        assert key_of(seven, 0, 1, 3, "email") == uuid.UUID("4e750178-e905-58dd-8b83-dddd1600d732")
        others = [(eight, 0, 1, 3), (seven, 1, 1, 3), (seven, 0, 2, 3), (seven, 0, 1, 4)]
        each = {key_of(*given, "email") for given in [(seven, 0, 1, 3), *others]}
        assert len(each | {key_of(seven, 0, 1, 3, "sms")}) == 6

    def test_a_clock_with_the_number_of_one_that_was_lost_has_keys_of_its_own(self, delivery):
        """A restored database gives numbers again; what is then sent under them must not be taken for a repeat."""
        lost = delivery.alert.clock
        assert Clock(pk=lost.pk).key != lost.key


class TestSending:
    def test_sent_and_then_marked(self, delivery, monkeypatch):
        seen = []
        send = sending._send
        monkeypatch.setattr(sending, "_send", lambda it: (seen.append(again(it).state), send(it)))
        assert sending.deliver(delivery.pk)
        sent = again(delivery)
        assert seen == [State.SENDING]
        assert (sent.state, sent.attempts, sent.lease_until) == (State.SENT, 1, None)
        assert sent.sent_at
        (message,) = mail.outbox
        assert message.to == [delivery.person.email]
        assert message.extra_headers == {"Message-ID": f"<{delivery.key}@mscc>"}

    def test_once(self, delivery):
        assert [sending.deliver(delivery.pk) for _ in range(3)] == [True, False, False]
        assert len(mail.outbox) == 1

    def test_a_failure_is_tried_again_until_it_goes_out(self, delivery, mail_fails):
        mail_fails(True)
        for attempt in (1, 2, 3):
            assert not sending.deliver(delivery.pk)
            failed = again(delivery)
            assert (failed.state, failed.attempts, failed.sent_at) == (State.PENDING, attempt, None)
            assert failed.retry_at == by_the_database() + attempt * SECOND / 2
        mail_fails(False)
        assert sending.deliver(delivery.pk)
        assert (again(delivery).state, again(delivery).attempts, len(mail.outbox)) == (State.SENT, 4, 1)

    def test_the_pause_grows_to_some_seconds(self, delivery, mail_fails):
        mail_fails(True)
        Delivery.objects.update(attempts=300)
        sending.deliver(delivery.pk)
        assert again(delivery).retry_at == by_the_database() + 5 * SECOND

    def test_after_an_hour_it_has_visibly_failed(self, delivery, mail_fails):
        mail_fails(True)
        Delivery.objects.update(attempts=sending.GIVE_UP_AFTER - 1)
        sending.deliver(delivery.pk)
        assert again(delivery).state == State.FAILED
        assert not sending.deliver(delivery.pk)
        assert sending.waiting() == []

    def test_nobody_else_sends_while_somebody_may_be_sending(self, delivery):
        Delivery.objects.update(state=State.SENDING, attempts=1, lease_until=timezone.now() + 10 * SECOND)
        assert not sending.deliver(delivery.pk)
        assert sending.waiting() == []

    def test_one_whose_sender_died_is_sent_when_its_lease_ends(self, delivery):
        Delivery.objects.update(state=State.SENDING, attempts=1, lease_until=Now() - SECOND)
        assert sending.waiting() == [delivery.pk]
        assert sending.deliver(delivery.pk)
        assert again(delivery).attempts == 2

    @pytest.mark.parametrize("first_fails", [True, False])
    def test_only_the_newest_try_says_how_it_ended(self, delivery, monkeypatch, first_fails):
        """The first sender freezes; its lease ends; the second has sent when the first wakes up."""
        tries = []

        def send(it: Delivery) -> None:
            tries.append(again(it).attempts)
            if len(tries) == 1:
                Delivery.objects.update(lease_until=Now() - SECOND)
                assert sending.deliver(it.pk)
                if first_fails:
                    raise ConnectionResetError

        monkeypatch.setattr(sending, "_send", send)
        sending.deliver(delivery.pk)
        assert tries == [1, 2]
        assert (again(delivery).state, again(delivery).attempts) == (State.SENT, 2)

    @pytest.mark.parametrize("how", ["acknowledged", "met", "new round"])
    def test_what_is_no_longer_needed_is_not_sent(self, delivery, alerted, people, now, how):
        by = Access(people.coordinator)
        match how:
            case "acknowledged":
                alerts.acknowledge(clock=alerted, by=by, at=now)
            case "met":
                factories.record(alerted.referral, K.MRI_STARTED, people.coordinator, now, whole_spine="yes")
            case "new round":
                Clock.objects.filter(pk=alerted.pk).update(round=F("round") + 1)
        assert not sending.deliver(delivery.pk)
        assert again(delivery).state == State.SUPERSEDED
        assert mail.outbox == []
        assert sending.waiting() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_does(delivery):
    done = together(*[lambda: sending.deliver(delivery.pk)] * 4)
    assert sorted(done) == [False, False, False, True]
    assert len(mail.outbox) == 1
    assert again(delivery).attempts == 1


class TestWaiting:
    def test_a_lease_outlasts_a_question_and_a_message_to_a_provider(self, settings):
        assert 2 * sum(PATIENCE) < sending.LEASE
        assert settings.EMAIL_TIMEOUT < sending.LEASE

    def test_celery_has_three_seconds(self, delivery):
        assert sending.waiting() == []
        Delivery.objects.update(retry_at=Now() - SECOND)
        assert sending.waiting() == [delivery.pk]

    def test_the_oldest_first_and_not_all_at_once(self, alerted, people):
        alert = alerted.alerts.get()
        now = timezone.now() - HOUR
        made = [
            Delivery.objects.create(
                alert=alert, person=person, channel="email", key=uuid.uuid4(), created_at=now,
                retry_at=now - number * SECOND
            )
            for number, person in enumerate(User.objects.exclude(pk=people.coordinator.pk), start=1)
        ]  # fmt: skip
        assert sending.waiting() == [each.pk for each in reversed(made)]
        assert sending.waiting(limit=2) == [made[-1].pk, made[-2].pk]

    def test_the_task_of_a_worker_and_the_wake_up_of_beat(self, delivery):
        Delivery.objects.update(retry_at=Now() - SECOND)
        tasks.deliver_waiting()
        tasks.deliver(delivery.pk)
        assert len(mail.outbox) == 1

    def test_old_sessions_are_forgotten(self):
        tasks.clear_sessions()


class TestBroker:
    @pytest.fixture(autouse=True)
    def _unbroken(self, monkeypatch):
        monkeypatch.setattr(celery, "_silent_until", 0.0)

    def test_down_it_loses_nothing_and_is_not_asked_again_for_a_while(self, delivery, monkeypatch):
        asked = []

        def refuse(*given: object, **options: object) -> None:
            asked.append(options)
            raise OperationalError("no broker")

        monkeypatch.setattr(tasks.deliver, "apply_async", refuse)
        assert [tasks.wake(delivery.pk) for _ in range(50)] == [False] * 50
        assert asked == [{"retry": False, "expires": 60}]
        Delivery.objects.update(retry_at=Now() - SECOND)
        for waits in sending.waiting():
            assert sending.deliver(waits)
        assert len(mail.outbox) == 1

    def test_asked_again_when_the_while_is_over(self, monkeypatch):
        asked = []
        monkeypatch.setattr(tasks.deliver, "apply_async", lambda *given, **options: asked.append(given))
        monkeypatch.setattr(celery, "_silent_until", celery.time.monotonic() + 60)
        assert not tasks.wake(1)
        monkeypatch.setattr(celery, "_silent_until", celery.time.monotonic() - 1)
        assert tasks.wake(1)
        assert asked == [((1,),)]

    @pytest.mark.parametrize("when", [{"countdown": 60}, {"eta": datetime(2030, 1, 1, tzinfo=UTC)}])
    def test_it_is_given_no_time(self, when):
        with pytest.raises(celery.TimedTask, match="Write a row"):
            tasks.deliver.apply_async([1], **when)

    def test_nor_does_a_retry_pause(self):
        with pytest.raises(celery.TimedTask):
            tasks.deliver.signature([1], countdown=0).apply_async()
        with pytest.raises(celery.TimedTask):
            celery.app.send_task("referrals.tasks.deliver", [1], eta=datetime(2030, 1, 1, tzinfo=UTC))
        assert tasks.deliver.apply_async([1])

    def test_nor_anywhere_in_the_code(self):
        """Nothing clinical may be timed by Celery: no eta, no countdown, no retry with a pause."""
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "mscc", "pathways", "referrals", "audit"],
            cwd=ROOT, capture_output=True, text=True, check=False,
        ).stdout.split()  # fmt: skip
        paths = [Path(each) for each in listed] or [path.relative_to(ROOT) for path in ROOT.glob("[mpra]*/**/*.py")]
        sources = [path for path in paths if path.suffix == ".py" and (ROOT / path).exists()]
        assert Path("referrals/tasks.py") in sources
        timed = re.compile(r"\b(eta|countdown)\s*=|\.retry\(|[\"'](eta|countdown)[\"']\s*:")
        found = [str(path) for path in sources if timed.search((ROOT / path).read_text())]
        assert found == []

    def test_beat_only_wakes(self):
        wakes = {"deliver-what-waits", "clear-old-sessions", "keep-months", "write-downtime-packs"}
        assert set(celery.app.conf.beat_schedule) == wakes
        assert celery.app.conf.task_ignore_result


CANARIES = (
    "Canarysurname", "Canaryforename", NHS_NUMBER, "999 000 0018", "1951", "canaryward", "canaryprimary",
    "canaryoncologist", "canaryallergy", "canaryteam", "canarycaller", "01632 960 199",
    "canarynote", "canaryreason", "canaryplace", "weakness", "Canary Hospital",
)  # fmt: skip


class TestWords:
    """No message says anything about a person."""

    @pytest.fixture
    def canary(self, people, service, alliance, now):
        """Somebody whose every field would be recognised."""
        by = Access(people.coordinator)
        organisation = Organisation.objects.create(alliance=alliance, ods_code="XC", name="Canary Hospital")
        call = Call(
            facts=EMERGENCY, surname="Canarysurname", forename="Canaryforename", nhs_number=NHS_NUMBER,
            date_of_birth=date(1951, 3, 9), caller_name="canarycaller", caller_team="canaryteam",
            caller_phone="01632 960 199", organisation=organisation, place="canaryplace", where_now="canaryward",
            primary="canaryprimary", oncologist="canaryoncologist", allergies="canaryallergy",
            details={"notes": "canarynote", "walking": "canarynote"},
        )  # fmt: skip
        data = {"surname": "Canarysurname", "notes": "canarynote", "caller_name": "canarycaller"}
        draft = factories.draft(by, service, now - HOUR, data=data, facts=EMERGENCY)
        unsaved = factories.draft(by, service, now - HOUR, data=data, facts=EMERGENCY)
        referral = intake.receive(draft=draft, call=call, by=by, at=now - HOUR)
        course.record(
            referral=referral, kind=K.MRI_DELAY, moment=Moment(now), by=by, at=now,
            data={"delay_reason": "canaryreason", "told_by": "canarycaller"},
        )  # fmt: skip
        return referral, unsaved

    def messages(self, canary, people, now) -> list[str]:
        referral, unsaved = canary
        rows = [*referral.clocks.all(), *unsaved.clocks.all()]
        texts = []
        for row in rows:
            for reason in Alert.Reason:
                alert = Alert(
                    clock=row, round=0, stage=0, who="everyone", reason=reason, planned_at=now, created_at=now
                )
                said = sending.message(
                    Delivery(alert=alert, person=people.coordinator, channel="email", key=uuid.uuid4())
                )
                texts += [said.subject, said.body, said.short]
        return texts

    def test_none_names_or_describes_a_person(self, canary, people, now):
        texts = self.messages(canary, people, now)
        assert len(texts) == 3 * 3 * len(Alert.Reason)
        for text in texts:
            assert not [word for word in CANARIES if word.casefold() in text.casefold()]

    def test_each_says_which_clock_when_due_where_to_look_and_whom_to_ring(self, canary, people, now, settings):
        referral, _ = canary
        row = clock(referral, "mri")
        alert = Alert(clock=row, round=0, stage=0, who="everyone", reason=Alert.Reason.DUE_SOON)
        said = sending.message(Delivery(alert=alert, person=people.coordinator))
        body = said.body
        assert said.subject == f"MSCC alert: {referral.reference}, MRI 24 h, due soon"
        assert f"{settings.BASE_URL}/referrals/{referral.reference}/" in body
        assert "0300 000 0001" in body
        assert "Due " in body

    def test_nor_does_what_is_logged_when_sending_fails(self, canary, people, service, now, mail_fails, caplog):
        presence.take_role(service=service, by=Access(people.coordinator), at=now)
        mail_fails(True)
        for number in sweep():
            sending.deliver(number)
        assert "Delivery" in caplog.text
        assert not [word for word in CANARIES if word.casefold() in caplog.text.casefold()]


def test_the_command_that_says_how_it_is_needs_no_worker(capsys):
    from referrals.sweep import beat

    beat("host:1")
    call_command("health")
    assert '"timers": true' in capsys.readouterr().out
