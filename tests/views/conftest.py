"""What the tests of the pages share: the moment, and a browser for each person."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from mscc.models import Service, User
from pathways.states import State
from referrals.models import Referral
from tests import factories
from tests.conftest import Cast
from tests.views.calling import ADDRESS
from tests.views.signing import IDLE

HOUR = timedelta(hours=1)
# When each was rung about, and where that puts them.
RUNG = {"Overdue": 30, "Soon": 21, "Later": 1, "Latest": 0.5}


@pytest.fixture(autouse=True)
def now(time_machine, at: datetime):
    """Every page is opened on the evening of all tests. Move on with `now.shift(timedelta)`."""
    time_machine.move_to(at, tick=False)
    for name in settings.CACHES:
        caches[name].clear()  # one counts attempts to sign in
    return time_machine


@pytest.fixture
def browser() -> Callable[[User | None], Client]:
    """A browser of its own for each person: `browser(user)`, signed in; `browser(None)` is nobody's."""

    def browser(user: User | None = None, **headers: str) -> Client:
        client = Client(headers=headers or None)
        if user is not None:
            client.force_login(user)
        return client

    return browser


@pytest.fixture
def coordinator(browser, people: Cast) -> Client:
    return browser(people.coordinator)


@pytest.fixture
def referral(people: Cast, service: Service, at: datetime) -> Referral:
    """An emergency that the coordinator has just saved."""
    return factories.referral(people.coordinator, service, at, nhs_number=factories.NHS_NUMBER)


@pytest.fixture
def send(coordinator: Client):
    """Post the call: `send(do="save", surname="Testpatient")`."""

    def send(client: Client = coordinator, headers: dict | None = None, **answers: str):
        return client.post(ADDRESS, answers, headers=headers)

    return send


@pytest.fixture
def earlier(people: Cast, service: Service, at: datetime) -> Referral:
    return factories.referral(
        people.coordinator, service, at - timedelta(days=2), facts=factories.PAIN_ONLY, nhs_number=factories.NHS_NUMBER,
        date_of_birth=date(1958, 3, 17),
    )  # fmt: skip


@pytest.fixture
def ended(coordinator: Client, now) -> Client:
    """The coordinator's browser after more than fifteen idle minutes."""
    coordinator.get("/guideline/")
    now.shift(IDLE)
    return coordinator


@pytest.fixture
def open_referrals(people: Cast, service: Service, at: datetime) -> dict[str, Referral]:
    made = {
        name: factories.referral(people.coordinator, service, at - hours * HOUR, surname=name)
        for name, hours in reversed(RUNG.items())
    }
    made["Noclock"] = factories.referral(people.coordinator, service, at, facts=factories.BACK_PAIN, surname="Noclock")
    factories.referral_at(State.CLOSED, people.coordinator, service, at - 20 * HOUR)
    return made
