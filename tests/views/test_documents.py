"""Documents on the page: attached by content, said to be scanned or not, given out as a file and never as a page."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Entry
from mscc import store
from mscc.kept import Kept
from mscc.models import Service
from mscc.roles import Role
from referrals.models import Document, Referral
from tests.conftest import Cast
from tests.rules.test_content import JPEG, PDF, PNG
from tests.views.calling import HOSTILE
from tests.views.looking import leads_to, part, said, soup, typed, words


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.STORAGES = {**settings.STORAGES, "documents": Kept.of({}, tmp_path).storage}
    return tmp_path / "documents"


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/documents/"


def file(content: bytes = PDF, name: str = "scan.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def attach(client: Client, here: str, what: str = "Report of the MRI", **given):
    return client.post(here, {"what": what, "file": file(**given)}, follow=True)


def address(page) -> str:
    return soup(page).select_one("main a[href*='/documents/']")["href"]


@pytest.mark.parametrize(
    ("content", "media", "ending"),
    [(PDF, "application/pdf", "pdf"), (PNG, "image/png", "png"), (JPEG, "image/jpeg", "jpeg")],
)
def test_it_is_given_out_as_what_it_is_whatever_was_said(coordinator, here, content, media, ending) -> None:
    page = attach(coordinator, here, content=content, name="TESTPATIENT.html", kind="text/html")
    assert said(page) == "Attached."
    response = coordinator.get(address(page))
    assert response.content == content
    assert response["Content-Type"] == media
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    key = str(Document.objects.get().pk)[:8]
    assert response["Content-Disposition"] == f'attachment; filename="document-{key}.{ending}"'
    assert "testpatient" not in f"{response.headers}".lower()
    assert Entry.objects.filter(action="document.open").count() == 1


@pytest.mark.parametrize(
    ("content", "words_said"),
    [
        (b"", "The file is empty."),
        (b"<script>alert(1)</script>", "neither a PDF nor a PNG or JPEG picture"),
        (PNG + b"PK\x03\x04", "appended to this picture"),
        (PDF + b"x" * store.LARGEST_FILE, "larger than 20 MB"),
    ],
)
def test_what_is_refused_says_why_and_loses_nothing_typed(coordinator, here, folder, content, words_said) -> None:
    page = attach(coordinator, here, what="Report <b>", content=content)
    assert page.status_code == 422
    assert words_said in part(page, ".app-errors")
    assert typed(page, "main form")["what"] == "Report <b>"
    assert not Document.objects.exists()
    assert not folder.exists()


def test_nothing_chosen_and_nothing_said(coordinator, here) -> None:
    page = coordinator.post(here, {})
    assert [words(each) for each in soup(page).select(".app-errors li")] == [
        "What is it? Such as: report of the MRI of 22 Nov: Fill this in.", "Choose the file.",
    ]  # fmt: skip


@pytest.mark.parametrize("text", [each for each in HOSTILE.values() if len(each) < 200], ids=str)
def test_names_and_words_are_only_words(coordinator, here, folder, text) -> None:
    page = attach(coordinator, here, what=text, name=f"{text or 'x'}.pdf")
    assert page.status_code in {200, 422}
    assert not soup(page).select("main script, main img")
    for each in folder.rglob("*"):
        assert each.name.isalnum()


def test_a_name_that_turns_round_is_shown_without_that_and_is_no_path(coordinator, here) -> None:
    page = attach(coordinator, here, name="../../\u202egnp.exe")
    assert "came as “ gnp.exe ”" in words(page)


def test_it_says_whether_it_was_scanned(coordinator, here) -> None:
    assert "Not scanned for viruses." in words(attach(coordinator, here))
    Document.objects.update(scanned_by="clamdscan")
    assert "Scanned by clamdscan: nothing found." in words(coordinator.get(here))


def test_taken_out_it_is_not_given_out(coordinator, here) -> None:
    it = address(attach(coordinator, here))
    page = coordinator.post(f"{it}out/", {"reason": ""}, follow=True)
    assert said(page) == "Say why it is taken out."
    page = coordinator.post(f"{it}out/", {"reason": "Another <b>person"}, follow=True)
    assert "Taken out by Test Coordinator, 19:12 today: Another <b>person" in words(page)
    assert leads_to(coordinator.get(it)) == here
    assert "taken out and is not shown" in said(coordinator.get(it, follow=True))


def test_another_alliance_gets_nothing_and_a_sister_service_only_reads(
    browser, people: Cast, coordinator, here
) -> None:
    it = address(attach(coordinator, here))
    stranger, colleague = browser(people.stranger), browser(people.colleague)
    assert [stranger.get(it).status_code, stranger.get(here).status_code] == [404, 404]
    assert stranger.post(f"{it}out/", {"reason": "x"}).status_code == 404
    assert colleague.get(it).status_code == 200
    assert colleague.post(here, {"what": "x", "file": file()}).status_code == 403
    assert colleague.post(f"{it}out/", {"reason": "x"}).status_code == 403
    assert browser(people[Role.ALLIANCE_LEAD]).get(it).status_code == 403


def test_a_document_of_another_referral_is_not_there(coordinator, here, earlier: Referral, service: Service) -> None:
    it = address(attach(coordinator, here))
    assert coordinator.get(it.replace(here, f"/referrals/{earlier.reference}/documents/")).status_code == 404
