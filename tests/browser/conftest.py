"""A real browser against the real application: Chromium, driven by Playwright, on this machine only."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from mscc.bootstrap import BROWSERS
from mscc.models import User
from referrals import sweep

# Playwright runs an event loop in this thread; Django would refuse to be called beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("There is no Chromium: make test installs one where it may, or install it yourself.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def address(live_server) -> str:
    return live_server.url


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody: `open_page(user, "/worklist/")`. Anything on the console is a failure."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def opened(
        user: User | None = None, path: str = "/", *, size: dict = DESK, script: bool = True, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport=size, base_url=address, java_script_enabled=script, locale="en-GB", timezone_id="Europe/London",
            has_touch=touch,
        )  # fmt: skip
        contexts.append(context)
        if user is not None:
            become(context, user, address)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    opened.said = said
    yield opened
    for context in contexts:
        context.close()
    # A refused form is a 422, and a test that cuts the network makes htmx say so.
    expected = ("status of 422", "ERR_FAILED", "htmx:sendError", "htmx:afterRequest")
    unexpected = [each for each in said if not any(sign in each for sign in expected)]
    assert unexpected == []


def become(context: BrowserContext, user: User, address: str) -> None:
    """Sign somebody in, without the sign-in page."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": address}])


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail, naming what is wrong, unless axe finds nothing."""

    def check(page: Page) -> None:
        assert violations(page) == []

    return check


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page, WCAG 2.0 to 2.2 A and AA and best practice."""
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.fixture
def ring() -> Callable[[], None]:
    """Do what the timer process does: look at every clock that is due, and say that it looked."""

    def swept() -> None:
        while sweep.sweep():
            pass
        sweep.beat("test")

    return swept


def settled(page: Page) -> None:
    """Wait until htmx has nothing under way."""
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping, .htmx-added")).to_have_count(0)
