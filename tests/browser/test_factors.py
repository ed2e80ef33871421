"""A second factor in a browser: a passkey of the machine's own kind is made, signs in, and is taken away."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, violations
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def wanted(settings) -> None:
    settings.SECOND_FACTOR = True


def with_finger(page: Page) -> None:
    """Give the browser an authenticator that knows its person at once, as a telephone's does."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enter(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_a_passkey_from_first_sign_in_to_the_last(open_page, people, size):
    page = open_page(None, "/worklist/", size=size)
    with_finger(page)
    enter(page, people.coordinator.email)
    expect(page.get_by_role("heading", name="Set up a second factor first")).to_be_visible()
    found = violations(page)
    page.get_by_role("link", name="Add a passkey").click()
    found += violations(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("They are shown this once.")).to_be_visible()
    found += violations(page)
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page).to_have_url(re.compile("/worklist/"))
    page.goto("/accounts/factors/")
    found += violations(page)
    page.goto("/worklist/")
    page.get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Sign in with a passkey").click()  # the passkey is both: no password
    expect(page).to_have_url(re.compile("/worklist/"))
    page.get_by_role("button", name="Sign out").click()

    enter(page, people.coordinator.email)
    expect(page.get_by_role("heading", name="Show your second factor")).to_be_visible()
    found += violations(page)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(re.compile("/worklist/"))

    page.goto("/accounts/factors/")
    page.get_by_role("link", name="Take it away").click()
    found += violations(page)
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("heading", name="Set up a second factor first")).to_be_visible()
    assert not Authenticator.objects.exists()
    assert found == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_the_app_is_set_up_by_keyboard_and_without_script(open_page, people, size):
    page = open_page(None, "/accounts/login/", size=size, script=False)
    enter(page, people.coordinator.email)
    page.get_by_role("link", name="Set up an app").click()
    expect(page.get_by_role("img", name="The key below")).to_be_visible()
    expect(page.get_by_label("Type the six figures")).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is not the right code").first).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
