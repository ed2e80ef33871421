"""The pages by which a service lead takes over an earlier log: send, look, confirm or throw away."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from mscc.access import Access
from mscc.models import Service
from mscc.roles import Role
from referrals.actions import logs
from referrals.logbook.meanings import MEANINGS
from referrals.models import ImportedLog, Referral, SentLog
from referrals.views import logs as pages
from tests.conftest import Cast

GOOD = "reference,received_at,sex\n1,2026-03-10 10:00,female\n2,2026-03-11 00:00,\n"
MIXED = GOOD + "3,2026-03-12,woman\n"


@pytest.fixture
def lead(client: Client, people: Cast, sign_in) -> Client:
    return sign_in(client, people[Role.SERVICE_LEAD])


def send(client: Client, service: Service, content: str | bytes, name: str = "log.csv"):
    body = content.encode() if isinstance(content, str) else content
    return client.post("/logs/", {"service": service.pk, "file": SimpleUploadedFile(name, body)})


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_a_file_is_looked_at_before_anything_is_written(lead: Client, service: Service) -> None:
    sent = send(lead, service, GOOD)
    assert sent.status_code == 303
    page = lead.get(sent.url)
    assert "New referrals 2" in words(page)
    assert "exactly midnight?" in words(page)
    assert "Import 2 referrals" in words(page)
    assert Referral.objects.count() == 0


def test_confirmed_it_is_imported_and_the_file_goes(lead: Client, service: Service, people: Cast) -> None:
    address = send(lead, service, GOOD).url
    done = lead.post(address, {"do": "import"}, follow=True)
    assert "2 referrals imported, 0 stood already." in words(done)
    assert Referral.objects.count() == 2
    assert SentLog.objects.count() == 0
    event = Referral.objects.first().events.get()
    assert event.recorded_by == people[Role.SERVICE_LEAD]
    assert lead.get(address).status_code == 404


def test_bad_rows_are_named_and_only_the_good_ones_are_imported(lead: Client, service: Service) -> None:
    address = send(lead, service, MIXED).url
    page = words(lead.get(address))
    assert "4 sex “woman” is not one of the values, permitted: male, female, other, not_known or empty" in page
    assert "Import the 2 good rows, leave out 1" in page
    assert lead.post(address, {"do": "import"}).status_code == 422, "not without saying so"
    assert Referral.objects.count() == 0
    done = lead.post(address, {"do": "import", "partial": "yes"}, follow=True)
    assert "2 referrals imported, 0 stood already. 1 bad rows were left out." in words(done)


def test_thrown_away_nothing_is_left(lead: Client, service: Service) -> None:
    address = send(lead, service, GOOD).url
    assert "Nothing was imported" in words(lead.post(address, {"do": "throw"}, follow=True))
    assert SentLog.objects.count() == Referral.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("reference,received,sex\n", "unknown column “received”"),
        (b"reference,received_at\n1,\xff\n", "row 2, column received_at: not UTF-8"),
        (b"PK\x03\x04torn", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(lead: Client, service: Service, content, says: str) -> None:
    page = lead.get(send(lead, service, content).url)
    assert page.status_code == 422
    assert says in words(page)
    assert "Throw it away and send another" in words(page)


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_the_template_that_is_filled_in_is_a_log(lead: Client, service: Service, query: str) -> None:
    template = lead.get(f"/logs/template/{query}")
    assert f"earlier-log.{'csv' if query else 'xlsx'}" in template["Content-Disposition"]
    if query:
        content = template.content + b"OLD-1,29/03/2026 14:30,999 000 0018"
    else:
        book = openpyxl.load_workbook(io.BytesIO(template.content))
        sheet = book["Log"]
        for place, cell in enumerate(["OLD-1", "29/03/2026 14:30", "999 000 0018"], start=1):
            sheet.cell(2, place).value = cell
        book.save(file := io.BytesIO())
        content = file.getvalue()
    address = send(lead, service, content).url
    lead.post(address, {"do": "import"})
    taken = Referral.objects.get()
    assert (taken.imported_reference, taken.person.nhs_number) == ("OLD-1", "9990000018")
    assert taken.received_at == datetime(2026, 3, 29, 13, 30, tzinfo=UTC)


def test_cells_of_the_template_keep_what_is_typed_and_every_column_is_explained(lead: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(lead.get("/logs/template/").content))
    assert {book["Log"].column_dimensions[letter].number_format for letter in ("A", "B")} == {"@"}
    headings = [cell.value for cell in book["Log"][1]]
    assert headings == list(MEANINGS)
    assert set(headings) <= {row[0].value for row in book["Columns"].iter_rows(min_row=2)}


def test_nothing_chosen_and_too_large_a_file_are_refused(lead: Client, service: Service, monkeypatch) -> None:
    assert "Choose the service and the file" in words(lead.post("/logs/", {"service": service.pk}))
    assert "Choose the service and the file" in words(lead.post("/logs/", {}))
    monkeypatch.setattr(pages, "LARGEST", 10)
    refused = send(lead, service, GOOD)
    assert refused.status_code == 422
    assert SentLog.objects.count() == 0


def test_a_service_of_somebody_else_cannot_be_chosen(lead: Client, sister_service: Service) -> None:
    assert send(lead, sister_service, GOOD).status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SERVICE_LEAD])
def test_others_may_not_import(people: Cast, sign_in, role: Role) -> None:
    assert sign_in(Client(), people[role]).get("/logs/").status_code == 403


def test_the_file_and_its_name_stand_in_no_address_and_no_trail(lead: Client, service: Service) -> None:
    address = send(lead, service, GOOD, name="Testpatient Alex.csv").url
    assert "estpatient" not in address
    assert not Entry.objects.filter(detail__icontains="estpatient").exists()


def test_files_that_nobody_confirmed_go_after_a_day(service: Service, people: Cast, at) -> None:
    by = Access(people[Role.SERVICE_LEAD])
    logs.keep(content=b"x", service=service, by=by, at=at - timedelta(days=1, seconds=1))
    kept = logs.keep(content=b"y", service=service, by=by, at=at)
    assert list(SentLog.objects.all()) == [kept]


def test_the_way_there_stands_on_the_audit_page_for_those_who_may(lead: Client, people: Cast, sign_in) -> None:
    assert reverse("logs") in lead.get("/audit/").content.decode()
    assert reverse("logs") not in sign_in(Client(), people.coordinator).get("/audit/").content.decode()


def test_a_log_is_taken_back_within_a_day(lead: Client, service: Service) -> None:
    lead.post(send(lead, service, GOOD).url, {"do": "import"})
    listed = BeautifulSoup(lead.get("/logs/").content, "html.parser")
    address = listed.select_one("#brought ~ table a")["href"]
    assert "Take the whole log back" in words(lead.get(address))
    refused = lead.post(address, {"reason": " "})
    assert (refused.status_code, Referral.objects.filter(state="withdrawn").count()) == (422, 0)
    assert "Say why the log is taken back." in words(refused)
    done = lead.post(address, {"reason": "Wrong file"}, follow=True)
    assert "Taken back: 2 referrals are withdrawn." in words(done)
    assert "Wrong file" in words(lead.get(address))
    assert "Take the whole log back" not in words(lead.get(address))


def test_a_log_of_another_alliance_is_not_there(
    people: Cast, service: Service, other_service: Service, sign_in, at
) -> None:
    theirs = ImportedLog.objects.create(alliance=other_service.alliance, service=other_service, imported_at=at, new=1)
    lead = sign_in(Client(), people[Role.SERVICE_LEAD])
    address = reverse("imported_log", args=[theirs.pk])
    assert (lead.get(address).status_code, lead.post(address, {"reason": "Mine"}).status_code) == (404, 404)
