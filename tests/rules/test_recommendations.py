"""Each recommendation: yes, no and not known, every value of every fact, every boundary, and what is missing."""

import itertools
import random
from collections.abc import Iterator

import pytest
from box1_cases import NO_CORD, NO_PAIN, Facts
from recommendation_cases import CALM, CASES, ILL, METASTASES_ONLY, MSCC_ONLY, changed, examples, person

from pathways.guideline.assess import RULES, assess, check, with_implied, with_suspicions
from pathways.guideline.logic import All, Any, Condition, Is, Named, Not, Number, Unless, facts_read
from pathways.guideline.terms import FACTS, NUMBER
from pathways.guideline.weighed import Weighed

LISTED = [
    "1.3.2",
    "1.3.3",
    "1.3.5",
    "1.3.6",
    "1.4.1",
    "1.4.2",
    "1.4.4",
    "1.5.2",
    "1.5.3",
    "1.5.4",
    "1.5.6",
    "1.5.7",
    "1.7.8",
    "1.7.11",
    "1.7.12",
    "1.7.13",
    "1.7.14",
    "1.8.1",
    "1.8.2",
    "1.8.3",
    "1.8.4",
    "1.8.5",
    "1.8.6",
    "1.8.7",
    "1.8.8",
    "1.10.2",
    "1.10.3",
    "1.10.4",
    "1.10.5",
    "1.10.6",
    "1.10.7",
    "1.10.8",
    "1.10.9",
    "1.11.2",
    "1.11.3",
    "1.11.6",
    "1.11.7",
    "1.11.8",
    "1.11.9",
]
# Never not known: not knowing the cord features suspects MSCC, and all six absent does not.
ALWAYS_CERTAIN = {"1.5.2"}
EXAMPLES = {name: (rec, facts, answer) for rec in CASES for name, facts, answer in examples(rec)}


def applies(facts: Facts, rec: str) -> str:
    return str(assess(facts).recommendations[rec].certainty)


def known(facts: Facts) -> Facts:
    """The facts as the rules see them."""
    given = check(facts)
    return with_suspicions(with_implied(given), assess(facts).disposition)


# By the table


def test_every_recommendation_of_the_contract_is_answered_in_its_order() -> None:
    assert list(RULES) == LISTED == list(CASES)
    assert list(assess({}).recommendations) == LISTED


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_recommendation_says(name: str) -> None:
    rec, facts, answer = EXAMPLES[name]
    assert applies(facts, rec) == answer


@pytest.mark.parametrize("rec", LISTED)
def test_each_recommendation_has_examples_of_yes_no_and_not_known(rec: str) -> None:
    answers = {answer for _, _, answer in examples(rec)}
    assert answers == ({"yes", "no"} if rec in ALWAYS_CERTAIN else {"yes", "no", "unknown"})


@pytest.mark.parametrize("rec", LISTED)
def test_every_fact_that_a_rule_reads_is_swept_over_all_its_values(rec: str) -> None:
    read = {"mscc" if name == "mscc_suspected" else name for name in facts_read(RULES[rec])}
    swept = [(name, sweep) for case in CASES[rec] for name, sweep in case.sweeps.items()]
    assert read - {name for name, _ in swept} == set()
    for name, sweep in swept:
        assert None in sweep
        assert FACTS[name] == NUMBER or {*FACTS[name]} <= {*sweep}, name


@pytest.mark.parametrize(
    ("rec", "case", "name"),
    [
        (rec, number, name)
        for rec, cases in CASES.items()
        for number, case in enumerate(cases)
        for name, sweep in case.sweeps.items()
        if sweep[None] == "unknown"
    ],
)
def test_the_one_fact_not_known_is_the_one_missing(rec: str, case: int, name: str) -> None:
    found = assess(changed(CASES[rec][case], name, None)).recommendations[rec]
    # The feature that neurology was read from is taken away with it.
    too = {"limb_weakness"} if (rec, name) == ("1.5.6", "neurology") else set()
    assert set(found.missing) == {name} | too


@pytest.mark.parametrize("rec", LISTED)
def test_nothing_is_missing_from_what_is_certain(rec: str) -> None:
    for name, facts, answer in examples(rec):
        found = assess(facts).recommendations[rec]
        assert bool(found.missing) is (answer == "unknown") or (rec == "1.10.4" and answer == "yes"), name


# A rule altered in any one place is told apart by an example


