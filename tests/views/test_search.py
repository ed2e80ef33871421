"""Finding a person: what was asked for is posted, and stands in no address, in no trail, in nobody else's session."""

from urllib.parse import unquote

import pytest
from django.test import Client

from audit.models import Entry
from mscc.models import Service
from pathways.states import State
from referrals.finding import matching
from referrals.models import NameWord, Referral
from tests import factories
from tests.conftest import Cast
from tests.views.looking import leads_to, soup, words


@pytest.fixture
def known(people: Cast, service: Service, at) -> dict[str, Referral]:
    def made(surname: str, forename: str, number: str = "") -> Referral:
        return factories.referral(
            people.coordinator, service, at, surname=surname, forename=forename, nhs_number=number
        )

    return {
        "anna": made("Testpatient", "Anna", "9990000018"),
        "bert": made("Testpatient", "Bert"),
        "percent": made("Te%t_patient", "Carl"),
        "nobody": made("", ""),
        "jones": made("Mock-O’Nobody", "Dora Anne"),
    }


def find(client: Client, wanted: str) -> tuple[str, list[str]]:
    """The address to which it leads, and the references that are found there."""
    response = client.post("/find/", {"q": wanted})
    assert response.status_code == 303
    page = client.get(leads_to(response))
    assert page.status_code == 200
    if "Nobody is called" in words(page):  # spelt like it only
        return leads_to(response), []
    return leads_to(response), [each["href"].split("/")[2] for each in soup(page).select("tbody th a")]


FOUND = [
    ("testpatient", {"anna", "bert"}), ("TESTP", {"anna", "bert"}), ("Testpatient, a", {"anna"}), (",B", {"bert"}),
    ("999 000 0018", {"anna"}), ("9990000018", {"anna"}), ("999-000-0018", {"anna"}), ("TST-26-000002", {"bert"}),
    ("tst-26-000002", {"bert"}), ("te%", {"percent"}), ("%", set()), ("_", set()), ("Ann", {"anna", "jones"}),
    # In either order, by any of the names; hyphens and apostrophes of any kind.
    ("anna testpatient", {"anna"}), ("Testpatient Bert", {"bert"}), ("Anna, Testp", set()), ("patient", set()),
    ("onobody", {"jones"}), ("O'Nobody", {"jones"}), ("mock o’nobody", {"jones"}), ("MOCK-ONOBODY, dora", {"jones"}),
    ("Mock, Dora", {"jones"}), ("anne", {"jones"}), ("a b", set()),
    ("9990000026", set()), ("'; --", set()), ("TST-26-999999", set()), ("x" * 5000, set()),
    ("a\0b", set()), ("٣" * 10, set()), ("²" * 10, set()), (",", set()), (" , , ", set()), ("🦴", set()),
]  # fmt: skip


def test_by_name_number_or_reference(coordinator: Client, known) -> None:
    for wanted, whom in FOUND:
        assert set(find(coordinator, wanted)[1]) == {known[each].reference for each in whom}, wanted


def test_the_address_says_nothing_of_the_person(coordinator: Client, known) -> None:
    addresses = [find(coordinator, "Testpatient")[0] for _ in range(3)]
    for address in addresses:
        assert "test" not in unquote(address).lower()
        assert len(address.removeprefix("/find/").strip("/")) == 12
    assert len(set(addresses)) == 3


def test_the_key_opens_nothing_for_anybody_else(coordinator: Client, browser, people: Cast, known) -> None:
    address, _ = find(coordinator, "Testpatient")
    for other in (people["senior"], people.colleague, people.stranger):
        assert browser(other).get(address).status_code == 404
    assert "/accounts/login/" in leads_to(Client().get(address))


def test_the_last_ten_searches_can_be_gone_back_to(coordinator: Client, known) -> None:
    addresses = [find(coordinator, f"Testpatient{number}")[0] for number in range(11)]
    assert [coordinator.get(each).status_code for each in addresses] == [404, *[200] * 10]


def test_nobody_of_another_alliance_is_found(browser, people: Cast, known, other_service, at) -> None:
    theirs = factories.referral(people.stranger, other_service, at, surname="Testpatient", nhs_number="9990000018")
    for wanted in ("Testpatient", "999 000 0018", known["anna"].reference):
        assert set(find(browser(people.stranger), wanted)[1]) <= {theirs.reference}
    assert theirs.reference not in find(browser(people.coordinator), "Testpatient")[1]


