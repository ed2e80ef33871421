"""What was typed when a session ended: shown again, once, to the same person, on the same page."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from mscc.models import ParkedForm
from mscc.roles import Role
from referrals.models import CallBack, Draft, Referral
from referrals.tasks import clear_sessions
from tests.conftest import Cast
from tests.views.calling import ADDRESS as CALL
from tests.views.looking import HTMX, POLL, leads_to, part, said, soup, typed, words
from tests.views.signing import IDLE, SIGN_IN, sign_in

# What was typed survives


def back_in(client: Client, people: Cast, response):
    """Sign in where the answer leads, and follow to where one was."""
    address = leads_to(response)
    assert address.startswith(SIGN_IN)
    wanted = soup(client.get(address)).select_one("input[name=next]")["value"]
    return client.get(leads_to(sign_in(client, people.coordinator, next=wanted)), follow=True)


def test_a_call_typed_without_script_survives_though_nothing_had_been_kept(
    ended: Client, people: Cast, at, service
) -> None:
    data = {
        "do": "save",
        "began": at.isoformat(),
        "surname": "Testpatient",
        "notes": "Legs <heavy>\0",
        "gait_disturbance": "yes",
    }
    page = back_in(ended, people, ended.post(CALL, data))
    assert page.status_code == 200
    assert "this is what you had typed. It is not saved yet." in said(page)
    again = typed(page, "#call")
    assert (again["surname"], again["notes"], again["gait_disturbance"]) == ("Testpatient", "Legs <heavy>", "yes")
    assert again["began"] == at.isoformat()
    assert again["service"] == str(service.pk)
    assert not Draft.objects.exists()
    assert not Referral.objects.exists()


def test_what_htmx_sent_last_survives(ended: Client, people: Cast) -> None:
    response = ended.post(
        CALL, {"surname": "Testpatient"}, headers={**HTMX, "HX-Current-URL": "http://testserver/calls/new/"}
    )
    assert response.status_code == 200
    assert typed(back_in(ended, people, response), "#call")["surname"] == "Testpatient"


def test_it_is_shown_once(ended: Client, people: Cast) -> None:
    back_in(ended, people, ended.post(CALL, {"surname": "Testpatient"}))
    assert ended.get(CALL).status_code == 404
    assert not ParkedForm.objects.exists()


def test_only_the_newest_is_kept(ended: Client, people: Cast, now) -> None:
    ended.post(CALL, {"surname": "Old"})
    page = back_in(ended, people, ended.post(CALL, {"surname": "New"}))
    assert typed(page, "#call")["surname"] == "New"
    assert not ParkedForm.objects.exists()


def test_it_is_shown_to_nobody_else(ended: Client, people: Cast, browser) -> None:
    ended.post(CALL, {"surname": "Testpatient"})
    for other in (people[Role.SENIOR], people.colleague, people.stranger):
        assert browser(other).get(CALL).status_code == 404
    assert ParkedForm.objects.get().user == people.coordinator


def test_it_is_shown_on_its_own_page_only(ended: Client, people: Cast, referral: Referral) -> None:
    here, there = (f"/referrals/{referral.reference}/record/{kind}/" for kind in ("note", "moved"))
    ended.post(here, {"note": "Only for the note"})
    sign_in(ended, people.coordinator)
    assert "Only for the note" not in ended.get(there).content.decode()
    assert typed(ended.get(here), "main form")["note"] == "Only for the note"


FORMS = {
    "record/note/": ("note", "Rang radiology"),
    "answers/": ("recognised_at", "10:15"),
    "details/": ("surname", "Somebodyelse"),
    "disposition/": ("reason", "Walks better"),
    "end/": ("where", "The GP"),
}


@pytest.mark.parametrize("path", FORMS)
def test_every_form_of_a_referral_survives(ended: Client, people: Cast, referral: Referral, path: str) -> None:
    name, value = FORMS[path]
    page = back_in(ended, people, ended.post(f"/referrals/{referral.reference}/{path}", {name: value}))
    assert typed(page, "main form")[name] == value
    referral.refresh_from_db()
    assert referral.version == 1


def test_a_correction_survives(ended: Client, people: Cast, referral: Referral) -> None:
    event = referral.events.create(
        kind="note",
        happened_at=referral.received_at,
        recorded_at=referral.received_at,
        precision="exact",
        data={"note": "Old"},
    )
    page = back_in(ended, people, ended.post(f"/referrals/{referral.reference}/events/{event.pk}/", {"note": "New"}))
    assert typed(page, "main form")["note"] == "New"


def test_what_only_is_posted_can_be_sent_after_signing_in(ended: Client, people: Cast, referral: Referral) -> None:
    """A promise, an acknowledgement: their addresses show no form, so they ask whether to send what was sent."""
    address = f"/referrals/{referral.reference}/call-back/"
    page = back_in(ended, people, ended.post(address, {"whom": "Dr <R>", "phone": "01632 960 157", "about": "Slot"}))
    assert page.status_code == 200
    assert "Your session had ended before you could promise to ring back. Nothing was changed." in words(page)
    assert "Dr <R>" in part(page, "main dl")
    assert not CallBack.objects.exists()
    ended.post(address, typed(page, "main form"))
    assert CallBack.objects.get().whom == "Dr <R>"


def test_nothing_waits_where_nothing_was_sent(coordinator: Client, referral: Referral) -> None:
    response = coordinator.get(f"/referrals/{referral.reference}/call-back/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "There is nothing to show here" in words(response)


def test_passwords_are_never_kept(ended: Client) -> None:
    secret = {"password": "hush-hush", "password1": "hush-hush", "password2": "hush-hush", "oldpassword": "hush-hush"}
    ended.post(CALL, {"surname": "Testpatient", "csrfmiddlewaretoken": "hush-hush", **secret})
    assert ParkedForm.objects.get().data == {"surname": ["Testpatient"]}


def test_a_sign_in_that_is_posted_with_an_ended_session_is_not_kept(ended: Client, people: Cast) -> None:
    sign_in(ended, people.coordinator)
    assert not ParkedForm.objects.exists()


def test_a_form_in_another_tab_survives_too(coordinator: Client, people: Cast, referral: Referral, now) -> None:
    """The worklist's poll in one tab ends the session; in another somebody has been typing all the time."""
    coordinator.get("/worklist/")
    now.shift(IDLE)
    coordinator.get("/worklist/", headers=POLL)
    address = f"/referrals/{referral.reference}/record/note/"
    response = coordinator.post(address, {"note": "A long note"})
    assert response.status_code == 302
    assert typed(back_in(coordinator, people, response), "main form")["note"] == "A long note"


