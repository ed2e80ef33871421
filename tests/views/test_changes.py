"""The forms that change a referral: new answers, details, disposition, its end, its reopening; and two at once."""

from datetime import timedelta

import pytest
from django.test import Client

from mscc.access import Access
from mscc.models import Service
from mscc.roles import Role
from pathways.states import State
from referrals.actions import closing
from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.conftest import Cast
from tests.views.looking import leads_to, part, said, soup, typed, words

K = EventKind
HOUR = timedelta(hours=1)


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


def errors(response) -> str:
    return part(response, ".app-errors")


def both(response) -> list[tuple[str, ...]]:
    """After a conflict: the question, what stands on record, what was typed."""
    rows = soup(response).select("section[aria-labelledby=both] tbody tr")
    return [tuple(words(cell) for cell in row.select("th, td")) for row in rows]


# New answers


def test_a_new_feature_makes_it_worse_from_when_it_was_recognised(
    coordinator: Client, people: Cast, service, at
) -> None:
    of = factories.referral(people.coordinator, service, at - 5 * HOUR, facts=factories.PAIN_ONLY)
    address = f"/referrals/{of.reference}/answers/"
    answers = typed(coordinator.get(address), "main form")
    assert (answers["cancer"], answers["limb_weakness"], answers["severe_unremitting_pain"]) == (
        "past",
        "no",
        "unknown",
    )
    response = coordinator.post(address, {**answers, "limb_weakness": "yes", "recognised_at": "18:00"}, follow=True)
    assert said(response) == "Assessed again."
    of.refresh_from_db()
    assert of.disposition == "EMERGENCY"
    clock = of.clocks.get(kind="mri", hours=24)
    assert clock.started_at == at.replace(hour=18, minute=0)


def test_not_asked_takes_an_answer_back(coordinator: Client, referral: Referral, here: str) -> None:
    answers = typed(coordinator.get(f"{here}answers/"), "main form")
    coordinator.post(f"{here}answers/", {**answers, "limb_weakness": "unknown", "night_pain": "no"})
    assert referral.assessments.first().facts == {"cancer": "current", "night_pain": "no"}


def test_two_who_answer_at_once_lose_neither(
    coordinator: Client, browser, people: Cast, referral: Referral, here: str
) -> None:
    senior, address = browser(people[Role.SENIOR]), f"{here}answers/"
    mine, theirs = (typed(each.get(address), "main form") for each in (coordinator, senior))
    assert senior.post(address, {**theirs, "sensory_loss": "yes"}).status_code == 303
    page = coordinator.post(address, {**mine, "night_pain": "yes", "limb_weakness": "no"})
    assert page.status_code == 422
    assert "Somebody else changed this referral while you were writing." in errors(page)
    assert sorted(both(page)) == [
        ("At night", "not known", "yes"),
        ("Limb weakness", "yes", "no"),
        ("Numbness, tingling, sensory loss", "yes", "not known"),
    ]
    again = typed(page, "main form")
    assert (again["night_pain"], again["limb_weakness"]) == ("yes", "no")
    assert coordinator.post(address, again).status_code == 303
    assert referral.assessments.first().facts["night_pain"] == "yes"


def test_a_wrong_time_of_the_new_feature_is_refused(coordinator: Client, here: str) -> None:
    answers = typed(coordinator.get(f"{here}answers/"), "main form")
    page = coordinator.post(f"{here}answers/", {**answers, "recognised_at": "25:00", "sensory_loss": "yes"})
    assert page.status_code == 422
    assert (typed(page, "main form")["recognised_at"], typed(page, "main form")["sensory_loss"]) == ("25:00", "yes")


# Details


def test_details_are_put_right(coordinator: Client, referral: Referral, here: str) -> None:
    answers = typed(coordinator.get(f"{here}details/"), "main form")
    assert (answers["surname"], answers["nhs_number"]) == ("Testpatient", "9990000018")
    changed = {
        "surname": "Else",
        "born": "17 Mar 1958",
        "sex": "male",
        "nhs_number": "",
        "caller_phone": "01632 960 001",
    }
    assert said(coordinator.post(f"{here}details/", {**answers, **changed}, follow=True)) == "Put right."
    referral.refresh_from_db()
    person = referral.person
    assert (person.surname, str(person.date_of_birth), person.sex, person.nhs_number) == (
        "Else",
        "1958-03-17",
        "male",
        "",
    )
    assert referral.caller_phone == "01632 960 001"


