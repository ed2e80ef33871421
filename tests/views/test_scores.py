"""The pages of scores and scales: points in sight, a range instead of a partial total, what was recorded beside it."""

from datetime import timedelta

import pytest
from django.test import Client

from mscc.access import Access
from pathways.scores.forms import PAPERS
from referrals.actions import scores
from referrals.events import EventKind
from referrals.models import Referral
from referrals.scored import GRADED
from tests import factories
from tests.actions.acting import exactly
from tests.views.looking import part, said, soup, typed, words

K = EventKind
WHOLE = {
    "level": "T8", "pain": "mechanical", "lesion": "lytic", "alignment": "normal", "collapse": "lt50",
    "posterolateral": "none",
}  # fmt: skip
LIFE = {"general": "good", "extraspinal_bone": "ge3", "vertebral": "2", "organ": "none", "primary": "breast",
        "palsy": "incomplete_CD"}  # fmt: skip


@pytest.fixture
def here(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/scores/sins/"


@pytest.fixture
def scales(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/scales/"


def send(client: Client, address: str, do: str = "save", **answers: str):
    return client.post(address, {**typed(client.get(address), "form.app-form"), **answers, "do": do}, follow=True)


@pytest.mark.parametrize("slug", PAPERS)
def test_every_answer_shows_its_points_and_the_page_its_source(coordinator, referral, slug):
    page = coordinator.get(f"/referrals/{referral.reference}/scores/{slug}/")
    tool = PAPERS[slug].tool
    for item in tool.items:
        shown = [words(each) for each in soup(page).select(f"#{item.name} label")]
        assert shown == [*(f"{it.label} {it.points} points" for it in item.options), "Not known"]
    assert tool.citation in part(page, "form.app-form")
    assert f"the sum of the points beside the answers of the {len(tool.items)} items" in part(page, "form.app-form")
    assert "decides nothing" in part(page, ".app-strip:has(.app-rec)")
    assert soup(page).select_one("a[href$='#rec-1.9.3']")


def test_without_script_a_button_shows_the_range_and_keeps_nothing(coordinator, here, referral):
    page = send(coordinator, here, "look", level="T8", pain="mechanical")
    assert page.status_code == 200
    assert "No total yet: between 4 and 16 of 18." in part(page, "#sum")
    assert typed(page, "form.app-form")["pain"] == "mechanical"
    assert not referral.events.filter(kind=K.SCORED).exists()
    assert "Not known: every item." in part(coordinator.get(here), "#sum")


def test_while_typing_only_the_sum_comes_back(coordinator, here):
    page = coordinator.post(here, {**WHOLE, "do": "look", "happened_at": "now"}, headers={"HX-Request": "true"})
    text = words(soup(page))
    assert text == "Total 8 of 18. Published band, 7 to 12: potentially unstable."


def test_a_level_and_a_location_that_do_not_agree(coordinator, here, referral):
    page = send(coordinator, here, **{**WHOLE, "location": "mobile"})
    assert page.status_code == 422
    assert "do not agree" in part(page, ".app-errors")
    assert typed(page, "form.app-form")["collapse"] == "lt50"
    fragment = coordinator.post(
        here, {"level": "T8", "location": "mobile", "do": "look"}, headers={"HX-Request": "true"}
    )
    assert "do not agree" in words(soup(fragment))
    assert not referral.events.filter(kind=K.SCORED).exists()


def test_nothing_answered_and_a_time_to_come_are_said(coordinator, here):
    assert "Answer at least one item." in part(send(coordinator, here), ".app-errors")
    page = send(coordinator, here, happened_at="tomorrow 10:00", pain="none")
    assert page.status_code == 422


def test_an_incomplete_score_is_kept_as_such(coordinator, here, referral):
    page = send(coordinator, here, level="T8", pain="mechanical")
    assert said(page) == "SINS: recorded."
    kept = "SINS of T8: incomplete, between 4 and 16 of 18; not known: bone lesion"
    assert kept in part(page, ".app-beside")
    card = part(coordinator.get(f"/referrals/{referral.reference}/"), "section[aria-labelledby=sc]")
    assert kept in card


def test_scores_of_a_level_stand_side_by_side_with_what_changed(coordinator, here, referral, now):
    send(coordinator, here, **WHOLE)
    send(coordinator, here, **{**WHOLE, "level": "L2"})
    now.shift(timedelta(minutes=5))
    page = send(coordinator, here, told_by="Dr S Spinetest", **{**WHOLE, "collapse": "gt50"})
    table = soup(page).select_one(".app-beside")
    assert [len(row.find_all("td")) for row in table.select("tbody tr")] == [3] * 9
    changed = [words(cell) for cell in table.select("td") if "Changed" in words(cell)]
    assert changed == ["More than 50% (3) Changed"]
    assert "assessed by Dr S Spinetest; version 2010" in words(table)
    card = part(coordinator.get(f"/referrals/{referral.reference}/"), "section[aria-labelledby=sc]")
    assert card.count("SINS of") == 2
    assert "SINS of T8: 9 of 18, published band: potentially unstable; assessed by Dr S Spinetest" in card


def test_struck_out_it_is_gone_from_the_card_and_stays_on_the_timeline(coordinator, here, referral):
    send(coordinator, here, **WHOLE)
    event = referral.events.get(kind=K.SCORED)
    page = coordinator.post(
        f"/referrals/{referral.reference}/events/{event.pk}/strike-out/", {"reason": "Another person"}, follow=True
    )
    assert part(page, "section[aria-labelledby=sc]").endswith("None recorded.")
    assert "SINS of T8: 8 of 18" in part(page, ".app-time .app-struck")
    assert soup(coordinator.get(here)).select_one(".app-beside") is None


def test_tokuhashi_says_the_published_band_and_no_more(coordinator, referral):
    here = f"/referrals/{referral.reference}/scores/tokuhashi/"
    page = send(coordinator, here, "look", **LIFE)
    assert part(page, "#sum") == "Total 11 of 15. Published band of the group studied, 9 to 11: 6 months or longer."
    assert "not of this person" in part(page, ".app-strip:has(.app-rec)")
    band = "published band of the group studied: 6 months or longer"
    assert f"Revised Tokuhashi: 11 of 15, {band}" in part(send(coordinator, here, **LIFE), ".app-beside")


def test_an_unknown_tool_is_not_there(coordinator, referral):
    assert coordinator.get(f"/referrals/{referral.reference}/scores/tomita/").status_code == 404


def test_the_advice_on_scores_leads_to_them(coordinator, people, service, at):
    of = factories.referral(people.coordinator, service, at, facts={**factories.EMERGENCY, "mscc": "confirmed"})
    for address in (f"/referrals/{of.reference}/", f"/referrals/{of.reference}/advice/"):
        links = {link["href"] for link in soup(coordinator.get(address)).select(".app-advice a")}
        assert {f"/referrals/{of.reference}/scores/{slug}/" for slug in PAPERS} <= links


def test_prognosis_and_instability_are_asked_of_a_clinician(coordinator, people, service, at):
    facts = {**factories.EMERGENCY, "mscc": "confirmed", "surgery_suitable": "no"}
    of = factories.referral(people.coordinator, service, at, facts=facts)
    asked = typed(coordinator.get(f"/referrals/{of.reference}/advice/"), "main form")
    assert {"prognosis", "spinal_instability"} <= set(asked)


def test_scales_beside_each_other_with_not_known_as_a_value(coordinator, scales, referral, now):
    send(coordinator, scales, ecog_before="1", ecog_now="3", frankel="unknown")
    now.shift(timedelta(minutes=5))
    page = send(coordinator, scales, ecog_now="4", pain_moving="0")
    table = soup(page).select_one(".app-beside")
    rows = {words(row.th): [words(cell) for cell in row.find_all("td")] for row in table.select("tbody tr")}
    assert rows["Frankel grade"] == ["Not recorded", "Not known"]
    assert rows["ECOG now"][0] == "4: Cannot care for self; wholly in bed or chair Worse, was 3"
    assert "Karnofsky performance status" not in rows
    assert rows["ECOG now"][1] == "3: Cares for self in part; in bed or chair more than half the day"
    assert rows["Pain on moving, 0 to 10"] == ["0", "Not recorded"]
    card = part(coordinator.get(f"/referrals/{referral.reference}/"), "section[aria-labelledby=sc]")
    assert "ECOG now: 4; Pain on moving, 0 to 10: 0" in card


def test_a_frailty_number_needs_its_version_and_the_scale_is_not_described(coordinator, scales, referral):
    page = send(coordinator, scales, frailty="5")
    assert page.status_code == 422
    assert "of which version" in part(page, ".app-errors")
    assert "Recorded" not in part(send(coordinator, scales), ".app-errors")
    assert said(send(coordinator, scales, frailty="5", frailty_version="2.0")) == "Scales: recorded."
    options = [words(each) for each in soup(coordinator.get(scales)).select("#id_frailty option")]
    assert options[2:] == [*map(str, range(1, 10)), "individual assessment instead"]


def test_death_is_no_grade(coordinator, scales):
    assert "Dead" not in part(coordinator.get(scales), "form.app-form")
    assert set(GRADED) <= set(typed(coordinator.get(scales), "form.app-form"))


def test_the_pages_cost_a_handful_of_queries_however_many_scores(
    coordinator, people, here, scales, referral, at, django_assert_max_num_queries
):
    by = Access(people.coordinator)
    for level in ("T1", "T2", "T3", "T4"):
        scores.score(
            referral=referral, tool=PAPERS["sins"].tool, inputs={"level": level}, moment=exactly(at), told_by="",
            by=by, at=at,
        )  # fmt: skip
    for address in (here, scales):
        with django_assert_max_num_queries(14):
            coordinator.get(address)


@pytest.fixture
def power(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/power/"


def test_power_is_typed_as_people_write_it_and_kept_as_codes(coordinator, power, referral):
    page = send(coordinator, power, l2_right="4 -", l2_left="5/5", l3_left="nt", c5_right="?", told_by="Dr S Spinetest")
    assert said(page) == "Power: recorded."
    event = referral.events.get(kind=K.POWER)
    assert event.data == {"c5_right": "unknown", "l2_right": "4-", "l2_left": "5", "l3_left": "NT"}
    table = part(page, ".app-beside")
    assert "L3 knee extension, left Not testable" in table
    assert "C5 elbow flexion, right Not known" in table
    assert "assessed by Dr S Spinetest" in table


def test_what_is_no_grade_is_said_at_its_cell_and_nothing_typed_is_lost(coordinator, power, referral):
    page = send(coordinator, power, l2_right="6", l2_left="3")
    assert page.status_code == 422
    assert "L2 hip flexion, right: “6” is no grade of power. Write 0, 1, 2, 3, 4-" in part(page, ".app-errors")
    assert soup(page).select_one("#id_l2_right")["aria-describedby"] == "id_l2_right-error"
    kept = typed(page, "form.app-form")
    assert (kept["l2_right"], kept["l2_left"]) == ("6", "3")
    assert not referral.events.filter(kind=K.POWER).exists()
    assert "Give at least one grade." in part(send(coordinator, power), ".app-errors")


def test_weaker_is_said_in_words_beside_what_it_was_and_on_the_referral(coordinator, power, referral, now):
    here = f"/referrals/{referral.reference}/"
    send(coordinator, power, l2_right="4", l2_left="3", l3_left="4", s1_left="2", c5_left="4")
    assert "L2 hip flexion, right: 4" in part(coordinator.get(here), "section[aria-labelledby=sc]")
    assert "compare" not in part(coordinator.get(here), "section[aria-labelledby=sc]")
    now.shift(timedelta(minutes=5))
    send(coordinator, power, l2_right="?", l2_left="3")
    now.shift(timedelta(minutes=5))
    page = send(coordinator, power, l2_right="4-", l2_left="4+", l3_left="nt", s1_left="2")
    words_of_it = (
        "Weaker: L2 hip flexion, right (4-, was 4). Stronger: L2 hip flexion, left (4+, was 3). "
        "No longer graded: L3 knee extension, left (not testable, was 4). 1 graded before and not examined again"
    )
    marks = [words(each) for each in soup(page).select(".app-beside .app-unseen")]
    assert marks == ["Weaker, was 4", "Changed, was 4", "Stronger, was 3", "Changed, was 4"]
    assert f"Result {words_of_it}" in part(page, ".app-beside")
    assert f"{words_of_it}." in part(coordinator.get(here), "section[aria-labelledby=sc]")


def test_while_typing_power_is_compared_and_none_weaker_names_how_many(coordinator, power, referral, now):
    assert part(coordinator.get(power), "#sum") == "Nothing was recorded before."
    send(coordinator, power, l2_right="4", l2_left="4")
    now.shift(timedelta(minutes=5))
    assert "L2 hip flexion, right was 4" in part(coordinator.get(power), ".app-power:last-child")
    assert part(coordinator.get(power), "#sum") == "What is typed is compared with what was last graded."
    typing = {"do": "look", "happened_at": "now", "l2_right": "4", "l3_left": "9"}
    page = coordinator.post(power, typing, headers={"HX-Request": "true"})
    assert words(soup(page)) == "None weaker of 1 graded again. 1 graded before and not examined again."
    typing["happened_at"] = "21 Nov 10:00"
    assert words(soup(coordinator.post(power, typing, headers={"HX-Request": "true"}))) == "Nothing to compare with."
    assert "Weaker: L2 hip flexion, right (0, was 4)" in part(send(coordinator, power, "look", l2_right="0"), "#sum")
    assert referral.events.filter(kind=K.POWER).count() == 1


def test_power_that_was_struck_out_is_compared_with_nothing(coordinator, power, referral, now):
    send(coordinator, power, l2_right="5")
    wrong = referral.events.get(kind=K.POWER)
    coordinator.post(f"/referrals/{referral.reference}/events/{wrong.pk}/strike-out/", {"reason": "Another person"})
    now.shift(timedelta(minutes=5))
    page = send(coordinator, power, l2_right="3")
    assert "Result Nothing to compare with" in part(page, ".app-beside")
