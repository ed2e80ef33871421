"""Contact cards in other languages: handed in by the service lead, given from the referral, replaced on record."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from mscc import store
from mscc.access import Access
from mscc.kept import Kept
from mscc.models import Service
from mscc.roles import Role
from referrals.actions import translated_cards
from referrals.models import Referral, TranslatedCard
from tests import factories
from tests.conftest import Cast, person
from tests.rules.test_content import PDF, PNG
from tests.views.looking import part, said, soup, words

HERE = "/cards/"
OTHER_PDF = PDF.replace(b"%%EOF", b"% another\n%%EOF")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.STORAGES = {**settings.STORAGES, "documents": Kept.of({}, tmp_path).storage}
    return tmp_path / "documents"


@pytest.fixture
def lead(browser: Callable[..., Client], people: Cast) -> Client:
    return browser(people[Role.SERVICE_LEAD])


def hand_in(client: Client, service: Service, language: str, content: bytes = PDF):
    sent = SimpleUploadedFile("TESTPATIENT.pdf", content, content_type="application/pdf")
    return client.post(HERE, {"language": language, "service": str(service.pk), "file": sent}, follow=True)


def given(client: Client, referral: Referral) -> dict[str, str]:
    """The languages that the referral offers, with where each is."""
    links = soup(client.get(reverse("cards_for", args=[referral.reference]))).select("main a[href*='/cards/']")
    return {link.bdi.text: link["href"] for link in links if link.bdi}


def test_it_is_handed_in_once_and_found_on_the_referral(
    lead: Client, coordinator: Client, people: Cast, referral: Referral, service: Service
) -> None:
    page = hand_in(lead, service, "  Polski ")
    assert said(page).startswith("Kept.")
    assert f"Handed in by {people[Role.SERVICE_LEAD].name}, 19:12 today" in words(page)
    found = given(coordinator, referral)
    assert list(found) == ["Polski"]
    response = coordinator.get(found["Polski"])
    assert (response.content, response["Content-Type"]) == (PDF, "application/pdf")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "testpatient" not in f"{response.headers}".lower()
    (entry,) = Entry.objects.filter(action="referral.card")
    assert (entry.subject, entry.detail["language"]) == (referral.reference, "Polski")


def test_another_in_the_same_language_takes_its_place_and_the_first_stays_on_record(
    lead: Client, coordinator: Client, referral: Referral, service: Service
) -> None:
    hand_in(lead, service, "Polski")
    before = given(coordinator, referral)["Polski"]
    page = hand_in(lead, service, "POLSKI", OTHER_PDF)
    found = given(coordinator, referral)
    assert list(found) == ["POLSKI"]
    assert coordinator.get(found["POLSKI"]).content == OTHER_PDF
    assert coordinator.get(before).status_code == 404
    assert "Not in use: Another took its place" in words(page)
    old = TranslatedCard.objects.get(language="Polski")
    assert lead.get(reverse("card_file", args=[old.pk])).content == PDF


def test_one_that_is_wrong_is_taken_out_of_use_with_the_reason(
    lead: Client, coordinator: Client, referral: Referral, service: Service
) -> None:
    hand_in(lead, service, "Polski")
    card = TranslatedCard.objects.get()
    where = reverse("remove_card", args=[card.pk])
    assert "Say why" in said(lead.post(where, {"reason": " "}, follow=True))
    assert list(given(coordinator, referral)) == ["Polski"]
    page = lead.post(where, {"reason": "The number has changed"}, follow=True)
    assert "Not in use: The number has changed" in words(page)
    assert given(coordinator, referral) == {}
    assert "already" in said(lead.post(where, {"reason": "Again"}, follow=True))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (PNG, "This is a picture."),
        (b"<script>alert(1)</script>", "neither a PDF"),
        (PDF + b"PK\x03\x04", "appended to this PDF"),
        (PDF + b"x" * store.LARGEST_FILE, "larger than 20 MB"),
    ],
)
def test_what_is_no_pdf_is_refused_and_nothing_typed_is_lost(
    lead: Client, service: Service, folder: Path, content: bytes, problem: str
) -> None:
    page = hand_in(lead, service, "Polski", content)
    assert page.status_code == 422
    assert problem in part(page, ".app-errors")
    assert soup(page).select_one("#id_language")["value"] == "Polski"
    assert not TranslatedCard.objects.exists()
    assert not [each for each in folder.rglob("*") if each.is_file()]


def test_signs_that_turn_what_is_read_round_are_left_out_of_the_name(lead: Client, service: Service) -> None:
    hand_in(lead, service, "اردو\u202e gnp")
    assert TranslatedCard.objects.get().language == "اردو gnp"
    page = hand_in(lead, service, "\u202e\u200f")
    assert "Give the name of the language." in part(page, ".app-errors")


def test_a_card_is_kept_by_whoever_leads_its_service(
    browser, people: Cast, service: Service, sister_service: Service, at
) -> None:
    card = factories.card(service, Access(people[Role.SERVICE_LEAD]), at)
    sister = browser(person("Test Sisterlead", Role.SERVICE_LEAD, sister_service))
    assert sister.post(reverse("remove_card", args=[card.pk]), {"reason": "x"}).status_code == 403
    page = hand_in(sister, service, "Polski", OTHER_PDF)
    assert "Choose one of the services." in part(page, ".app-errors")
    assert TranslatedCard.objects.get() == card
    assert card.removed_at is None


def test_the_referral_gives_only_cards_of_its_own_service(
    coordinator: Client, referral: Referral, sister_service: Service, at
) -> None:
    by = Access(person("Test Sisterlead", Role.SERVICE_LEAD, sister_service))
    card = translated_cards.keep(
        service=sister_service, language="Polski", content=PDF, original_name="c.pdf", by=by, at=at
    )
    assert given(coordinator, referral) == {}
    assert coordinator.get(reverse("card_in", args=[referral.reference, card.pk])).status_code == 404
