"""The browser itself: it signs in by keyboard, with and without JavaScript, and finds the page accessible."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.conftest import PASSWORD


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_signing_in_by_keyboard(open_page, people, script):
    page = open_page(script=script)
    page.goto("/")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type(people.coordinator.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_sign_in_page_is_accessible(open_page, accessible, size, db):
    page = open_page(size=size)
    page.goto("/")
    accessible(page)