def test_ended_referrals_are_found_too(coordinator: Client, people: Cast, service, at) -> None:
    ended = factories.referral_at(State.CLOSED, people.coordinator, service, at)
    assert find(coordinator, "Testpatient")[1] == [ended.reference]


def test_that_somebody_looked_is_written_down_without_what_they_looked_for(
    coordinator: Client, people: Cast, known
) -> None:
    find(coordinator, "Testpatient")
    entry = Entry.objects.get(action="referral.search")
    assert (entry.actor_id, entry.detail) == (people.coordinator.pk, entry.detail | {"results": 2})
    assert "testpatient" not in str(Entry.objects.filter(action="referral.search").values()).lower()


def test_nothing_asked_leads_to_the_worklist(coordinator: Client) -> None:
    for wanted in ("", "   ", "\0"):
        assert leads_to(coordinator.post("/find/", {"q": wanted})) == "/worklist/"


def test_what_was_asked_is_shown_as_it_was_typed(coordinator: Client) -> None:
    page = coordinator.get(leads_to(coordinator.post("/find/", {"q": "<b>O'Test"})))
    assert "0 found for “<b>O'Test”" in words(page)
    assert soup(page).select_one("main input[name=q]")["value"] == "<b>O'Test"
    assert "Nobody found in this alliance." in words(page)


def test_no_more_than_fifty_are_shown_in_few_queries(
    coordinator: Client, people: Cast, service, at, django_assert_max_num_queries
) -> None:
    for _ in range(51):
        factories.referral(people.coordinator, service, at, surname="Testpatient")
    address = leads_to(coordinator.post("/find/", {"q": "test"}))
    with django_assert_max_num_queries(9):
        page = coordinator.get(address)
    assert "50 or more found" in words(page)
    assert len(soup(page).select("tbody tr")) == 50


@pytest.mark.parametrize("typed", ["Testpatiend", "tespatient", "Ana Testpatiant"])
def test_where_nobody_is_called_so_those_spelt_like_it_are_offered_and_said_to_be(coordinator, known, typed) -> None:
    page = coordinator.get(leads_to(coordinator.post("/find/", {"q": typed})))
    assert f"Nobody is called “{typed}”; " in words(page)
    assert known["anna"].reference in words(page)
    assert known["jones"].reference not in words(page)


def near(client: Client, typed: str) -> str:
    """What the page says where nobody is called as was typed."""
    page = client.get(leads_to(client.post("/find/", {"q": typed})))
    assert f"Nobody is called “{typed}”; " in words(page)
    return words(page)


def test_of_those_spelt_like_it_the_first_name_decides_where_anybody_bears_it(coordinator, known) -> None:
    page = near(coordinator, "Testpatiend Bert")
    assert known["bert"].reference in page
    assert known["anna"].reference not in page
    page = near(coordinator, "Testpatiend Zebedee")
    assert known["bert"].reference in page
    assert known["anna"].reference in page


def test_whoever_bears_two_such_words_is_offered_once(coordinator, people, service, at) -> None:
    both = factories.referral(people.coordinator, service, at, surname="Testpatient-Testpatience")
    assert near(coordinator, "Testpatiend").count(both.reference) == 1


def test_every_word_of_a_name_is_known_once_however_the_name_was_written(people, service, at) -> None:
    for _ in range(2):
        referral = factories.referral(people.coordinator, service, at, surname="Mock-O’Nobody \\'x", forename="Ann Ann")
    type(referral.person).objects.filter(pk=referral.person_id).update(surname="Übertest")
    found = NameWord.objects.order_by("word").values_list("word", flat=True)
    assert sorted(found) == sorted(["ANN", "MOCK", "ONOBODY", "\\X", "ÜBERTEST"])
    assert list(matching(Referral.objects.all(), "\\'x ann"))
    assert list(matching(Referral.objects.all(), "übert"))


def test_a_short_word_is_like_nobody(coordinator, known) -> None:
    page = coordinator.get(leads_to(coordinator.post("/find/", {"q": "Xes"})))
    assert "Nobody found in this alliance" in words(page)


def test_nobody_of_another_alliance_is_like_anything(browser, people, known) -> None:
    client = browser(people.stranger)
    page = client.get(leads_to(client.post("/find/", {"q": "Testpatiend"})))
    assert "Nobody found in this alliance" in words(page)
