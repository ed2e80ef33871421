"""What the tests of sessions share: signing in by the page, and whether somebody is in."""

from datetime import timedelta

from django.http import HttpResponse
from django.test import Client

from mscc.models import User
from tests.conftest import PASSWORD
from tests.views.looking import POLL

SIGN_IN = "/accounts/login/"
IDLE = timedelta(minutes=15, seconds=1)


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(SIGN_IN, {"login": user.email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/guideline/", headers=POLL).status_code == 200 and "_auth_user_id" in client.session
