"""Whoever reads about a person is on the trail: on every page, and whatever their browser says of itself."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from mscc.models import User
from mscc.roles import Role
from tests.conftest import person
from tests.views.looking import POLL
from tests.views.test_matrix import REFERRAL, ROWS, ours  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def opened(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def entries(user: User) -> int:
    return Entry.objects.filter(actor_id=user.pk).count()


def test_every_page_of_a_referral_is_on_the_trail(ours: dict, service) -> None:  # noqa: F811
    author, lead = User.objects.get(name="Test Author"), person("Test Lead", Role.SERVICE_LEAD, service)
    browsers = [(author, opened(author)), (lead, opened(lead))]
    silent = []
    for name, row in ROWS.items():
        if row.get != 200 or REFERRAL not in row.arguments:
            continue
        address = reverse(name, args=[each.format(**ours) for each in row.arguments])
        for user, browser in browsers:
            before = entries(user)
            if browser.get(address).status_code == 200 and entries(user) == before:
                silent.append(name)
    assert silent == []


def test_the_list_of_tasks_is_on_the_trail(coordinator, people) -> None:
    coordinator.get("/tasks/")
    assert Entry.objects.get(action="task.list").actor_id == people.coordinator.pk


@pytest.mark.parametrize("headers", [{"X-Background": "1"}, POLL], ids=["by itself", "a fragment"])
def test_who_says_that_the_browser_asked_is_on_the_trail_all_the_same(coordinator, people, referral, headers) -> None:
    for address in ("/worklist/", reverse("referral", args=[referral.reference])):
        before = entries(people.coordinator)
        for _ in range(2):
            assert coordinator.get(address, headers=headers).status_code == 200
        assert entries(people.coordinator) == before + 1, address


def test_a_letter_is_never_read_without_an_entry(ours: dict) -> None:  # noqa: F811
    author = User.objects.get(name="Test Author")
    browser, address = opened(author), reverse("letter", args=[ours["reference"], ours["letter"]])
    before = entries(author)
    browser.get(address, headers={"X-Background": "1"})
    assert entries(author) == before + 1


def test_a_log_is_taken_back_for_a_reason_with_odd_signs_in_it(ours: dict, service) -> None:  # noqa: F811
    browser = opened(person("Test Lead", Role.SERVICE_LEAD, service))
    address = reverse("imported_log", args=[ours["imported"]])
    assert browser.post(address, {"reason": "of another\0 service"}).status_code in {303, 422}
    assert browser.post(address, {"reason": "\0"}).status_code == 422
