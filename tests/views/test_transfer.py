"""The pages of a transfer: what is missing stands first, nobody leaves without it, and all of it is on one page."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from audit.models import Entry
from referrals.events import EventKind
from referrals.gate import WORDS
from referrals.models import Referral
from tests import factories
from tests.conftest import Cast
from tests.rules.test_gate import IN_PLACE
from tests.views.calling import WORST, errors
from tests.views.looking import own_queries, part, said, soup, typed, words

K = EventKind
MINUTE = timedelta(minutes=1)
WHY = {"gate_reason": "Losing power", "gate_clinician": "Mr S Spine"}


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


@pytest.fixture
def arranged(referral: Referral, people: Cast, at) -> None:
    told = {**IN_PLACE, "bed": "", "precautions_read_back": "unknown"}
    factories.record(
        referral, K.TRANSFER_ARRANGED, people.coordinator, at, transfer_to="Infirmary, ward 3",
        transfer_phone="01632 1", **told,
    )  # fmt: skip


def pages_of(response) -> list[str]:
    """The text of each page of a PDF, with its lines joined."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(response.content)).pages]


def post(client: Client, here: str, kind: EventKind, **data: Any):
    return client.post(f"{here}record/{kind}/", {"happened_at": "now", **data}, follow=True)


def test_with_none_arranged_one_is_offered(coordinator: Client, here: str) -> None:
    page = coordinator.get(f"{here}transfer/")
    assert "No transfer is arranged." in words(page)
    assert soup(page).find("a", string="Arrange a transfer")["href"] == f"{here}record/transfer_arranged/"
    assert not soup(page).select("a[href$='pdf/']")


def test_what_is_missing_stands_first_and_each_need_says_who_told_what(
    coordinator: Client, here: str, arranged: None, people: Cast
) -> None:
    page = coordinator.get(f"{here}transfer/")
    assert (
        part(page, ".app-strip--alert:not([hidden])") == "Nobody leaves yet. Missing: a bed, the precautions read back."
    )
    needs = [words(each) for each in soup(page).select("section[aria-labelledby=ip] dd")]
    assert len(needs) == 7
    assert needs[0].startswith("Accepted by: Mr S")
    assert needs[0].endswith("Missing: a bed")
    assert people.coordinator.name in needs[1]
    assert "Put in place what the transfer lacks" in words(coordinator.get(here))
    assert "Missing: a bed, the precautions read back." in part(coordinator.get(here), "section[aria-labelledby=tr]")


def test_nobody_leaves_while_anything_is_missing(
    coordinator: Client, referral: Referral, here: str, arranged: None
) -> None:
    form = coordinator.get(f"{here}record/departed/")
    assert "Nobody leaves yet. Missing: a bed, the precautions read back." in part(
        form, ".app-strip--alert:not([hidden])"
    )
    page = post(coordinator, here, K.DEPARTED, told_by="The crew")
    assert page.status_code == 422
    assert "Nobody leaves yet. Missing: a bed, the precautions read back." in errors(page)
    assert typed(page, "main form")["told_by"] == "The crew"
    assert not referral.events.filter(kind=K.DEPARTED).exists()


@pytest.mark.parametrize(
    ("given", "problem"),
    [({"gate_reason": "x"}, "Say which clinician gives this reason."), ({"gate_clinician": "x"}, "Say why.")],
)
def test_a_reason_and_the_clinician_who_gives_it_go_together(
    coordinator: Client, here: str, arranged: None, given: dict, problem: str
) -> None:
    page = post(coordinator, here, K.DEPARTED, **given)
    assert problem in errors(page)


def test_what_is_put_in_place_on_the_page_opens_the_gate(
    coordinator: Client, referral: Referral, here: str, arranged: None
) -> None:
    form = typed(coordinator.get(f"{here}transfer/"), "main form")
    page = coordinator.post(
        f"{here}record/transfer_checked/", {**form, "bed": "Bed 4", "precautions_read_back": "yes"}, follow=True
    )
    assert page.redirect_chain == [(f"{here}transfer/", 303)]
    assert "All is in place." in words(page)
    page = post(coordinator, here, K.DEPARTED)
    assert said(page) == "Has left: recorded."
    assert "On the way since" in words(page)
    assert "Responsible until arrival: Dr R." in words(page)


def test_nothing_filled_in_puts_nothing_in_place(coordinator: Client, here: str, arranged: None) -> None:
    form = typed(coordinator.get(f"{here}transfer/"), "main form")
    assert "Nothing is filled in." in errors(coordinator.post(f"{here}record/transfer_checked/", form))


