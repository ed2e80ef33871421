"""A fact that becomes known settles what was open; what was certain it turns only by a default that is stated."""

from dataclasses import dataclass

import pytest
from box1_cases import NO_CORD, Facts, box_1, some_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from recommendation_cases import CALM, ILL, METASTASES_ONLY

from pathways.guideline.assess import RULES, assess, with_implied
from pathways.guideline.logic import facts_read
from pathways.guideline.terms import CORD, FACTS, NUMBER, PAIN


def reading(*names: str) -> frozenset[str]:
    """The recommendations that look at one of these facts."""
    return frozenset(rec for rec, rule in RULES.items() if facts_read(rule) & set(names))


@dataclass(frozen=True)
class Default:
    """Facts that the contract gives a value while they are not known, and whose answers may turn because of it."""

    facts: tuple[str, ...]
    recs: frozenset[str]
    says: str
    before: Facts
    after: Facts
    rec: str


IMAGING = frozenset({"1.5.2", "1.5.3"})
DEFAULTS = (
    Default(
        ("mscc",), reading("mscc", "mscc_suspected"),
        "not given: suspected with an emergency, not suspected with all six cord features absent",
        {"cancer": "past", "limb_weakness": "yes"}, {"mscc": "confirmed"}, "1.5.2",
    ),
    Default(
        ("cancer", *CORD), IMAGING,
        "MSCC not given is suspected by the disposition, which follows them",
        {"cancer": "past"}, NO_CORD, "1.5.2",
    ),
    Default(
        ("spinal_metastases",), reading("spinal_metastases"),
        "not given: suspected with advice within 24 hours",
        {"cancer": "past", "night_pain": "yes", **NO_CORD}, {"spinal_metastases": "confirmed"}, "1.5.3",
    ),
    Default(
        ("neurology",), reading("neurology"),
        "not given: as the six cord features",
        {**CALM, **ILL, "limb_weakness": "yes"}, {"neurology": "no"}, "1.8.1",
    ),
    Default(
        PAIN_OR_LOW := (*PAIN, "low_back_pain"), reading(*PAIN_OR_LOW, "back_pain", "mechanical_spinal_pain"),
        "not given: no where there is no back pain; low back pain is back pain",
        {"cancer": "past", "back_pain": "no", **NO_CORD}, {"night_pain": "yes"}, "1.3.3",
    ),
    Default(
        ("haematological",), reading("haematological"),
        "not given: confirmed for a primary of the blood",
        {**CALM, **METASTASES_ONLY, "primary": "myeloma"}, {"haematological": "no"}, "1.8.5",
    ),
    Default(
        ("primary",), frozenset({"1.8.3", "1.8.6", "1.8.7"}),
        "not known counts as lymphoma or myeloma for 1.8.6",
        {**CALM, **METASTASES_ONLY, "haematological": "radiologically_suspected"}, {"primary": "other_haematological"},
        "1.8.6",
    ),
    Default(
        ("bone_metastases",), frozenset({"1.7.14"}),
        "not given: yes where spinal metastases are confirmed",
        {**CALM, **METASTASES_ONLY, "primary": "breast"}, {"bone_metastases": "no"}, "1.7.14",
    ),
    Default(
        ("surgery_able",), frozenset({"1.11.8"}),
        "not given: as surgery suitable",
        {**CALM, **ILL, "spinal_instability": "confirmed", "mechanical_spinal_pain": "yes", "pain_controlled": "no",
         "surgery_suitable": "yes"}, {"surgery_able": "no"}, "1.11.8",
    ),
    Default(
        ("mechanical_spinal_pain",), reading("mechanical_spinal_pain"),
        "not given: as mechanical pain",
        {**CALM, **METASTASES_ONLY}, {"mechanical_spinal_pain": "yes"}, "1.10.2",
    ),
    Default(
        ("back_pain",), frozenset({"1.10.2"}),
        "not known does not stand against 1.10.2",
        {**METASTASES_ONLY, "mechanical_spinal_pain": "no"}, {"back_pain": "no"}, "1.10.2",
    ),
    Default(
        ("rt_regimen_includes_steroid",), frozenset({"1.8.7"}),
        "an exception that is not known leaves 1.8.7 in force",
        {**CALM, **METASTASES_ONLY, "haematological": "no", "pain_severity": "mild"},
        {"rt_regimen_includes_steroid": "yes"}, "1.8.7",
    ),
    Default(
        ("prognosis", "plegia_complete", "plegia_days", "pain_controlled"), frozenset({"1.10.4", "1.10.5", "1.10.6"}),
        "an exception that is not known leaves the offer of 1.10.4 standing",
        {**CALM, **ILL, "surgery_suitable": "no"}, {"prognosis": "poor"}, "1.10.4",
    ),
)  # fmt: skip


