"""A whole case, from the call until home and after: by keyboard alone at a desk, and by thumb on a phone."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from mscc.roles import Role
from referrals.events import EVENTS, EventKind
from referrals.models import Referral
from tests import factories
from tests.browser.conftest import DESK, PHONE, settled
from tests.browser.test_call import (
    given_an_open_call,
    then_the_referral_stands_with_its_clock,
    when_the_call_is_typed_by_keyboard,
)

K = EventKind
# In the order in which it happens: what is recorded, and what is answered.
COURSE: tuple[tuple[EventKind, dict[str, str]], ...] = (
    (K.ADVICE_GIVEN, {"to_whom": "Dr R Ringback"}),
    (K.IMMOBILISED, {"position": "Flat, log roll"}),
    (K.STABILITY_ADVICE, {"given_by": "Mr S Spinewell, surgeon"}),
    (K.MRI_REQUESTED, {}),
    (K.MRI_STARTED, {"whole_spine": "Yes"}),
    (K.REPORTED, {"outcome": "Metastatic spinal cord compression", "levels": "T8"}),
    (K.DECISION, {"treatment": "Radiotherapy", "surgery_suitable": "No", "decided_by": "Dr C Consultest"}),
    (K.RT_FIRST_FRACTION, {"dose_gy": "8", "fractions": "1"}),
    (K.ADMITTED, {"where_now": "Exampleton Royal, ward 7"}),
    (K.PAIN_PLAN, {"pain_plan": "Morphine by mouth, and a review tomorrow"}),
    (K.COMPLICATIONS, {"clots": "At risk: prevention under way", "pressure": "No trouble", "bladder": "No trouble",
                       "bowel": "No trouble"}),
    (K.MOBILISED, {"mobile_step": "Graded sitting in bed", "hypotension": "No", "more_pain": "No",
                   "worse_neurology": "No", "went": "Went on"}),
    (K.INFORMED, {"contact_known": "Yes", "language": "Large type"}),
    (K.DISCHARGE_PLANNED, {"discharge_lead": "Sister B Bleep"}),
    (K.DISCHARGE_CHECKED, {"follow_up": "Clinic in two weeks"}),
    (K.DISCHARGED, {"destination": "Home"}),
)  # fmt: skip
AFTER = {"asked_when": "4 to 8 weeks", "lives_at": "At home with her daughter"}


@dataclass
class Hands:
    """How somebody works: press a thing, fill a field, choose an answer."""

    press: Callable[[Locator], None]
    fill: Callable[[Locator, str], None]
    choose: Callable[[Locator], None]


def typed(field: Locator, text: str) -> None:
    field.focus()
    field.page.keyboard.type(text)


KEYS = Hands(lambda it: it.press("Enter"), typed, lambda it: it.press("Space"))
THUMB = Hands(lambda it: it.tap(), lambda it, text: it.fill(text), lambda it: it.check(force=True))


def test_by_keyboard_alone_at_a_desk(open_page, people, service, accessible):
    page = given_an_open_call(open_page, people)
    when_the_call_is_typed_by_keyboard(page)
    settled(page)
    page.keyboard.press("Control+Enter")
    then_the_referral_stands_with_its_clock(page)
    the_rest_of_the_case(page, KEYS, accessible)


def test_by_thumb_on_a_phone(open_page, people, service, accessible):
    page = open_page(people.coordinator, "/calls/new/", size={**PHONE}, touch=True)
    page.locator("#id_caller_phone").fill("01632 960 157")
    page.locator("#id_surname").fill("Testpatient")
    page.locator("#id_forename").fill("Alex")
    page.locator("input[name=cancer][value=current]").check(force=True)
    page.locator("input[name=limb_weakness][value=yes]").check(force=True)
    settled(page)
    page.get_by_role("button", name="Save").first.tap()
    then_the_referral_stands_with_its_clock(page)
    the_rest_of_the_case(page, THUMB, accessible)


def the_rest_of_the_case(page: Page, hands: Hands, accessible: Callable[[Page], None]) -> None:
    for kind, answers in COURSE:
        recorded(page, hands, kind, answers)
    then_the_care_until_home_is_on_record(page)
    accessible(page)
    assert no_wider_than_the_screen(page)
    when_it_is_closed(page, hands)
    then_the_follow_up_is_still_to_do_and_is_done(page, hands, accessible)


def recorded(page: Page, hands: Hands, kind: EventKind, answers: dict[str, str]) -> None:
    """Open the form from the referral, answer, record; and it stands on the timeline."""
    area = page.locator("section[aria-labelledby=rc]")
    link = area.get_by_role("link", name=EVENTS[kind].record_as, exact=True)
    if not link.first.is_visible():
        hands.press(area.locator("summary"))
    hands.press(link.locator("visible=true").first)
    expect(page.get_by_role("heading", level=1)).to_have_text(EVENTS[kind].record_as)
    for name, value in answers.items():
        answered(page, hands, name, value)
    settled(page)
    hands.press(page.get_by_role("button", name="Record", exact=True))
    expect(page.locator(".app-time").first).to_contain_text(EVENTS[kind].sentence)


def answered(page: Page, hands: Hands, name: str, value: str) -> None:
    group = page.locator(f"fieldset#{name}")
    if group.count():
        hands.choose(group.get_by_label(value, exact=True))
    else:
        hands.fill(page.locator(f"#id_{name}"), value)


def then_the_care_until_home_is_on_record(page: Page) -> None:
    care = page.locator("section[aria-labelledby=ca]")
    expect(care).to_contain_text("Not in place for home: The person, family and carers")
    expect(care).to_contain_text("Morphine by mouth")
    expect(care).to_contain_text("clots: at risk")
    tasks = page.locator("section[aria-labelledby=tk]")
    expect(tasks).to_contain_text("Review the pain plan")
    expect(tasks).not_to_contain_text("given the card")


def when_it_is_closed(page: Page, hands: Hands) -> None:
    hands.press(page.get_by_role("link", name="Close", exact=True))
    hands.choose(page.get_by_label("Closed: it has run its course"))
    hands.choose(page.get_by_label("Metastatic spinal cord compression"))
    hands.press(page.locator("main form button").last)
    expect(page).to_have_url(re.compile(r"/worklist/"))


def then_the_follow_up_is_still_to_do_and_is_done(page: Page, hands: Hands, accessible) -> None:
    hands.press(page.get_by_role("link", name=re.compile(r"\d tasks")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tasks")
    expect(page.locator("table")).to_contain_text("4 to 8 weeks: walking, continence, pain")
    expect(page.locator("table")).not_to_contain_text("Review the pain plan")
    accessible(page)
    assert no_wider_than_the_screen(page)
    hands.press(page.get_by_role("link", name="TESTPATIENT, Alex").first)
    hands.press(page.get_by_role("link", name=Referral.objects.get().reference).first)
    recorded(page, hands, K.FOLLOWED_UP, AFTER)
    expect(page.locator("section[aria-labelledby=tk]")).not_to_contain_text("4 to 8 weeks")
    assert Referral.objects.get().state == "closed"


def no_wider_than_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["tasks/", "export/", "record/mobilised/", "record/discharge_checked/"])
def test_each_page_of_the_care_can_be_used_by_everybody(open_page, people, service, at, accessible, size, path):
    it = factories.referral(people.coordinator, service, at)
    who = people[Role.SERVICE_LEAD] if path == "export/" else people.coordinator
    page = open_page(who, f"/referrals/{it.reference}/{path}", size=size)
    accessible(page)
    assert no_wider_than_the_screen(page)


@pytest.mark.parametrize("path", ["/tasks/", "/pathways/tasks/", "/pathways/tasks/pain/", "/worklist/export/"])
def test_each_list_can_be_used_by_everybody(open_page, people, service, accessible, path):
    page = open_page(people[Role.SERVICE_LEAD], path, size=PHONE)
    accessible(page)
    assert no_wider_than_the_screen(page)