def altered(condition: Condition) -> Iterator[Condition]:
    """The condition with one thing in it changed: a value, a bound, a part left out, and for or."""
    match condition:
        case Is(name, values):
            permitted = FACTS.get(name) or ("yes", "no")
            for value in permitted:
                changed_values = tuple(v for v in permitted if (v in values) != (v == value))
                yield Is(name, changed_values)
        case Number(name, way, bound):
            yield Number(name, {"at least": "at most", "at most": "at least"}[way], bound)
            yield Number(name, way, bound - 1)
            yield Number(name, way, bound + 1)
        case Not(part):
            yield part
            yield from map(Not, altered(part))
        case Weighed(part):
            yield from map(Weighed, altered(part))
        case Named(name, denied, part):
            yield from (Named(name, denied, each) for each in altered(part))
        case Unless(rule, exception, asks):
            yield rule
            yield from (Unless(each, exception, asks) for each in altered(rule))
            yield from (Unless(rule, each, asks) for each in altered(exception))
            yield All(rule, Not(exception))  # an exception not known would no longer leave it standing
        case All() | Any():
            kind, other = (All, Any) if isinstance(condition, All) else (Any, All)
            yield other(*condition.parts)
            for index, part in enumerate(condition.parts):
                rest = condition.parts[:index], condition.parts[index + 1 :]
                yield kind(*rest[0], *rest[1])
                yield from (kind(*rest[0], each, *rest[1]) for each in altered(part))


@pytest.mark.parametrize("rec", LISTED)
def test_every_alteration_of_a_rule_fails_an_example(rec: str) -> None:
    told = [(known(facts), answer) for _, facts, answer in examples(rec)]
    assert all(str(RULES[rec].of(facts).certainty) == answer for facts, answer in told)
    survivors = [
        mutant
        for mutant in altered(RULES[rec])
        if all(str(mutant.of(facts).certainty) == answer for facts, answer in told)
    ]
    assert [mutant.in_words() for mutant in survivors if differs(mutant, rec)] == []


def differs(mutant: Condition, rec: str) -> bool:
    """Whether an altered rule is another rule at all: 1.8.7 says "no neurology" in several of its parts."""
    return any(mutant.of(facts).certainty != RULES[rec].of(facts).certainty for facts, _ in partly_known(rec, 1000, 0))


# What is missing is what would decide it, no more and no less

# A fact of these that is not known leaves the answer as it is: the contract says so.
EXCEPTIONS = {"prognosis", "plegia_complete", "plegia_days", "pain_controlled"}
LEAVES_IT_STANDING = {
    "1.8.3": {"primary"},
    "1.8.6": {"primary"},
    "1.8.7": {"primary", "rt_regimen_includes_steroid"},
    "1.10.2": {"back_pain"},
    **dict.fromkeys(("1.10.4", "1.10.5", "1.10.6"), EXCEPTIONS),
}
# The two aims of the contract are not all there are: a bisphosphonate may be given for another reason.
MORE_VALUES = {"bisphosphonate_aim": ("another",), "mscc_suspected": ("yes", "no")}


def values_of(rec: str, name: str) -> list[str | float | None]:
    if FACTS.get(name, ()) == NUMBER and name not in MORE_VALUES:
        return [2, 3, 4, 13, 14]
    values: list[str | float | None] = [*FACTS.get(name, ()), *MORE_VALUES.get(name, ())]
    return [*values, None] if name in LEAVES_IT_STANDING.get(rec, ()) else values


def partly_known(rec: str, number: int, most: int = 5) -> Iterator[tuple[Facts, list[str]]]:
    """Facts that a rule reads, a few of them not known; the same at every run."""
    chance = random.Random(rec)
    names = sorted(facts_read(RULES[rec]))
    may_be_open = [name for name in names if name not in LEAVES_IT_STANDING.get(rec, ()) and name != "mscc_suspected"]
    for _ in range(number):
        open_ = chance.sample(may_be_open, chance.randint(0, min(most, len(may_be_open))))
        yield {name: chance.choice(values_of(rec, name)) for name in names if name not in open_}, open_


@pytest.mark.parametrize("rec", LISTED)
def test_an_answer_is_unknown_only_where_what_is_missing_can_still_turn_it(rec: str) -> None:
    """Against every completion: certain where all agree, and each missing fact turns some completion."""
    for facts, open_ in partly_known(rec, 250):
        outcomes = {
            values: RULES[rec].of({**facts, **dict(zip(open_, values, strict=True))}).yes
            for values in itertools.product(*(values_of(rec, name) for name in open_))
        }
        found = RULES[rec].of(facts)
        assert found.unknown is (len(set(outcomes.values())) == 2), facts
        turning = set()
        for index, name in enumerate(open_):
            by_rest: dict[tuple, set[bool]] = {}
            for values, outcome in outcomes.items():
                by_rest.setdefault(values[:index] + values[index + 1 :], set()).add(outcome)
            turning |= {name} if any(len(each) == 2 for each in by_rest.values()) else set()
        assert set(found.missing) - LEAVES_IT_STANDING.get(rec, set()) == turning, facts


