"""A transfer by the keyboard alone: arranged, refused at the gate, put in place, left, arrived; the same by thumb."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.browser.conftest import DESK, PHONE, violations

K = EventKind


@pytest.fixture
def referral(people, service) -> Referral:
    at = timezone.now() - timedelta(hours=2)
    return factories.referral(people.coordinator, service, at, where_now="Ward 7", where_phone="01632 960 100")


def type_into(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(text)


def answer(page: Page, legend: str, words: str) -> None:
    """Choose an answer of a row of answers with the arrow keys."""
    answers = page.get_by_role("group", name=legend).get_by_role("radio")
    answers.last.focus()  # where it starts: not known
    for _ in range(5):
        chosen = page.get_by_role("group", name=legend).locator("label", has=page.locator("input:checked"))
        if chosen.inner_text().strip() == words:
            return
        page.keyboard.press("ArrowLeft")
    raise AssertionError(f"{legend}: no answer {words}")


def press(page: Page, role: str, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_nobody_leaves_before_all_is_in_place(open_page, people, referral, size):
    page = open_page(people.coordinator, f"/referrals/{referral.reference}/transfer/", size=size)
    press(page, "button", "Arrange a transfer")
    for label, text in (
        ("To which hospital and ward", "Infirmary, ward 3"), ("Clinician who accepts there", "Mr S Spine"),
        ("Who is responsible until arrival", "Dr R Ring"), ("Escort", "Nurse"), ("Transport", "Crew at 20:00"),
    ):  # fmt: skip
        type_into(page, label, text)
    press(page, "button", "Record")

    missing = page.get_by_role("region", name="Missing")
    expect(missing).to_contain_text("Nobody leaves yet. Missing: a bed, the spinal precautions, the precautions read")
    press(page, "button", "Has left")
    expect(missing).to_contain_text("Nobody leaves yet")
    press(page, "button", "Record")
    expect(page.locator(".app-errors")).to_contain_text("Nobody leaves yet. Missing: a bed")
    assert not referral.events.filter(kind=K.DEPARTED).exists()

    press(page, "link", "Put it in place")
    type_into(page, "Bed, or who gives it", "Bed 4")
    type_into(page, "Spinal precautions", "Flat, log-rolled")
    type_into(page, "Who on the receiving ward was told", "Sister B")
    answer(page, "Precautions read back", "Yes")
    answer(page, "Images", "Sent")
    answer(page, "Dexamethasone given", "Yes")
    assert violations(page) == []
    press(page, "button", "Record")
    expect(page.get_by_text("All is in place.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    press(page, "button", "Has left")
    press(page, "button", "Record")
    expect(page.get_by_text(re.compile("^On the way since"))).to_be_visible()
    press(page, "button", "Has arrived")
    expect(page.get_by_label("Where now", exact=True)).to_have_value("Infirmary, ward 3")
    press(page, "button", "Record")
    expect(page.get_by_text(re.compile("^Left .*, arrived "))).to_be_visible()
    referral.refresh_from_db()
    assert referral.where_now == "Infirmary, ward 3"
