"""Paper: ten people on one page, tagged, in British English, nothing from outside, and on the trail."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader
from pypdf import PdfReader

from audit.models import Entry
from mscc import pdf
from mscc.access import Access
from mscc.models import Handover
from mscc.roles import Role
from referrals import sheet
from referrals.actions import calls, presence
from referrals.actions import handover as action
from tests import factories

HOUR = timedelta(hours=1)
NOTE = "MRI is down until 22:00; the spinal surgeon on call wants to hear of anybody who loses walking overnight."
DETAILS = {
    "walking": "aided", "dexamethasone": "yes", "dexamethasone_mg": "16", "dexamethasone_at": "18:40",
    "residual": "450",
}  # fmt: skip


def refer(people, service, at, number: int) -> None:
    """Somebody of whom as much is known as the call asks for."""
    nhs_number = factories.NHS_NUMBER if number == 1 else ""
    referral = factories.referral(
        people.coordinator, service, at - number * HOUR, surname=f"Testpatient{number}", forename="Alexandra",
        details=DETAILS, primary="Prostate", where_now="Anytown General Hospital, Ward 7 North",
        where_phone="01632 960 140", allergies="Penicillin, nuts", nhs_number=nhs_number,
    )  # fmt: skip
    if number % 3 == 0:
        by = Access(people.coordinator)
        calls.promise(
            service=service, whom="Dr R Ringback", phone="01632 960 157", about="the MRI slot", by=by, at=at,
            referral=referral,
        )  # fmt: skip


@pytest.fixture
def given(people, service, at) -> Handover:
    by = Access(people.coordinator)
    presence.take_role(service=service, by=by, at=at - 8 * HOUR)
    for number in range(1, 11):
        refer(people, service, at, number)
    lines = sheet.lines(by, service, at)
    return action.give(service=service, receiver=people[Role.REGISTRAR], lines=lines, note=NOTE, by=by, at=at)


@pytest.fixture
def answer(given, browser, people):
    return browser(people[Role.REGISTRAR]).get(f"/handover/{given.pk}/pdf/")


@pytest.fixture
def paper(answer) -> PdfReader:
    return PdfReader(BytesIO(answer.content))


def text(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in paper.pages)


class TestSheet:
    def test_ten_people_on_one_page(self, paper):
        assert len(paper.pages) == 1
        box = paper.pages[0].mediabox
        assert (round(box.width), round(box.height)) == (595, 842)  # A4

    def test_it_says_what_the_night_must_know(self, paper):
        said = text(paper)
        for number in range(1, 11):
            assert f"TESTPATIENT{number}, Alexandra" in said
        for words in (
            NOTE, "Handover at 19:12 on 22 Nov 2026", "999 000 0018", "Ward 7 North", "01632 960 140",
            "Penicillin, nuts", "Dexamethasone: yes, 16 mg, 18:40", "Spinal precautions: not known",
            "Bladder residual 450 ml",
            "Ring Dr R Ringback back", "Printed by Test On-call registrar at 19:12 on 22 Nov 2026", "Page 1 of 1",
            "Not accepted yet",
        ):  # fmt: skip
            assert words.lower().replace("-", " ") in said.lower().replace("-", " "), words

    def test_it_is_tagged_and_in_british_english(self, paper):
        root = paper.trailer["/Root"]
        assert root["/Lang"] == "en-GB"
        assert root["/MarkInfo"]["/Marked"]
        assert root["/StructTreeRoot"]["/K"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
        tags = str(root["/StructTreeRoot"].get_object())
        assert tags

    def test_it_leads_nowhere(self, paper, answer):
        assert not any(page.get("/Annots") for page in paper.pages)
        assert b"/URI" not in answer.content

    def test_its_name_and_title_say_nothing_of_anybody(self, paper, answer, given):
        assert answer["Content-Disposition"] == f'attachment; filename="handover-{given.pk}.pdf"'
        assert answer["Cache-Control"] == "no-store"
        assert paper.metadata.title == f"Handover sheet {given.pk}"

    def test_who_printed_is_on_the_trail(self, answer, given, people):
        entry = Entry.objects.get(action="handover.print")
        assert (entry.actor, entry.subject) == (people[Role.REGISTRAR].name, str(given.pk))
        assert (entry.detail["people"], len(entry.detail["named"])) == (10, 10)

    def test_more_people_than_a_page_holds_go_on_the_next(self, browser, people, service, at, given):
        action.withdraw(handover=given, by=Access(people.coordinator), at=at)
        for number in range(11, 16):
            refer(people, service, at, number)
        by = Access(people.coordinator)
        lines = sheet.lines(by, service, at)
        more = action.give(service=service, receiver=people[Role.SENIOR], lines=lines, note="", by=by, at=at)
        found = PdfReader(BytesIO(browser(people[Role.SENIOR]).get(f"/handover/{more.pk}/pdf/").content))
        assert len(found.pages) == 2
        assert "Page 2 of 2" in found.pages[1].extract_text()
        assert "Handover at" in found.pages[1].extract_text()

    def test_a_machine_without_the_libraries_says_what_to_do(self, given, browser, people, monkeypatch):
        def refuse(*_: object, **__: object) -> None:
            raise pdf.NotPossibleHere("PDFs cannot be made on this machine.")

        monkeypatch.setattr(pdf, "document", refuse)
        page = browser(people[Role.REGISTRAR]).get(f"/handover/{given.pk}/pdf/")
        assert page.status_code == 422
        assert "PDFs cannot be made on this machine." in page.content.decode()
        assert not Entry.objects.filter(action="handover.print").exists()


class TestNothingFromOutside:
    @pytest.mark.parametrize(
        "address",
        [
            "https://somewhere.invalid/a.png",
            "file:///etc/passwd",
            "file:///static/../../etc/passwd",
            "data:image/png;base64,aaaa",
            "/etc/passwd",
        ],
    )
    def test_a_document_that_asks_for_it_is_not_made(self, at, monkeypatch, address):
        from django.template import engines

        loader = DictLoader({"x.jinja": f'<html lang="en-GB"><title>x</title><img alt="x" src="{address}"></html>'})
        monkeypatch.setattr(engines["jinja2"].env, "loader", loader)
        with pytest.raises(pdf.NotOurs, match="our own static files"):
            pdf.document("x.jinja", {}, at=at)

    def test_our_own_files_are_given(self):
        assert pdf.own_file("file:///static/print.css").read_text().startswith("/* Paper")

    def test_without_pango_there_is_a_sentence(self, at, monkeypatch):
        import builtins

        whole = builtins.__import__

        def without(name: str, *rest: object) -> object:
            if name.startswith("weasyprint"):
                raise OSError("cannot load library 'libpango-1.0-0'")
            return whole(name, *rest)

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(pdf.NotPossibleHere, match="Print the page itself instead"):
            pdf.document("print/base.jinja", {"printed_by": SimpleNamespace(name="Test")}, at=at)
