"""Shared computers in a browser: warned two minutes ahead, kept by one key, locked with what was typed."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from mscc.models import ParkedForm
from mscc.roles import Role
from tests.browser.conftest import violations
from tests.browser.test_factors import enter


def test_the_lock_keeps_what_was_typed_for_its_person_alone(open_page, people):
    page = open_page(people.coordinator, "/incidents/new/")
    page.locator("textarea").first.fill("Nobody had the bleep")
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", name="Signed out after a while without use, or locked")).to_be_visible()
    assert violations(page) == []
    enter(page, people[Role.SENIOR].email)
    expect(page).to_have_url(re.compile("/worklist/"))
    page.goto("/incidents/new/")
    assert "Nobody had the bleep" not in page.content()
    page.get_by_role("button", name="Lock").click()
    enter(page, people.coordinator.email)
    expect(page).to_have_url(re.compile("/worklist/"))
    page.goto("/incidents/new/")
    expect(page.locator("textarea").first).to_have_value("Nobody had the bleep")


def test_one_key_keeps_the_session_that_is_about_to_end(open_page, people, settings):
    settings.SESSION_IDLE = timedelta(seconds=122)
    page = open_page(people.coordinator, "/guideline/")
    warning = page.locator("#idle")
    expect(warning).to_be_visible(timeout=10_000)
    expect(warning).to_contain_text("Press any key to stay")
    assert violations(page) == []
    settings.SESSION_IDLE = timedelta(minutes=15)
    page.keyboard.press("Shift")
    expect(warning).to_be_hidden()


def test_idle_in_the_middle_of_a_form_it_locks_itself_and_nothing_typed_is_lost(open_page, people, settings):
    settings.SESSION_IDLE = timedelta(seconds=14)
    page = open_page(people.coordinator, "/incidents/new/")
    page.locator("textarea").first.fill("Half a sentence")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=25_000)
    assert "Half a sentence" in str(ParkedForm.objects.get().data)
    settings.SESSION_IDLE = timedelta(minutes=15)
    enter(page, people.coordinator.email)
    expect(page.locator("textarea").first).to_have_value("Half a sentence")
