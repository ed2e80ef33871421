"""From a call to a letter that was sent, in a browser; the pages of letters, documents and messages are accessible."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mscc.access import Access
from mscc.moments import Moment
from mscc.roles import Role
from referrals import tasks
from referrals.actions import documents, information, letters, messages
from referrals.events import EventKind
from referrals.models import Letter, Referral
from tests import factories
from tests.browser.conftest import DESK, PHONE, violations
from tests.browser.test_handover import THUMB
from tests.rules.test_content import PDF

HOUR = timedelta(hours=1)
# What a thumb hits: of a round button the whole line that it stands in.
TARGETS = """
    () => [...document.querySelectorAll('main a, main button, main summary, main input:not([type=hidden])')]
        .filter(each => each.checkVisibility())
        .map(each => [each.name, (each.type == 'radio' ? each.parentElement : each).getBoundingClientRect().height])
"""


@pytest.fixture
def referral(people, service, sister_service) -> Referral:
    return factories.referral(
        people.coordinator, service, timezone.now() - HOUR, nhs_number=factories.NHS_NUMBER, where_now="Ward 7"
    )


def test_a_call_becomes_a_letter_that_is_approved_and_sent(open_page, people, referral):
    here = f"/referrals/{referral.reference}/"
    page = open_page(people.coordinator, here, size=PHONE)
    page.get_by_role("link", name="Log a call").click()
    assert [each for each in page.evaluate(TARGETS) if each[1] < THUMB] == []
    page.get_by_label("We rang them").check()
    expect(page.get_by_label("With whom: name, grade and team")).to_have_value("Dr R Ringback")
    expect(page.get_by_label("Their number")).to_have_value("01632 960 157")
    page.get_by_label("What was said and agreed").fill("Lie flat, log roll; no steroid before we ring")
    page.get_by_role("group", name="Was advice given?").get_by_role("radio", name="Yes").check()
    page.get_by_role("group", name="Read back").get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Call: recorded.")
    expect(page.locator("[aria-labelledby=wr]")).to_contain_text("Lie flat, log roll")
    assert referral.events.get(kind=EventKind.CALLED).data["read_back"] == "yes"

    desk = open_page(people[Role.SENIOR], f"{here}letters/", size=DESK)
    desk.get_by_role("button", name="Advice to the referrer").click()
    text = desk.get_by_label("Text")
    expect(text).to_have_value(re.compile("Lie flat, log roll; no steroid before we ring; advice given: yes"))
    text.fill(text.input_value() + "\n\n# Also\n- Ring us at 21:00")
    desk.get_by_role("button", name="Approve as it stands here").click()
    expect(desk.get_by_role("article")).to_contain_text("Ring us at 21:00")
    expect(desk.locator("#paper")).to_contain_text("It is being made")
    tasks.make_paper(Letter.objects.get().pk)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Open or print the PDF").click()  # the page has noticed by itself
    assert download.value.suggested_filename == f"letter-{Letter.objects.get().pk}-version-1.pdf"

    desk.get_by_label("NHS e-mail, by a person").check()
    desk.get_by_role("button", name="Mark as sent").click()
    expect(desk.locator("[aria-labelledby=went]")).to_contain_text("NHS e-mail, by a person to Dr R Ringback")
    desk.get_by_text("It has been read").click()
    desk.get_by_label("Read by (name)").fill("Sister B")
    desk.get_by_role("button", name="Record who read it").click()
    expect(desk.locator("[aria-labelledby=went]")).to_contain_text("Read by Sister B")
    assert Letter.objects.get().standing == "Read"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_letter_is_written_without_a_script_too(open_page, people, referral, script):
    page = open_page(people.coordinator, f"/referrals/{referral.reference}/letters/", script=script)
    page.get_by_role("button", name="Summary for the MDT").click()
    page.get_by_role("button", name="Approve as it stands here").click()
    tasks.make_paper(Letter.objects.get().pk)
    page.reload()
    expect(page.get_by_role("button", name="Open or print the PDF")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
def test_the_pages_are_accessible(open_page, people, referral, sister_service, size, tmp_path, settings):
    now, by, here = timezone.now(), Access(people.coordinator), f"/referrals/{referral.reference}/"
    draft = factories.letter(referral, people.coordinator, now)
    approved = factories.letter(referral, people.coordinator, now, approved=True)
    letters.mark_sent(letter=approved, route="post", to_whom="Dr R", moment=Moment(now), by=by, at=now)
    documents.attach(referral=referral, content=PDF, original_name="scan.pdf", what="Report of the MRI", by=by, at=now)
    messages.write(referral=referral, to_service=None, text="Have you a bed?", by=Access(people.colleague), at=now)
    due = now + HOUR
    information.ask(referral=referral, of_whom="Ward 7", question="Creatinine?", due_at=due, by=by, at=now)
    page = open_page(people.coordinator, here, size=size)
    wrong = {here: violations(page)}
    paths = ("record/called/", "letters/", f"letters/{draft.pk}/", f"letters/{approved.pk}/", "documents/",
             "information/", "messages/")  # fmt: skip
    for path in paths:
        page.goto(here + path)
        wrong[path] = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong[path].append("the page scrolls sideways")
    lead = open_page(people[Role.SERVICE_LEAD], "/letters/", size=size)
    wrong["/letters/"] = violations(lead)
    lead.goto("/letters/gp_summary/")
    wrong["/letters/gp_summary/"] = violations(lead)
    assert {where: found for where, found in wrong.items() if found} == {}