# The rows of section (d), as they stand

NEURO = {"neurology": "yes"}
STEROID_ROWS = {
    "neurology, no blood cancer, MSCC suspected": (
        {"mscc": "suspected", "haematological": "no", **NEURO}, {"1.8.1"}),
    "neurology, no blood cancer, MSCC confirmed": ({**ILL, "haematological": "no", **NEURO}, {"1.8.1"}),
    "neurology, blood cancer confirmed, metastases with MSCC": (
        {**ILL, "haematological": "confirmed", **NEURO}, {"1.8.1", "1.8.5"}),
    "neurology, blood cancer confirmed, metastases without MSCC": (
        {**METASTASES_ONLY, "haematological": "confirmed", **NEURO}, {"1.8.5"}),
    "neurology, suspected on imaging": (
        {**ILL, "haematological": "radiologically_suspected", **NEURO}, {"1.8.1"}),
    "no neurology, confirmed, metastases": ({**METASTASES_ONLY, "haematological": "confirmed"}, {"1.8.5"}),
    "no neurology, confirmed, severe pain": (
        {**METASTASES_ONLY, "haematological": "confirmed", "pain_severity": "severe"}, {"1.8.5"}),
    "no neurology, confirmed, metastases only suspected": (
        {"spinal_metastases": "suspected", "mscc": "none", "haematological": "confirmed"}, set()),
    "no neurology, suspected on imaging": (
        {**METASTASES_ONLY, "haematological": "radiologically_suspected", "primary": "myeloma"}, {"1.8.6"}),
    "no neurology, suspected on imaging, severe pain": (
        {**METASTASES_ONLY, "haematological": "radiologically_suspected", "pain_severity": "severe"}, {"1.8.6"}),
    "no neurology, none, metastases, severe pain": (
        {**METASTASES_ONLY, "haematological": "no", "pain_severity": "severe"}, {"1.8.3"}),
    "no neurology, none, MSCC, severe pain": (
        {**MSCC_ONLY, "haematological": "no", "pain_severity": "severe"}, {"1.8.3"}),
    "no neurology, none, metastases, pain not severe": (
        {**METASTASES_ONLY, "haematological": "no", "pain_severity": "moderate"}, {"1.8.7"}),
    "no neurology, none, MSCC, pain not severe": (
        {**MSCC_ONLY, "haematological": "no", "pain_severity": "none"}, {"1.8.7"}),
    "the same within a radiotherapy regimen": (
        {**METASTASES_ONLY, "haematological": "no", "pain_severity": "mild", "rt_regimen_includes_steroid": "yes"},
        set()),
    "no neurology, none or primary not found, disease only suspected": (
        {"spinal_metastases": "suspected", "mscc": "suspected", "haematological": "no", "primary": "unknown_primary",
         "pain_severity": "severe"}, set()),
    "both ruled out after a dose before imaging": (
        {"spinal_metastases": "excluded", "mscc": "excluded", "dexamethasone_before_imaging": "yes",
         "on_corticosteroid": "no"}, {"1.8.2"}),
    "MSCC ruled out, metastases found": (
        {"spinal_metastases": "confirmed", "mscc": "excluded", "dexamethasone_before_imaging": "yes",
         "haematological": "no", "pain_severity": "mild"}, {"1.8.7"}),
    "no other effective treatment": (
        {**MSCC_ONLY, "no_other_effective_treatment": "yes", **NEURO}, {"1.8.1", "1.8.4"}),
    "on any steroid": ({"mscc": "none", "spinal_metastases": "none", "on_corticosteroid": "yes"}, {"1.8.8"}),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "recs"), STEROID_ROWS.values(), ids=STEROID_ROWS)
def test_each_row_of_the_steroid_table(facts: Facts, recs: set[str]) -> None:
    found = assess({**CALM, **facts}).recommendations
    assert {rec for rec in found if rec.startswith("1.8.") and found[rec].yes} == recs


BONE_AGENT_ROWS = {
    "myeloma": {"1.7.11"},
    "breast": {"1.7.11", "1.7.14"},
    "other_solid": {"1.7.13", "1.7.14"},
    "lymphoma": {"1.7.13"},
    "other_haematological": {"1.7.13"},
    "unknown_primary": {"1.7.13"},
}


