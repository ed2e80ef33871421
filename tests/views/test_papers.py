"""The pages of the papers: the hazard log for those who may, two papers for everybody, from the foot of every page."""

import io

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from mscc import pdf
from mscc.papers import hazards, prose
from mscc.roles import Role
from tests.conftest import person

LOG = "/papers/hazards/"


@pytest.fixture
def officer(service) -> Client:
    client = Client()
    client.force_login(person("Test Officer", Role.SAFETY_OFFICER, service))
    return client


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_log_says_of_every_hazard_what_is_done_and_what_remains_in_words(officer) -> None:
    page = soup(officer.get(LOG))
    said = page.get_text(" ", strip=True)
    for it in hazards.log():
        assert page.find("h2", id=it.number)
        assert it.after.words in said
        assert all(each.does in said for each in it.controls)
    assert said.count("Open, not there yet:") == sum(len(it.missing) for it in hazards.log())
    assert "none is clinically approved" in said


@pytest.mark.parametrize("by", hazards.ORDERS)
def test_it_is_ordered_without_a_script(officer, by) -> None:
    page = soup(officer.get(LOG, {"by": by}))
    shown = [row.th.a.string for row in page.table.tbody.find_all("tr")]
    assert shown == [it.number for it in hazards.ordered(by, hazards.log())]
    assert page.find("option", selected=True)["value"] == by


def test_an_order_that_is_none_is_the_usual_one(officer) -> None:
    assert soup(officer.get(LOG, {"by": "colour"})).find("option", selected=True)["value"] == "after"


def test_it_is_a_tagged_pdf_with_a_place_to_sign(officer) -> None:
    response = officer.get(f"{LOG}pdf/")
    assert response["Content-Disposition"] == 'attachment; filename="hazard-log.pdf"'
    made = PdfReader(io.BytesIO(response.content))
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = "".join(each.extract_text() for each in made.pages)
    assert "Signature and date" in text
    assert "not clinically approved" in text
    assert all(it.number in text for it in hazards.log())


def test_without_the_libraries_there_is_a_sentence(officer, monkeypatch) -> None:
    def missing(*_: object, **__: object) -> bytes:
        raise pdf.NotPossibleHere("PDFs cannot be made on this machine.")

    monkeypatch.setattr(pdf, "document", missing)
    response = officer.get(f"{LOG}pdf/", follow=True)
    assert "PDFs cannot be made on this machine." in response.content.decode()


@pytest.mark.parametrize("name", sorted(set(prose.PAPERS) - set(prose.PUBLIC)))
def test_a_paper_is_read_as_it_is_written(officer, name) -> None:
    page = soup(officer.get(reverse("paper", args=[name])))
    assert page.h1.get_text() == prose.PAPERS[name]
    assert page.article.find("p").get_text().startswith("Draft.")
    assert "*" not in page.article.get_text()
    assert "](" not in page.article.get_text()


def test_a_paper_names_the_files_in_which_its_facts_stand(officer) -> None:
    said = soup(officer.get("/papers/dpia/")).article.get_text()
    assert "one table of roles (mscc/roles.py)" in said
    assert "JSON, with a reason, on the trail (referrals/whole.py)" in said


def test_a_paper_that_is_none_is_not_there(officer) -> None:
    assert officer.get("/papers/nothing/").status_code == 404


@pytest.mark.parametrize("name", prose.PUBLIC)
def test_everybody_reads_the_statement_and_the_notice(db, name) -> None:
    page = soup(Client().get(reverse(name)))
    assert page.h1.get_text() == prose.PAPERS[name]


def test_they_are_reached_from_the_foot_of_every_page(officer, db) -> None:
    for page in (soup(Client().get("/accounts/login/")), soup(officer.get("/guideline/"))):
        led_to = [each["href"] for each in page.footer.find_all("a")]
        assert {"/accessibility/", "/privacy/"} <= set(led_to)


def test_only_those_who_may_are_led_to_the_log(officer, service) -> None:
    assert soup(officer.get("/guideline/")).footer.find("a", href=LOG)
    other = Client()
    other.force_login(person("Test Other", Role.COORDINATOR, service))
    assert not soup(other.get("/guideline/")).find("a", href=LOG)
    assert other.get(LOG).status_code == 403


def test_it_costs_a_handful_of_queries(officer, django_assert_max_num_queries) -> None:
    officer.get(LOG)
    with django_assert_max_num_queries(10):
        officer.get(LOG)
