"""Scores and scales are kept item by item, never changed, and move nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from mscc.access import Access
from mscc.models import Service
from pathways.scores.forms import PAPERS
from pathways.states import NotPossible
from referrals.actions import course, scores
from referrals.events import EventKind
from referrals.models import Referral
from referrals.models.event import EventIsImmutable
from tests import factories
from tests.actions.acting import assert_projected, event, exactly, kinds, moments, open_kinds
from tests.conftest import Cast

K = EventKind
HOUR = timedelta(hours=1)
SINS, TOKUHASHI = PAPERS["sins"].tool, PAPERS["tokuhashi"].tool
SPINE = {
    "level": "T8", "pain": "mechanical", "lesion": "lytic", "alignment": "normal", "collapse": "lt50",
    "posterolateral": "none",
}  # fmt: skip
WORST = {**SPINE, "alignment": "subluxation", "collapse": "gt50", "posterolateral": "bilateral"}
SHORTEST = {"general": "poor", "extraspinal_bone": "ge3", "vertebral": "ge3", "organ": "unremovable",
            "primary": "lung", "palsy": "complete_AB"}  # fmt: skip


@pytest.fixture
def of(people: Cast, service: Service, at) -> Referral:
    return factories.referral(people.coordinator, service, at)


def score(of, by, at, inputs, tool=SINS, when=None):
    return scores.score(
        referral=of, tool=tool, inputs=inputs, moment=exactly(when or at), told_by="Dr S Spinetest", by=by, at=at
    )


def test_a_score_keeps_who_when_level_version_and_every_item(of, by, at):
    score(of, by, at + HOUR, SPINE, when=at)
    kept = event(of, K.SCORED)
    assert (kept.recorded_by, kept.recorded_at, kept.happened_at) == (by.user, at + HOUR, at)
    assert kept.told_by == "Dr S Spinetest"
    assert (kept.data["tool"], kept.data["version"], kept.data["level"]) == ("SINS", "2010", "T8")
    assert kept.data["inputs"] == SPINE
    assert kept.data["components"]["location"] == 1
    assert (kept.data["total"], kept.data["band"]) == (8, "potentially_unstable")


def test_an_incomplete_score_has_a_range_and_never_a_total(of, by, at):
    score(of, by, at, {"level": "T8", "pain": "mechanical"})
    data = event(of, K.SCORED).data
    assert (data["total"], data["band"], data["range"]) == (None, "incomplete", [4, 16])
    assert data["missing"] == ["lesion", "alignment", "collapse", "posterolateral"]


@pytest.mark.parametrize(
    ("inputs", "says"),
    [({}, "at least one"), ({"pain": "much"}, "permitted are"), ({"level": "T8", "location": "mobile"}, "agree")],
)
def test_what_cannot_be_kept_is_said(of, by, at, inputs, says):
    with pytest.raises(NotPossible, match=says):
        score(of, by, at, inputs)
    assert K.SCORED not in kinds(of)


def test_neither_the_future_nor_somebody_elses_referral(of, people, by, at):
    with pytest.raises(NotPossible, match="future"):
        score(of, by, at, SPINE, when=at + HOUR)
    with pytest.raises(PermissionDenied):
        score(of, Access(people.colleague), at, SPINE)


@pytest.mark.parametrize(("tool", "inputs"), [(SINS, WORST), (TOKUHASHI, SHORTEST)], ids=["unstable", "short"])
def test_no_score_sets_a_fact_a_time_a_clock_or_a_prompt(of, by, at, tool, inputs):
    """1.9.3: whatever it comes to, prognosis and instability stay what a clinician answered."""
    before = (of.assessments.count(), of.disposition, of.new_prompts, moments(of), open_kinds(of))
    score(of, by, at + HOUR, inputs, tool)
    scores.grade(referral=of, grades={"asia": "A"}, moment=exactly(at), told_by="", by=by, at=at + HOUR)
    scores.examine_power(referral=of, cells={"l2_left": "0"}, moment=exactly(at), told_by="", by=by, at=at + HOUR)
    assert (of.assessments.count(), of.disposition, of.new_prompts, moments(of), open_kinds(of)) == before
    assert not {"prognosis", "spinal_instability"} & set(of.assessments.first().facts)
    assert_projected(of)


def test_it_is_struck_out_and_scored_again_and_nothing_is_lost(of, by, at):
    score(of, by, at, SPINE)
    wrong = event(of, K.SCORED)
    with pytest.raises(EventIsImmutable):
        wrong.save()
    with pytest.raises(NotPossible, match="cannot be put right"):
        course.correct(event=wrong, moment=exactly(at), data={}, by=by, at=at)
    course.strike_out(event=wrong, reason="Another level", by=by, at=at + HOUR)
    score(of, by, at + HOUR, {**SPINE, "level": "T9"})
    assert [it.data["level"] for it in of.events.filter(kind=K.SCORED)] == ["T8", "T9"]
    assert [it.data["level"] for it in of.events.current().filter(kind=K.SCORED)] == ["T9"]


def test_scales_keep_not_known_and_refuse_nothing_at_all(of, by, at):
    grades = {"ecog_now": "3", "frankel": "unknown"}
    scores.grade(referral=of, grades=grades, moment=exactly(at), told_by="", by=by, at=at)
    assert event(of, K.GRADED).data == grades
    with pytest.raises(NotPossible, match="at least one"):
        scores.grade(referral=of, grades={}, moment=exactly(at), told_by="", by=by, at=at)


def test_an_ended_referral_takes_none(people, service, by, at):
    ended = factories.referral_at(factories.State.CLOSED, people.coordinator, service, at)
    with pytest.raises(NotPossible, match="Reopen it first"):
        score(ended, by, at + 10 * HOUR, SPINE)


def test_power_is_kept_as_codes_and_nothing_else_is(of, by, at):
    cells = {"l2_right": "4-", "l2_left": "NT", "s1_left": "unknown"}
    scores.examine_power(referral=of, cells=cells, moment=exactly(at), told_by="Dr S Spinetest", by=by, at=at + HOUR)
    kept = event(of, K.POWER)
    assert (kept.data, kept.told_by, kept.happened_at, kept.recorded_at) == (cells, "Dr S Spinetest", at, at + HOUR)
    for wrong, says in (({}, "at least one"), ({"l2_right": "6"}, "4-, 4, 4"), ({"t8_left": "5"}, "by muscle group")):
        with pytest.raises(NotPossible, match=says):
            scores.examine_power(referral=of, cells=wrong, moment=exactly(at), told_by="", by=by, at=at)
