"""Signing in, who does not get in, and passwords set by a link."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from mscc.models import User
from mscc.roles import Role
from tests.conftest import PASSWORD, Cast
from tests.views.looking import leads_to, part, typed, words
from tests.views.signing import SIGN_IN, is_signed_in, sign_in

TOO_MANY = "Too many wrong attempts. Wait five minutes, or ask an administrator"

# Signing in


def test_with_the_right_password_one_is_in(people: Cast) -> None:
    client = Client()
    assert leads_to(sign_in(client, people.coordinator)) == "/"
    assert is_signed_in(client)
    assert client.get("/", follow=True).redirect_chain == [("/worklist/", 303)]


@pytest.mark.parametrize("login", ["{email}", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_person_read_alike(people: Cast, login: str) -> None:
    response = Client().post(SIGN_IN, {"login": login.format(email=people.coordinator.email), "password": "wrong"})
    assert response.status_code == 200
    assert part(response, ".app-errors") == (
        "There is a problem That e-mail address and password do not belong together. Look at both again."
    )
    assert "wrong" not in str(typed(response, "main form"))


def test_upper_case_in_the_address_is_the_same_person(people: Cast) -> None:
    client = Client()
    client.post(SIGN_IN, {"login": people.coordinator.email.upper(), "password": PASSWORD})
    assert is_signed_in(client)


def test_after_five_wrong_passwords_even_the_right_one_waits(people: Cast, now) -> None:
    for number in range(5):
        address = {"REMOTE_ADDR": f"10.0.0.{number}"}  # from wherever: it is this account that is tried
        sign_in(Client(**address), people.coordinator, "wrong")
    client = Client(REMOTE_ADDR="10.0.0.9")
    assert TOO_MANY in part(sign_in(client, people.coordinator), ".app-errors")
    assert not is_signed_in(client)
    assert is_signed_in_after(people[Role.SENIOR])
    now.shift(timedelta(minutes=6))
    assert is_signed_in_after(people.coordinator)


def is_signed_in_after(user: User) -> bool:
    client = Client()
    sign_in(client, user)
    return is_signed_in(client)


def test_one_address_that_tries_many_people_waits(people: Cast) -> None:
    for number in range(10):
        Client().post(SIGN_IN, {"login": f"person{number}@example.org", "password": "wrong"})
    client = Client()
    assert TOO_MANY in part(sign_in(client, people.coordinator), ".app-errors")
    assert is_signed_in_after(people.coordinator) is False
    elsewhere = Client(REMOTE_ADDR="10.0.0.7")
    sign_in(elsewhere, people.coordinator)
    assert is_signed_in(elsewhere)


def test_somebody_put_out_of_service_does_not_get_in(people: Cast) -> None:
    User.objects.filter(pk=people.coordinator.pk).update(is_active=False)
    client = Client()
    response = client.get(leads_to(sign_in(client, people.coordinator)))
    assert "This account is closed" in words(response)
    assert not is_signed_in(client)


def test_nobody_signs_up(db) -> None:
    new = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for response in (Client().get("/accounts/signup/"), Client().post("/accounts/signup/", new)):
        assert "People are added by an administrator" in words(response)
    assert not User.objects.exists()


def test_there_is_no_other_page_of_the_account_library(coordinator: Client) -> None:
    for path in ("email/", "password/change/", "password/set/", "confirm-email/", "login/code/", "3rdparty/", "2fa/"):
        assert coordinator.get(f"/accounts/{path}").status_code == 404


# A password by a link


@pytest.fixture
def link(service, capsys) -> str:
    """The one-time link that `create_user` prints."""
    call_command("create_user", email="new@example.org", name="New Person", role="coordinator", service="TST1")
    return re.search(r"https?://\S+?(/accounts/\S+)", capsys.readouterr().out)[1]


def set_password(client: Client, link: str, password: str):
    page = client.get(link, follow=True)
    if not page.redirect_chain:
        return page
    return client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)


def test_the_link_sets_a_password_once(link: str) -> None:
    assert "Your password is set" in words(set_password(Client(), link, PASSWORD))
    assert is_signed_in_after_with("new@example.org", PASSWORD)
    again = set_password(Client(), link, "another long password")
    assert "This link does not work" in words(again)
    assert is_signed_in_after_with("new@example.org", PASSWORD)
    assert not is_signed_in_after_with("new@example.org", "another long password")


def is_signed_in_after_with(email: str, password: str) -> bool:
    client = Client()
    client.post(SIGN_IN, {"login": email, "password": password})
    return is_signed_in(client)


@pytest.mark.parametrize("poor", ["short", "password1234", "new@example.org"])
def test_a_poor_password_is_refused_with_its_reason(link: str, poor: str) -> None:
    assert "There is a problem" in words(set_password(Client(), link, poor))
    assert not is_signed_in_after_with("new@example.org", poor)


def test_the_link_stops_working_after_three_days(link: str, now) -> None:
    now.shift(timedelta(days=3, seconds=1))
    assert "This link does not work" in words(set_password(Client(), link, PASSWORD))


def test_a_link_of_one_person_is_no_key_to_another(link: str, people: Cast) -> None:
    from allauth.account.utils import user_pk_to_url_str

    other = re.sub(r"key/\w+?-", f"key/{user_pk_to_url_str(people.coordinator)}-", link)
    assert "This link does not work" in words(set_password(Client(), other, PASSWORD))


def test_a_forgotten_password_comes_by_email(people: Cast) -> None:
    response = Client().post(reverse("account_reset_password"), {"email": people.coordinator.email}, follow=True)
    assert "If the address is one of ours" in words(response)
    (sent,) = mail.outbox
    assert sent.to == [people.coordinator.email]
    link = re.search(r"https?://\S+?(/accounts/\S+)", sent.body)[1]
    assert "Your password is set" in words(set_password(Client(), link, "a quite different one"))


def test_for_an_unknown_address_the_page_is_the_same_and_no_email_goes_out(db) -> None:
    response = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)
    assert "If the address is one of ours" in words(response)
    assert mail.outbox == []


def test_nobody_is_nobody(rf) -> None:
    """The pages' common words need no session."""
    from mscc.web.render import common

    request = rf.get("/")
    request.user = AnonymousUser()
    assert common(request)["user"] is None
