"""The forms about a referral: record, put right, strike out, new answers, details, disposition, end, reopen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mscc.access import Access
from mscc.models import Service
from mscc.roles import Role
from pathways.states import State
from referrals.actions import closing
from referrals.events import EVENTS, RECORDABLE, EventKind
from referrals.forms.record import ASKS, DELAYS
from referrals.models import Event, Referral
from tests import factories
from tests.conftest import Cast
from tests.views.looking import HTMX, leads_to, part, said, soup, typed, words
from tests.views.test_call_typed import HOSTILE

K = EventKind
HOUR = timedelta(hours=1)
# An answer to each question that an event may ask.
GIVEN = {
    "told_by": "Dr R", "to_whom": "Dr R", "advice": "Lie flat", "read_back": "yes", "accepted_by": "Mr S", "position": "Flat",
    "given_by": "Spinal surgeon", "booked_for": "23 Nov 09:00", "whole_spine": "yes", "delay_reason": DELAYS[0],
    "contraindication": "Pacemaker", "confirmed_by": "Radiographer", "mri_exclusion": "declined", "rt_exclusion": "declined",
    "decided_by": "Dr C", "outcome": "mscc", "levels": "T8", "treatment": "radiotherapy", "surgery_suitable": "no",
    "dose_gy": "8", "fractions": "1", "where_now": "Ward 9", "where_phone": "01632 960 200", "discharge_lead": "Sister B",
    "destination": "Home", "note": "Rang",
}  # fmt: skip


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


def required(kind: EventKind) -> dict[str, str]:
    return {name: GIVEN[name] for name in EVENTS[kind].asks if ASKS[name].required}


def errors(response) -> str:
    return part(response, ".app-errors")


# Record


def test_there_is_an_answer_to_every_question() -> None:
    assert set(GIVEN) == set(ASKS)


@pytest.mark.parametrize("kind", RECORDABLE)
def test_the_least_that_is_asked_is_recorded(
    coordinator: Client, referral: Referral, here: str, kind: EventKind
) -> None:
    page = coordinator.get(f"{here}record/{kind}/")
    assert part(page, "h1") == EVENTS[kind].record_as
    assert typed(page, "main form")["happened_at"] == "now"
    response = coordinator.post(f"{here}record/{kind}/", {"happened_at": "now", **required(kind)}, follow=True)
    assert response.redirect_chain == [(here, 303)], errors(response)
    assert said(response) == f"{EVENTS[kind].record_as}: recorded."
    assert (
        referral.events.get(kind=kind, supersedes=None, data__time_not_known=None).happened_at == referral.received_at
    )


@pytest.mark.parametrize("kind", RECORDABLE)
def test_all_that_can_be_said_is_kept(coordinator: Client, referral: Referral, here: str, kind: EventKind) -> None:
    answers = {name: GIVEN[name] for name in EVENTS[kind].asks}
    assert coordinator.post(f"{here}record/{kind}/", {"happened_at": "18:30", **answers}).status_code == 303
    event = referral.events.get(kind=kind)
    assert event.happened_at == referral.received_at.replace(hour=18, minute=30)
    assert event.told_by == answers.pop("told_by", "")
    if "booked_for" in answers:
        assert datetime.fromisoformat(event.data["booked_for"]) == datetime(2026, 11, 23, 9, tzinfo=UTC)
        answers.pop("booked_for")
    assert {name: str(event.data[name]) for name in answers} == answers
    assert f"{EVENTS[kind].sentence}" in words(coordinator.get(here))


@pytest.mark.parametrize("kind", RECORDABLE)
def test_nothing_filled_in_says_what_is_missing(
    coordinator: Client, referral: Referral, here: str, kind: EventKind
) -> None:
    page = coordinator.post(f"{here}record/{kind}/", {})
    assert page.status_code == 422
    assert soup(page).title.text.startswith("Error: ")
    missing = [each for each in EVENTS[kind].asks if ASKS[each].required]
    links = {each["href"].removeprefix("#").removeprefix("id_") for each in soup(page).select(".app-errors a")}
    assert links == {"happened_at", *missing}
    for each in soup(page).select(".app-errors li"):
        assert words(each).endswith(("Fill this in.", "Choose an answer.", "Give a time: now, 18:10, 22 Nov 18:10."))
        assert soup(page).find(id=each.a["href"][1:]), each
    assert not referral.events.filter(kind=kind).exists()


@pytest.mark.parametrize("kind", RECORDABLE)
def test_whatever_is_typed_breaks_nothing(coordinator: Client, referral: Referral, here: str, kind: EventKind) -> None:
    for text in HOSTILE.values():
        page = coordinator.post(
            f"{here}record/{kind}/", {"happened_at": "now", **dict.fromkeys(EVENTS[kind].asks, text)}
        )
        assert page.status_code in {303, 422}
        if page.status_code == 422:
            assert not soup(page).select("main script, main img")
    assert coordinator.get(here).status_code == 200


@pytest.mark.parametrize("kind", ["nonsense", "triaged", "closed", "call_received", "%00", "DIED"])
def test_nothing_else_can_be_recorded(coordinator: Client, here: str, kind: str) -> None:
    assert coordinator.get(f"{here}record/{kind}/").status_code == 404
    assert coordinator.post(f"{here}record/{kind}/", {"happened_at": "now"}).status_code == 404


def test_a_wrong_time_keeps_what_was_typed(coordinator: Client, here: str) -> None:
    page = coordinator.post(f"{here}record/note/", {"happened_at": "23 Nov 10:00", "note": "a <long>\nnote"})
    assert page.status_code == 422
    assert "is in the future. Give a time that has passed." in errors(page)
    assert typed(page, "main form")["note"] == "a <long>\nnote"


def test_a_booking_needs_a_time_and_may_be_in_the_future(coordinator: Client, here: str) -> None:
    page = coordinator.post(f"{here}record/mri_booked/", {"happened_at": "now", "booked_for": "24 Nov"})
    assert "Give the time of the slot as well as its day." in errors(page)


def test_what_it_would_make_of_the_clock_is_shown_before_it_is_saved(
    coordinator: Client, referral: Referral, here: str
) -> None:
    asked = {"happened_at": "now", "whole_spine": "yes", "do": "look"}
    response = coordinator.post(f"{here}record/mri_started/", asked, headers=HTMX)
    assert (response.status_code, words(response)) == (200, "MRI 24 h: met, 0 min after it began.")
    assert words(coordinator.post(f"{here}record/mri_started/", {**asked, "happened_at": "x"}, headers=HTMX)) == ""
    assert words(coordinator.post(f"{here}record/mri_started/", {**asked, "whole_spine": "no"}, headers=HTMX)) == ""
    assert "MRI 24 h: met" in part(coordinator.post(f"{here}record/mri_started/", asked), "#meaning")
    assert not referral.events.filter(kind=K.MRI_STARTED).exists()


def test_an_ended_referral_says_why_not(coordinator: Client, people: Cast, service: Service, at) -> None:
    of = factories.referral_at(State.REDIRECTED, people.coordinator, service, at)
    answers = {"happened_at": "now", "where_now": "Ward 9"}
    page = coordinator.post(f"/referrals/{of.reference}/record/moved/", answers)
    assert page.status_code == 422
    assert "This referral is redirected. Reopen it first." in errors(page)
    assert typed(page, "main form")["where_now"] == "Ward 9"


# Put right, strike out


@pytest.fixture
def note(referral: Referral, people: Cast, at) -> Event:
    factories.record(referral, K.NOTE, people.coordinator, at, note="Wrong", told_by="Dr R")
    return referral.events.get(kind=K.NOTE)


def test_an_entry_is_put_right_and_the_old_one_stays(
    coordinator: Client, referral: Referral, here: str, note: Event, now
) -> None:
    now.shift(HOUR)
    page = coordinator.get(f"{here}events/{note.pk}/")
    answers = typed(page, "main form")
    assert (answers["happened_at"], answers["note"], answers["told_by"]) == ("Sun 22 Nov 2026 19:12", "Wrong", "Dr R")
    response = coordinator.post(f"{here}events/{note.pk}/", {**answers, "note": "Right"}, follow=True)
    assert said(response) == "Put right. The old entry stays on record."
    new = referral.events.get(kind=K.NOTE, supersedes=note)
    assert (new.data["note"], new.happened_at) == ("Right", note.happened_at)
    again = coordinator.post(f"{here}events/{note.pk}/", {**answers, "note": "Again"})
    assert again.status_code == 422
    assert "Somebody has put this entry right already." in errors(again)
    assert typed(again, "main form")["note"] == "Again"


MOMENTS = [
    datetime(2026, 11, 21, 0, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 6, 1, 9, 5, 30, tzinfo=UTC), datetime(2025, 12, 31, 23, 59, tzinfo=UTC),
]  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
@pytest.mark.parametrize("precision", ["exact", "estimated", "date"])
def test_an_entry_opened_and_saved_as_it_stood_keeps_its_time(
    coordinator: Client, referral: Referral, here: str, moment: datetime, precision: str
) -> None:
    """Midnight and the two hours of October are asked about once, not at every correction."""
    if precision == "date":
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC) - HOUR * (moment.month == 6)
    old = referral.events.create(
        kind=K.NOTE, happened_at=moment, precision=precision, recorded_at=referral.received_at, data={"note": "x"}
    )
    if precision == "date" and moment.month == 10:
        pytest.skip("no such day begins then")
    page = coordinator.get(f"{here}events/{old.pk}/")
    assert errors(page) == ""
    response = coordinator.post(f"{here}events/{old.pk}/", typed(page, "main form"))
    assert response.status_code == 303, errors(response)
    new = referral.events.get(supersedes=old)
    assert (new.happened_at, new.precision) == (moment, precision)


def test_a_booking_opened_and_saved_keeps_its_slot(
    coordinator: Client, people: Cast, referral: Referral, here: str, at
) -> None:
    slot = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    factories.record(referral, K.MRI_BOOKED, people.coordinator, at, booked_for=slot.isoformat())
    old = referral.events.get(kind=K.MRI_BOOKED)
    page = coordinator.get(f"{here}events/{old.pk}/")
    assert coordinator.post(f"{here}events/{old.pk}/", typed(page, "main form")).status_code == 303
    assert datetime.fromisoformat(referral.events.get(supersedes=old).data["booked_for"]) == slot


def test_an_entry_is_struck_out_with_a_reason(coordinator: Client, referral: Referral, here: str, note: Event) -> None:
    address = f"{here}events/{note.pk}/strike-out/"
    assert said(coordinator.post(address, {"reason": " \0 "}, follow=True)) == "Say why this entry is wrong."
    assert said(coordinator.post(address, {"reason": "r" * 5000}, follow=True)) == "Struck out. It stays on record."
    assert "put this entry right already" in said(coordinator.post(address, {"reason": "x"}, follow=True))
    assert referral.events.get(kind=K.STRUCK_OUT).supersedes == note


def test_what_the_system_wrote_cannot_be_put_right_here(coordinator: Client, referral: Referral, here: str) -> None:
    triaged = referral.events.get(kind=K.TRIAGED)
    assert coordinator.get(f"{here}events/{triaged.pk}/").status_code == 404
    page = coordinator.post(f"{here}events/{triaged.pk}/strike-out/", {"reason": "x"}, follow=True)
    assert "cannot be" in said(page)


@pytest.mark.parametrize("path", ["events/{pk}/", "events/{pk}/strike-out/"])
def test_an_entry_of_another_referral_is_not_there(coordinator: Client, people, service, here, at, path: str) -> None:
    other = factories.referral(people.coordinator, service, at, surname="Other")
    factories.record(other, K.NOTE, people.coordinator, at, note="x")
    theirs = other.events.get(kind=K.NOTE)
    for pk in (theirs.pk, 0, 10**30):
        address = here + path.format(pk=pk)
        assert coordinator.post(address, {"reason": "x", "happened_at": "now", "note": "y"}).status_code == 404
    assert other.events.filter(supersedes=theirs).count() == 0


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
    shown = [
        tuple(words(cell) for cell in tr.select("th, td"))
        for tr in soup(page).select("section[aria-labelledby=both] tbody tr")
    ]
    assert sorted(shown) == sorted(
        [
            ("Limb weakness", "yes", "no"),
            ("Numbness, tingling, sensory loss", "yes", "not known"),
            ("At night", "not known", "yes"),
        ]
    )
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
    rows = [
        tuple(words(cell) for cell in tr.select("th, td"))
        for tr in soup(page).select("section[aria-labelledby=both] tbody tr")
    ]
    assert rows == [("Surname", "Theirs", "Mine")]
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
    [("nhs_number", "999 000 0019"), ("born", "17 Mar 2058"), ("born", "1 Jan 1800"), ("surname", "x" * 101), ("surname", "a\0b"),
     ("sex", "x"), ("version", "x")],
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
        ({"how": "withdrawn", "reason": "x" * 201}, "at most 200 characters"), ({"how": "closed", "outcome": "x"}, "valid choice"),
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
        ({"how": "redirected", "where": "The GP"}, "redirected"), ({"how": "withdrawn", "reason": "Twice"}, "withdrawn"),
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
