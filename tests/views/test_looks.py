"""“Who has seen this record”: everybody who looked, in which role, when, at what; for those who may know it."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from audit import trail
from audit.models import Entry
from mscc.models import User
from mscc.roles import Role
from mscc.secrets_kept import fingerprint
from tests import factories
from tests.views.looking import soup, words

pytestmark = pytest.mark.django_db
GIVEN = {"why": "subject", "reason": "She wrote to us", "form": "csv"}


def address(referral, more: str = "") -> str:
    return f"/referrals/{referral.reference}/who/{more}"


def lines(response) -> list[str]:
    return [words(row) for row in soup(response).select("tbody tr")]


@pytest.fixture
def lead(browser, people) -> Client:
    return browser(people[Role.IG_LEAD])


def searched(browser: Client, text: str) -> None:
    browser.post("/find/", {"q": text}, follow=True)


def test_it_says_who_in_which_role_and_what(coordinator, browser, people, referral, lead):
    coordinator.get(f"/referrals/{referral.reference}/")
    browser(people[Role.REGISTRAR]).get(f"/referrals/{referral.reference}/card/")
    newest, card, view, *_ = lines(lead.get(address(referral)))
    assert "Test Information governance lead Information-governance lead Read who has seen it" in newest
    assert "Test On call registrar On-call registrar Opened the contact card" in card
    assert "Test Coordinator Coordinator Opened the referral" in view


def test_a_search_that_found_them_is_there_and_one_that_did_not_is_not(
    coordinator, referral, lead, people, service, at
):
    other = factories.referral(people.coordinator, service, at, surname="Elsewhere")
    searched(coordinator, referral.person.surname)
    assert any("Found in a search" in line for line in lines(lead.get(address(referral))))
    assert not any("Found in a search" in line for line in lines(lead.get(address(other))))


def test_what_was_looked_for_is_on_the_trail_as_a_keyed_hash_alone(coordinator, referral, settings):
    searched(coordinator, referral.person.surname.upper())
    entry = Entry.objects.get(action="referral.search")
    assert entry.detail["asked"] == fingerprint(referral.person.surname.lower())
    assert referral.person.surname.casefold() not in f"{entry.subject} {entry.detail}".casefold()
    settings.SECRET_KEY = "another" * 8
    assert entry.detail["asked"] != fingerprint(referral.person.surname.lower())


def test_every_referral_of_the_person_and_nobody_else(coordinator, lead, people, service, at, referral):
    again = factories.referral(people.coordinator, service, at, nhs_number=factories.NHS_NUMBER)
    again.person_id = referral.person_id
    again.save()
    other = factories.referral(people.coordinator, service, at, surname="Elsewhere")
    for each in (again, other):
        coordinator.get(f"/referrals/{each.reference}/")
    found = [line for line in lines(lead.get(address(referral))) if "Opened the referral" in line]
    assert len(found) == 1
    assert again.reference in found[0]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("kind=view", {"Opened the contact card", "Opened the referral", "Read who has seen it"}),
        ("kind=found", {"Found in a search"}),
        ("days=7&kind=found", {"Found in a search"}),
    ],
)
def test_filters(coordinator, lead, referral, query, left):
    coordinator.get(f"/referrals/{referral.reference}/")
    coordinator.get(f"/referrals/{referral.reference}/card/")
    searched(coordinator, referral.person.surname)
    found = lines(lead.get(address(referral, f"?{query}")))
    assert {said for line in found for said in left if line.endswith(said)} == left
    assert all(any(line.endswith(said) for said in left) for line in found)


def test_of_one_colleague_and_since_when(coordinator, browser, lead, people, referral, at):
    trail.record("referral.view", by=people[Role.SENIOR], at=at - timedelta(days=20), subject=referral.reference)
    senior = people[Role.SENIOR].pk
    (found,) = lines(lead.get(address(referral, f"?who={senior}&days=30")))
    assert "Test Senior clinician Senior clinician (now) Opened the referral" in found
    assert lines(lead.get(address(referral, f"?who={senior}&days=7"))) == ["Nothing of that kind. Show everything"]


@pytest.mark.parametrize(
    "query", ["who=x", "who=9999999999999999999", "kind=x", "days=x", "days=-1", "page=x", "page=99"]
)
def test_what_makes_no_sense_asks_for_nothing(lead, referral, query):
    assert lead.get(address(referral, f"?{query}")).status_code == 200


def test_it_is_paged_and_takes_a_handful_of_queries(lead, people, referral, at, django_assert_max_num_queries):
    Entry.objects.bulk_create(
        Entry(at=at - timedelta(minutes=n), actor_id=people.coordinator.pk, actor="Test Coordinator",
              action="referral.view", alliance_id=referral.alliance_id, subject=referral.reference)
        for n in range(120)
    )  # fmt: skip
    with django_assert_max_num_queries(20):
        first = lead.get(address(referral, "?kind=view"))
    assert len(lines(first)) == 50
    (older,) = [a["href"] for a in soup(first).select("a") if a.text == "Older"]
    assert older == "?kind=view&page=2"
    assert len(lines(lead.get(address(referral, older)))) == 50


class TestTheFile:
    def test_says_the_same_and_is_written_down_itself(self, lead, coordinator, referral):
        coordinator.get(f"/referrals/{referral.reference}/")
        answer = lead.post(address(referral, "export/"), GIVEN)
        heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert heading == ["When (London)", "Who", "Role", "What", "Referral"]
        assert ["Test Coordinator", "Coordinator", "Opened the referral", referral.reference] in [
            row[1:] for row in rows
        ]
        entry = Entry.objects.get(action="looks.export")
        assert (entry.subject, entry.detail["reason"], entry.detail["entries"]) == (
            referral.reference,
            "She wrote to us",
            len(rows),
        )
        assert answer["Content-Disposition"] == f'attachment; filename="seen-{referral.reference}.csv"'

    def test_as_a_pdf(self, lead, referral):
        answer = lead.post(address(referral, "export/"), {**GIVEN, "form": "pdf"})
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_never_without_a_reason(self, lead, referral):
        assert lead.post(address(referral, "export/"), {**GIVEN, "reason": ""}).status_code == 422
        assert not Entry.objects.filter(action="looks.export").exists()


def test_the_referral_leads_there(lead, browser, people, referral):
    page = f"/referrals/{referral.reference}/"
    assert soup(lead.get(page)).select_one(f'a[href="{address(referral)}"]')
    assert not soup(browser(people[Role.REGISTRAR]).get(page)).select_one(f'a[href="{address(referral)}"]')


def test_another_alliance_sees_nothing_of_it(browser, people, referral):
    User.objects.filter(pk=people.stranger.pk).update(is_active=True)
    assert browser(people.stranger).get(address(referral)).status_code == 404
