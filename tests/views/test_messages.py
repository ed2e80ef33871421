"""Messages on the page: written to a service or to all, seen by whoever opens them, marked until then."""

import pytest

from mscc.models import Service
from mscc.roles import Role
from referrals.models import Message, Referral
from tests.conftest import Cast
from tests.views.calling import HOSTILE
from tests.views.looking import POLL, part, row, said, soup, typed, words


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/messages/"


def test_it_is_marked_until_it_is_seen_and_then_says_by_whom(
    coordinator, browser, people: Cast, here, referral: Referral, sister_service: Service
) -> None:
    page = coordinator.post(here, {"to_service": str(sister_service.pk), "text": "Have you a bed?"}, follow=True)
    assert said(page) == "Written to Sister Service. Below is said who has seen it."
    assert "Seen by nobody yet." in words(page)
    colleague = browser(people.colleague)
    there = f"/referrals/{referral.reference}/"
    assert "1 new message" in row(colleague.get("/worklist/?service=all"), referral)
    assert "1 new message" in part(colleague.get(there), "[aria-labelledby=wr]")  # shown there, and still not seen
    assert "New to you" in words(colleague.get(here))
    assert "New to you" not in words(colleague.get(here))
    assert "new message" not in row(colleague.get("/worklist/?service=all"), referral)
    assert "Seen by Test Colleague 19:12 today." in words(coordinator.get(here))
    assert "Seen by Test Colleague 19:12 today" in part(coordinator.get(there), "[aria-labelledby=wr]")
    assert "new message" not in row(coordinator.get("/worklist/"), referral)


def test_the_page_that_asks_by_itself_sees_nothing(coordinator, browser, people: Cast, here) -> None:
    coordinator.post(here, {"text": "Bed?"})
    browser(people[Role.SENIOR]).get(here, headers=POLL)
    assert not Message.objects.get().seen.exists()


def test_the_filter_of_the_unseen_finds_it(coordinator, browser, people: Cast, here, referral: Referral) -> None:
    senior = browser(people[Role.SENIOR])
    senior.get(f"/referrals/{referral.reference}/")
    assert row(senior.get("/worklist/?show=unseen"), referral) == ""
    coordinator.post(here, {"text": "Bed?"})
    assert "1 new message" in row(senior.get("/worklist/?show=unseen"), referral)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_is_words(coordinator, here, text) -> None:
    page = coordinator.post(here, {"text": text}, follow=True)
    assert page.status_code in {200, 422}
    assert not soup(page).select("main script, main img")
    if page.status_code == 422 and "\0" not in text:
        assert typed(page, "main form")["text"] == text


def test_what_cannot_be_written_says_why(coordinator, here, other_service: Service) -> None:
    page = coordinator.post(here, {"text": ""})
    assert (page.status_code, "Fill this in." in part(page, ".app-errors")) == (422, True)
    page = coordinator.post(here, {"to_service": str(other_service.pk), "text": "Bed?"})
    assert page.status_code == 422
    assert not Message.objects.exists()


def test_a_colleague_of_the_sister_service_writes_and_a_stranger_sees_nothing(browser, people: Cast, here) -> None:
    assert browser(people.colleague).post(here, {"text": "Bed?"}).status_code == 303
    assert browser(people.stranger).get(here).status_code == 404
    assert browser(people.stranger).post(here, {"text": "Bed?"}).status_code == 404
    assert browser(people[Role.IG_LEAD]).get(here).status_code == 200
    assert browser(people[Role.IG_LEAD]).post(here, {"text": "Bed?"}).status_code == 403


def test_a_page_takes_as_many_queries_however_many_messages(
    coordinator, browser, people: Cast, here, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        coordinator.post(here, {"text": "Bed?"})
    colleague = browser(people.colleague)
    with django_assert_max_num_queries(20):
        colleague.get(here)
