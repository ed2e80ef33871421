"""The referral's page: what stands, who may do what on it, who else looks, and what it costs."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from audit.models import Entry
from mscc.access import Access
from mscc.models import Service
from mscc.roles import Role
from pathways.guideline.terms import CORD, PAIN
from pathways.states import State
from referrals import blocks
from referrals.actions import course, triage
from referrals.events import EVENTS, RECORDABLE, EventKind
from referrals.models import Referral
from referrals.page import Page
from referrals.sweep import sweep
from tests import factories
from tests.conftest import Cast
from tests.views.looking import POLL, part, said, soup, typed, words

K = EventKind
HOUR = timedelta(hours=1)


def page_of(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


def pairs(response, selector: str) -> dict[str, str]:
    """A list of terms and what is said of each."""
    found = soup(response).select_one(selector)
    return {words(dt): words(dt.find_next("dd")) for dt in found.select("dt")}


# What stands


def test_the_banner_says_who_it_is(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral(
        people.coordinator, service, at, nhs_number="9990000018", date_of_birth=date(1958, 11, 23), sex="female",
        allergies="Penicillin",
    )  # fmt: skip
    assert pairs(coordinator.get(page_of(of)), ".app-banner") == {
        "Person": "TESTPATIENT, Alex", "Born": "23 Nov 1958 (67), female",
        "NHS number": "999 000 0018", "Allergies": "Penicillin", "Immobilised": "Not known",
    }  # fmt: skip


def test_what_is_not_known_says_so(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral(people.coordinator, service, at, surname="", forename="", caller_phone="", caller_name="")
    page = coordinator.get(page_of(of))
    assert pairs(page, ".app-banner") == {
        "Person": "Name not known", "Born": "Not known, sex not known", "NHS number": "Not known",
        "Allergies": "Not known", "Immobilised": "Not known",
    }  # fmt: skip
    where = pairs(page, "section[aria-labelledby=w] dl")
    assert where == {
        "Now": "Not known", "Ring": "Not known", "Caller": "Name not known, number not known", "From": "Not known",
        "Oncologist": "Not known",
    }  # fmt: skip


def test_an_age_that_was_given_is_about(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral(people.coordinator, service, at, age=60)
    assert pairs(coordinator.get(page_of(of)), ".app-banner")["Born"] == "About 60, date not known, sex not known"


ANSWERED = {
    "limb_weakness": "yes",
    "sensory_loss": "no",
    "night_pain": "yes",
    "claudication": "no",
    "cancer": "current",
}


def test_what_was_not_asked_is_never_shown_as_no(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral(people.coordinator, service, at, facts=ANSWERED)
    shown = soup(coordinator.get(page_of(of)))
    told = {words(dt): words(dt.find_next("dd")) for dt in shown.select(".app-yes dt")}
    assert len(told) == len(CORD) + len(PAIN)
    for name, item in {**CORD, **PAIN}.items():
        assert told[item.label] == {"yes": "Yes", "no": "No"}.get(ANSWERED.get(name), "Not asked"), name
    card = words(shown.select_one("section[aria-labelledby=b1]"))
    assert "Cancer: current. Limb weakness" in card
    open_asks = card.split("Not asked: ")[1].split(". Every item")[0].split(", ")
    assert len([each for each in told.values() if each == "Not asked"]) > 3
    assert open_asks[0] == next(label for label, value in told.items() if value == "Not asked").lower().split(", ")[0]


def test_every_clock_says_from_when_until_when_and_by_which_rule(
    coordinator: Client, people: Cast, service, at
) -> None:
    of = factories.referral(people.coordinator, service, at - 25 * HOUR)
    cards = [words(each) for each in soup(coordinator.get(page_of(of))).select(".app-clocks li")]
    mri = next(each for each in cards if each.startswith("MRI 24 h"))
    assert mri == (
        "MRI 24 h 1.5.2 Overdue 1 h due 18:12 today "
        "From the call: start not known, 18:12 Sat 21 Nov. Reason not recorded"
    )
    assert any(each.startswith("Radiotherapy 24 h 1.10.4 Not started") for each in cards)
    factories.record(of, K.MRI_STARTED, people.coordinator, at, whole_spine="yes")
    assert "MRI 24 h 1.5.2 Met late, 25 h" in words(coordinator.get(page_of(of)))


def test_what_is_next_leads_to_its_form(coordinator: Client, referral: Referral) -> None:
    steps = soup(coordinator.get(page_of(referral))).select("section[aria-labelledby=n] .app-acts > li")
    assert "Request the MRI 1.5.2" in words(steps[0])
    assert steps[0].select_one("a.nhsuk-button")["href"] == page_of(referral) + "record/mri_requested/"


def test_everything_recordable_is_offered(coordinator: Client, referral: Referral) -> None:
    links = {each["href"] for each in soup(coordinator.get(page_of(referral))).select("a[href*='/record/']")}
    assert links == {f"{page_of(referral)}record/{kind}/" for kind in RECORDABLE}


def test_the_record_area_names_every_group_with_its_pages_and_its_events(
    coordinator: Client, referral: Referral
) -> None:
    area = soup(coordinator.get(page_of(referral))).select_one("section[aria-labelledby=rc]")
    assert [words(each) for each in area.select("h3")] == [group.title for group in blocks.groups()]
    for group, listed in zip(blocks.groups(), area.select("h3 + ul"), strict=True):
        assert [words(each) for each in listed.select("a")] == [
            *(link.words for link in group.links), *(title for _, title in group.kinds),
        ]  # fmt: skip
    in_sight = area.select("ul")[0]
    assert {each["href"].split("/")[-2] for each in in_sight.select("a")} == {*blocks.COMMON}


def test_whoever_may_not_write_is_offered_nothing_to_record(browser, people: Cast, referral: Referral) -> None:
    assert not soup(browser(people.colleague).get(page_of(referral))).select("section[aria-labelledby=rc]")


def timeline(response) -> list[str]:
    return [words(each) for each in soup(response).select(".app-time li:not(.app-day)")]


def test_the_timeline_is_newest_first_and_keeps_what_was_struck_out(
    coordinator: Client, people: Cast, service, at
) -> None:
    of = factories.referral(people.coordinator, service, at - 30 * HOUR)
    factories.record(of, K.NOTE, people.coordinator, at - HOUR, note="Rang <radiology>", told_by="Dr R")
    wrong = of.events.get(kind=K.NOTE)
    course.strike_out(event=wrong, reason="Other person", by=Access(people.coordinator), at=at)
    page = coordinator.get(page_of(of))
    lines = timeline(page)
    assert "Struck out: entered in error" in lines[0]
    assert "18:12 Put right or struck out: Note: Rang <radiology>; told by Dr R" in lines[1]
    assert "app-struck" in soup(page).select(".app-time li:not(.app-day)")[1]["class"]
    assert [words(each) for each in soup(page).select(".app-time .app-day")] == ["Sun 22 Nov", "Sat 21 Nov"]
    assert not soup(page).select(f"a[href$='/events/{wrong.pk}/']")


def test_every_kind_of_event_has_its_line(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral_at(State.CLOSED, people.coordinator, service, at - 10 * HOUR)
    lines = " ".join(timeline(coordinator.get(page_of(of))))
    for kind in of.events.values_list("kind", flat=True):
        assert EVENTS[K(kind)].sentence in lines


def test_advice_that_is_to_be_said_and_not_answered_is_never_folded_away(
    coordinator: Client, people: Cast, service, at
) -> None:
    of = factories.referral(people.coordinator, service, at, facts=ANSWERED)
    page = Page(of, at)
    apart, folded = page.advice_apart()
    assert {it.prompt.key for it in page.advice if it.applies or it.is_loud} <= {it.prompt.key for it in apart}
    card = soup(coordinator.get(page_of(of))).select_one("section[aria-labelledby=ad]")
    away = words(card.select_one("details.app-fold"))
    assert f"{len(folded)} more: answered, or to be asked about first" in away
    assert all(it.prompt.says not in away for it in apart)


def test_what_was_told_on_the_telephone_is_there(coordinator: Client, people: Cast, service, at) -> None:
    of = factories.referral(people.coordinator, service, at, details={"walking": "aided", "notes": "Legs\n<heavy>"})
    assert pairs(coordinator.get(page_of(of)), "section[aria-labelledby=sd] dl") == {
        "Walking": "With help", "Said": "Legs <heavy>",
    }  # fmt: skip


def test_an_alert_stands_on_the_referrals_own_page(coordinator: Client, referral: Referral, at) -> None:
    sweep(at=at + HOUR)
    page = coordinator.get(page_of(referral))
    strip = soup(page).select_one("section[aria-labelledby=alerts]")
    assert "New emergency, not acknowledged. Told:" in words(strip)
    page = coordinator.post(strip.select_one("form")["action"], {"next": "referral"}, follow=True)
    assert page.redirect_chain == [(page_of(referral), 303)]
    assert "New emergency" not in part(page, "section[aria-labelledby=alerts]")


def test_a_lowered_disposition_shows_the_rules_answer_for_ever(
    coordinator: Client, people: Cast, referral: Referral, at
) -> None:
    senior = Access(people[Role.SENIOR])
    triage.set_disposition(referral=referral, to=triage.Disposition.ADVICE_24H, reason="Old weakness", by=senior, at=at)
    assert "Advice within 24 h (lowered by a clinician; the rules say Emergency)" in words(
        coordinator.get(page_of(referral))
    )


# Who looks


def test_two_who_have_it_open_see_each_other(
    coordinator: Client, browser, people: Cast, referral: Referral, now
) -> None:
    senior = browser(people[Role.SENIOR])
    coordinator.get(page_of(referral))
    now.shift(timedelta(seconds=5))
    assert f"{people.coordinator.name} also has this open, since 19:12." in words(senior.get(page_of(referral)))
    assert f"{people[Role.SENIOR].name} also has this open" in words(coordinator.get(page_of(referral), headers=POLL))
    now.shift(timedelta(seconds=16))
    assert "also has this open" not in words(senior.get(page_of(referral), headers=POLL))


def test_that_somebody_looked_is_written_down_once_not_at_each_poll(
    coordinator: Client, people: Cast, referral
) -> None:
    coordinator.get(page_of(referral))
    for _ in range(3):
        coordinator.get(page_of(referral), headers=POLL)
    entry = Entry.objects.get(action="referral.view")
    assert (entry.actor_id, entry.subject) == (people.coordinator.pk, referral.reference)


def test_the_poll_gets_only_what_changes(coordinator: Client, referral: Referral) -> None:
    response = coordinator.get(page_of(referral), headers=POLL)
    assert not soup(response).select("html, head, header, #live")
    assert soup(response).select(".app-banner")
    assert "HX-Request" in response["Vary"]


# Who may do what


def test_a_colleague_of_the_sister_service_reads_and_is_offered_nothing_to_write(browser, people, referral, at) -> None:
    sweep(at=at + HOUR)
    page = browser(people.colleague).get(page_of(referral))
    assert "TESTPATIENT" in words(page)
    assert "New emergency, not acknowledged" in words(page)
    assert not soup(page).select("a[href*='/record/'], a[href$='/answers/'], a[href$='/end/'], a[href$='/details/']")
    assert not soup(page).select("main form")


def test_a_colleague_who_is_brought_in_writes(coordinator: Client, browser, people: Cast, referral: Referral) -> None:
    colleague = browser(people.colleague)
    page = coordinator.post(
        page_of(referral) + "colleague/", {"colleague": people.colleague.email.upper()}, follow=True
    )
    assert said(page) == "Test Colleague may now write on this referral."
    assert colleague.get(page_of(referral) + "record/note/").status_code == 200
    assert soup(colleague.get(page_of(referral))).select("a[href*='/record/']")
    coordinator.post(page_of(referral) + "colleague/", {"colleague": "test colleague"})
    assert referral.parties.count() == 1


@pytest.mark.parametrize("name", ["", "Nobody", "Test Stranger", "test.stranger@example.org", "a\0b", "%", "x" * 5000])
def test_nobody_else_is_brought_in(coordinator: Client, people: Cast, referral: Referral, name: str) -> None:
    page = coordinator.post(page_of(referral) + "colleague/", {"colleague": name}, follow=True)
    assert said(page) == "Nobody of this alliance has that name or e-mail address."
    assert not referral.parties.exists()


def test_of_two_with_one_name_neither_is_brought_in_by_it(
    coordinator: Client, people: Cast, referral, sister_service
) -> None:
    people[Role.SENIOR].name = people.colleague.name
    people[Role.SENIOR].save()
    page = coordinator.post(page_of(referral) + "colleague/", {"colleague": people.colleague.name}, follow=True)
    assert said(page) == "Several people have that name: give the e-mail address."
    assert not referral.parties.exists()


@pytest.mark.parametrize("path", ["", "record/note/", "details/", "history/"])
def test_a_reference_that_is_none_leads_nowhere(coordinator: Client, referral: Referral, path: str) -> None:
    for reference in ("TST-26-999999", "x", "a%00b", "..", "'", "%F0%9F%A7%91", "TST-26-000001%0A", "tst-26-000001"):
        assert coordinator.get(f"/referrals/{reference}/{path}").status_code == 404


def test_taking_what_has_ended_is_refused_in_words(coordinator: Client, people: Cast, service: Service, at) -> None:
    of = factories.referral_at(State.WITHDRAWN, people.coordinator, service, at)
    page = coordinator.post(page_of(of) + "take/", {"next": "referral"}, follow=True)
    assert said(page) == "This referral is withdrawn. Reopen it first."
    page = coordinator.post(page_of(of) + "colleague/", {"colleague": people.colleague.email}, follow=True)
    assert said(page) == "This referral is withdrawn. Reopen it first."


def test_a_promise_needs_a_number(coordinator: Client, referral: Referral) -> None:
    page = coordinator.post(page_of(referral) + "call-back/", {"whom": "Dr R", "phone": " \0"}, follow=True)
    assert said(page) == "Give the number to ring."
    long = {"whom": "w" * 500, "phone": "0" * 500, "about": "a" * 500}
    assert (
        said(coordinator.post(page_of(referral) + "call-back/", long, follow=True))
        == "To ring back: it is on the worklist."
    )


# Who changed what


def test_the_record_of_changes_names_who_what_and_when(coordinator: Client, people: Cast, referral: Referral) -> None:
    answers = typed(coordinator.get(page_of(referral) + "details/"), "main form")
    coordinator.post(page_of(referral) + "details/", {**answers, "surname": "<Else>", "oncologist": "Dr O Oncotest"})
    shown = soup(coordinator.get(page_of(referral) + "history/"))
    of_person, of_referral = (words(each) for each in shown.select("main section"))
    assert f"19:12:00 today {people.coordinator.name} Surname: Testpatient → <Else>" in of_person
    assert "Oncologist: empty → Dr O Oncotest" in of_referral
    assert Entry.objects.get(action="referral.history").subject == referral.reference


# What it costs


def test_a_long_course_takes_as_many_queries_as_a_short_one(
    coordinator: Client, people: Cast, service: Service, at: datetime, django_assert_max_num_queries
) -> None:
    of = factories.referral(people.coordinator, service, at - 10 * HOUR)
    coordinator.get(page_of(of))
    with django_assert_max_num_queries(20):
        coordinator.get(page_of(of))
    for number in range(20):
        factories.record(of, K.NOTE, people.coordinator, at - number * timedelta(minutes=1), note=str(number))
    for minutes in (1, 2, 20, 30):
        sweep(at=at + timedelta(minutes=minutes))
    with django_assert_max_num_queries(20):
        assert len(timeline(coordinator.get(page_of(of)))) > 22
