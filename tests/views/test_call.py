"""The call without JavaScript and with it: the answer, what stops a save and what never does."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from mscc.access import Access
from mscc.models import Organisation, Service
from pathways.guideline.terms import PAIN
from referrals.actions import intake
from referrals.models import CallBack, Draft, Event, Referral
from tests import factories
from tests.conftest import Cast
from tests.views.calling import ADDRESS, EMERGENCY, KEY, NO_EMERGENCY, PHONE, errors
from tests.views.looking import HTMX, leads_to, part, said, soup, typed, words

# The whole call without JavaScript


def test_a_call_from_its_first_page_to_the_referral(coordinator: Client, people: Cast, at: datetime, now) -> None:
    page = coordinator.get("/calls/new/")
    assert "Not triaged yet" in part(page, ".app-verdict")
    assert not Draft.objects.exists()
    action, answers = soup(page).select_one("#call")["action"], typed(page, "#call")

    now.shift(timedelta(minutes=2))
    page = coordinator.post(action, {**answers, **PHONE, **EMERGENCY, "do": "keep"})
    assert page.status_code == 200
    assert "Emergency: suspected MSCC" in part(page, ".app-verdict h2")
    assert "MRI 24 h: by 19:12 Mon 23 Nov, in 23 h 58 min (from this call: start not known)" in part(
        page, ".app-verdict"
    )
    assert Draft.objects.get().started_at == at

    now.shift(timedelta(minutes=1))
    page = coordinator.post(action, {**typed(page, "#call"), "surname": "Testpatient", "do": "save"}, follow=True)
    referral = Referral.objects.get()
    assert page.redirect_chain == [(f"/referrals/{referral.reference}/", 303)]
    assert said(page) == "Saved as TST-26-000001."
    assert (referral.person.surname, referral.disposition, referral.received_at) == ("Testpatient", "EMERGENCY", at)
    assert (referral.owner, referral.caller_phone) == (people.coordinator, "01632 960 157")


def test_every_answer_of_the_form_arrives(send, alliance, at) -> None:
    hospital = Organisation.objects.create(alliance=alliance, ods_code="RXX", name="Test Hospital", kind="hospital")
    send(**{
        "do": "save", **PHONE, "caller_name": "Dr R", "caller_team": "ST3", "caller_kind": "ward",
        "organisation": str(hospital.pk), "nhs_number": "999 000 0018", "surname": "Testpatient", "forename": "Alex",
        "born": "17/3/58", "sex": "female", "where_now": "Ward 5", "where_phone": "01632 960 200", "cancer": "current",
        "primary": "breast", "oncologist": "Dr O", "limb_weakness": "yes", "walking": "aided", "speed": "days",
        "suspected_at": "14:00", "presented_at": "21 Nov", "last_walked": "Friday", "residual": "400",
        "dexamethasone": "yes", "dexamethasone_mg": "16", "ppi": "no", "immobilised": "yes", "immobilised_at": "15:00",
        "allergies": "Penicillin", "mri": "requested", "mri_at": "16:00", "notes": "Line one\nLine two",
    })  # fmt: skip
    referral = Referral.objects.get()
    person, timeline = referral.person, referral.timeline
    assert (person.nhs_number, person.date_of_birth, person.sex) == ("9990000018", date(1958, 3, 17), "female")
    assert (referral.referring_organisation, referral.where_now, referral.primary) == (hospital, "Ward 5", "Breast")
    assert timeline.suspected_at == at.replace(hour=14, minute=0)
    assert timeline.presented_at.date() == date(2026, 11, 21)
    assert timeline.immobilised_at == at.replace(hour=15, minute=0)
    assert timeline.mri_requested_at == at.replace(hour=16, minute=0)
    call = Event.objects.get(kind="call_received")
    assert (call.told_by, call.happened_at) == ("Dr R, ST3", at)
    assert call.data["notes"] == "Line one\nLine two"
    facts = referral.assessments.get().facts
    assert facts == {
        "cancer": "current", "primary": "breast", "limb_weakness": "yes", "immobilised": "yes",
        "dexamethasone_before_imaging": "yes",
    }  # fmt: skip


def test_what_is_not_asked_is_not_no(send) -> None:
    send(do="save", **PHONE, cancer="current", limb_weakness="yes", **dict.fromkeys(PAIN, "unknown"))
    assert set(Referral.objects.get().assessments.get().facts) == {"cancer", "limb_weakness"}


@pytest.mark.parametrize("do", ["", "keep", "nonsense"])
def test_without_a_button_it_is_kept_not_saved(send, do: str) -> None:
    page = send(do=do, **PHONE, **EMERGENCY)
    assert page.status_code == 200
    assert "Draft kept 19:12" in words(page)
    assert not errors(page)
    assert not Referral.objects.exists()


def test_all_that_was_typed_is_there_again(send) -> None:
    answers = {
        **PHONE,
        **NO_EMERGENCY,
        "born": "nonsense",
        "walking": "aided",
        "notes": "a\nb  c",
        "sex": "male",
        "mri": "done",
    }
    page = send(do="keep", **answers)
    assert {name: typed(page, "#call")[name] for name in answers} == answers


# Beside the form, for htmx


def test_for_htmx_only_the_answer_comes(send) -> None:
    response = send(headers=HTMX, **EMERGENCY)
    assert response.status_code == 200
    assert not soup(response).select("html, form, #call, input[name=surname], main")
    assert "Emergency: suspected MSCC" in part(response, ".app-verdict h2")
    assert "HX-Request" in response["Vary"]
    assert Draft.objects.get().data == EMERGENCY


def test_what_to_say_and_what_to_ask_stand_beside_with_their_recommendations(send) -> None:
    response = send(headers=HTMX, **EMERGENCY)
    sections = ("p-say", "p-stability", "p-ask")
    say, stability, ask = (soup(response).select_one(f"section[aria-labelledby={name}]") for name in sections)
    assert "“I am treating this as an emergency.”" in words(say)
    assert "Ring me on 0300 000 0001, day or night." in words(say)
    assert "Whole-spine MRI as soon as possible" in words(stability)
    assert stability.select('a[href="/guideline/recommendations/#rec-1.5.2"]')
    assert "cord 1 of 6, pain 0 of 7 asked" in words(ask)
    assert [each["href"] for each in ask.select("a")][:2] == ["#gait_disturbance", "#sensory_loss"]


def test_every_question_leads_to_its_field(send) -> None:
    page = send(do="keep", cancer="current")
    shown = soup(page)
    for link in shown.select("section[aria-labelledby=p-ask] a[href^='#'], .app-ask a"):
        assert shown.find(id=link["href"][1:]), link["href"]


def test_while_nothing_is_asked_it_says_so_and_not_no(send) -> None:
    page = send(headers=HTMX, surname="Testpatient")
    assert part(page, ".app-verdict h2") == "Not triaged yet"
    assert part(page, "#answer-bar") == "Not triaged yet. What to say and ask"  # in sight on a telephone
    assert Draft.objects.get().emergency_at is None
    page = send(headers=HTMX, cancer="current")
    assert part(page, ".app-verdict h2") == "Ask the cord features"
    assert "If they cannot be asked: emergency: suspected MSCC." in part(page, ".app-verdict p")


def test_a_wrong_time_is_said_at_once_and_the_rest_still_stands(send) -> None:
    response = send(headers=HTMX, **EMERGENCY, suspected_at="25:70", nhs_number="123")
    check = words(soup(response).select_one("section[aria-labelledby=p-unread]"))
    assert "First suspected: “25:70” is not a time that can be read." in check
    assert "NHS number: An NHS number has 10 digits" in check
    assert "Emergency" in part(response, ".app-verdict h2")


def test_a_time_typed_moves_the_clock(send) -> None:
    response = send(headers=HTMX, **EMERGENCY, suspected_at="21 Nov 18:00")
    assert "MRI 24 h: by 18:00 today, passed" in part(response, ".app-verdict p")


# The caller's number


def test_an_emergency_is_saved_without_a_number_and_the_number_is_asked_for(coordinator: Client) -> None:
    page = coordinator.post(ADDRESS, {**EMERGENCY, "do": "save"}, follow=True)
    assert said(page).endswith("There is no number to ring the caller back on. Ask before they hang up.")


def test_no_number_stops_a_call_that_is_no_emergency_with_a_sentence(send) -> None:
    page = send(do="save", **NO_EMERGENCY, surname="Testpatient", notes="Kept")
    assert page.status_code == 422
    assert "Ask for the caller’s direct number; if there is none, say why beside it." in errors(page)
    assert soup(page).title.text.startswith("Error: ")
    assert soup(page).select_one(".app-errors a")["href"] == "#id_caller_phone"
    again = typed(page, "#call")
    assert (again["surname"], again["notes"], again["night_pain"]) == ("Testpatient", "Kept", "yes")
    assert Draft.objects.get().data["notes"] == "Kept"
    assert not Referral.objects.exists()


def test_no_number_never_stops_an_emergency(send) -> None:
    assert send(do="save", **EMERGENCY).status_code == 303
    assert Referral.objects.get().caller_phone == ""


def test_a_reason_stands_for_the_number(send) -> None:
    assert send(do="save", **NO_EMERGENCY, caller_phone_reason="Refused").status_code == 303
    assert Referral.objects.get().caller_phone_reason == "Refused"


def test_a_slip_of_the_hand_makes_no_emergency(coordinator: Client, send) -> None:
    """Nothing asked reads as an emergency; nothing typed at all is no call."""
    page = coordinator.get("/calls/new/")
    page = send(**{**typed(page, "#call"), "do": "save"})
    assert page.status_code == 422
    assert "direct number" in errors(page)
    assert not Referral.objects.exists()


# Put away, ring back


def test_a_call_is_put_away(send, coordinator: Client) -> None:
    assert leads_to(send(do="discard", surname="Testpatient")) == "/worklist/"
    assert Draft.objects.get().discarded_at is not None
    assert "This call was put away at 19:12: what is typed here is not kept." in words(coordinator.get(ADDRESS))
    assert "is not kept" in words(send(headers=HTMX, surname="More"))
    assert Draft.objects.get().data["surname"] == "Testpatient"
    page = send(do="save", **PHONE, **EMERGENCY, surname="More")
    assert page.status_code == 422
    assert said(page) == "This call was put away. Start a new one."
    assert typed(page, "#call")["surname"] == "More"


def test_one_that_reads_as_an_emergency_is_not_put_away_without_a_reason(send) -> None:
    page = send(do="discard", **EMERGENCY, notes="Kept")
    assert page.status_code == 422
    assert "Save it, or say why it is put away." in said(page)
    assert typed(page, "#call")["notes"] == "Kept"
    assert send(do="discard", **EMERGENCY, discard_reason="r" * 10_000 + "\0").status_code == 303
    assert Draft.objects.get().discarded_reason == "r" * 200


def test_a_call_back_is_promised(send, coordinator: Client) -> None:
    page = send(do="ring_back", surname="Testpatient")
    assert (page.status_code, said(page)) == (422, "Give the number to ring.")
    assert leads_to(send(do="ring_back", caller_name="N" * 500, caller_phone="0" * 60)) == ADDRESS
    promised = CallBack.objects.get()
    assert (promised.whom, promised.phone, str(promised.draft_id)) == ("N" * 120, "0" * 40, str(KEY))


# What it costs


def test_a_saved_call_takes_few_queries(coordinator: Client, send, django_assert_max_num_queries) -> None:
    send(headers=HTMX, **EMERGENCY)
    with django_assert_max_num_queries(38):
        assert (
            send(do="save", **PHONE, **EMERGENCY, nhs_number="999 000 0018", surname="Testpatient").status_code == 303
        )


def test_an_answer_beside_the_form_takes_few_queries(send, earlier, django_assert_max_num_queries) -> None:
    send(headers=HTMX, **EMERGENCY)
    with django_assert_max_num_queries(13):
        send(headers=HTMX, **EMERGENCY, nhs_number="999 000 0018", surname="Testpatient", born="17")


def test_a_draft_is_the_same_for_page_and_actions(people: Cast, service: Service, at) -> None:
    by = Access(people.coordinator)
    kept = factories.draft(by, service, at, data={"surname": "Testpatient"})
    assert intake.keep(draft=kept, data={"surname": "Other"}, facts={}, by=by, at=at).data == {"surname": "Other"}
