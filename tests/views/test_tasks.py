"""Tasks on the pages: on the referral, the worklist, their own list and the handover sheet; the pathway's templates."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mscc.access import Access
from mscc.roles import Role
from pathways.states import State
from referrals import sheet
from referrals.actions import closing, tasks
from referrals.events import EventKind
from referrals.models import Task
from tests import factories
from tests.views.looking import leads_to, part, row, said, soup, typed, words

K = EventKind
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def task(referral, people, at) -> Task:
    return tasks.add(
        referral=referral, title="Ask for old films", due_at=at + HOUR, by=Access(people.coordinator), at=at
    )


def answer(client, task, kind, **data):
    return client.post(f"/tasks/{task.pk}/{kind}/", data)


class TestOnTheReferral:
    def test_it_stands_there_with_its_number_and_when_it_is_due(self, coordinator, referral, task):
        shown = part(coordinator.get(f"/referrals/{referral.reference}/"), "section[aria-labelledby=tk]")
        assert "Tasks: 3 to do" in shown
        assert "Ask for old films due 20:12 today" in shown
        assert "1.7.2" in shown

    def test_one_overdue_is_loud(self, coordinator, referral, task, now):
        now.shift(2 * HOUR)
        shown = part(coordinator.get(f"/referrals/{referral.reference}/"), "section[aria-labelledby=tk]")
        assert "1 overdue" in shown
        assert "Overdue since 20:12 today" in shown

    @pytest.mark.parametrize(
        ("kind", "data", "state", "words_said"),
        [
            ("take", {}, "open", "Yours now."),
            ("done", {"note": "By courier"}, "done", "Done."),
            ("not-needed", {"reason": "None"}, "not_needed", "Not needed."),
        ],
    )
    def test_an_answer_is_one_press(self, coordinator, task, kind, data, state, words_said):
        response = answer(coordinator, task, kind, **data)
        assert leads_to(response) == f"/referrals/{task.referral.reference}/"
        assert words_said in said(coordinator.get(leads_to(response)))
        task.refresh_from_db()
        assert task.state == state

    def test_without_a_reason_it_stays(self, coordinator, task):
        response = answer(coordinator, task, "not-needed", next="all")
        assert leads_to(response) == f"/referrals/{task.referral.reference}/tasks/"
        assert "Say why" in said(coordinator.get(leads_to(response)))
        task.refresh_from_db()
        assert task.is_open

    def test_put_back(self, coordinator, task):
        answer(coordinator, task, "done")
        page = coordinator.get(f"/referrals/{task.referral.reference}/tasks/")
        assert "Done 19:12 today, Test Coordinator" in part(page, "section[aria-labelledby=was]")
        answer(coordinator, task, "reopen")
        task.refresh_from_db()
        assert task.is_open

    def test_another_answer_is_no_page(self, coordinator, task):
        assert answer(coordinator, task, "perhaps").status_code == 404

    def test_a_colleague_of_another_service_reads_and_cannot_press(self, browser, people, task):
        colleague = browser(people.colleague)
        page = colleague.get(f"/referrals/{task.referral.reference}/tasks/")
        assert "Ask for old films" in words(page)
        assert soup(page).select("form[action*='/tasks/']") == []
        assert answer(colleague, task, "done").status_code == 403


class TestAdding:
    def address(self, referral) -> str:
        return f"/referrals/{referral.reference}/tasks/new/"

    def test_one_of_ones_own(self, coordinator, referral, people, at):
        given = {"title": "Ask the ward for weights", "due_at": "tomorrow 09:00", "doer": "mine"}
        response = coordinator.post(self.address(referral), given)
        assert response.status_code == 303
        made = referral.tasks.get(template="")
        assert (made.title, made.owner, made.doer) == (given["title"], people.coordinator, "")
        assert f"{made.due_at:%d %H:%M}" == "23 09:00"

    @pytest.mark.parametrize(
        "given",
        [
            {"title": "", "due_at": "tomorrow 09:00"},
            {"title": "x" * 201, "due_at": "tomorrow 09:00"},
            {"title": "x", "due_at": ""},
            {"title": "x", "due_at": "soonish"},
            {"title": "x", "due_at": "tomorrow 09:00", "doer": "=cmd()"},
            {"title": "nul\0", "due_at": "tomorrow 09:00"},
        ],
    )
    def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(self, coordinator, referral, given):
        response = coordinator.post(self.address(referral), given)
        assert response.status_code == 422
        assert "There is a problem" in words(response)
        typed = soup(response).select_one("#id_title")["value"]
        assert typed.replace("\0", "") == given["title"].replace("\0", "")
        assert not referral.tasks.filter(template="").exists()

    def test_what_was_typed_is_shown_as_text(self, coordinator, referral, at, people):
        for title in ("<script>alert(1)</script>", "=1+1", "\u202eevil", "🦴" * 100):
            tasks.add(referral=referral, title=title, due_at=at, by=Access(people.coordinator), at=at)
        page = coordinator.get(self.address(referral))
        assert "<script>alert" not in page.content.decode()
        assert "🦴" * 100 in words(page)


class TestOnTheWorklist:
    def test_how_many_and_how_many_overdue(self, coordinator, referral, task, now):
        now.shift(2 * HOUR)
        page = coordinator.get("/worklist/")
        assert "3 tasks, 1 overdue" in row(page, referral)
        assert "3 tasks, 1 overdue" in part(page, "p[role=status]")

    def test_those_with_one_overdue_are_one_press_away(self, coordinator, referral, task, now, people, service, at):
        other = factories.referral(people.coordinator, service, at, facts=factories.BACK_PAIN, surname="Other")
        now.shift(2 * HOUR)
        page = coordinator.get("/worklist/?show=tasks")
        assert "Task overdue 1" in words(page)
        assert row(page, referral)
        assert not row(page, other)

    def test_a_hundred_rows_cost_no_more_queries_than_one(self, coordinator, referral, people, service, at, task):
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                coordinator.get("/worklist/")
            return len(queries)

        coordinator.get("/worklist/")
        one = asked()
        for number in range(5):
            factories.referral(people.coordinator, service, at, surname=f"More{number}")
        assert asked() == one


class TestTheirList:
    def test_the_follow_up_of_a_closed_referral_is_there(self, coordinator, people, service, at):
        it = factories.referral_at(State.DISCHARGE_PLANNING, people.coordinator, service, at - 48 * HOUR)
        factories.record(it, K.DISCHARGED, people.coordinator, at - 40 * HOUR, destination="Home", discharge_plan="yes")
        closing.close(referral=it, outcome="metastases", reason="", by=Access(people.coordinator), at=at - 39 * HOUR)
        shown = words(coordinator.get("/tasks/"))
        assert "4 to 8 weeks: walking, continence, pain" in shown
        assert "Agree a personal care plan" not in shown

    def test_overdue_first_and_filtered(self, coordinator, referral, task, now, people, at):
        tasks.take(task=task, by=Access(people.coordinator), at=at)
        now.shift(2 * HOUR)
        page = coordinator.get("/tasks/")
        assert words(soup(page).select("tr.app-group")[0]) == "Overdue: 1"
        assert "Mine 1" in words(page)
        mine = words(soup(coordinator.get("/tasks/?show=mine")).table)
        assert "Ask for old films" in mine
        assert "Assess the pain" not in mine
        ward = words(soup(coordinator.get("/tasks/?doer=ward")).table)
        assert "Assess the pain" in ward
        assert "Ask for old films" not in ward

    def test_an_answer_comes_back_to_it(self, coordinator, task):
        assert leads_to(answer(coordinator, task, "done", next="tasks")) == "/tasks/"


def test_the_handover_sheet_names_what_is_due_on_the_next_shift(people, service, referral, task, at):
    by = Access(people.coordinator)
    [(_, line)] = sheet.lines(by, service, at)
    assert "Ask for old films (due 20:12 today)" in line["tasks"]
    assert "2 more to do later" in line["tasks"]
    [(_, later)] = sheet.lines(by, service, at + 2 * HOUR)
    assert "Ask for old films (overdue since 20:12 today)" in later["tasks"]


class TestThePathway:
    GIVEN = {"title": "Ring the family", "start": "admitted", "amount": "3", "unit": "hours", "doer": "coordinator"}

    @pytest.fixture
    def lead(self, browser, people):
        return browser(people[Role.SERVICE_LEAD])

    def test_everybody_reads_and_the_lead_changes(self, coordinator, lead):
        assert "7 days after metastases or a compression are reported" in words(coordinator.get("/pathways/tasks/"))
        assert soup(coordinator.get("/pathways/tasks/")).select("a[href='/pathways/tasks/pain/']") == []
        assert soup(lead.get("/pathways/tasks/")).select("a[href='/pathways/tasks/pain/']")
        assert coordinator.get("/pathways/tasks/pain/").status_code == 403

    def test_added_changed_taken_out_and_put_back(self, lead):
        assert lead.post("/pathways/tasks/new/", {**self.GIVEN, "is_in_use": "on"}).status_code == 303
        assert "3 hours after the person is admitted" in words(lead.get("/pathways/tasks/"))
        changed = {**self.GIVEN, "amount": "2", "unit": "weeks", "rec": "1.7.2"}
        assert lead.post("/pathways/tasks/pain/", changed).status_code == 303
        shown = words(lead.get("/pathways/tasks/"))
        assert "2 weeks after the person is admitted" in shown
        assert "Not in use" in shown
        assert lead.post("/pathways/tasks/pain/", {"reset": "yes"}).status_code == 303
        assert "Not in use" not in words(lead.get("/pathways/tasks/"))

    @pytest.mark.parametrize(
        "wrong", [{"title": ""}, {"amount": "0"}, {"amount": "x"}, {"unit": "years"}, {"start": ""}, {"rec": "7"}]
    )
    def test_what_is_wrong_is_said(self, lead, wrong):
        response = lead.post("/pathways/tasks/new/", {**self.GIVEN, **wrong})
        assert response.status_code == 422
        assert "There is a problem" in words(response)

    def test_of_two_who_change_one_the_second_sees_both_and_loses_nothing(self, lead):
        address = "/pathways/tasks/pain/"
        read = typed(lead.get(address), "main form")
        lead.post(address, {**read, "title": "Ask about pain each day"})
        page = lead.post(address, {**read, "title": "Ask about pain twice", "amount": "5"})
        assert page.status_code == 422
        assert "Ask about pain each day Ask about pain twice" in part(page, "[aria-labelledby=both]")
        again = typed(page, "main form")
        assert (again["title"], again["amount"]) == ("Ask about pain twice", "5")
        assert lead.post(address, again).status_code == 303
        assert "Ask about pain twice" in words(lead.get("/pathways/tasks/"))

    def test_what_a_colleague_has_changed_is_not_put_back_unseen(self, lead):
        address = "/pathways/tasks/pain/"
        read = typed(lead.get(address), "main form")
        lead.post(address, {**read, "title": "Ask about pain each day"})
        page = lead.post(address, {**read, "reset": "yes"}, follow=True)
        assert "Somebody changed this task" in words(page)
        assert typed(page, "main form")["title"] == "Ask about pain each day"

    def test_one_that_is_not_there(self, lead):
        assert lead.get("/pathways/tasks/nothing/").status_code == 404
