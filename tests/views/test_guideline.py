"""The rules as coded, all recommendations with filter and file, and the sign-off that every page repeats."""

import csv
import io
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from mscc.roles import Role
from pathways.guideline import editions
from pathways.guideline.assess import RULES
from pathways.guideline.editions import RULE_SETS
from pathways.guideline.limits import LIMITS
from pathways.guideline.readings import READINGS
from pathways.guideline.recommendations import RECOMMENDATIONS, SECTIONS, Kind
from pathways.guideline.trace import anchor, traced
from pathways.models import SignOff
from referrals.models import Assessment
from tests import factories
from tests.views.looking import part, soup, typed, words

pytestmark = pytest.mark.django_db
UNAPPROVED = "not yet approved by a clinical safety officer"
STATEMENT = "I have gone through every rule and the hazard log."


@pytest.fixture
def officer(browser, people):
    return browser(people[Role.SAFETY_OFFICER])


@pytest.fixture
def sign(officer, django_capture_on_commit_callbacks):
    def sign(verdict: str = "approve", **other: str):
        page = officer.get("/guideline/approval/")
        given = {**typed(page, "main form"), "verdict": verdict, "statement": STATEMENT, **other}
        with django_capture_on_commit_callbacks(execute=True):
            return officer.post("/guideline/approval/", given)

    return sign


class TestTheRulesAsCoded:
    def test_each_rule_says_its_condition_and_an_example_each_way(self, coordinator):
        page = soup(coordinator.get("/guideline/"))
        assert {it["id"] for it in page.select("tr[id^=rule-]")} == {f"rule-{number}" for number in RULES}
        rule = words(page.find(id="rule-1.4.4"))
        assert "Immobilised." in rule
        assert "Applies, for example: immobilised" in rule
        assert "Does not, for example: not immobilised" in rule

    def test_the_readings_to_be_confirmed_stand_before_the_approval(self, coordinator):
        page = coordinator.get("/guideline/")
        section = part(page, "section[aria-labelledby=readings]")
        for reading in READINGS:
            assert f"{' '.join(reading.recs)} {reading.left_open}" in section
            assert reading.read_as in section

    def test_each_clock_can_be_linked_to(self, coordinator):
        page = soup(coordinator.get("/guideline/"))
        assert {it["id"] for it in page.select("tr[id^=clock-]")} == {f"clock-{limit.slug}" for limit in LIMITS}

    def test_the_names_inside_the_rules_are_explained(self, coordinator):
        page = words(coordinator.get("/guideline/"))
        assert "A cord feature of box 1 Limb weakness, difficulty walking" in page

    def test_it_says_edition_rule_set_and_last_change(self, coordinator):
        page = words(coordinator.get("/guideline/"))
        assert f"Rule set {RULE_SETS[-1].version}, last changed" in page
        assert "NG234 2023-09, amended 2024-08 and 2026-03" in page

    def test_it_takes_few_queries(self, coordinator, django_assert_max_num_queries):
        with django_assert_max_num_queries(13):
            coordinator.get("/guideline/")


class TestAllRecommendations:
    def test_each_has_its_place_to_link_to(self, coordinator):
        page = soup(coordinator.get("/guideline/recommendations/"))
        assert [it["id"] for it in page.select("tbody tr")] == [anchor(number) for number in RECOMMENDATIONS]
        assert page.find(id="rec-box-1")
        assert "A clock of 24 hours from the first suspicion" in words(page.find(id="rec-1.5.2"))
        assert "117 of 117 shown" in words(page)

    def test_what_it_links_to_is_there(self, coordinator, people, browser):
        page = soup(coordinator.get("/guideline/recommendations/"))
        guideline = soup(coordinator.get("/guideline/"))
        for link in {it["href"] for it in page.select("tbody a")}:
            place, _, target = link.partition("#")
            assert coordinator.get(place).status_code == 200, link
            assert not target or guideline.find(id=target), link

    @pytest.mark.parametrize(
        ("query", "section", "kind"),
        [
            ("section=1.8", "1.8", None),
            ("kind=clock", "", Kind.CLOCK),
            ("section=1.5&kind=measure", "1.5", Kind.MEASURE),
            ("section=1.9&kind=clock", "1.9", Kind.CLOCK),
        ],
    )
    def test_it_is_narrowed_without_a_script(self, coordinator, query, section, kind):
        page = soup(coordinator.get(f"/guideline/recommendations/?{query}"))
        assert [it["id"] for it in page.select("tbody tr")] == [it.anchor for it in traced(section, kind)]
        assert page.select_one("form[method=get] select[name=kind]")

    def test_what_is_no_section_narrows_nothing(self, coordinator):
        page = soup(coordinator.get("/guideline/recommendations/?section=9.9&kind=nonsense"))
        assert len(page.select("tbody tr")) == len(RECOMMENDATIONS)

    def test_the_file_says_the_same(self, coordinator):
        answer = coordinator.get("/guideline/recommendations/csv/?section=1.8")
        assert answer["Content-Type"].startswith("text/csv")
        head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert head[:2] == ["recommendation", "section"]
        assert [row[0] for row in rows] == list(SECTIONS["1.8"][1])
        assert all(all(row) for row in rows)

    def test_a_line_of_the_call_links_there(self, coordinator, send):
        page = soup(send(do="keep", cancer="current", limb_weakness="yes"))
        links = {it["href"] for it in page.select("#answer a.app-rec")}
        places = {it["id"] for it in soup(coordinator.get("/guideline/recommendations/")).select("tbody tr")}
        assert links
        assert {it.partition("#")[2] for it in links if "#" in it} <= places