def test_two_who_put_details_right_at_once_lose_neither(
    coordinator: Client, browser, people: Cast, referral, here: str
) -> None:
    senior, address = browser(people[Role.SENIOR]), f"{here}details/"
    mine, theirs = (typed(each.get(address), "main form") for each in (coordinator, senior))
    assert senior.post(address, {**theirs, "surname": "Theirs"}).status_code == 303
    # A mistake in between must not hide that somebody else has saved.
    page = coordinator.post(address, {**mine, "surname": "Mine", "born": "nonsense"})
    assert page.status_code == 422
    page = coordinator.post(address, {**typed(page, "main form"), "born": ""})
    assert page.status_code == 422
    assert "Somebody else changed this referral" in errors(page)
    assert both(page) == [("Surname", "Theirs", "Mine")]
    assert coordinator.post(address, typed(page, "main form")).status_code == 303
    referral.person.refresh_from_db()
    assert referral.person.surname == "Mine"


def test_an_age_that_is_not_touched_stays_given_when_it_was(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral(people.coordinator, service, at - timedelta(days=400), age=60)
    address = f"/referrals/{of.reference}/details/"
    coordinator.post(address, {**typed(coordinator.get(address), "main form"), "surname": "Else"})
    of.person.refresh_from_db()
    assert (of.person.surname, of.person.age_given, of.person.age_on(at.date())) == ("Else", 60, 61)
    coordinator.post(address, {**typed(coordinator.get(address), "main form"), "born": "62"})
    of.person.refresh_from_db()
    assert of.person.age_on(at.date()) == 62


@pytest.mark.parametrize(
    ("name", "text"),
    [("nhs_number", "999 000 0019"), ("born", "17 Mar 2058"), ("born", "1 Jan 1800"), ("surname", "x" * 101),
     ("surname", "a\0b"), ("sex", "x"), ("version", "x")],
)  # fmt: skip
def test_wrong_details_are_refused_with_what_was_typed(
    coordinator: Client, referral, here: str, name: str, text: str
) -> None:
    answers = typed(coordinator.get(f"{here}details/"), "main form")
    page = coordinator.post(f"{here}details/", {**answers, name: text, "caller_name": "Kept"})
    assert page.status_code == 422
    assert errors(page)
    assert typed(page, "main form")["caller_name"] == "Kept"


def test_details_of_what_has_ended_stay(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral_at(State.WITHDRAWN, people.coordinator, service, at)
    address = f"/referrals/{of.reference}/details/"
    page = coordinator.post(address, {**typed(coordinator.get(address), "main form"), "surname": "Else"})
    assert "This referral is withdrawn. Reopen it first." in errors(page)
    assert not soup(page).select("section[aria-labelledby=both]")


# Disposition and the second clinician


def test_raising_needs_no_reason_lowering_does(browser, people: Cast, service, at) -> None:
    of = factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY)
    senior, address = browser(people[Role.SENIOR]), f"/referrals/{of.reference}/disposition/"
    assert typed(senior.get(address), "main form")["disposition"] == "ADVICE_24H"
    page = senior.post(address, {"disposition": "BACK_PAIN", "reason": " "})
    assert (page.status_code, errors(page)) == (
        422, "There is a problem Lowering the disposition needs a reason: write why.",
    )  # fmt: skip
    assert typed(page, "main form")["disposition"] == "BACK_PAIN"
    assert said(senior.post(address, {"disposition": "EMERGENCY"}, follow=True)) == "The disposition is now: Emergency."


@pytest.mark.parametrize("wanted", ["", "x", "\0", "emergency"])
def test_a_disposition_that_is_none_is_asked_again(coordinator: Client, here: str, wanted: str) -> None:
    page = coordinator.post(f"{here}disposition/", {"disposition": wanted, "reason": "Kept"})
    assert (page.status_code, errors(page)) == (422, "There is a problem Choose a disposition.")
    assert typed(page, "main form")["reason"] == "Kept"


def test_the_24_hour_clock_ends_only_when_a_second_clinician_agrees(
    browser, people: Cast, referral: Referral, here: str
) -> None:
    senior, registrar = browser(people[Role.SENIOR]), browser(people[Role.REGISTRAR])
    assert "Lowering does not stop it" in words(senior.get(f"{here}disposition/"))
    senior.post(f"{here}disposition/", {"disposition": "ADVICE_24H", "reason": "Old <weakness>"})
    clock = referral.clocks.get(kind="mri", hours=24)
    assert clock.is_open
    assert not soup(senior.get(here)).select("form[action$='/withdrawal/']")
    page = senior.post(f"{here}withdrawal/", follow=True)
    assert "must be somebody else" in said(page)
    page = registrar.get(here)
    assert "no longer suspects MSCC: Old <weakness>" in words(page)
    page = registrar.post(soup(page).select_one("form[action$='/withdrawal/']")["action"], follow=True)
    assert said(page) == "Confirmed: the 24-hour clock is cancelled."
    clock.refresh_from_db()
    assert clock.status == "cancelled"


def test_a_request_lapses_after_an_hour(browser, people: Cast, referral: Referral, here: str, now) -> None:
    browser(people[Role.SENIOR]).post(f"{here}disposition/", {"disposition": "ADVICE_24H", "reason": "x"})
    now.shift(timedelta(hours=1, seconds=1))
    registrar = browser(people[Role.REGISTRAR])
    assert not soup(registrar.get(here)).select("form[action$='/withdrawal/']")
    assert "older than an hour" in said(registrar.post(f"{here}withdrawal/", follow=True))


# The end, and not the end


@pytest.fixture
def nearly(people: Cast, service: Service, at) -> Referral:
    return factories.referral_at(State.DISCHARGE_PLANNING, people.coordinator, service, at - 20 * HOUR)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "How does it end? Choose an answer."), ({"how": "x"}, "Choose one of the answers."),
        ({"how": "closed"}, "Say the outcome; if it is not known, say so."),
        ({"how": "redirected", "where": " "}, "Say which route or service has taken over."),
        ({"how": "withdrawn"}, "Say why the referral is withdrawn."),
        ({"how": "withdrawn", "reason": "x" * 201}, "at most 200 characters"),
        ({"how": "closed", "outcome": "x"}, "valid choice"),
    ],
)  # fmt: skip
def test_an_end_needs_what_belongs_to_it(coordinator: Client, nearly: Referral, answers: dict, sentence: str) -> None:
    page = coordinator.post(f"/referrals/{nearly.reference}/end/", {**answers, "csrfmiddlewaretoken": "x"})
    assert page.status_code == 422
    assert sentence in errors(page)
    nearly.refresh_from_db()
    assert nearly.is_open