@pytest.mark.parametrize(("primary", "recs"), BONE_AGENT_ROWS.items())
@pytest.mark.parametrize("controlled", ["yes", "no", None])
def test_each_row_of_the_bone_agents(primary: str, recs: set[str], controlled: str | None) -> None:
    facts = {**CALM, **METASTASES_ONLY, "primary": primary, "bisphosphonate_aim": "pain", "pain_controlled": controlled}
    found = assess(facts).recommendations
    assert {rec for rec in found if rec.startswith("1.7.1") and found[rec].yes} == recs


@pytest.mark.parametrize(
    ("controlled", "recs"), [("no", {"1.7.12": "yes", "1.7.13": "no"}), ("yes", {"1.7.12": "no", "1.7.13": "yes"}),
                             (None, {"1.7.12": "unknown", "1.7.13": "unknown"})]
)  # fmt: skip
def test_prostate_turns_on_analgesia_that_failed(controlled: str | None, recs: dict[str, str]) -> None:
    facts = {**CALM, **METASTASES_ONLY, "primary": "prostate", "bisphosphonate_aim": "pain"}
    assert {rec: applies({**facts, "pain_controlled": controlled}, rec) for rec in recs} == recs
    assert applies(facts, "1.7.14") == "no"


@pytest.mark.parametrize("trial", ["yes", "no"])
def test_a_trial_lifts_the_half_that_is_about_prevention_and_no_other(trial: str) -> None:
    facts = {**CALM, **METASTASES_ONLY, "primary": "other_solid", "in_trial": trial}
    assert applies({**facts, "bisphosphonate_aim": "prevent_mscc"}, "1.7.13") == ("no" if trial == "yes" else "yes")
    assert applies({**facts, "bisphosphonate_aim": "pain"}, "1.7.13") == "yes"


def test_a_surveillance_scan_is_barred_and_the_scan_for_new_pain_is_not() -> None:
    facts = {**CALM, **METASTASES_ONLY, "surveillance_only": "yes", "night_pain": "yes"}
    answer = assess(facts)
    assert answer.recommendations["1.5.6"].yes
    assert [each.rec for each in answer.clocks] == ["1.3.3", "1.5.3"]


@pytest.mark.parametrize("feature", NO_CORD)
def test_any_cord_feature_lifts_the_bar_and_opens_the_day_clock(feature: str) -> None:
    answer = assess({**CALM, "spinal_metastases": "confirmed", "surveillance_only": "yes", feature: "yes"})
    assert answer.recommendations["1.5.6"].no
    assert [each.rec for each in answer.clocks] == ["1.5.2"]


def test_instability_or_pain_without_mscc_and_both_with_it() -> None:
    stable = {**CALM, "spinal_instability": "none", "mechanical_spinal_pain": "yes", "pain_controlled": "no"}
    assert applies({**stable, **METASTASES_ONLY}, "1.11.6") == "yes"
    with_mscc = {**stable, **ILL, "surgery_suitable": "yes"}
    assert [applies(with_mscc, rec) for rec in ("1.11.6", "1.11.7", "1.11.8", "1.11.9")] == ["no", "yes", "no", "no"]


@pytest.mark.parametrize("days", [0, 13, 14, 400])
def test_the_two_weeks_of_radiotherapy_decide_nothing_about_surgery(days: int) -> None:
    facts = {**CALM, **ILL, **NEURO, "plegia_complete": "yes", "plegia_days": days, "surgery_suitable": "yes"}
    assert applies(facts, "1.11.3") == "yes"


def test_no_rule_looks_at_a_score() -> None:
    read = frozenset().union(*(facts_read(rule) for rule in RULES.values()))
    assert read - set(FACTS) == {"mscc_suspected"}
    assert not [name for name in FACTS if "sins" in name or "tokuhashi" in name or "score" in name]


# What the guideline does not settle is said


def said(facts: Facts) -> str:
    return " ".join(assess({**CALM, **facts}).notes)


