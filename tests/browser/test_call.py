"""Stories of the call: on the telephone with somebody, by keyboard, without script, with a browser that closes."""

import re

from playwright.sync_api import Page, expect

from referrals.models import Draft, Referral
from tests import factories
from tests.browser.conftest import become, settled


def answer(page: Page, name: str, value: str) -> None:
    page.locator(f"input[name={name}][value={value}]").check(force=True)


def test_a_coordinator_logs_an_emergency_by_keyboard_alone(open_page, people, service):
    page = given_an_open_call(open_page, people)
    when_the_call_is_typed_by_keyboard(page)
    then_the_answer_says_emergency_while_typing(page)
    page.keyboard.press("Control+Enter")
    then_the_referral_stands_with_its_clock(page)
    referral = Referral.objects.get()
    assert referral.person.surname == "Testpatient"
    assert referral.assessments.first().facts == {
        "cancer": "current",
        "limb_weakness": "yes",
        "gait_disturbance": "no",
    }


def given_an_open_call(open_page, people) -> Page:
    page = open_page(people.coordinator, "/worklist/")
    page.get_by_role("button", name="New referral").press("Enter")
    expect(page.locator("#id_caller_phone")).to_be_focused()
    return page


def when_the_call_is_typed_by_keyboard(page: Page) -> None:
    keys = page.keyboard
    keys.type("01632 960 157")
    page.locator("#id_surname").focus()
    keys.type("Testpatient")
    keys.press("Tab")
    keys.type("Alex")
    keys.press("Tab")
    keys.type("3 Feb 1951")
    page.locator("input[name=cancer]:checked").focus()
    for _ in range(1):  # from "not asked", which is last, right arrow wraps to the first
        keys.press("ArrowRight")
    page.locator("input[name=limb_weakness]:checked").focus()
    keys.press("ArrowRight")  # yes
    keys.press("Tab")
    keys.press("ArrowLeft")  # the next item: no


def then_the_answer_says_emergency_while_typing(page: Page) -> None:
    panel = page.locator("#answer")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Emergency: suspected MSCC")
    expect(panel).to_contain_text("MRI 24 h: by")
    expect(panel).to_contain_text("I am treating this as an emergency")
    settled(page)


def then_the_referral_stands_with_its_clock(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/referrals/TST-\d\d-000001/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("TESTPATIENT, Alex")
    expect(page.locator(".app-clocks")).to_contain_text("Due in 2")


def test_enter_in_a_field_sends_nothing(open_page, people):
    page = open_page(people.coordinator, "/calls/new/")
    page.locator("#id_caller_name").fill("Dr R Ringback")
    page.keyboard.press("Enter")
    expect(page.locator("#id_caller_name")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/calls/new/"))


def test_the_whole_call_works_without_script(open_page, people):
    page = open_page(people.coordinator, "/calls/new/", script=False)
    page.locator("#id_caller_phone").fill("01632 960 157")
    answer(page, "cancer", "current")
    answer(page, "limb_weakness", "yes")
    page.locator("#answer").get_by_role("button", name=re.compile("Work it out")).click()
    expect(page.locator("#answer").get_by_role("heading", level=2)).to_have_text("Emergency: suspected MSCC")
    expect(page.locator("#id_caller_phone")).to_have_value("01632 960 157")
    page.get_by_role("button", name="Save and start the clock").click()
    expect(page).to_have_url(re.compile(r"/referrals/TST-"))
    assert Referral.objects.get().disposition == "EMERGENCY"


def test_a_draft_survives_a_closed_browser(open_page, people):
    page = open_page(people.coordinator, "/calls/new/")
    page.locator("#id_caller_phone").fill("01632 960 157")
    page.locator("#id_notes").fill("Legs heavy since Friday")
    expect(page.get_by_role("button", name=re.compile("Draft kept"))).to_be_visible()
    settled(page)
    page.context.close()
    again = open_page(people.coordinator, "/worklist/")
    expect(again.locator("#drafts")).to_have_text("1 call not finished")
    again.get_by_role("link", name=re.compile("Continue")).click()
    expect(again.locator("#id_notes")).to_have_value("Legs heavy since Friday")


def test_what_was_typed_survives_a_session_that_ended(open_page, people, address):
    page = open_page(people.coordinator, "/calls/new/")
    page.locator("#id_caller_phone").fill("01632 960 157")
    expect(page.get_by_role("button", name=re.compile("Draft kept"))).to_be_visible()
    settled(page)
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()
    page.locator("#id_surname").fill("Testpatient")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    become(page.context, people.coordinator, address)
    page.goto("/worklist/")
    page.get_by_role("link", name=re.compile("Continue")).click()
    expect(page.locator("#id_caller_phone")).to_have_value("01632 960 157")


def test_the_same_person_again_is_tracked_with_what_was_typed(open_page, people, service, at):
    factories.referral(people.coordinator, service, at, facts=factories.PAIN_ONLY, nhs_number=factories.NHS_NUMBER)
    page = open_page(people.coordinator, "/calls/new/")
    page.locator("#id_caller_phone").fill("01632 960 158")
    page.locator("#id_nhs_number").fill("999 000 0018")
    page.locator("#id_surname").fill("Testpatient")
    answer(page, "sensory_loss", "yes")
    page.get_by_role("button", name="Track this one").click()
    expect(page.get_by_role("status").first).to_contain_text("Added to TST-26-000001")
    referral = Referral.objects.get()
    assert referral.disposition == "EMERGENCY"
    assert referral.clocks.get(kind="mri", status="superseded").hours == 168
    assert [draft.data for draft in Draft.objects.filter(referral=referral)] == [{}, {}]


def test_bad_times_are_said_at_once_and_lose_nothing(open_page, people):
    page = open_page(people.coordinator, "/calls/new/")
    page.locator("#id_suspected_at").fill("29 Mar 2026 01:30")
    expect(page.locator("#answer")).to_contain_text("did not exist")
    page.locator("#id_suspected_at").fill("25 Oct 2026 01:30")
    expect(page.locator("#answer")).to_contain_text("happened twice")
    page.locator("#id_caller_phone").fill("01632 960 157")
    page.locator("#id_surname").fill("Testpatient")
    settled(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".app-errors")).to_be_focused()
    page.get_by_label("The second time (GMT)").check()
    expect(page.locator("#id_surname")).to_have_value("Testpatient")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page).to_have_url(re.compile(r"/referrals/TST-"))
    assert Referral.objects.get().timeline.suspected_at.isoformat() == "2026-10-25T01:30:00+00:00"