def test_an_empty_end_says_what_is_missing_too(coordinator: Client, nearly: Referral) -> None:
    assert "Choose an answer." in errors(coordinator.post(f"/referrals/{nearly.reference}/end/", {}))


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"how": "closed", "outcome": "metastases"}, "closed"), ({"how": "closed", "outcome": "not_known"}, "closed"),
        ({"how": "redirected", "where": "The GP"}, "redirected"),
        ({"how": "withdrawn", "reason": "Twice"}, "withdrawn"),
    ],
)  # fmt: skip
def test_it_ends_and_is_opened_again(coordinator: Client, nearly: Referral, answers: dict, state: str) -> None:
    here = f"/referrals/{nearly.reference}/"
    page = coordinator.post(f"{here}end/", answers, follow=True)
    assert page.redirect_chain == [("/worklist/", 303)]
    assert said(page) == f"{nearly.reference} is {state}."
    assert nearly.reference not in words(page).replace(said(page), "")
    again = soup(coordinator.get(here)).select_one("form[action$='/reopen/']")["action"]
    assert said(coordinator.post(again, {"reason": " "}, follow=True)) == "Say why the referral is opened again."
    assert said(coordinator.post(again, {"reason": "\0Back\0"}, follow=True)) == "Open again, where it stood."
    assert said(coordinator.post(again, {"reason": "Back"}, follow=True)) == "This referral is open."
    nearly.refresh_from_db()
    assert nearly.state == State.DISCHARGE_PLANNING
    assert nearly.events.get(kind=K.REOPENED).data["reason"] == "Back"


def test_a_running_24_hour_clock_is_not_closed_over(coordinator: Client, referral: Referral, here: str) -> None:
    page = coordinator.post(f"{here}end/", {"how": "closed", "outcome": "not_known"})
    assert page.status_code == 422
    assert "The 24-hour imaging clock is still running." in errors(page)
    assert typed(page, "main form")["how"] == "closed"


def test_whoever_may_not_end_it_is_not_asked_to(browser, people: Cast, nearly: Referral, at) -> None:
    lead = browser(people[Role.SERVICE_LEAD])
    assert lead.get(f"/referrals/{nearly.reference}/end/").status_code == 403
    closing.close(referral=nearly, outcome="metastases", reason="", by=Access(people.coordinator), at=at)
    assert not soup(lead.get(f"/referrals/{nearly.reference}/")).select("form[action$='/reopen/']")
    assert leads_to(lead.post(f"/referrals/{nearly.reference}/reopen/", {"reason": "x"})) == ""


def test_a_postcode_is_put_right_and_what_is_none_is_said(coordinator: Client, referral: Referral, here: str) -> None:
    answers = typed(coordinator.get(f"{here}details/"), "main form")
    wrong = coordinator.post(f"{here}details/", {**answers, "postcode": "QQ1"})
    assert wrong.status_code == 422
    assert "That is not a whole postcode" in wrong.content.decode()
    right = {"postcode": "qq12ab", "ethnicity": "A", "is_resident": "no"}
    coordinator.post(f"{here}details/", {**answers, **right})
    person = Referral.objects.select_related("person").get(pk=referral.pk).person
    assert (person.postcode, person.ethnicity, person.is_resident) == ("QQ1 2AB", "A", False)
    again = typed(coordinator.get(f"{here}details/"), "main form")
    assert (again["postcode"], again["ethnicity"], again["is_resident"]) == ("QQ1 2AB", "A", "no")