def answers(facts: Facts) -> dict[str, str]:
    return {rec: str(found.certainty) for rec, found in assess(facts).recommendations.items()}


def turned(before: Facts, after: Facts) -> set[str]:
    """The recommendations whose answer was certain and is another certain one."""
    old, new = answers(before), answers(after)
    return {rec for rec in old if {old[rec], new[rec]} == {"yes", "no"}}


def permitted(name: str) -> st.SearchStrategy:
    return st.one_of(st.integers(0, 30), st.floats(0, 30)) if FACTS[name] == NUMBER else st.sampled_from(FACTS[name])


def nearly_all(*, but: frozenset[str] = frozenset()) -> st.SearchStrategy[Facts]:
    """Every fact known but a few, none of those in `but`; box 1 mostly absent, as it is in most people."""
    rare = st.sampled_from(["no", "no", "no", "no", "no", "yes"])
    known = st.fixed_dictionaries({name: rare if name in (*CORD, *PAIN) else permitted(name) for name in FACTS})
    open_ = st.sets(st.sampled_from(sorted(set(FACTS) - but)), min_size=1, max_size=9)
    return st.builds(lambda facts, gone: {**facts, **dict.fromkeys(gone)}, known, open_)


@settings(max_examples=300)
@given(some_of(*FACTS) | nearly_all(), st.data())
def test_making_a_fact_known_turns_a_certain_answer_only_by_a_stated_default(facts: Facts, data: st.DataObject) -> None:
    open_ = [name for name in FACTS if facts.get(name) in (None, "unknown")]
    assume(open_)
    name = data.draw(st.sampled_from(open_))
    allowed = frozenset().union(*(default.recs for default in DEFAULTS if name in default.facts))
    assert turned(facts, {**facts, name: data.draw(permitted(name))}) <= allowed


WITH_A_DEFAULT = frozenset().union(*(default.facts for default in DEFAULTS))


@given(nearly_all(but=WITH_A_DEFAULT), st.data())
def test_with_every_default_stated_nothing_certain_ever_turns(facts: Facts, data: st.DataObject) -> None:
    """Where all that has a default is given, what is certain stays, whatever else becomes known."""
    name = data.draw(st.sampled_from([name for name in FACTS if facts[name] is None]))
    assert turned(facts, {**facts, name: data.draw(permitted(name))}) == set()


@pytest.mark.parametrize("default", DEFAULTS, ids=lambda each: each.says)
def test_each_default_is_at_work(default: Default) -> None:
    assert set(default.after) & set(default.facts)
    assert default.rec in default.recs
    assert default.rec in turned(default.before, {**default.before, **default.after})


def test_pain_that_is_asked_takes_back_metastases_that_were_only_suspected() -> None:
    """Advice within 24 hours suspects metastases; with the pain known to be none it is no such advice any more."""
    before = {"cancer": "past", **NO_CORD}
    assert answers(before)["1.5.3"] == "yes"
    assert answers({**before, "back_pain": "no"})["1.5.3"] == "unknown"


# Urgency


@given(some_of(*FACTS), st.sampled_from([*CORD]))
def test_a_cord_feature_never_lowers_the_urgency_whatever_else_is_known(facts: Facts, feature: str) -> None:
    assert assess({**facts, feature: "yes"}).disposition.urgency <= assess(facts).disposition.urgency


@given(box_1, st.sampled_from([*CORD]))
def test_a_cord_feature_in_cancer_always_leaves_the_day_clock_running(facts: Facts, feature: str) -> None:
    answer = assess({**facts, "cancer": "past", feature: "yes"})
    assert [(each.hours, each.rec) for each in answer.clocks if each.kind in {"mri", "ct"}] == [(24, "1.5.2")]


@given(some_of(*FACTS))
def test_exclusive_recommendations_never_both_apply(facts: Facts) -> None:
    yes = {rec for rec, answer in answers(facts).items() if answer == "yes"}
    for pair in (
        {"1.3.2", "1.3.3"}, {"1.5.2", "1.5.3"}, {"1.7.11", "1.7.12"}, {"1.8.3", "1.8.5"}, {"1.8.3", "1.8.6"},
        {"1.8.3", "1.8.7"}, {"1.8.5", "1.8.7"}, {"1.8.6", "1.8.7"}, {"1.8.5", "1.8.6"}, {"1.10.5", "1.10.6"},
        {"1.10.2", "1.10.4"}, {"1.11.6", "1.11.7"}, {"1.11.8", "1.11.9"}, {"1.10.4", "1.11.8"}, {"1.10.4", "1.11.3"},
    ):  # fmt: skip
        assert not pair <= yes


@given(some_of(*FACTS))
def test_what_follows_from_the_facts_is_stated_once_and_follows_again(facts: Facts) -> None:
    known = with_implied({name: value for name, value in facts.items() if value not in (None, "unknown")})
    assert with_implied(known) == known
