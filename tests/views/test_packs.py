"""Packs on the pages: made, watched, read, signed, taken as files that say the same."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import openpyxl
import pytest
from pypdf import PdfReader

from audit import packs, tasks
from audit.exports import leaves
from audit.models import Pack, PackOrder
from audit.published import SECTIONS
from mscc.access import Access
from mscc.roles import Role
from tests import factories
from tests.views.looking import HTMX, leads_to, part, said, soup, words

pytestmark = pytest.mark.django_db
OCTOBER = {"first": "2026-10", "last": "2026-10"}


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """Nobody can be woken, unless a test says otherwise."""
    monkeypatch.setattr(tasks.celery, "wake", lambda *_: False)


@pytest.fixture
def lead(browser, people):
    return browser(people[Role.ALLIANCE_LEAD])


@pytest.fixture
def pack(people, service, at) -> Pack:
    factories.referral(people.coordinator, service, at - timedelta(days=30))
    return Pack.objects.get(pk=factories.pack(service.alliance, people[Role.ALLIANCE_LEAD], at)["pack"])


def test_without_a_broker_the_page_makes_it_itself(lead, service):
    response = lead.post("/audit/packs/new/", OCTOBER)
    order = PackOrder.objects.get()
    assert leads_to(response) == f"/audit/packs/new/{order.pk}/"
    assert "Done." in part(lead.get(leads_to(response)), "#progress")
    assert str(order.pack_id) in soup(lead.get(leads_to(response))).select_one("#progress a")["href"]


def test_with_a_worker_the_page_shows_how_far_it_is_and_offers_to_make_it_when_nobody_does(lead, monkeypatch, now):
    woken = []
    monkeypatch.setattr(tasks.celery, "wake", lambda task, pk: woken.append(pk) or True)
    address = leads_to(lead.post("/audit/packs/new/", OCTOBER))
    order = PackOrder.objects.get()
    assert woken == [order.pk]
    assert "Step 1 of 5: Waiting to begin" in words(lead.get(address, headers=HTMX))
    assert not soup(lead.get(address)).select("#progress button")
    now.shift(timedelta(seconds=61))
    assert "Make it now" in part(lead.get(address), "#progress")
    lead.post(f"{address}again/")
    assert "Done." in part(lead.get(address), "#progress")


def test_the_worker_makes_it_and_does_nothing_the_second_time(lead, monkeypatch):
    monkeypatch.setattr(tasks.celery, "wake", lambda *_: True)
    lead.post("/audit/packs/new/", OCTOBER)
    order = PackOrder.objects.get()
    tasks.make_pack(order.pk)
    tasks.make_pack(order.pk)
    assert Pack.objects.get().order == order


def test_a_failure_is_said_and_can_be_tried_again(lead, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(packs, "definitions", lambda report: 1 / 0)
        address = leads_to(lead.post("/audit/packs/new/", OCTOBER))
    assert "Nothing was kept; try again" in part(lead.get(address), "#progress")
    assert "A pack was not made." in words(lead.get("/audit/packs/"))
    lead.post(f"{address}again/")
    assert "Done." in part(lead.get(address), "#progress")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"first": "2026-10", "last": "2026-11"}, "The period has not ended yet"),
        ({"first": "2026-10", "last": "2026-09"}, "The first month comes after the last."),
        ({"first": "October", "last": "2026-10"}, "is not a month. Write it as 2026-03."),
        ({"first": "", "last": ""}, "Fill this in."),
    ],
)
def test_what_is_wrong_with_the_months_is_said(lead, given, sentence):
    response = lead.post("/audit/packs/new/", given)
    assert response.status_code == 422
    assert sentence in part(response, ".app-errors")
    assert not PackOrder.objects.exists()


def test_it_is_read_and_signed(lead, pack):
    address = f"/audit/packs/{pack.pk}/"
    assert "A draft: not signed, not numbered." in words(lead.get(address))
    lead.post(f"{address}sign/", {"name": "Dr A Lead"})
    page = lead.get(address)
    assert said(page) == "Signed: this is pack 1."
    assert "Pack 1: 1 Oct 2026 to 31 Oct 2026" in part(page, "h1")
    assert "Signed by Dr A Lead on 22 Nov 2026." in words(page)
    assert not soup(page).select("main form")
    assert "Pack 1" in words(lead.get("/audit/packs/"))


def test_who_may_not_sign_sees_no_form_for_it(browser, people, pack):
    page = browser(people[Role.SERVICE_LEAD]).get(f"/audit/packs/{pack.pk}/")
    assert not soup(page).select("main form")


def tags(node) -> Iterator[str]:
    """Every tag below a node of a PDF's tree."""
    it = node.get_object()
    if isinstance(it, list):
        for each in it:
            yield from tags(each)
    elif isinstance(it, dict):
        yield from [it["/S"]] if "/S" in it else []
        yield from tags(it["/K"]) if "/K" in it else []


@pytest.mark.parametrize("shareable", [False, True])
def test_every_file_says_what_was_frozen(lead, pack, people, service, at, shareable):
    factories.referral(people.coordinator, service, at - timedelta(days=29))
    query = "&shareable=yes" if shareable else ""
    frozen = pack.content["shareable" if shareable else "exact"]
    address = f"/audit/packs/{pack.pk}/file/?format="
    rows = list(csv.DictReader(io.StringIO(lead.get(f"{address}csv{query}").content.decode("utf-8-sig"))))
    told = [value for name in SECTIONS for _, value in leaves(frozen[name])]
    assert [row["value"] for row in rows] == ["" if value is None else str(value) for value in told]
    book = openpyxl.load_workbook(io.BytesIO(lead.get(f"{address}xlsx{query}").content))
    measures = {(row[0], row[2]): row[3] for row in book["Measures"].iter_rows(min_row=2, values_only=True)}
    assert measures["T-1", "Not met"] == frozen["measures"]["T-1"]["not_met"] == ("*" if shareable else 1)
    assert ("Months" in book.sheetnames) is not shareable
    assert "T-1" in {row[0] for row in book["Definitions"].iter_rows(values_only=True)}
    pdf = PdfReader(io.BytesIO(lead.get(f"{address}pdf{query}").content))
    root = pdf.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        True, "en-GB", True,
    )  # fmt: skip
    assert {"/H1", "/H2", "/P", "/Table", "/THead", "/TH", "/TD"} <= set(tags(root["/StructTreeRoot"]))
    assert "draft of a pack, Test Alliance" in " ".join(pdf.pages[0].extract_text().split())


def test_nothing_of_another_alliance(browser, people, pack):
    stranger = browser(people.stranger)
    assert stranger.get(f"/audit/packs/{pack.pk}/").status_code == 404
    assert stranger.get(f"/audit/packs/{pack.pk}/file/?format=csv").status_code == 404
    assert "No pack has been made yet." in words(stranger.get("/audit/packs/"))
    assert packs.seen(Access(people.stranger)) == []
