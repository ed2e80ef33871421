"""Stories of the guideline at the desk: the steroid table by rows, an exception limb by limb, an incomplete score."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mscc.access import Access
from mscc.moments import Moment
from pathways.clock import Status
from pathways.guideline.terms import CORD
from referrals.actions import scores
from referrals.models import Referral
from tests import factories
from tests.browser.conftest import settled
from tests.browser.test_call import answer

K = factories.K
NEUROLOGY, NONE = {"limb_weakness": "yes"}, dict.fromkeys(CORD, "no")
PAIN = {"night_pain": "yes", **NONE}
OFFER, BLOOD = "Neurological features: offer dexamethasone 16 mg", "Known blood cancer: offer dexamethasone 16 mg"
ADVICE_FIRST, DANGER = "haematology’s advice before any steroid", "ring haematology and the senior oncologist at once"
CONSIDER, NOT_ROUTINE = "a steroid may be considered", "no steroid as a routine"
STOP, TAPER, CARE = "dexamethasone is stopped", "dexamethasone is reduced step by step", "glucose watched"
EVERY = (OFFER, BLOOD, ADVICE_FIRST, DANGER, CONSIDER, NOT_ROUTINE, STOP, TAPER)
# TABLE: the steroid table: what is answered on the call, what imaging finds, what is asked then, what is said.
ROWS: dict[str, tuple[dict[str, str], str, dict[str, str], tuple[str, ...]]] = {
    "neurology, no blood cancer": ({**NEUROLOGY, "haematological": "no"}, "", {}, (OFFER,)),
    "neurology, blood cancer known": ({**NEUROLOGY, "primary": "myeloma"}, "metastases", {}, (BLOOD,)),
    "neurology, suspected on imaging": ({**NEUROLOGY, "haematological": "radiologically_suspected"}, "", {}, (DANGER,)),
    "no neurology, blood cancer known": ({**PAIN, "primary": "lymphoma"}, "metastases", {}, (BLOOD,)),
    "no neurology, blood cancer known, disease suspected": ({**PAIN, "primary": "lymphoma"}, "", {}, ()),
    "no neurology, suspected on imaging": (
        {**PAIN, "haematological": "radiologically_suspected"}, "metastases", {}, (ADVICE_FIRST,),
    ),
    "no neurology, suspected otherwise": (
        {**PAIN, "haematological": "otherwise_suspected"}, "metastases", {}, (ADVICE_FIRST,),
    ),
    "no neurology, severe pain": (
        {**PAIN, "haematological": "no"}, "metastases", {"pain_severity": "severe"}, (CONSIDER,),
    ),
    "no neurology, pain not severe": (
        {**PAIN, "haematological": "no"}, "metastases", {"pain_severity": "mild"}, (NOT_ROUTINE,),
    ),
    "no neurology, disease only suspected": ({**PAIN, "haematological": "no"}, "", {}, ()),
    "both ruled out after a dose": ({**NEUROLOGY, "dexamethasone": "yes"}, "none", {}, (STOP, CARE)),
    "MSCC ruled out, metastases found": ({**NEUROLOGY, "dexamethasone": "yes"}, "metastases", {}, (CARE,)),
    "on a steroid": ({**PAIN, "dexamethasone": "yes"}, "", {}, (CARE,)),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_each_row_of_the_steroid_table(open_page, people, row):
    told, found, asked, says = ROWS[row]
    page = open_page(people.coordinator, "/calls/new/")
    when_the_call_is_saved(page, told)
    if found:
        when_imaging_is_reported(page, found)
    if asked:
        when_the_advice_is_answered(page, asked)
    then_the_advice_says(page, says)


def when_the_call_is_saved(page: Page, told: dict[str, str]) -> None:
    page.locator("#id_caller_phone").fill("01632 960 157")
    for name, value in {"cancer": "current", **told}.items():
        if page.locator(f"select[name={name}]").count():
            page.locator(f"select[name={name}]").select_option(value)
        else:
            answer(page, name, value)
    settled(page)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/referrals/TST-"))


def when_imaging_is_reported(page: Page, outcome: str) -> None:
    page.get_by_role("link", name="Imaging reported", exact=True).click()
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="Timeline")).to_be_visible()


def when_the_advice_is_answered(page: Page, asked: dict[str, str]) -> None:
    page.get_by_role("link", name="Go through the advice", exact=True).click()
    for name, value in asked.items():
        answer(page, name, value)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Advice: recorded.")


def test_with_no_other_treatment_left_a_steroid_is_tapered_off(open_page, people):
    """The last row of the steroid table: the decision asks what 1.8.4 needs to know."""
    page = open_page(people.coordinator, "/calls/new/")
    when_the_call_is_saved(page, {**NEUROLOGY, "haematological": "no", "dexamethasone": "yes"})
    when_imaging_is_reported(page, "mscc")
    then_the_advice_says(page, (CARE,))
    for left, says in (("yes", (CARE,)), ("no", (TAPER, CARE))):
        page.goto(re.sub(r"(/referrals/[^/]+/).*", r"\1record/decision/", page.url))
        page.locator("input[name=treatment][value=supportive]").check()
        page.locator("input[name=surgery_suitable][value=no]").check()
        answer(page, "other_treatment", left)
        page.locator("#id_decided_by").fill("Dr C Consultest")
        page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_role("heading", level=2, name="Timeline")).to_be_visible()
        then_the_advice_says(page, says)


def then_the_advice_says(page: Page, says: tuple[str, ...]) -> None:
    """These and no other line on the offer of a steroid."""
    page.goto(re.sub(r"(/referrals/[^/]+/).*", r"\1advice/", page.url))
    section = page.locator("section[aria-labelledby=t-dexamethasone]")
    for line in says:
        expect(section).to_contain_text(line)
    for line in set(EVERY) - set(says):
        expect(section).not_to_contain_text(line)


def test_an_exception_to_radiotherapy_is_recorded_limb_by_limb_and_stays_in_the_audit(open_page, people, service):
    now = timezone.now()
    of = factories.referral_at(factories.State.TREATMENT, people.coordinator, service, now - timedelta(hours=5))
    assert of.clocks.get(kind="radiotherapy").is_open
    page = open_page(people.coordinator, f"/referrals/{of.reference}/record/rt_exception/")
    page.locator("input[name=rt_exclusion][value=plegia_two_weeks_pain_controlled]").check()
    page.locator("#id_plegia_days").fill("13")
    page.locator("#id_decided_by").fill("Dr C Consultest")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".app-errors")).to_contain_text("14 days or longer")
    expect(page.locator(".app-errors")).to_contain_text("pain is well controlled too")
    assert of.clocks.get(kind="radiotherapy").is_open
    page.locator("#id_plegia_days").fill("14")
    answer(page, "pain_controlled", "yes")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".app-clocks")).not_to_contain_text("Radiotherapy within 24 hours Due")
    of.refresh_from_db()
    assert of.clocks.get(kind="radiotherapy").status == Status.EXCEPTED
    assert of.assessments.first().facts["plegia_days"] == 14.0
    then_the_audit_counts_it_as_excluded(page)


def then_the_audit_counts_it_as_excluded(page: Page) -> None:
    page.goto("/audit/t-5/people/?state=excluded&period=last-14")
    expect(page.locator("main")).to_contain_text("TESTPATIENT, Alex")


def test_an_incomplete_sins_shows_its_range_while_typing_and_is_kept_without_a_total(open_page, people, service):
    of = factories.referral(people.coordinator, service, timezone.now())
    page = open_page(people.coordinator, f"/referrals/{of.reference}/")
    page.locator("section[aria-labelledby=sc]").get_by_role("link", name="SINS").click()
    page.get_by_label("Level").select_option("T8")
    expect(page.locator("#sum")).to_contain_text("between 1 and 16 of 18")
    page.get_by_label("Mechanical: on moving").check()
    expect(page.locator("#sum")).to_contain_text("No total yet: between 4 and 16 of 18.")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("SINS: recorded.")
    kept = Referral.objects.get().events.get(kind=K.SCORED).data
    assert (kept["total"], kept["range"]) == (None, [4, 16])
    page.get_by_role("link", name=of.reference).click()
    expect(page.locator("section[aria-labelledby=sc]")).to_contain_text("SINS of T8: incomplete, between 4 and 16")


def test_a_score_is_worked_out_without_script(open_page, people, service):
    of = factories.referral(people.coordinator, service, timezone.now())
    page = open_page(people.coordinator, f"/referrals/{of.reference}/scores/tokuhashi/", script=False)
    page.get_by_label("Good: 80 to 100").check()
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#sum")).to_contain_text("No total yet: between 2 and 15 of 15.")
    expect(page.get_by_label("Good: 80 to 100")).to_be_checked()


def test_power_is_typed_by_keyboard_alone_and_weaker_is_said_before_it_is_kept(open_page, people, service):
    of = factories.referral(people.coordinator, service, timezone.now() - timedelta(hours=2))
    earlier = timezone.now() - timedelta(hours=1)
    cells = {"l2_right": "4", "l3_right": "4"}
    scores.examine_power(
        referral=of, cells=cells, moment=Moment(earlier), told_by="", by=Access(people.coordinator), at=earlier
    )
    page = open_page(people.coordinator, f"/referrals/{of.reference}/power/")
    page.get_by_label("L2 hip flexion, right").focus()
    for key in ("4", "-", "Tab", "5", "ArrowDown", "3", "Shift+Tab", "n", "t", "Enter", "5", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.get_by_label("L2 hip flexion, right")).to_be_focused()
    expect(page.locator("#sum")).to_contain_text("Weaker: L2 hip flexion, right (4-, was 4).")
    expect(page.locator("#sum")).to_contain_text("No longer graded: L3 knee extension, right (not testable, was 4).")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Power: recorded.")
    kept = of.events.filter(kind=K.POWER).last().data
    assert kept == {"l2_right": "4-", "l2_left": "5", "l3_right": "NT", "l3_left": "3", "l4_right": "5"}


def test_power_is_compared_and_kept_without_script(open_page, people, service):
    of = factories.referral(people.coordinator, service, timezone.now())
    page = open_page(people.coordinator, f"/referrals/{of.reference}/power/", script=False)
    page.get_by_label("S1 ankle plantarflexion, left").fill("7")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".app-errors")).to_contain_text("“7” is no grade of power.")
    page.get_by_label("S1 ankle plantarflexion, left").fill("3")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".app-beside")).to_contain_text("S1 ankle plantarflexion, left")
