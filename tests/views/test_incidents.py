"""The log of incidents on the pages: offered at a breach, listed, kept with its history."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mscc.access import Access
from mscc.roles import Role
from referrals.models import Incident
from tests import factories
from tests.views.looking import leads_to, part, soup, typed, words

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def late(people, service, at):
    """A referral whose scan is overdue."""
    return factories.referral(people.coordinator, service, at - 30 * HOUR)


@pytest.fixture
def incident(people, service, at, late) -> Incident:
    return factories.incident(Access(people.coordinator), service, at, referral=late, physical_harm="moderate")


def card(client, referral) -> str:
    return part(client.get(f"/referrals/{referral.reference}/"), "section[aria-labelledby=in]")


class TestOffered:
    def test_a_limit_that_ran_out_offers_one_and_makes_none(self, coordinator, late):
        page = coordinator.get(f"/referrals/{late.reference}/")
        assert "Imaging: a limit ran out." in part(page, "section[aria-labelledby=in]")
        offer = soup(page).select_one("section[aria-labelledby=in] a.nhsuk-button")
        form = coordinator.get(offer["href"])
        filled = typed(form, "main form")
        assert (filled["stage"], filled["referral"], filled["happened_on"]) == (
            "imaging",
            late.reference,
            "22 Nov 2026",
        )
        assert not Incident.objects.exists()

    def test_while_every_limit_runs_there_is_no_offer(self, coordinator, referral):
        assert card(coordinator, referral) == ""

    def test_once_logged_it_stands_there_and_is_offered_no_more(self, coordinator, late, incident):
        shown = card(coordinator, late)
        assert "Incidents: 1" in shown
        assert "Imaging, 22 Nov 2026 open" in shown
        assert "Imaging: a limit" not in shown

    def test_who_only_reads_is_offered_none(self, browser, people, late):
        assert card(browser(people[Role.IG_LEAD]), late) == ""
        assert card(browser(people.colleague), late) == ""


def test_one_is_logged_from_the_form(coordinator, late, people):
    form = typed(coordinator.get(f"/incidents/new/?referral={late.reference}&stage=imaging"), "main form")
    response = coordinator.post("/incidents/new/", {**form, "what": "The slot was given away"})
    it = Incident.objects.get()
    assert leads_to(response) == f"/incidents/{it.pk}/"
    assert (it.referral, it.stage, it.owner, it.physical_harm) == (late, "imaging", people.coordinator, "")
    page = words(coordinator.get(leads_to(response)))
    assert "Physical harm not known" in page
    assert "Record made" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"what": ""}, "Fill this in."),
        ({"happened_on": "yesterday-ish"}, "Write a date such as 22 Nov 2026."),
        ({"happened_on": "23 Nov 2026"}, "That day has not come yet."),
        ({"stage": ""}, "Choose one."),
        ({"referral": "TST-26-999999"}, "No referral of this alliance has that reference."),
        ({"closed_on": "22 Nov 2026"}, "Say what was learned before you close it"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(coordinator, service, given, sentence):
    sent = {"service": service.pk, "happened_on": "22 Nov 2026", "stage": "report", "what": "Nobody rang", **given}
    response = coordinator.post("/incidents/new/", sent)
    assert response.status_code == 422
    assert sentence in part(response, ".app-errors")
    if "what" not in given:
        assert "Nobody rang" in part(response, "textarea[name=what]")
    assert not Incident.objects.exists()


def test_it_is_closed_from_the_form_with_what_was_learned(coordinator, incident):
    address = f"/incidents/{incident.pk}/edit/"
    filled = typed(coordinator.get(address), "main form")
    closing = {"closed_on": "22 Nov 2026", "learning": "Slots are held", "candour": "done"}
    assert leads_to(coordinator.post(address, {**filled, **closing})) == f"/incidents/{incident.pk}/"
    page = words(coordinator.get(f"/incidents/{incident.pk}/"))
    assert "Duty of candour: empty → Applies, and was done" in page.replace("Not said yet", "empty")
    assert "Closed 22 Nov 2026" in page


def test_two_who_change_it_at_once_see_both_versions(coordinator, incident):
    address = f"/incidents/{incident.pk}/edit/"
    filled = typed(coordinator.get(address), "main form")
    coordinator.post(address, {**filled, "learning": "Theirs"})
    response = coordinator.post(address, {**filled, "learning": "Mine"})
    assert response.status_code == 422
    assert "Learning Theirs Mine" in part(response, "section[aria-labelledby=both]")
    again = typed(response, "main form")
    assert leads_to(coordinator.post(address, again)) == f"/incidents/{incident.pk}/"
    assert Incident.objects.get().learning == "Mine"


class TestTheList:
    def test_what_is_open_and_what_is_owed_is_loud(self, browser, people, incident, now):
        now.shift(timedelta(days=61))
        page = browser(people.coordinator).get("/incidents/")
        row = part(page, "tbody tr")
        assert "Open 61 days" in row
        assert "Duty of candour: not said yet" in row
        assert "Open for more than 60 days 1" in part(page, ".app-chips")

    def test_it_asks_no_more_of_the_database_for_more_rows(self, coordinator, incident, people, service, at):
        def queries() -> int:
            with CaptureQueriesContext(connection) as taken:
                coordinator.get("/incidents/?show=all")
            return len(taken)

        queries()
        one = queries()
        for _ in range(5):
            factories.incident(Access(people.coordinator), service, at, owner=people.coordinator)
        assert queries() == one

    def test_nothing_of_another_alliance_is_in_it(self, browser, people, incident):
        assert "None here." in words(browser(people.stranger).get("/incidents/?show=all"))
        assert browser(people.stranger).get(f"/incidents/{incident.pk}/").status_code == 404