class TestSignOff:
    def test_every_page_says_that_nobody_has_approved_the_rules(self, coordinator):
        for place in ("/worklist/", "/guideline/", "/directory/", "/audit/"):
            assert UNAPPROVED in part(coordinator.get(place), "footer"), place

    def test_an_officer_approves_and_every_page_says_so(self, sign, coordinator, browser, people, at):
        assert sign().status_code == 303
        row = SignOff.objects.get()
        assert (row.rules_version, row.fingerprint, row.approves) == (
            RULE_SETS[-1].version, RULE_SETS[-1].fingerprint, True,
        )  # fmt: skip
        assert (row.signed_by, row.signed_at, row.statement) == (people[Role.SAFETY_OFFICER], at, STATEMENT)
        footer = part(coordinator.get("/worklist/"), "footer")
        assert "approved by Test Clinical safety officer, Clinical safety officer, on 22 Nov 2026" in footer
        assert UNAPPROVED not in footer
        assert STATEMENT in words(coordinator.get("/guideline/"))
        assert Entry.objects.filter(action="rules.sign", subject=RULE_SETS[-1].version).count() == 1

    def test_another_alliance_is_not_spoken_for(self, sign, browser, people):
        sign()
        assert UNAPPROVED in part(browser(people.stranger).get("/worklist/"), "footer")

    def test_it_can_be_taken_back_and_both_words_stay(self, sign, coordinator, now):
        sign()
        now.shift(60)
        sign("take_back")
        assert UNAPPROVED in part(coordinator.get("/worklist/"), "footer")
        assert [row.approves for row in SignOff.objects.all()] == [False, True]

    def test_it_lapses_when_the_rules_change(self, sign, coordinator, monkeypatch):
        sign()
        monkeypatch.setattr(editions, "RULE_SETS", (replace(RULE_SETS[-1], fingerprint="another"),))
        assert UNAPPROVED in part(coordinator.get("/worklist/"), "footer")

    def test_nobody_signs_rules_that_they_did_not_see(self, sign):
        answer = sign(rules="2020-01.1 something")
        assert answer.status_code == 422
        assert "The rules have changed since this page was opened." in words(answer)
        assert STATEMENT in words(answer)
        assert not SignOff.objects.exists()

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"verdict": ""}, "Choose one."),
            ({"statement": " "}, "Fill this in."),
            ({"role_title": ""}, "Fill this in."),
        ],
    )
    def test_what_is_missing_is_asked_for(self, sign, given, sentence):
        answer = sign(**given)
        assert answer.status_code == 422
        assert sentence in part(answer, ".app-errors") + words(answer)
        assert not SignOff.objects.exists()

    @pytest.mark.parametrize("role", [Role.SERVICE_LEAD, Role.COORDINATOR, Role.ALLIANCE_LEAD])
    def test_nobody_else_signs(self, browser, people, role):
        assert browser(people[role]).get("/guideline/approval/").status_code == 403
        assert browser(people[role]).post("/guideline/approval/", {"verdict": "approve"}).status_code == 403

    @pytest.mark.parametrize(("wait", "again"), [(9, 0), (10, 1)])
    def test_the_footer_costs_one_query_every_ten_seconds(self, coordinator, now, wait, again):
        for queries in (1, again):
            with CaptureQueriesContext(connection) as taken:
                coordinator.get("/guideline/recommendations/")
            assert sum("pathways_signoff" in query["sql"] for query in taken.captured_queries) == queries
            now.shift(wait)


def test_what_was_assessed_keeps_its_edition_and_rule_set(people, service, at, monkeypatch):
    old = factories.referral(people.coordinator, service, at)
    newer = replace(RULE_SETS[-1], version="2027-04.1", edition="NG234, next", in_force_from=at.date())
    monkeypatch.setattr(editions, "RULE_SETS", (*RULE_SETS, newer))
    new = factories.referral(people.coordinator, service, at, surname="Later")
    kept = {it.referral_id: (it.edition, it.rules_version) for it in Assessment.objects.all()}
    assert kept == {old.pk: (RULE_SETS[-1].edition, RULE_SETS[-1].version), new.pk: ("NG234, next", "2027-04.1")}
