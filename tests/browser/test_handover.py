"""Stories of the night: one thumb on a telephone, the keyboard alone at a desk; nothing flashes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mscc.access import Access
from mscc.models import ContactPoint, Handover, RoleHolding
from mscc.roles import Role
from referrals import sheet
from referrals.actions import handover, presence
from referrals.events import EventKind
from referrals.models import Clock, Delivery
from tests import factories
from tests.browser.conftest import DESK, PHONE, violations

HOUR = timedelta(hours=1)
THUMB = 44  # pixels, the least that a thumb hits
TARGETS = """
    () => [...document.querySelectorAll('main a, main button, main summary, main input:not([type=hidden])')]
        .filter(each => each.checkVisibility())
        .map(each => [each.textContent.trim() || each.name, each.getBoundingClientRect().height])
"""
MOVING = """
    () => [...document.querySelectorAll('*')].filter(each => {
        const style = getComputedStyle(each);
        return style.animationName !== 'none' || style.textDecorationLine.includes('blink');
    }).length
"""


@pytest.fixture
def given(people, service, ring) -> Handover:
    """Two people, one with an alert, offered to the registrar, who has a telephone of proven number."""
    now, by = timezone.now(), Access(people.coordinator)
    people.coordinator.phone = "01632 960 180"
    people.coordinator.save()
    presence.take_role(service=service, by=by, at=now - 8 * HOUR)
    for name, hours in (("Nightcase", 22), ("Other", 1)):
        factories.referral(
            people.coordinator, service, now - hours * HOUR, surname=name, where_now="Ward 7",
            where_phone="01632 960 140",
        )  # fmt: skip
    night = people[Role.REGISTRAR]
    ContactPoint.objects.create(user=night, channel="voice", address="01632960101", created_at=now, verified_at=now)
    ring()
    lines = sheet.lines(by, service, now)
    made = handover.give(service=service, receiver=night, lines=lines, note="MRI is down", by=by, at=now)
    ring()
    return made


def within_reach(page: Page) -> None:
    """No zoom, no sideways scroll, every target big enough for a thumb, nothing moves."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert [each for each in page.evaluate(TARGETS) if each[1] < THUMB] == []
    assert page.evaluate(MOVING) == 0


def test_one_thumb_at_three_in_the_morning(open_page, people, service, given):
    page = open_page(people[Role.REGISTRAR], f"/handover/{given.pk}/", size=PHONE)
    within_reach(page)
    case = page.locator("li", has_text="NIGHTCASE, Alex").last

    expect(case.get_by_role("button", name=re.compile("^Ring 01632 960 140"))).to_have_attribute(
        "href", "tel:01632960140"
    )
    expect(page.locator(".app-bar").get_by_role("button", name="Ring")).to_have_attribute("href", "tel:01632960180")

    case.get_by_role("button", name=re.compile("^Acknowledge New emergency")).click()
    expect(page).to_have_url(re.compile(rf"/handover/{given.pk}/#person-\d$"))
    assert Clock.objects.filter(kind="acknowledgement", status="met_late").exists()  # of yesterday

    case.get_by_role("button", name=re.compile("^Log a call")).click()
    within_reach(page)
    page.get_by_label("Advice given to").fill("Ward 7")
    page.get_by_label("What was said").fill("Lie flat")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Advice given: recorded.")
    page.goto(f"/handover/{given.pk}/")

    accept = page.locator(".app-bar").get_by_role("button", name="Accept all 2 people")
    assert accept.bounding_box()["y"] + accept.bounding_box()["height"] <= PHONE["height"]  # in sight at once
    accept.click()
    expect(page.get_by_role("status").first).to_contain_text("Accepted: you hold the coordinator role")
    assert RoleHolding.objects.get(ended_at=None).user == people[Role.REGISTRAR]

    within_reach(page)
    page.get_by_role("button", name=re.compile("^It arrived")).click()
    expect(page.get_by_role("status").first).to_contain_text("Voice call: it reaches you.")
    assert Delivery.objects.get(holding__user=people[Role.REGISTRAR]).confirmed_at


def test_person_by_person_with_a_question_back(open_page, people, given):
    page = open_page(people[Role.REGISTRAR], f"/handover/{given.pk}/", size=PHONE)
    first, second = given.cases.all()
    page.get_by_role("button", name=f"Accept {second.line['name']}").click()
    expect(page.locator(".app-bar")).to_contain_text("1 of 2 accepted one by one.")
    here = page.locator(f"#person-{first.position}")
    here.get_by_text(f"Ask about {first.line['name']}").click()
    here.get_by_label("Question").fill("Who rang radiology?")
    here.get_by_role("button", name="Ask").click()
    expect(here.get_by_role("button", name=re.compile("^Accept "))).to_have_count(0)
    page.locator(".app-bar").get_by_role("button", name=re.compile("^Accept all")).click()
    expect(page.locator(".app-errors")).to_contain_text(f"no answer yet: {first.line['name']}")
    within_reach(page)

    giver = open_page(people.coordinator, f"/handover/{given.pk}/", size=PHONE)
    giver.get_by_label("Answer").fill("I did, 18:50")
    giver.get_by_role("button", name="Answer", exact=True).click()
    page.goto(f"/handover/{given.pk}/")
    page.get_by_role("button", name=f"Accept {first.line['name']}").click()
    expect(page.get_by_role("status").first).to_contain_text("Accepted: you hold the coordinator role")
    given.refresh_from_db()
    assert given.state == "accepted"


def press(page: Page, name: str) -> None:
    """Go there by Tab alone and press Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            return page.keyboard.press("Enter")
    raise AssertionError(f"{name} is not reached by the Tab key")


def test_the_keyboard_alone_at_a_desk(open_page, people, given):
    page = open_page(people[Role.REGISTRAR], f"/handover/{given.pk}/", size=DESK)
    press(page, "Acknowledge")
    expect(page.get_by_role("status").first).to_contain_text("Acknowledged")
    press(page, "Log a call")
    page.get_by_label("Advice given to").focus()
    page.keyboard.type("Ward 7")
    press(page, "Record")
    expect(page.get_by_role("status").first).to_contain_text("recorded")
    page.goto(f"/handover/{given.pk}/")
    press(page, "Accept all")
    expect(page.get_by_role("status").first).to_contain_text("Accepted: you hold the coordinator role")
    assert given.cases.first().referral.events.filter(kind=EventKind.ADVICE_GIVEN).exists()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_the_pages_are_accessible(open_page, people, given, size):
    wrong = {}
    for user in (people.coordinator, people[Role.REGISTRAR]):
        page = open_page(user, f"/handover/{given.pk}/", size=size)
        wrong |= {f"{user} sheet": violations(page)}
        page.goto("/handover/")
        wrong |= {f"{user} overview": violations(page)}
    assert {where: found for where, found in wrong.items() if found} == {}
