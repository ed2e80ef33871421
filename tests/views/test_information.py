"""Information asked for: an answer wanted by a time, waiting where everybody looks, overdue said, answered once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mscc.access import Access
from pathways.states import NotPossible
from referrals.actions import information
from referrals.events import EventKind
from referrals.models import Referral, Task
from tests.conftest import Cast
from tests.views.calling import HOSTILE
from tests.views.looking import own_queries, part, row, said, soup, typed, words

K = EventKind
HOUR = timedelta(hours=1)
ASKED = {"of_whom": "Ward 7", "question": "Creatinine?", "due_at": "21:00"}


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/information/"


@pytest.fixture
def asked(coordinator: Client, here: str) -> Task:
    coordinator.post(here, ASKED, follow=True)
    return Task.objects.get(event__kind=K.INFORMATION_ASKED)


def answered(task: Task, **said: str) -> dict[str, str]:
    given = {"text": "110", "told_by": "Sister B", "answered_at": "now", **said}
    return {f"answer-{task.pk}-{name}": value for name, value in given.items()}


def test_it_waits_where_everybody_looks_and_overdue_is_said(
    coordinator: Client, browser, people: Cast, asked: Task, here: str, referral: Referral, now
) -> None:
    there = f"/referrals/{referral.reference}/"
    assert "Ward 7: Creatinine? due 21:00 today" in part(coordinator.get(here), "[aria-labelledby=wt]")
    assert "Waiting for 1 answer" in row(coordinator.get("/worklist/"), referral)
    assert "overdue" not in row(coordinator.get("/worklist/"), referral)
    assert "Ward 7: Creatinine? (wanted by 21:00 today)" in part(coordinator.get(there), "[aria-labelledby=wr]")
    now.shift(2 * HOUR)
    coordinator = browser(people.coordinator)
    assert "Waiting for 1 answer, overdue" in row(coordinator.get("/worklist/"), referral)
    assert "Overdue since 21:00 today" in part(coordinator.get(here), "[aria-labelledby=wt]")
    assert "overdue" in part(coordinator.get(there), "[aria-labelledby=wr]")


def test_answered_it_waits_no_longer_and_the_answer_is_on_record(
    coordinator: Client, asked: Task, here: str, referral: Referral
) -> None:
    page = coordinator.post(f"{here}{asked.pk}/", answered(asked), follow=True)
    assert said(page) == "Answered."
    assert "Nothing is waited for." in words(page)
    event = referral.events.get(kind=K.INFORMATION_GIVEN)
    assert (event.data, event.told_by) == ({"asked": "Creatinine?", "answer": "110"}, "Sister B")
    timeline = part(coordinator.get(f"/referrals/{referral.reference}/"), ".app-time")
    assert "Information given: Creatinine?; 110; told by Sister B" in timeline
    assert "Information asked for: Ward 7; Creatinine?; wanted by 21:00 today" in timeline
    assert "Waiting for" not in row(coordinator.get("/worklist/"), referral)


def test_it_is_answered_once(coordinator: Client, asked: Task, here: str, referral: Referral) -> None:
    coordinator.post(f"{here}{asked.pk}/", answered(asked))
    page = coordinator.post(f"{here}{asked.pk}/", answered(asked, text="120"))
    assert (page.status_code, "ended already: done" in part(page, ".app-errors")) == (422, True)
    assert referral.events.filter(kind=K.INFORMATION_GIVEN).count() == 1


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({**ASKED, "due_at": ""}, "Give a time"),
        ({**ASKED, "due_at": "22 Nov 18:00"}, "a time still to come"),
        ({**ASKED, "of_whom": ""}, "Fill this in."),
        ({**ASKED, "question": "x" * 501}, "at most 500"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(coordinator: Client, here: str, given: dict, problem: str) -> None:
    page = coordinator.post(here, given)
    assert page.status_code == 422
    assert problem in part(page, ".app-errors")
    kept = typed(page, f"form[action='{here}']")
    assert {name: kept[name] for name in given} == given
    assert not Task.objects.filter(event__kind=K.INFORMATION_ASKED).exists()


def test_an_answer_without_words_keeps_the_rest(coordinator: Client, asked: Task, here: str) -> None:
    page = coordinator.post(f"{here}{asked.pk}/", answered(asked, text=""))
    assert "Write the answer." in part(page, ".app-errors")
    assert soup(page).select_one(f"#id_answer-{asked.pk}-told_by")["value"] == "Sister B"
    assert asked.event is not None
    assert not asked.referral.events.filter(kind=K.INFORMATION_GIVEN).exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_is_words(coordinator: Client, here: str, text: str) -> None:
    page = coordinator.post(here, {**ASKED, "of_whom": text, "question": text}, follow=True)
    assert page.status_code in {200, 422}
    assert not soup(page).select("main script, main img")


def test_another_alliance_and_another_referral_do_not_reach_it(
    browser, people: Cast, coordinator: Client, asked: Task, here: str, earlier: Referral
) -> None:
    assert browser(people.stranger).get(here).status_code == 404
    assert browser(people.stranger).post(f"{here}{asked.pk}/", answered(asked)).status_code == 404
    assert browser(people.colleague).post(here, ASKED).status_code == 403
    other = here.replace(asked.referral.reference, earlier.reference)
    assert coordinator.post(f"{other}{asked.pk}/", answered(asked)).status_code == 404


def test_a_task_of_another_kind_is_no_question(people: Cast, referral: Referral, at) -> None:
    task = Task(referral=referral)
    with pytest.raises(NotPossible, match="Nothing was asked"):
        information.answer(task=task, text="x", told_by="", moment=None, by=Access(people.coordinator), at=at)


def test_a_save_costs_at_most_fifteen_queries(coordinator: Client, here: str) -> None:
    sent = {**typed(coordinator.get(here), f"form[action='{here}']"), **ASKED}
    with CaptureQueriesContext(connection) as done:
        assert coordinator.post(here, sent).status_code == 303
    assert len(own_queries(done)) <= 15


def test_done_does_not_end_a_question_but_leads_to_where_it_is_answered(
    coordinator: Client, asked: Task, here: str, referral: Referral
) -> None:
    page = coordinator.post(f"/tasks/{asked.pk}/done/", {"next": "tasks"}, follow=True)
    assert page.redirect_chain[-1][0] == here
    assert "This waits for an answer. Write down what was answered here" in words(page)
    assert "Ward 7: Creatinine?" in part(page, "[aria-labelledby=wt]")
    assert not referral.events.filter(kind=K.INFORMATION_GIVEN).exists()
    asked.refresh_from_db()
    assert asked.is_open


@pytest.mark.parametrize("where", ["/tasks/", "/referrals/{}/tasks/", "/referrals/{}/"])
def test_a_list_of_tasks_offers_the_answer_and_not_done(
    coordinator: Client, asked: Task, here: str, referral: Referral, where: str
) -> None:
    page = soup(coordinator.get(where.format(referral.reference)))
    form = page.select_one(f"form[action='/tasks/{asked.pk}/done/']")
    assert form.select_one(f"a[href='{here}']").get_text() == "Write down the answer: Answer from Ward 7: Creatinine?"
    assert not form.find("button", string="Done")
    assert [each["formaction"] for each in form.select("button")] == [f"/tasks/{asked.pk}/take/"]


def test_a_question_that_needs_no_answer_ends_with_the_reason(coordinator: Client, asked: Task) -> None:
    coordinator.post(f"/tasks/{asked.pk}/not-needed/", {"reason": "Known by now"})
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (Task.State.NOT_NEEDED, "Known by now")
