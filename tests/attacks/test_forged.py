"""What another site may make a browser send: forms without their token, other hosts, places to be led away to."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from audit.models import Entry
from mscc.models import User
from referrals.models import Event, Referral
from tests.attacks.walking import addresses, forms
from tests.conftest import PASSWORD
from tests.views.looking import leads_to
from tests.views.test_matrix import ROWS

EVIL = "evil.example"
# By which names pages anywhere are told where to go next.
NEXT = ("next", "back", "to", "url", "return", "return_to", "redirect", "redirect_to", "continue", "rd", "goto", "q")
ELSEWHERE = (
    f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}/", f"\\\\{EVIL}/", f"https:{EVIL}", f"///{EVIL}", f"/\t/{EVIL}/",
    f"http://testserver@{EVIL}/", f"http://testserver.{EVIL}/", f"javascript:alert('{EVIL}')",
    f"/worklist/\r\nX-{EVIL}: 1",
)  # fmt: skip


def views(resolver: URLResolver | None = None) -> Iterator[object]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from views(each)
        elif isinstance(each, URLPattern):
            yield each.callback


@pytest.fixture
def checked(insider: Client) -> Client:
    """The insider's browser, and a server that looks at the token as it does in earnest."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = insider.cookies
    return client


def test_no_view_goes_without_the_token() -> None:
    found = list(views())
    assert len(found) > 100
    assert not [each for each in found if getattr(each, "csrf_exempt", False)]


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_nothing_is_done_by_a_form_from_elsewhere(checked: Client, ours: dict, token: str) -> None:
    """Signed in, it is only shown again on a page of ours; nothing is written but what was parked."""
    Entry.objects.filter(pk=None)
    before = (Event.objects.count(), Referral.objects.count(), Entry.objects.count(), User.objects.count())
    wrong, tried = [], 0
    for name, address in addresses(ours):
        if ROWS[name].post == 405:
            continue
        tried += 1
        data = {key: value.format(**ours) for key, value in ROWS[name].data.items()}
        response = checked.post(address, {**data, "csrfmiddlewaretoken": token}, headers={"Origin": f"https://{EVIL}"})
        led = leads_to(response)
        is_back = response.status_code in {302, 303} and led.split("?")[0] == address.split("?")[0]
        if response.status_code != 403 and not is_back:
            wrong.append(f"{name}: {response.status_code} {led}")
    assert tried > 60
    assert wrong == []
    assert before == (Event.objects.count(), Referral.objects.count(), Entry.objects.count(), User.objects.count())


def test_nothing_leads_away(insider: Client, ours: dict) -> None:
    """Every address, opened and posted to, with a place elsewhere under every name that could mean one."""
    wrong = []
    for number, (name, address) in enumerate(addresses(ours)):
        place = ELSEWHERE[number % len(ELSEWHERE)]
        led = dict.fromkeys(NEXT, place)
        headers = {"Referer": f"https://{EVIL}/", "X-Forwarded-Host": EVIL, "HX-Current-URL": f"https://{EVIL}/"}
        for method in ("get", "post"):
            data = {key: value.format(**ours) for key, value in ROWS[name].data.items()} if method == "post" else {}
            with transaction.atomic():
                response = getattr(insider, method)(address, {**data, **led}, headers=headers)
                transaction.set_rollback(True)
            if is_away(leads_to(response)) or is_broken(name, response):
                wrong.append(f"{method} {name} {place!r}: {response.status_code} {leads_to(response)}")
    assert wrong == []


def is_broken(name: str, response: HttpResponse) -> bool:
    """An error of ours; that no timer looks is what one of the health pages says by 503."""
    return response.status_code >= 500 and name != "timers"


def is_away(place: str) -> bool:
    """Whether a browser that is sent there leaves: another host, another scheme, or a line of its own."""
    return bool(place) and (not place.startswith("/") or place[1:2] in {"/", "\\", "\t"} or "\n" in place)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(client: Client, people, place: str) -> None:
    given = {"login": people.coordinator.email, "password": PASSWORD, "next": place}
    response = client.post("/accounts/login/", given)
    assert response.status_code in {302, 303}
    assert not is_away(leads_to(response)), leads_to(response)
    assert not is_away(leads_to(client.post("/accounts/logout/", {"next": place})))


def test_the_measure_knows_what_leads_away() -> None:
    assert all(map(is_away, (f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}/", "javascript:alert(1)", "/a\nb")))
    assert not any(map(is_away, ("", "/", "/worklist/", f"/accounts/login/?next=https://{EVIL}/")))


@pytest.mark.parametrize("host", [EVIL, f"testserver.{EVIL}", f"testserver:80@{EVIL}", "testserver\\evil", "", "a b"])
def test_another_host_is_no_host_of_ours(client: Client, db, host: str) -> None:
    response = client.get("/accounts/login/", headers={"Host": host})
    assert response.status_code == 400
    assert EVIL not in response.content.decode()


def test_a_link_by_email_never_goes_by_what_the_browser_says(client: Client, people) -> None:
    """Whoever asks for somebody else's new password chooses no host for the link."""
    headers = {"X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}", "X-Host": EVIL, "X-Original-Host": EVIL}
    client.post("/accounts/password/reset/", {"email": people.coordinator.email}, headers=headers)
    (sent,) = mail.outbox
    assert "/accounts/password/reset/key/" in sent.body
    assert EVIL not in sent.body


def test_other_methods_change_nothing_and_mirror_nothing(insider: Client, ours: dict) -> None:
    wrong = []
    before = (Event.objects.count(), Referral.objects.count())
    for number, (name, address) in enumerate(addresses(ours)):
        method = ("trace", "put", "patch", "delete", "options")[number % 5]
        with transaction.atomic():
            response = insider.generic(method.upper(), address, b"mirrored=1", headers={"X-Mirror": "mirrored"})
            after = (Event.objects.count(), Referral.objects.count())
            transaction.set_rollback(True)
        if is_broken(name, response) or after != before or b"mirrored" in response.content:
            wrong.append(f"{method} {name}: {response.status_code}")
    assert wrong == []


def test_the_same_name_twice_does_no_harm(insider: Client, ours: dict) -> None:
    """The last counts, or it is refused; nothing breaks."""
    wrong = []
    for form in forms(insider, ours):
        sent = {
            name: [value, "second", value]
            for name, value in {**form.chosen(), **dict.fromkeys(form.words, "x")}.items()
        }
        with transaction.atomic():
            response = insider.post(form.to, sent)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            wrong.append(form.to)
    assert wrong == []