def test_who_left_all_the_same_is_flagged_wherever_the_referral_is_seen(
    coordinator: Client, here: str, arranged: None
) -> None:
    post(coordinator, here, K.DEPARTED, **WHY)
    loud = "Left without a bed, the precautions read back. Mr S Spine says why: Losing power."
    assert part(coordinator.get(f"{here}transfer/"), ".app-strip--alert:not([hidden])") == loud
    page = coordinator.get(here)
    assert loud in part(page, "section[aria-labelledby=tr]")
    assert "WITHOUT a bed, the precautions read back" in part(page, ".app-time")


def test_who_arrives_is_asked_only_what_is_not_known_and_is_there(
    coordinator: Client, referral: Referral, here: str, arranged: None
) -> None:
    post(coordinator, here, K.DEPARTED, **WHY)
    form = typed(coordinator.get(f"{here}record/arrived/"), "main form")
    assert (form["where_now"], form["where_phone"]) == ("Infirmary, ward 3", "01632 1")
    coordinator.post(f"{here}record/arrived/", form)
    referral.refresh_from_db()
    assert referral.where_now == "Infirmary, ward 3"
    assert "arrived" in part(coordinator.get(here), "section[aria-labelledby=tr]")


def test_all_of_it_is_on_one_page(coordinator: Client, referral: Referral, here: str, people: Cast, at) -> None:
    long = {name: "x" * 120 if name not in {"precautions_read_back", "images", "steroid_given"} else value
            for name, value in IN_PLACE.items()}  # fmt: skip
    factories.record(referral, K.TRANSFER_ARRANGED, people.coordinator, at, transfer_to="Infirmary", **long)
    for minute in range(6):
        factories.record(referral, K.STEROID_DOSE, people.coordinator, at + minute * MINUTE, dose_mg="16", route="oral")
    response = coordinator.get(f"{here}transfer/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="transfer-{referral.reference}.pdf"'
    (page,) = pages_of(response)
    assert "Transfer to Infirmary" in page
    assert page.count("Dexamethasone given: 16 mg; how: by mouth") == 6, page
    assert Entry.objects.filter(action="referral.transfer.print", subject=referral.reference).exists()


def test_paper_says_what_is_missing(coordinator: Client, here: str, arranged: None) -> None:
    (page,) = pages_of(coordinator.get(f"{here}transfer/pdf/"))
    assert "NOT TO LEAVE YET. Missing: a bed, the precautions read back." in page


def test_paper_says_that_an_immobilisation_has_ended(
    coordinator: Client, referral: Referral, here: str, arranged: None, people: Cast, at
) -> None:
    factories.record(referral, K.IMMOBILISED, people.coordinator, at)
    assert "Immobilised Yes, since" in pages_of(coordinator.get(f"{here}transfer/pdf/"))[0]
    factories.record(referral, K.IMMOBILISATION_ENDED, people.coordinator, at, ended_by="Mr S")
    assert "Immobilised No " in pages_of(coordinator.get(f"{here}transfer/pdf/"))[0]


def test_whoever_may_not_write_sees_it_and_is_offered_nothing(browser, people: Cast, here: str, arranged: None) -> None:
    page = browser(people.colleague).get(f"{here}transfer/")
    assert "Missing: a bed" in words(page)
    assert not soup(page).select("main form, main a[href*='/record/']")


def test_whatever_is_typed_breaks_neither_page_nor_paper(coordinator: Client, here: str) -> None:
    for text in WORST:
        for kind in (K.TRANSFER_ARRANGED, K.TRANSFER_CHECKED, K.DEPARTED, K.ARRIVED):
            answers = dict.fromkeys((*WORDS, *WHY, "transfer_to", "where_now"), text) | {
                name: IN_PLACE[name] for name in ("precautions_read_back", "images", "steroid_given")
            }
            page = post(coordinator, here, kind, **answers)
            assert page.status_code in {200, 422}
        assert not soup(coordinator.get(f"{here}transfer/")).select("main script, main img")
        assert coordinator.get(f"{here}transfer/pdf/").status_code == 200


def test_the_page_and_each_save_ask_a_handful(coordinator: Client, here: str, arranged: None) -> None:
    """Never one per entry."""
    with CaptureQueriesContext(connection) as page:
        coordinator.get(f"{here}transfer/")
    assert len(page) <= 15
    saves = []
    for number in range(2):
        sent = {**typed(coordinator.get(f"{here}record/transfer_checked/"), "main form"), "bed": str(number)}
        with CaptureQueriesContext(connection) as save:
            assert coordinator.post(f"{here}record/transfer_checked/", sent).status_code == 303
        saves.append(len(own_queries(save)))
    assert saves[0] == saves[1] <= 15
