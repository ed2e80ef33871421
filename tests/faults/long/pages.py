"""People at the pages while the fault is done: they acknowledge, two at once, and save an entry; answers are timed."""

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import requests
from django.conf import settings
from django.db import Error, connection
from django.test import Client
from django.utils import timezone

from mscc.models import User
from mscc.moments import LONDON
from referrals.models import Clock

EVERY = 0.5
PATIENCE = 20.0


def signed_in(user: User) -> requests.Session:
    """A browser in which somebody has signed in."""
    client, browser, token = Client(), requests.Session(), secrets.token_hex(16)
    client.force_login(user)
    browser.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    browser.cookies[settings.CSRF_COOKIE_NAME] = token
    browser.headers["X-CSRFToken"] = token
    return browser


def post(browser: requests.Session, address: str, given: dict[str, str], took: list[float]) -> bool:
    """Post a form. What the server could not do (it was just killed, or the database was) is not timed."""
    began = time.monotonic()
    try:
        answer = browser.post(address, given, timeout=PATIENCE, allow_redirects=False)
    except requests.Timeout:
        took.append(PATIENCE)
        return False
    except requests.RequestException:
        return False
    if answer.status_code == 303:
        took.append(time.monotonic() - began)
    return answer.status_code == 303


def warm(base: str, user: User) -> None:
    """Have each of the server's processes answer once before anything is timed."""
    browser = signed_in(user)
    for _ in range(6):
        with suppress(requests.RequestException):
            browser.get(f"{base}/worklist/", timeout=PATIENCE)


def use(base: str, user: User, acknowledged: dict[int, float], took: list[float], stop: threading.Event) -> None:
    """Work at the pages until told to stop."""
    browsers = [signed_in(user), signed_in(user)]
    with ThreadPoolExecutor(2) as both:
        while not stop.wait(EVERY):
            with suppress(Error):  # the database is away: a moment later again
                alerted = Clock.objects.filter(next_stage__gt=0, is_acknowledged=False, status="open", round=0)
                row = alerted.exclude(pk__in=acknowledged).select_related("referral").order_by("?").first()
                if row is None:
                    continue
                address = f"{base}/alerts/{row.pk}/acknowledge/"
                if any(list(both.map(lambda it, to=address: post(it, to, {}, took), browsers))):
                    acknowledged[row.pk] = time.time()
                note = {"note": "Rang.", "happened_at": f"{timezone.now().astimezone(LONDON):%d %b %H:%M}"}
                post(browsers[0], f"{base}/referrals/{row.referral.reference}/record/note/", note, took)
            if connection.connection is not None and connection.connection.closed:
                connection.close()
    connection.close()
