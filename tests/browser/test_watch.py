"""Stories of the watch: alerts, acknowledgement, new features, colleagues, a silent engine, a locked screen."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pathways.guideline.triage import Disposition
from referrals.models import Clock, Heartbeat, Referral
from tests import factories
from tests.browser.conftest import PHONE, become, settled


def test_an_emergency_alerts_and_is_acknowledged(open_page, people, service, ring):
    factories.referral(people.coordinator, service, timezone.now())
    ring()
    page = open_page(people.coordinator, "/worklist/")
    alerts = page.locator(".app-strip--alert", has_text="nobody has acknowledged")
    expect(alerts).to_contain_text("New emergency, not acknowledged")
    alerts.get_by_role("button", name=re.compile("Acknowledge")).click()
    expect(page.get_by_role("status").first).to_contain_text("Acknowledged: you have it in hand.")
    expect(alerts).to_have_count(0)
    clock = Clock.objects.get(kind="acknowledgement")
    assert clock.status == "met"
    assert clock.acknowledgements.get().by == people.coordinator


def test_an_alert_appears_by_itself_and_sounds_where_it_was_switched_on(open_page, people, service, ring):
    ring()
    page = open_page(people.coordinator, "/worklist/")
    page.get_by_role("button", name="Sound off").click()
    expect(page.get_by_role("button", name="Sound on")).to_be_visible()
    factories.referral(people.coordinator, service, timezone.now())
    ring()
    expect(page.locator("[data-alert]")).to_have_count(1, timeout=9000)
    expect(page.locator("body")).to_have_attribute("data-sounded", "1")
    expect(page).to_have_title(re.compile(r"^\(1\) Worklist"))


def test_the_poll_leaves_typing_and_focus_alone(open_page, people, service, ring):
    ring()
    page = open_page(people.coordinator, "/worklist/")
    page.locator("#q").fill("Testpa")
    factories.referral(people.coordinator, service, timezone.now())
    expect(page.get_by_role("link", name="TESTPATIENT, Alex", exact=True)).to_have_count(1, timeout=9000)
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("Testpa")


def test_a_new_cord_feature_replaces_the_week_by_a_day(open_page, people, service):
    referral = factories.referral(
        people.coordinator, service, timezone.now() - timedelta(hours=5), facts=factories.PAIN_ONLY
    )
    page = open_page(people.coordinator, f"/referrals/{referral.reference}/")
    expect(page.locator(".app-clocks")).to_contain_text("MRI 1 week")
    page.get_by_role("link", name="Worse, or new answers").click()
    page.locator("input[name=bladder_bowel_dysfunction][value=yes]").check(force=True)
    page.get_by_role("button", name="Assess again").click()
    clocks = page.locator(".app-clocks")
    expect(clocks).to_contain_text("MRI 24 h")
    expect(clocks).to_contain_text("Superseded")
    expect(page.locator(".app-time").first).to_contain_text("New cord feature: bladder or bowel change")


def test_a_lowered_emergency_keeps_its_clock_until_a_second_clinician_agrees(open_page, people, service):
    referral = factories.referral(people.coordinator, service, timezone.now())
    page = open_page(people.coordinator, f"/referrals/{referral.reference}/disposition/")
    page.locator("#disposition").select_option("NO_ROUTE")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator(".app-errors")).to_contain_text("needs a reason")
    page.locator("#reason").fill("Old injury, unchanged")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("#live")).to_contain_text("the rules say Emergency")
    expect(page.locator(".app-clocks")).to_contain_text("Due in 23 h")
    second = open_page(people["senior"], f"/referrals/{referral.reference}/")
    second.get_by_role("button", name="I confirm: not suspected").click()
    expect(second.locator(".app-clocks")).to_contain_text("Cancelled")
    assert Referral.objects.get().disposition == Disposition.NO_ROUTE


def test_from_the_call_to_the_end(open_page, people, service):
    referral = factories.referral(people.coordinator, service, timezone.now() - timedelta(hours=9))
    page = open_page(people.coordinator, f"/referrals/{referral.reference}/")
    for title, fill in (
        ("MRI requested", {}),
        ("MRI started", {"whole_spine": "yes"}),
        ("Imaging reported", {"outcome": "mscc"}),
        (
            "Decision to treat",
            {"treatment": "radiotherapy", "surgery_suitable": "no", "#id_decided_by": "Dr C Consultest"},
        ),
        ("First fraction", {"#id_dose_gy": "8", "#id_fractions": "1"}),
    ):
        page.locator(".app-chips").get_by_role("link", name=title, exact=True).click()
        for name, value in fill.items():
            if name.startswith("#"):
                page.locator(name).fill(value)
            else:
                page.locator(f"input[name={name}][value={value}]").check()
        page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("recorded")
    expect(page.locator(".app-clocks")).to_contain_text("Radiotherapy 24 h")
    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_label("Closed: it has run its course").check()
    page.get_by_label("Metastatic spinal cord compression").check()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("status").first).to_contain_text("is closed")
    assert set(referral.clocks.values_list("kind", "status")) == {
        ("mri", "met"),
        ("radiotherapy", "met"),
        ("acknowledgement", "cancelled"),
    }


def test_the_clock_answers_before_the_scan_is_saved(open_page, people, service):
    referral = factories.referral(people.coordinator, service, timezone.now() - timedelta(hours=9))
    page = open_page(people.coordinator, f"/referrals/{referral.reference}/record/mri_started/")
    page.locator("input[name=whole_spine][value=yes]").check()
    expect(page.locator("#meaning")).to_contain_text("MRI 24 h: met, 9 h")


def test_two_people_see_each_other_and_neither_loses_answers(open_page, people, service):
    referral = factories.referral(people.coordinator, service, timezone.now(), facts=factories.PAIN_ONLY)
    mine = open_page(people.coordinator, f"/referrals/{referral.reference}/")
    theirs = open_page(people["senior"], f"/referrals/{referral.reference}/")
    expect(theirs.locator("#live")).to_contain_text("Test Coordinator also has this open")
    expect(mine.locator("#live")).to_contain_text("also has this open", timeout=9000)
    for page in (mine, theirs):
        page.goto(f"/referrals/{referral.reference}/answers/")
    theirs.locator("input[name=mechanical_pain][value=yes]").check(force=True)
    theirs.get_by_role("button", name="Assess again").click()
    expect(theirs.get_by_role("status").first).to_contain_text("Assessed again.")
    mine.locator("input[name=claudication][value=yes]").check(force=True)
    mine.get_by_role("button", name="Assess again").click()
    expect(mine.locator("#both")).to_have_text("Both versions")
    expect(mine.get_by_role("row", name=re.compile("Mechanical"))).to_contain_text("yes")
    assert mine.locator("input[name=claudication][value=yes]").is_checked()


def test_a_silent_engine_is_loud(open_page, people):
    Heartbeat.objects.create(process="test", beat_at=timezone.now() - timedelta(minutes=2))
    page = open_page(people.coordinator, "/worklist/")
    expect(page.locator("#not-confirmed")).to_be_visible()
    expect(page.locator("#not-confirmed")).to_contain_text("Alerting is not confirmed since")


@pytest.mark.parametrize("path", ["/worklist/", "/guideline/"])
def test_a_poll_that_fails_is_loud(open_page, people, ring, path):
    """Whichever page is open: its network is cut, and it says so within twenty seconds."""
    ring()
    page = open_page(people.coordinator, path)
    page.clock.install()
    page.reload()
    expect(page.locator("#not-confirmed")).to_be_hidden()
    page.route("**/*", lambda route: route.abort())
    page.clock.fast_forward(20_000)
    expect(page.locator("#not-confirmed")).to_be_visible()
    expect(page.locator("#not-confirmed")).to_contain_text(re.compile(r"not confirmed since \d\d:\d\d"))


def test_a_page_that_stands_open_hears_that_the_engine_fell_silent_and_came_back(open_page, people, ring):
    ring()
    page = open_page(people.coordinator, "/guideline/")
    page.clock.install()
    page.reload()
    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=2))
    page.clock.run_for(6_000)
    expect(page.locator("#not-confirmed")).to_be_visible()
    ring()
    page.clock.run_for(6_000)
    expect(page.locator("#not-confirmed")).to_be_hidden()


def test_a_locked_screen_says_that_an_alert_waits_and_nothing_else(open_page, people, service, address, ring, settings):
    settings.SESSION_IDLE = timedelta(minutes=15)
    factories.referral(people.coordinator, service, timezone.now())
    ring()
    page = open_page(people.coordinator, "/worklist/")
    settings.SESSION_IDLE = timedelta(0)
    expect(page).to_have_url(re.compile("/accounts/login/"), timeout=9000)
    expect(page.locator("#waits")).to_contain_text("An alert waits.")
    expect(page.locator("#not-confirmed")).to_be_hidden()
    assert "TESTPATIENT" not in page.content().upper()
    settings.SESSION_IDLE = timedelta(minutes=15)
    become(page.context, people.coordinator, address)


def test_a_registrar_acknowledges_on_the_telephone(open_page, people, service, ring):
    factories.referral(people.coordinator, service, timezone.now())
    ring()
    page = open_page(people["registrar"], "/worklist/", size=PHONE)
    button = page.get_by_role("button", name=re.compile("Acknowledge"))
    assert button.bounding_box()["height"] >= 44
    button.click()
    expect(page.get_by_role("status").first).to_contain_text("Acknowledged")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
