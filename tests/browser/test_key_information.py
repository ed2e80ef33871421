"""Key information in a real browser: by keyboard, without a script, on a telephone, and two people at once."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mscc.models import Service
from referrals.events import EventKind
from referrals.models import Referral
from tests import factories
from tests.browser.conftest import DESK, PHONE, violations
from tests.browser.test_accessible import wrong_on
from tests.conftest import Cast


@pytest.fixture
def referral(people: Cast, service: Service) -> Referral:
    return factories.referral(people.coordinator, service, timezone.now(), nhs_number=factories.NHS_NUMBER)


def section(referral: Referral, slug: str = "neurology") -> str:
    return f"/referrals/{referral.reference}/key/{slug}/"


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value='{value}']").check(force=True)


def answer_of(page: Page, name: str) -> str:
    return page.locator(f"[name={name}]:checked").first.get_attribute("value") or ""


def kept(referral: Referral) -> dict[str, str]:
    found = referral.events.filter(kind=EventKind.KEY_INFORMATION).order_by("pk")
    return {name: value for event in found for name, value in event.data["answers"].items()}


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_a_section_is_filled_in_by_keyboard_alone(open_page, people: Cast, referral: Referral, script: bool) -> None:
    page = open_page(people.coordinator, section(referral), script=script)
    keys = page.keyboard
    page.locator("[name=walking]:checked").focus()
    keys.press("ArrowRight")  # round to the first answer
    keys.press("ArrowRight")
    assert answer_of(page, "walking") == "aided"
    page.locator("[name=sensory]:checked").focus()
    expect(page.locator("[name=sensory_level][value=T9]")).not_to_be_visible()
    keys.press("ArrowRight")
    keys.press("Tab")  # to the levels that this answer opens
    for _ in range(16):
        keys.press("ArrowRight")
    assert answer_of(page, "sensory_level") == "T9"
    page.locator("#id_told_by").focus()
    keys.type("Sister B Bleep")
    keys.press("Enter")
    page.wait_for_url(f"**/{referral.reference}/")
    assert kept(referral) == {"walking": "aided", "sensory": "yes", "sensory_level": "T9"}


def test_levels_are_ticked_one_by_one_with_the_space_bar(open_page, people: Cast, referral: Referral) -> None:
    page = open_page(people.coordinator, section(referral, "presentation"), script=False)
    choose(page, "pain_severity", "severe")
    page.locator("[name=pain_levels][value=T6]").focus()
    for _ in range(3):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Save").click()
    assert kept(referral)["pain_levels"] == "T6 T7 T8"


def test_what_hangs_on_an_answer_comes_and_goes_with_it(open_page, people: Cast, referral: Referral) -> None:
    page = open_page(people.coordinator, section(referral, "oncology"), script=False)
    harvest = page.locator("[name=stem_cell_harvest]").first
    biopsy = page.locator("[name=biopsy_changes_treatment]").first
    expect(page.locator("#stem_cell_harvest")).to_be_hidden()
    page.locator("#primary").select_option("myeloma")
    expect(page.locator("#stem_cell_harvest")).to_be_visible()
    expect(page.locator("#biopsy_changes_treatment")).to_be_hidden()
    page.locator("#primary").select_option("unknown_primary")
    expect(page.locator("#stem_cell_harvest")).to_be_hidden()
    expect(page.locator("#biopsy_changes_treatment")).to_be_visible()
    assert (harvest.count(), biopsy.count()) == (1, 1)


def test_two_people_save_the_same_section_and_neither_loses_a_word(open_page, people: Cast, referral: Referral) -> None:
    mine, theirs = (open_page(user, section(referral)) for user in (people.coordinator, people["senior"]))
    choose(mine, "walking", "aided")
    mine.locator("#id_last_walked").fill("Friday, to the shop")
    choose(theirs, "walking", "not_walking")
    choose(theirs, "bladder", "retention")
    theirs.locator("#id_told_by").fill("Dr R Ringback, registrar")
    mine.get_by_role("button", name="Save").click()
    mine.wait_for_url(f"**/{referral.reference}/")
    theirs.get_by_role("button", name="Save").click()
    both = theirs.locator("section[aria-labelledby=both]")
    expect(both).to_contain_text("With help")
    expect(both).to_contain_text("Cannot")
    assert answer_of(theirs, "bladder") == "retention"
    assert theirs.locator("#id_last_walked").input_value() == "Friday, to the shop"
    assert theirs.locator("#id_told_by").input_value() == "Dr R Ringback, registrar"
    theirs.get_by_role("button", name="Save").click()
    theirs.wait_for_url(f"**/{referral.reference}/")
    assert kept(referral) == {
        "walking": "not_walking", "last_walked": "Friday, to the shop", "bladder": "retention",
    }  # fmt: skip
    expect(mine.locator("section[aria-labelledby=wo]")).to_contain_text("Walking now: cannot", timeout=15_000)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_every_page_of_it_is_accessible(open_page, people: Cast, referral: Referral, size: dict) -> None:
    """With something worse, something no longer asked, and a refused form."""
    page = open_page(people.coordinator, section(referral), size=size)
    for walking, thinner in (("unaided", "anticoagulant"), ("aided", "no")):
        page.goto(section(referral))
        choose(page, "walking", walking)
        page.get_by_role("button", name="Save").click()
        page.goto(section(referral, "safety"))
        choose(page, "thinner", thinner)
        if thinner != "no":
            page.locator("#id_thinner_drug").fill("Apixaban")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(f"**/{referral.reference}/")
    here = f"/referrals/{referral.reference}/"
    slugs = ("safety", "presentation", "neurology", "performance", "investigations", "oncology", "needs")
    assert wrong_on(page, (here, f"{here}key/", *(section(referral, slug) for slug in slugs)), {}) == {}
    page.goto(section(referral, "safety"))
    page.locator("#id_weight").fill("heavy")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".app-errors")).to_contain_text("Write a number from 20 to 350")
    assert violations(page) == []
