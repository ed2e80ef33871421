"""A person with a mark in every field goes the whole way; no log, e-mail, address, header or trail has the mark."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.forms import CharField
from django.http import HttpResponse
from django.test import Client, RequestFactory

from audit.models import Entry
from mscc.models import Service
from mscc.roles import Role
from referrals import alerts
from referrals.actions import intake
from referrals.events import EVENTS, RECORDABLE, EventKind
from referrals.forms.asks import ASKS
from referrals.forms.call import PLAIN, CallForm
from referrals.models import CallBack, Clock, Delivery, Referral
from referrals.sweep import beat, sweep
from referrals.tasks import clear_sessions, deliver_waiting
from tests.conftest import Cast
from tests.views.calling import ADDRESS, EMERGENCY
from tests.views.looking import HTMX, POLL, leads_to, soup, typed
from tests.views.signing import IDLE
from tests.views.test_record import GIVEN

MARK = "canarium"
NUMBER, BORN = "9990000018", "17 Mar 1958"
# A mark in every field that takes words; what must be of a form is unique to this person too.
TYPED = {
    **{name: f"{MARK}{name}" for name in (*PLAIN, "last_walked", "residual", "contraindication", "notes")},
    "nhs_number": "999 000 0018", "postcode": "QQ9 7XY", "born": BORN, "caller_phone": f"{MARK}01632",
    "dexamethasone": "yes",
    "dexamethasone_mg": f"{MARK}16", "dexamethasone_at": f"{MARK}18:00", "caller_kind": "ward", "sex": "female",
    "mri_contraindicated": "yes", "immobilised": "yes", **EMERGENCY,
}  # fmt: skip
KNOWN = re.compile(rf"{MARK}|999[ %20+-]*000[ %20+-]*0018|1958-03-17|17 Mar|QQ9[ %20+-]*7XY", re.I)


class Watch:
    """A browser that looks at all it is sent and sends, beside the page itself."""

    def __init__(self, client: Client) -> None:
        self.client, self.last = client, HttpResponse()
        self.addresses: set[str] = set()

    def get(self, address: str, **headers: str) -> HttpResponse:
        return self._seen(address, self.client.get(address, headers=headers))

    def post(self, address: str, data: dict[str, str], **headers: str) -> HttpResponse:
        return self._seen(address, self.client.post(address, data, headers=headers))

    def _seen(self, address: str, response: HttpResponse) -> HttpResponse:
        cookies = {name: each.value for name, each in response.cookies.items()}
        told = CookieStorage(RequestFactory().get("/"))._decode(cookies.get("messages", "")) or []
        for each in (address, str(dict(response.headers)), str(cookies), " ".join(map(str, told))):
            assert not KNOWN.search(each), each
        if response["Content-Type"].startswith("text/html"):
            for node in soup(response).find_all(True):
                for name in ("href", "action", "formaction", "src", "hx-get", "hx-post", "id", "name", "datetime"):
                    value = str(node.get(name, ""))
                    assert value.startswith("tel:") or not KNOWN.search(value), f"{address}: {name}={value}"
        return response


@pytest.fixture
def watch(coordinator: Client) -> Watch:
    return Watch(coordinator)


@pytest.fixture
def logs(caplog) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def call_it_in(watch: Watch) -> Referral:
    """Everything typed, kept, refused, saved."""
    watch.get("/calls/new/")
    watch.post(ADDRESS, TYPED, **HTMX)
    assert watch.post(ADDRESS, {**TYPED, "suspected_at": f"{MARK}time", "do": "save"}).status_code == 422
    watch.post(ADDRESS, {**TYPED, "do": "ring_back"})
    watch.get("/worklist/")
    assert watch.post(ADDRESS, {**TYPED, "do": "save"}).status_code == 303
    watch.post("/calls/7d0e6f4c-6f0a-4f0e-9f2e-0d6e4a1b2c3e/", TYPED)
    watch.post(
        "/calls/7d0e6f4c-6f0a-4f0e-9f2e-0d6e4a1b2c3e/", {**TYPED, "do": "discard", "discard_reason": f"{MARK}why"}
    )
    return Referral.objects.get()


def look_everywhere(watch: Watch, referral: Referral) -> None:
    here = f"/referrals/{referral.reference}/"
    for path in ("", "history/", "details/", "answers/", "disposition/", "transfer/", "transfer/pdf/", "end/"):
        assert watch.get(here + path).status_code == 200
    watch.get(here, **POLL)
    for wanted in (f"{MARK}surname", NUMBER, "999 000 0018"):
        watch.get(leads_to(watch.post("/find/", {"q": wanted})))
    people = "/audit/t-1/people/?state=pending&period=this-month"
    for path in ("/worklist/", "/handover/", "/audit/", "/audit/t-1/", people, "/guideline/"):
        assert watch.get(path).status_code == 200
    assert watch.get("/audit/t-1/figures.csv").status_code == 200


def record_everything(watch: Watch, referral: Referral) -> None:
    """Every kind of event, with a mark wherever words are taken; each put right and some struck out."""
    here = f"/referrals/{referral.reference}/"
    for kind in (each for each in RECORDABLE if each is not EventKind.DIED):
        words = {name: GIVEN[name] for name in EVENTS[kind].asks}
        free = {name: f"{MARK}{name}" for name in words if is_free(name)}
        if kind is EventKind.TRANSFER_CANCELLED:  # the one before has arrived
            watch.post(f"{here}record/transfer_arranged/", {"happened_at": "now", "transfer_to": f"{MARK}back"})
        response = watch.post(f"{here}record/{kind}/", {"happened_at": "now", **words, **free})
        assert response.status_code == 303, kind
    note = referral.events.filter(kind=EventKind.NOTE).get()
    watch.get(f"{here}events/{note.pk}/")
    watch.post(f"{here}events/{note.pk}/", {"happened_at": "now", "note": f"{MARK}right"})
    watch.post(f"{here}events/{note.pk}/strike-out/", {"reason": f"{MARK}wrong"})
    watch.post(f"{here}record/note/", {"happened_at": f"{MARK}when", "note": ""})


def is_free(name: str) -> bool:
    """Whether an answer is in free words: not chosen, no time, no number."""
    return type(ASKS[name]) is CharField


def change_everything(watch: Watch, referral: Referral, people: Cast) -> None:
    here = f"/referrals/{referral.reference}/"
    answers = typed(watch.get(f"{here}answers/"), "main form")
    watch.post(f"{here}answers/", {**answers, "sensory_loss": "yes"})
    details = typed(watch.get(f"{here}details/"), "main form")
    watch.post(f"{here}details/", {**details, "oncologist": f"{MARK}changed"})
    watch.post(f"{here}details/", {**details, "surname": f"{MARK}late"})  # somebody else was quicker
    watch.post(f"{here}disposition/", {"disposition": "ADVICE_24H", "reason": f"{MARK}lower"})
    watch.post(f"{here}withdrawal/", {})
    watch.post(f"{here}take/", {})
    watch.post(f"{here}colleague/", {"colleague": f"{MARK}nobody"})
    watch.post(f"{here}colleague/", {"colleague": people.colleague.email})
    watch.post(f"{here}call-back/", {"whom": f"{MARK}whom", "phone": f"{MARK}phone", "about": f"{MARK}about"})
    for promised in CallBack.objects.all():
        watch.post(f"/call-backs/{promised.pk}/", {"result": "spoke"})
    watch.post("/role/", {"service": str(referral.service_id)})
    watch.post(f"{here}end/", {"how": "redirected", "where": f"{MARK}where", "reason": f"{MARK}end"})
    watch.post(f"{here}reopen/", {"reason": f"{MARK}again"})
    watch.post(f"{here}end/", {"how": "closed", "outcome": ""})


def alert_everybody(watch: Watch, at) -> None:
    for hours in (0.5, 5, 23, 25, 30):
        for delivery in sweep(at=at + timedelta(hours=hours)):
            alerts.deliver(delivery)
    deliver_waiting()
    watch.get("/worklist/")
    for clock in Clock.objects.filter(status="open"):
        watch.post(f"/alerts/{clock.pk}/acknowledge/", {})


def test_the_mark_is_complete() -> None:
    """A field that is added to the form is added here."""
    fixed = {name for name, field in CallForm.base_fields.items() if getattr(field, "choices", None)}
    times = {"suspected_at", "presented_at", "immobilised_at", "mri_at"}
    assert set(CallForm.base_fields) - fixed - times - {"organisation"} <= set(TYPED)


def test_the_watch_does_see(db) -> None:
    watch = Watch(Client())
    with pytest.raises(AssertionError):
        watch.get(f"/{MARK}/")


def test_nothing_of_a_person_is_beside_the_pages(watch: Watch, logs, people: Cast, service: Service, at, now) -> None:
    beat("test")
    referral = call_it_in(watch)
    look_everywhere(watch, referral)
    alert_everybody(watch, at)
    record_everything(watch, referral)
    change_everything(watch, referral, people)
    look_everywhere(watch, referral)
    watch.post(f"/referrals/{referral.reference}/record/died/", {"happened_at": "now", "told_by": f"{MARK}told"})

    now.shift(IDLE)  # what is parked says nothing either
    watch.post(ADDRESS.replace("c3d", "c3f"), TYPED)
    watch.get("/alerts/waiting/", **POLL)
    clear_sessions()

    assert Delivery.objects.filter(state="sent").exists()
    assert mail.outbox
    for sent in mail.outbox:
        assert not KNOWN.search(f"{sent.subject}\n{sent.body}\n{sent.extra_headers}\n{sent.to}")
    assert Entry.objects.count() > 40
    for entry in Entry.objects.values():
        assert not KNOWN.search(str(entry)), entry
    assert not KNOWN.search(logs.text)


def test_what_goes_wrong_is_logged_without_what_was_typed(people: Cast, service: Service, logs, monkeypatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(people[Role.SENIOR])

    def break_down(**_: object) -> None:
        raise RuntimeError("The rules cannot be read")

    monkeypatch.setattr(intake, "receive", break_down)
    response = client.post(ADDRESS, {**TYPED, "do": "save"})
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    client.get(f"/referrals/{'X' * 300}/")
    client.get("/audit/t-1/people/?state=nonsense")
    client.post("/calls/x/", TYPED)
    assert "The rules cannot be read" in logs.text
    assert not KNOWN.search(logs.text)
