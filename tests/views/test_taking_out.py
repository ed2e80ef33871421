"""What is taken out of the service: the list and a person's whole record, by whom, why; and filters that are kept."""

import csv
import io
import json

import openpyxl
import pytest

from audit.models import Entry
from mscc.access import Access
from mscc.models import Handover
from mscc.moments import Moment
from mscc.roles import Role
from referrals import whole
from referrals.actions import course, documents, filters, letters, messages, tasks
from referrals.events import EventKind
from referrals.models import HandoverCase, Referral, SavedFilter
from tests import factories
from tests.actions.acting import event
from tests.rules.test_content import PDF
from tests.views.looking import leads_to, said, soup, words

K = EventKind
pytestmark = pytest.mark.django_db
GIVEN = {"why": "meeting", "reason": "Steering group", "form": "csv"}
FORMULA = '=HYPERLINK("x")'


@pytest.fixture
def lead(browser, people):
    return browser(people[Role.SERVICE_LEAD])


@pytest.fixture
def two(people, service, at):
    risky = factories.referral(people.coordinator, service, at, surname=FORMULA, forename="Anna", where_now="-1+1")
    return risky, factories.referral(people.coordinator, service, at, facts=factories.BACK_PAIN, surname="Other")


class TestTheList:
    def test_as_csv_no_cell_is_a_formula(self, lead, two):
        response = lead.post("/worklist/export/", GIVEN)
        assert response["Content-Type"].startswith("text/csv")
        heading, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
        assert (heading[0], len(rows)) == ("Reference", 2)
        assert {row[1] for row in rows} == {f"'{FORMULA.upper()}, Anna", "OTHER, Alex"}
        assert "'-1+1" in next(row for row in rows if "Anna" in row[1])

    def test_as_a_workbook_words_stay_words(self, lead, two):
        response = lead.post("/worklist/export/", {**GIVEN, "form": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert sheet.max_row == 3
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert f"{FORMULA.upper()}, Anna" in {cell.value for cell in cells}

    def test_as_it_is_filtered(self, lead, two):
        response = lead.post("/worklist/export/?disposition=BACK_PAIN", GIVEN)
        assert response.content.decode().count("\n") == 2

    def test_why_is_kept_on_the_trail_and_the_file_is_named_after_nobody(self, lead, people, two):
        response = lead.post("/worklist/export/", GIVEN)
        entry = Entry.objects.get(action="worklist.export")
        assert entry.actor_id == people[Role.SERVICE_LEAD].pk
        told = {"why": "meeting", "reason": "Steering group", "form": "csv", "people": 2}
        assert entry.detail == told | {"role": "Service lead", "named": entry.detail["named"]}
        assert set(entry.detail["named"]) == set(Referral.objects.values_list("reference", flat=True))
        assert response["Content-Disposition"] == 'attachment; filename="worklist-20261122-1912.csv"'

    @pytest.mark.parametrize("wrong", [{"why": ""}, {"why": "fun"}, {"reason": " "}, {"form": "pdf"}, {"form": ""}])
    def test_without_a_reason_nothing_leaves(self, lead, two, wrong):
        response = lead.post("/worklist/export/", {**GIVEN, **wrong})
        assert response.status_code == 422
        assert "There is a problem" in words(response)
        assert not Entry.objects.filter(action="worklist.export").exists()

    def test_only_those_allowed_are_offered_it_and_may(self, coordinator, lead, two):
        assert "Take this list out" in words(lead.get("/worklist/"))
        assert "Take this list out" not in words(coordinator.get("/worklist/"))
        assert coordinator.post("/worklist/export/", GIVEN).status_code == 403

    def test_nobody_of_another_alliance_is_on_it(self, lead, two, people, other_service, at):
        factories.referral(people.stranger, other_service, at, surname="Dortname")
        assert b"DORTNAME" not in lead.post("/worklist/export/?service=all", GIVEN).content


class TestTheWholeRecord:
    GIVEN = {"why": "subject", "reason": "The person wrote to us", "form": "json"}

    @pytest.fixture
    def referral(self, people, service, at):
        it = factories.referral(people.coordinator, service, at, nhs_number=factories.NHS_NUMBER)
        by = Access(people.coordinator)
        factories.record(it, K.NOTE, people.coordinator, at, note="The daughter <b>rang</b>")
        course.strike_out(event=event(it, K.NOTE), reason="Another person", by=by, at=at)
        tasks.add(referral=it, title="Ask for old films", due_at=at, by=by, at=at)
        return it

    def address(self, referral) -> str:
        return f"/referrals/{referral.reference}/export/"

    def held(self, lead, referral) -> dict:
        return json.loads(lead.post(self.address(referral), self.GIVEN).content)

    def test_everything_held_is_in_it(self, lead, referral, people, service, at):
        held = self.held(lead, referral)
        assert held["person"]["nhs_number"] == factories.NHS_NUMBER
        assert held["person"]["sex"] == "Not known"
        [only] = held["referrals"]
        assert only["reference"] == referral.reference
        assert only["what_the_rules_said"][0]["answer"]["disposition"] == "EMERGENCY"
        assert "Ask for old films" in {task["title"] for task in only["tasks"]}
        assert {clock["kind"] for clock in only["clocks"]} >= {"mri"}
        assert held["earlier_versions_of_the_person"]

    def test_what_was_written_is_in_it(self, lead, referral, people, at):
        by, coordinator = Access(people.coordinator), people.coordinator
        letter = factories.letter(referral, coordinator, at, approved=True)
        letters.mark_sent(letter=letter, route="post", to_whom="Dr R", moment=Moment(at), by=by, at=at)
        documents.attach(referral=referral, content=PDF, original_name="a.pdf", what="Report", by=by, at=at)
        messages.write(referral=referral, to_service=None, text="Bed?", by=by, at=at)
        [only] = self.held(lead, referral)["referrals"]
        assert [it["body"] for it in only["letters"]] == ["# Advice\n- Lie flat"]
        assert [(it["route"], it["to_whom"]) for it in only["letters_sent"]] == [("Post", "Dr R")]
        assert [(it["what"], "file" in it) for it in only["documents"]] == [("Report", False)]
        assert [it["text"] for it in only["messages"]] == ["Bed?"]

    def test_what_was_struck_out_is_there_and_said_to_be(self, lead, referral):
        [note] = [it for it in self.held(lead, referral)["referrals"][0]["what_happened"] if it["what"] == "Note"]
        assert note["put_right_or_struck_out"]
        assert note["answers"]["note"] == "The daughter <b>rang</b>"
        assert note["recorded_by"] == "Test Coordinator"

    def test_every_event_is_there(self, lead, referral):
        assert len(self.held(lead, referral)["referrals"][0]["what_happened"]) == referral.events.count()

    def test_others_given_with_the_same_number_are_named_by_reference(self, lead, referral, people, service, at):
        other = factories.referral(people.coordinator, service, at, facts=factories.BACK_PAIN, surname="Otherone")
        type(other.person).objects.filter(pk=other.person_id).update(nhs_number=factories.NHS_NUMBER)
        held = self.held(lead, referral)
        assert held["other_people_on_record_with_this_nhs_number"] == [other.reference]
        assert "Otherone" not in str(held)

    def test_no_row_about_a_referral_is_forgotten(self):
        """A new model that points at a referral is a part of the record, or says why it is none."""
        relations = {it.get_accessor_name() for it in Referral._meta.related_objects}
        assert relations == {*whole.RELATIONS.values(), *whole.NO_PART}

    def test_what_stood_on_a_handover_sheet_is_there(self, lead, referral, people, service, at):
        given = Handover.objects.create(
            alliance=service.alliance, service=service, giver=people.coordinator, receiver=people[Role.REGISTRAR],
            note="", given_at=at,
        )  # fmt: skip
        HandoverCase.objects.create(handover=given, referral=referral, position=0, line={"situation": "Emergency"})
        [sheet] = self.held(lead, referral)["referrals"][0]["handover_sheets"]
        assert sheet["line"] == {"situation": "Emergency"}

    def test_as_a_pdf(self, lead, referral):
        response = lead.post(self.address(referral), {**self.GIVEN, "form": "pdf"})
        assert response.content.startswith(b"%PDF")
        assert response["Content-Disposition"] == f'attachment; filename="record-{referral.reference}.pdf"'

    @pytest.mark.parametrize("kind", ["json", "pdf"])
    def test_who_took_it_and_why_is_on_the_trail(self, lead, people, referral, kind):
        lead.post(self.address(referral), {**self.GIVEN, "form": kind})
        entry = Entry.objects.get(action="person.export", subject=referral.reference)
        assert entry.actor_id == people[Role.SERVICE_LEAD].pk
        assert entry.detail == {
            "why": "subject", "reason": "The person wrote to us", "form": kind, "referrals": 1, "role": "Service lead",
        }  # fmt: skip

    def test_the_governance_lead_may_and_a_coordinator_may_not(self, browser, people, coordinator, referral):
        assert browser(people[Role.IG_LEAD]).post(self.address(referral), self.GIVEN).status_code == 200
        assert coordinator.post(self.address(referral), self.GIVEN).status_code == 403

    def test_a_long_record_takes_no_more_queries_than_a_short_one(
        self, lead, referral, people, at, django_assert_max_num_queries
    ):
        for number in range(20):
            factories.record(referral, K.NOTE, people.coordinator, at, note=str(number))
        lead.get(self.address(referral))
        with django_assert_max_num_queries(30):
            lead.post(self.address(referral), self.GIVEN)


class TestFilters:
    def test_kept_under_a_name_and_one_press_away(self, coordinator, two):
        given = {"name": " My  mornings ", "show": "overdue", "service": "all", "site": "", "disposition": "EMERGENCY"}
        response = coordinator.post("/worklist/filters/", given)
        assert leads_to(response) == "/worklist/?show=overdue&service=all&disposition=EMERGENCY"
        page = coordinator.get(leads_to(response))
        [link] = soup(page).select("nav[aria-label='Your filters'] a")
        assert (words(link), link["href"]) == ("My mornings", "?show=overdue&service=all&disposition=EMERGENCY")
        assert link["aria-current"] == "true"

    def test_nothing_that_somebody_typed_is_kept_in_an_address(self, coordinator, two):
        response = coordinator.post("/worklist/filters/", {"name": "x", "show": "HIERNAME & co", "site": "<b>"})
        assert leads_to(response) == "/worklist/?"

    def test_it_is_replaced_by_its_name_and_taken_out(self, coordinator, people):
        for show in ("mine", "overdue"):
            coordinator.post("/worklist/filters/", {"name": "x", "show": show})
        [kept] = SavedFilter.objects.all()
        assert kept.query == "show=overdue"
        assert "x: taken out" in said(coordinator.get(leads_to(coordinator.post(f"/worklist/filters/{kept.pk}/"))))
        assert not SavedFilter.objects.exists()

    def test_nobody_sees_or_takes_out_anothers(self, coordinator, browser, people, at):
        kept = filters.keep(name="x", query="", by=Access(people.coordinator), at=at)
        other = browser(people[Role.SENIOR])
        assert "Your filters" not in str(other.get("/worklist/").content)
        assert other.post(f"/worklist/filters/{kept.pk}/").status_code == 404

    def test_it_needs_a_name_and_there_is_an_end(self, coordinator, people, at):
        assert "Give the filter a name" in said(coordinator.get(leads_to(coordinator.post("/worklist/filters/"))))
        for number in range(filters.MOST):
            filters.keep(name=str(number), query="", by=Access(people.coordinator), at=at)
        page = coordinator.get(leads_to(coordinator.post("/worklist/filters/", {"name": "one more"})))
        assert "Take one out" in said(page)
