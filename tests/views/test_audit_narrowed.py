"""A measure's page narrowed to a hospital, with its local aim, and with the break where the standard changed."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from mscc.models import Organisation
from mscc.roles import Role
from tests.audit_rows import cord, for_radiotherapy

JUNE = "from=2026-06&to=2026-06"


@pytest.fixture
def lead(client: Client, people, sign_in) -> Client:
    return sign_in(client, people[Role.ALLIANCE_LEAD])


def page(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split()).replace(" :", ":").replace(" ,", ",")


@pytest.fixture
def here(service) -> Organisation:
    """A hospital with one person scanned in time; another was scanned late elsewhere."""
    site = Organisation.objects.create(alliance=service.alliance, ods_code="ZZ1", name="Test Hospital", kind="hospital")
    mine = cord(service, "2026-06-10 09:00", hours=4)
    type(mine).objects.filter(pk=mine.pk).update(referring_organisation=site)
    cord(service, "2026-06-11 09:00", hours=30)
    return site


def test_a_page_is_narrowed_to_one_hospital(lead: Client, here: Organisation) -> None:
    assert "1 of 2" in words(page(lead, f"/audit/t-1/?{JUNE}"))
    shown = page(lead, f"/audit/t-1/?{JUNE}&site={here.pk}")
    assert "referred by Test Hospital alone" in words(shown)
    assert "1 of 1" in words(shown)
    assert shown.select_one("select#site option[selected]").text == "Test Hospital"
    assert "CSV of the whole alliance" in words(shown)
    assert "Known for 1 of 1." in words(shown)


def test_the_people_behind_a_narrowed_number_are_those_of_the_hospital(people, sign_in, here: Organisation) -> None:
    client = sign_in(Client(), people.coordinator)
    shown = page(client, f"/audit/t-1/?{JUNE}&site={here.pk}")
    links = {each["href"] for each in shown.select('a[href*="/people/"]')}
    assert all(f"site={here.pk}" in link for link in links)
    assert "1 referral" in words(page(client, f"/audit/t-1/people/?state=met&{JUNE}&site={here.pk}"))
    assert "0 referrals" in words(page(client, f"/audit/t-1/people/?state=not_met&{JUNE}&site={here.pk}"))


@pytest.mark.parametrize("named", ["", "x", "0", "99999999", "1e5"])
def test_what_names_no_hospital_narrows_nothing(lead: Client, here: Organisation, named: str) -> None:
    assert "1 of 2" in words(page(lead, f"/audit/t-1/?{JUNE}&site={named}"))


def test_a_hospital_of_another_alliance_narrows_nothing(lead: Client, here: Organisation, other_alliance) -> None:
    Organisation.objects.filter(pk=here.pk).update(alliance=other_alliance)
    shown = page(lead, f"/audit/t-1/?{JUNE}&site={here.pk}")
    assert "1 of 2" in words(shown)
    assert "Test Hospital" not in words(shown.select_one("form"))


def aim(client: Client, percent: str, reason: str = "Steering group"):
    return client.post(f"/audit/t-1/aim/?{JUNE}", {"percent": percent, "reason": reason})


def test_an_aim_is_a_line_and_a_sentence_that_calls_it_the_alliances_own(lead: Client, here: Organisation) -> None:
    assert "None is set. No source sets a percentage to reach." in words(page(lead, f"/audit/t-1/?{JUNE}"))
    assert aim(lead, "90%")["Location"] == f"/audit/t-1/?{JUNE.replace('=2026', '=2026')}#aim"
    shown = page(lead, f"/audit/t-1/?{JUNE}")
    assert "This alliance wants to reach 90%: it lies within the interval" in words(shown)
    assert "local aim 90%" in words(shown.select_one("svg.app-fig"))
    assert "national" not in words(shown.select_one("section[aria-labelledby=aim]")).lower()
    aim(lead, "")
    again = words(page(lead, f"/audit/t-1/?{JUNE}"))
    assert "None is set" in again
    assert "90%. Steering group" in again


def test_what_is_no_aim_is_said_and_what_was_typed_stays(lead: Client, here: Organisation) -> None:
    response = aim(lead, "most", "All of us")
    shown = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert "“most” is not a whole percentage" in words(shown)
    assert (shown.select_one("#percent")["value"], shown.select_one("#reason")["value"]) == ("most", "All of us")


def test_only_the_alliance_lead_is_offered_the_form(people, sign_in, here: Organisation) -> None:
    assert not page(sign_in(Client(), people.coordinator), "/audit/t-1/").select("#percent")


def test_both_versions_of_the_standard_stand_side_by_side_and_the_line_breaks(lead: Client, service) -> None:
    for day in ("2023-07-03 09:00", "2023-08-03 09:00", "2023-09-04 09:00", "2023-10-04 09:00"):
        for_radiotherapy(service, day, hours=5)
    across = page(lead, "/audit/t-5/?from=2023-07&to=2023-10")
    table = across.select_one("section[aria-labelledby=versions] table")
    assert [each.text for each in table.select("tbody th")] == ["T-6", "T-5", "T-7"]
    assert "2014 to August 2023" in words(table)
    assert len(across.select("section[aria-labelledby=by-month] polyline")) == 2
    assert "The standard behind this measure changed in September 2023" in words(across)
    after = page(lead, "/audit/t-5/?from=2023-09&to=2023-10")
    assert len(after.select("section[aria-labelledby=by-month] polyline")) == 1
    assert "the standard changed" not in words(after.select_one("section[aria-labelledby=by-month]"))