def test_nobodys_forms_are_not_kept(people: Cast, referral: Referral) -> None:
    Client().post(f"/referrals/{referral.reference}/record/note/", {"note": "x"})
    assert not ParkedForm.objects.exists()


def test_a_form_opened_before_signing_in_again_survives(people: Cast, referral: Referral) -> None:
    """Signing in gives every page a new token; a page opened before it still has the old one."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.coordinator)
    address = f"/referrals/{referral.reference}/record/note/"
    old = typed(client.get(address), "main form")["csrfmiddlewaretoken"]
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    response = client.post(address, {"csrfmiddlewaretoken": old, "note": "A long note", "happened_at": "now"})
    assert (response.status_code, leads_to(response)) == (303, address)
    again = typed(client.get(address), "main form")
    assert again["note"] == "A long note"
    assert not referral.events.filter(kind="note").exists()
    response = client.post(CALL, {"surname": "Testpatient"}, headers=HTMX)
    assert response["HX-Redirect"] == CALL
    assert typed(client.get(CALL), "#call")["surname"] == "Testpatient"


def test_what_nobody_came_back_for_is_forgotten(ended: Client, now) -> None:
    ended.post(CALL, {"surname": "Testpatient"})
    now.shift(timedelta(hours=23))
    clear_sessions()
    assert ParkedForm.objects.exists()
    now.shift(timedelta(hours=2))
    clear_sessions()
    assert not ParkedForm.objects.exists()


def test_very_much_typed_survives(ended: Client, people: Cast) -> None:
    long = "é" * 100_000
    assert typed(back_in(ended, people, ended.post(CALL, {"notes": long})), "#call")["notes"] == long