RADIOTHERAPY = {**ILL, "surgery_suitable": "no", "prognosis": "good", "plegia_complete": "no"}
SAID = {
    "steroids before haematology, with neurology": (
        {**ILL, **NEURO, "haematological": "radiologically_suspected"}, "Conflict"),
    "the same on other grounds": ({**ILL, **NEURO, "haematological": "otherwise_suspected"}, "Conflict"),
    "haematology first": ({**METASTASES_ONLY, "haematological": "radiologically_suspected"}, "advice first"),
    "haematology first, not in the text": (
        {**METASTASES_ONLY, "haematological": "otherwise_suspected"}, "does not name"),
    "another blood cancer suspected": (
        {**METASTASES_ONLY, "haematological": "radiologically_suspected", "primary": "other_haematological"},
        "does not name"),
    "confirmed blood cancer, metastases suspected": (
        {"haematological": "confirmed", "spinal_metastases": "suspected"}, "only suspected: no recommendation"),
    "further doses": ({**ILL, **NEURO, "haematological": "confirmed"}, "does not run on by itself"),
    "MSCC ruled out, metastases not": (
        {"spinal_metastases": "confirmed", "mscc": "excluded", "dexamethasone_before_imaging": "yes"},
        "a new question"),
    "both ruled out": (
        {"spinal_metastases": "excluded", "mscc": "excluded", "dexamethasone_before_imaging": "yes"}, "long-term"),
    "not routine": (
        {**METASTASES_ONLY, "haematological": "no", "pain_severity": "mild"}, "within a radiotherapy regimen"),
    "primary not found": ({"primary": "unknown_primary"}, "another tumour type"),
    "bisphosphonate barred": (
        {"bisphosphonate_aim": "prevent_mscc", "in_trial": "no"}, "not for another reason"),
    "surveillance": ({**METASTASES_ONLY, "surveillance_only": "yes"}, "bars no MRI for new pain"),
    "an X-ray": ({}, "X-ray cannot show"),
    "an exception": ({**RADIOTHERAPY, "prognosis": "poor"}, "does not forbid"),
    "poor prognosis, pain": ({**RADIOTHERAPY, "prognosis": "poor", "pain_controlled": "no"}, "palliative care"),
    "an exception not settled": ({**RADIOTHERAPY, "prognosis": None}, "the offer stands"),
    "earlier radiotherapy": ({**RADIOTHERAPY, "previous_radiotherapy": "yes"}, "Earlier radiotherapy"),
    "after surgery": ({**RADIOTHERAPY, "had_surgery": "yes"}, "waits for recovery"),
    "stem cells": (
        {**RADIOTHERAPY, "haematological": "confirmed", "stem_cell_harvest": "yes"}, "the 24 hours of 1.10.4 run on"),
    "impending compression": ({**METASTASES_ONLY, "impending_compression": "yes"}, "Impending compression"),
    "a feature after radiotherapy": (
        {"previous_radiotherapy": "yes", "recurrent_symptoms": "yes", "gait_disturbance": "yes"}, "however long ago"),
    "biopsy": (
        {"primary_identified": "no", "biopsy_changes_treatment": "yes", "immediate_treatment_needed": "no"},
        "may spoil the biopsy"),
    "two weeks": ({**ILL, "plegia_complete": "yes", "plegia_days": 14}, "belong to radiotherapy"),
    "suitable, not able": (
        {**ILL, "spinal_instability": "confirmed", "mechanical_spinal_pain": "yes", "pain_controlled": "no",
         "surgery_suitable": "yes", "surgery_able": "no"}, "neither 1.11.8 nor 1.11.9"),
    "MSCC without metastases": ({**MSCC_ONLY}, "given as none: direct infiltration"),
    "neurology denied": ({"limb_weakness": "yes", "neurology": "no"}, "Neurology is given as absent"),
    "neurology without a feature": ({"neurology": "yes"}, "Neurology is given as present"),
    "without symptoms": ({"asymptomatic": "yes", "night_pain": "yes"}, "without symptoms beside"),
    "without symptoms, a feature": ({"asymptomatic": "yes", "gait_disturbance": "yes"}, "without symptoms beside"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "sentence"), SAID.values(), ids=SAID)
def test_a_conflict_or_a_limit_of_a_rule_is_said(facts: Facts, sentence: str) -> None:
    assert sentence in said(facts)


@pytest.mark.parametrize("sentence", sorted({sentence for _, sentence in SAID.values()} - {"X-ray cannot show"}))
def test_it_is_said_only_where_it_is_so(sentence: str) -> None:
    assert sentence not in said({})
    assert sentence not in " ".join(assess({"cancer": "past", "back_pain": "no", **NO_PAIN, **NO_CORD}).notes)


@pytest.mark.parametrize("case", [case for cases in CASES.values() for case in cases])
def test_no_sentence_is_left_with_a_gap(case) -> None:
    assert not [note for note in assess(person(case)).notes if "{" in note or "None" in note]
