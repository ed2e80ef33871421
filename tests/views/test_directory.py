"""The directory: whom to ring, what is missing at which hospital, which number to try again."""

from datetime import date, timedelta

import pytest

from audit.models import Entry
from mscc.models import Organisation
from mscc.roles import Role
from pathways.directory import EIGHT
from pathways.models import Contact
from tests import factories
from tests.views.looking import part, soup, typed, words

pytestmark = pytest.mark.django_db
NEW = {"specialty": "radiology", "organisation": "", "name": "MRI desk", "phone": "01632 960 152", "hours": "Day"}


@pytest.fixture
def lead(browser, people):
    return browser(people[Role.SERVICE_LEAD])


@pytest.fixture
def hospital(alliance) -> Organisation:
    return factories.hospital(alliance)


@pytest.fixture
def haematology(alliance) -> Contact:
    return factories.contact(alliance)


def test_a_contact_point_is_added_and_can_be_tapped(lead, coordinator, alliance):
    assert lead.post("/directory/new/", NEW).status_code == 303
    it = Contact.objects.get()
    assert (it.alliance, it.organisation, it.verified_on) == (alliance, None, None)
    page = soup(coordinator.get("/directory/"))
    assert page.select_one('a[href="tel:01632960152"]')
    assert "MRI desk" in words(page)
    assert "Never verified" in words(page)
    assert Entry.objects.filter(action="contact.save").count() == 1


class TestVerifying:
    def test_who_rang_says_so(self, coordinator, people, haematology):
        form = typed(coordinator.get("/directory/"), "main form[method=post]")
        assert coordinator.post(f"/directory/{haematology.pk}/verify/", form).status_code == 303
        haematology.refresh_from_db()
        assert (haematology.verified_on, haematology.verified_by) == (date(2026, 11, 22), people.coordinator)
        assert "Verified 22 Nov 2026 by Test Coordinator" in words(coordinator.get("/directory/"))
        assert haematology.history.first().history_user == people.coordinator

    @pytest.mark.parametrize(("days", "is_stale"), [(90, False), (91, True)])
    def test_after_90_days_it_asks_again(self, coordinator, lead, alliance, at, days, is_stale):
        factories.contact(alliance, verified_on=at.date() - timedelta(days=days))
        assert ("Verify again:" in words(coordinator.get("/directory/"))) is is_stale
        assert ("1 number to verify" in part(lead.get("/worklist/"), ".app-duty")) is is_stale

    def test_a_changed_number_is_not_verified_any_more(self, lead, people, haematology, at):
        haematology.verified_on, haematology.verified_by = at.date(), people.coordinator
        haematology.save()
        place = f"/directory/{haematology.pk}/"
        given = typed(lead.get(place), "main form")
        lead.post(place, {**given, "hours": "Nights"})
        haematology.refresh_from_db()
        assert haematology.verified_on == at.date()
        lead.post(place, {**given, "phone": "01632 960 199"})
        haematology.refresh_from_db()
        assert (haematology.verified_on, haematology.verified_by, haematology.hours) == (None, None, "")

    def test_a_number_that_has_changed_in_the_meantime_is_not_verified(self, coordinator, haematology):
        answer = coordinator.post(f"/directory/{haematology.pk}/verify/", {"rung": "01632 960 100"}, follow=True)
        assert "the number has changed to 01632 960 153. Ring that one, then verify it." in words(answer)
        haematology.refresh_from_db()
        assert haematology.verified_on is None

    def test_an_ig_lead_does_not(self, browser, people, haematology):
        assert browser(people[Role.IG_LEAD]).post(f"/directory/{haematology.pk}/verify/").status_code == 403


class TestGaps:
    def test_a_hospital_shows_what_nobody_there_can_ring(self, coordinator, hospital, haematology):
        gap = part(coordinator.get("/directory/"), "section[aria-labelledby=gaps]")
        assert "Exampleton Royal No contact for oncology, acute oncology, spinal surgery" in gap
        assert "haematology" not in gap

    def test_a_contact_of_another_hospital_fills_no_gap_here(self, coordinator, alliance, hospital):
        elsewhere = factories.hospital(alliance, "Mockham", "ZZ002")
        factories.contact(alliance, organisation=elsewhere)
        gap = part(coordinator.get("/directory/"), "section[aria-labelledby=gaps]")
        here, there = gap.split("Mockham")
        assert "haematology" in here
        assert "haematology" not in there

    def test_hospitals_that_lack_the_same_stand_together(self, coordinator, alliance, hospital):
        factories.hospital(alliance, "Mockham", "ZZ002")
        gap = part(coordinator.get("/directory/"), "section[aria-labelledby=gaps]")
        assert "Exampleton Royal, Mockham No contact for oncology" in gap

    def test_a_practice_needs_none(self, coordinator, alliance):
        Organisation.objects.create(alliance=alliance, ods_code="ZZ008", name="Fiction Road", kind="practice")
        assert "None: at every hospital" in words(coordinator.get("/directory/"))

    def test_with_all_eight_there_is_none(self, coordinator, alliance, hospital):
        assert len(EIGHT) == len(set(EIGHT)) == 8
        for each in EIGHT:
            factories.contact(alliance, specialty=each)
        assert "None: at every hospital" in words(coordinator.get("/directory/"))

    def test_the_service_lead_fills_one_from_where_it_is_shown(self, lead, hospital):
        link = soup(lead.get("/directory/")).find("a", string=lambda text: text == "physiotherapy")
        link = link or soup(lead.get("/directory/")).select_one('a[href*="specialty=physiotherapy"]')
        given = typed(lead.get(link["href"]), "main form")
        assert (given["specialty"], given["organisation"]) == ("physiotherapy", str(hospital.pk))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"phone": "ring me"}, "at least three digits"),
        ({"name": ""}, "Fill this in."),
        ({"specialty": ""}, "Choose one."),
        ({"specialty": "haematology"}, "There is a contact point for this already."),
        ({"organisation": "999999"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(lead, haematology, given, sentence):
    answer = lead.post("/directory/new/", {**NEW, **given})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert typed(answer, "main form")["hours"] == "Day"
    assert Contact.objects.count() == 1


def test_a_hospital_of_another_alliance_cannot_be_named(lead, other_alliance):
    theirs = factories.hospital(other_alliance, "Elsewhere", "ZZ009")
    assert lead.post("/directory/new/", {**NEW, "organisation": str(theirs.pk)}).status_code == 422
    assert "Elsewhere" not in words(lead.get("/directory/new/"))


def test_it_is_taken_out_and_its_history_stays(lead, haematology):
    assert lead.post(f"/directory/{haematology.pk}/", {"remove": "yes"}).status_code == 303
    assert not Contact.objects.exists()
    assert Contact.history.filter(id=haematology.pk, history_type="-").exists()


def test_one_hospital_is_shown_with_what_holds_for_all(coordinator, alliance, hospital, haematology):
    elsewhere = factories.hospital(alliance, "Mockham", "ZZ002")
    factories.contact(alliance, organisation=elsewhere, specialty="radiology", name="Mockham MRI")
    factories.contact(alliance, organisation=hospital, specialty="radiology", name="Royal MRI")
    page = words(coordinator.get(f"/directory/?hospital={hospital.pk}"))
    assert "Royal MRI" in page
    assert "Registrar on call" in page
    assert "Mockham MRI" not in page


def test_it_takes_few_queries_however_many_there_are(coordinator, alliance, hospital, django_assert_max_num_queries):
    for each in Contact.Specialty:
        factories.contact(alliance, specialty=each, organisation=hospital)
    with django_assert_max_num_queries(13):
        coordinator.get("/directory/")
