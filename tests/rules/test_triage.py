"""Box 1 to a disposition: the truth table row by row, then what must hold of every case."""

from itertools import product

import pytest
from box1_cases import AXES, CANCER_AXIS, CORD_AXIS, NO_CORD, NO_PAIN, PAIN_AXIS, Facts, box_1, of
from hypothesis import assume, given
from hypothesis import strategies as st

from pathways.guideline.assess import assess, with_implied
from pathways.guideline.logic import NO, YES, All, Any, Certainty, Condition, Finding, Not, fact
from pathways.guideline.terms import CORD, FACTS, PAIN
from pathways.guideline.triage import EMERGENCIES, SUSPECTS_MSCC, TABLE, Disposition, triage

# The 18 rows of known facts: cancer, pain, cord feature, what certainly routes, disposition.
KNOWN = [
    ("T1", "diagnosed", "box 1", "yes", ["1.3.2"], "EMERGENCY"),
    ("T2", "diagnosed", "box 1", "no", ["1.3.3"], "ADVICE_24H"),
    ("T3", "diagnosed", "back", "yes", ["1.3.2"], "EMERGENCY"),
    ("T4", "diagnosed", "back", "no", [], "EXPLAIN_OR_ADVICE"),
    ("T5", "diagnosed", "no", "yes", ["1.3.2"], "EMERGENCY"),
    ("T6", "diagnosed", "no", "no", [], "NO_ROUTE"),
    ("T7", "suspected", "box 1", "yes", ["1.3.5"], "EMERGENCY_ONC"),
    ("T8", "suspected", "box 1", "no", ["1.3.5"], "ONC"),
    ("T9", "suspected", "back", "yes", [], "EMERGENCY_ONC"),
    ("T10", "suspected", "back", "no", [], "SUSPECTED_CANCER"),
    ("T11", "suspected", "no", "yes", [], "EMERGENCY_ONC"),
    ("T12", "suspected", "no", "no", [], "SUSPECTED_CANCER"),
    ("T13", "none", "box 1", "yes", [], "EMERGENCY_ANY_CAUSE"),
    ("T14", "none", "box 1", "no", [], "ASK_CANCER"),
    ("T15", "none", "back", "yes", [], "EMERGENCY_ANY_CAUSE"),
    ("T16", "none", "back", "no", [], "BACK_PAIN"),
    ("T17", "none", "no", "yes", [], "EMERGENCY_ANY_CAUSE"),
    ("T18", "none", "no", "no", [], "NOT_APPLICABLE"),
]
# The 30 rows with something not asked.
MISSING = [
    ("U1", "diagnosed", "box 1", "?", [], "EMERGENCY"),
    ("U2", "diagnosed", "back", "?", [], "EMERGENCY"),
    ("U3", "diagnosed", "no", "?", [], "EMERGENCY"),
    ("U4", "diagnosed", "?", "yes", ["1.3.2"], "EMERGENCY"),
    ("U5", "diagnosed", "?", "no", [], "ADVICE_24H"),
    ("U6", "diagnosed", "?", "?", [], "EMERGENCY"),
    ("U7", "suspected", "box 1", "?", ["1.3.5"], "EMERGENCY_ONC"),
    ("U8", "suspected", "back", "?", [], "EMERGENCY_ONC"),
    ("U9", "suspected", "no", "?", [], "EMERGENCY_ONC"),
    ("U10", "suspected", "?", "yes", [], "EMERGENCY_ONC"),
    ("U11", "suspected", "?", "no", [], "ONC"),
    ("U12", "suspected", "?", "?", [], "EMERGENCY_ONC"),
    ("U13", "none", "box 1", "?", [], "EMERGENCY_ANY_CAUSE"),
    ("U14", "none", "back", "?", [], "EMERGENCY_ANY_CAUSE"),
    ("U15", "none", "no", "?", [], "EMERGENCY_ANY_CAUSE"),
    ("U16", "none", "?", "yes", [], "EMERGENCY_ANY_CAUSE"),
    ("U17", "none", "?", "no", [], "ASK_CANCER"),
    ("U18", "none", "?", "?", [], "EMERGENCY_ANY_CAUSE"),
    ("U19", "?", "box 1", "yes", [], "EMERGENCY"),
    ("U20", "?", "box 1", "no", [], "ADVICE_24H"),
    ("U21", "?", "box 1", "?", [], "EMERGENCY"),
    ("U22", "?", "back", "yes", [], "EMERGENCY"),
    ("U23", "?", "back", "no", [], "EXPLAIN_OR_ADVICE"),
    ("U24", "?", "back", "?", [], "EMERGENCY"),
    ("U25", "?", "no", "yes", [], "EMERGENCY"),
    ("U26", "?", "no", "no", [], "SUSPECTED_CANCER"),
    ("U27", "?", "no", "?", [], "EMERGENCY"),
    ("U28", "?", "?", "yes", [], "EMERGENCY"),
    ("U29", "?", "?", "no", [], "ADVICE_24H"),
    ("U30", "?", "?", "?", [], "EMERGENCY"),
]
ROWS = [*KNOWN, *MISSING]
BY_NAME = {row[0]: row for row in ROWS}
# Rows with something missing that every answer would leave an emergency of the same kind.
SETTLED_ALL_THE_SAME = {"U4", "U10", "U16"}
# The order of urgency, written out.
URGENCY = [
    "EMERGENCY",
    "EMERGENCY_ONC",
    "EMERGENCY_ANY_CAUSE",
    "ADVICE_24H",
    "ONC",
    "EXPLAIN_OR_ADVICE",
    "EXPLAIN",
    "ASK_CANCER",
    "SUSPECTED_CANCER",
    "BACK_PAIN",
    "NO_ROUTE",
    "NOT_APPLICABLE",
]


def urgency(facts: Facts) -> int:
    return assess(facts).disposition.urgency


# The truth table


@pytest.mark.parametrize("row", BY_NAME)
def test_each_row_comes_to_its_disposition_and_its_routing(row: str) -> None:
    _, cancer, pain, cord, routing, disposition = BY_NAME[row]
    for diagnosis in CANCER_AXIS[cancer]:
        answer = assess({**diagnosis, **PAIN_AXIS[pain], **CORD_AXIS[cord]})
        assert (answer.disposition, list(answer.routing)) == (disposition, routing)


def test_the_rows_are_every_combination_once() -> None:
    assert len(KNOWN) == 18
    assert len(MISSING) == 30
    assert {row[1:4] for row in ROWS} == set(product(CANCER_AXIS, PAIN_AXIS, CORD_AXIS))


@pytest.mark.parametrize("row", BY_NAME)
def test_a_row_is_settled_only_when_no_answer_could_change_it(row: str) -> None:
    is_known = row.startswith("T") and BY_NAME[row][5] != "EXPLAIN_OR_ADVICE"
    assert assess(of(*BY_NAME[row][1:4])).certain is (is_known or row in SETTLED_ALL_THE_SAME)


@pytest.mark.parametrize("row", BY_NAME)
def test_what_is_asked_is_what_is_missing(row: str) -> None:
    _, cancer, pain, cord, _, disposition = BY_NAME[row]
    facts = of(cancer, pain, cord)
    asked = [name for name in CORD if name not in facts]
    asked += ["cancer"] if cancer == "?" else []
    asked += [*PAIN, "back_pain"] if pain == "?" else []
    asked += ["low_back_pain", "disease_evidence"] if disposition == "EXPLAIN_OR_ADVICE" else []
    assert list(assess(facts).ask) == asked


def test_the_urgency_runs_as_the_contract_says() -> None:
    assert [str(each) for each in sorted(Disposition, key=lambda each: each.urgency)] == URGENCY


def test_three_dispositions_are_emergencies_and_two_of_them_suspect_mscc() -> None:
    assert [str(each) for each in Disposition if each.is_emergency] == URGENCY[:3]
    assert (*SUSPECTS_MSCC, Disposition.EMERGENCY_ANY_CAUSE) == EMERGENCIES


# One item is enough


@pytest.mark.parametrize("feature", CORD)
@pytest.mark.parametrize("cancer", ["current", "past"])
def test_any_one_cord_feature_alone_is_an_emergency(cancer: str, feature: str) -> None:
    """Without pain too: one symptom or sign suffices, radicular pain and numbness included (1.3.2, its rationale)."""
    answer = assess({"cancer": cancer, "back_pain": "no", **NO_CORD, feature: "yes"})
    assert (answer.disposition, answer.routing, answer.certain) == ("EMERGENCY", ("1.3.2",), True)


@pytest.mark.parametrize("characteristic", PAIN)
@pytest.mark.parametrize("cancer", ["current", "past"])
def test_any_one_pain_characteristic_alone_calls_for_advice(cancer: str, characteristic: str) -> None:
    answer = assess({"cancer": cancer, **NO_PAIN, **NO_CORD, characteristic: "yes"})
    assert (answer.disposition, answer.routing, answer.certain) == ("ADVICE_24H", ("1.3.3",), True)


@pytest.mark.parametrize("unasked", CORD)
def test_five_of_six_cord_features_asked_and_absent_are_not_six(unasked: str) -> None:
    facts = {"cancer": "past", "back_pain": "no", **NO_CORD}
    del facts[unasked]
    answer = assess(facts)
    assert (answer.disposition, answer.certain, answer.routing) == ("EMERGENCY", False, ())
    assert answer.ask == (unasked,)
    assert answer.recommendations["1.3.2"] == Finding(Certainty.UNKNOWN, (unasked,))


@pytest.mark.parametrize("unasked", PAIN)
def test_six_of_seven_pain_characteristics_asked_and_absent_are_not_seven(unasked: str) -> None:
    facts = {"cancer": "past", "back_pain": "yes", **NO_PAIN, **NO_CORD}
    del facts[unasked]
    answer = assess(facts)
    assert (answer.disposition, answer.certain) == ("ADVICE_24H", False)
    assert answer.ask == (unasked,)


def test_with_a_feature_present_the_other_five_are_still_asked() -> None:
    """All six belong on record (1.1.15); the emergency does not wait for them."""
    answer = assess({"cancer": "current", "back_pain": "no", "gait_disturbance": "yes"})
    assert (answer.disposition, answer.certain) == ("EMERGENCY", True)
    assert set(answer.ask) == set(CORD) - {"gait_disturbance"}


def test_whether_there_is_any_pain_is_asked_when_no_characteristic_is_there() -> None:
    answer = assess({"cancer": "past", **NO_PAIN, **NO_CORD})
    assert (answer.disposition, answer.certain) == ("EXPLAIN_OR_ADVICE", False)
    assert answer.ask == ("back_pain", "low_back_pain", "disease_evidence")


def test_a_characteristic_settles_the_pain() -> None:
    answer = assess({"cancer": "past", "night_pain": "yes", **NO_CORD})
    assert (answer.certain, answer.ask) == (True, ())


# Explain, or advice


@pytest.mark.parametrize(
    ("low", "evidence", "disposition"),
    [
        ("yes", "no", "EXPLAIN"),
        ("yes", None, "EXPLAIN_OR_ADVICE"),
        ("yes", "yes", "ADVICE_24H"),
        (None, "no", "EXPLAIN_OR_ADVICE"),
        (None, None, "EXPLAIN_OR_ADVICE"),
        (None, "yes", "ADVICE_24H"),
        ("no", "no", "ADVICE_24H"),
        ("no", None, "ADVICE_24H"),
        ("no", "yes", "ADVICE_24H"),
    ],
)
def test_explaining_takes_low_back_pain_and_evidence_that_was_looked_for(low, evidence, disposition) -> None:
    answer = assess({**of("diagnosed", "back", "no"), "low_back_pain": low, "disease_evidence": evidence})
    assert answer.disposition == disposition
    assert answer.certain is (disposition != "EXPLAIN_OR_ADVICE")
    assert list(answer.routing) == (["1.3.6"] if disposition == "EXPLAIN" else [])
    narrow = {"low_back_pain": low, "disease_evidence": evidence}
    unknown = [name for name, value in narrow.items() if value is None]
    assert list(answer.ask) == (unknown if disposition == "EXPLAIN_OR_ADVICE" else [])


def test_neck_pain_with_a_cancer_is_never_only_explained() -> None:
    facts = {**of("diagnosed", "back", "no"), "low_back_pain": "no", "disease_evidence": "no"}
    assert assess(facts).disposition == "ADVICE_24H"


def test_clear_imaging_does_not_outweigh_a_pain_characteristic() -> None:
    """1.3.3 wins over 1.3.6."""
    answer = assess({**of("diagnosed", "box 1", "no"), "low_back_pain": "yes", "disease_evidence": "no"})
    assert (answer.disposition, answer.routing) == ("ADVICE_24H", ("1.3.3",))
    assert answer.recommendations["1.3.6"] == NO


def test_explaining_needs_every_cord_feature_asked() -> None:
    facts = {**of("diagnosed", "back", "?"), "low_back_pain": "yes", "disease_evidence": "no"}
    answer = assess(facts)
    assert (answer.disposition, answer.routing) == ("EMERGENCY", ())
    assert answer.recommendations["1.3.6"].unknown


@pytest.mark.parametrize(("low", "evidence", "disposition"), [("yes", "no", "EXPLAIN"), ("no", None, "ADVICE_24H")])
def test_with_the_cancer_not_recorded_the_two_questions_resolve_it_too(low, evidence, disposition) -> None:
    answer = assess({**of("?", "back", "no"), "low_back_pain": low, "disease_evidence": evidence})
    assert (answer.disposition, answer.certain) == (disposition, False)
    assert answer.ask == ("cancer",)


# Routing


@pytest.mark.parametrize(
    ("facts", "rec", "certainty"),
    [
        (of("diagnosed", "box 1", "yes"), "1.3.3", "no"),  # superseded by 1.3.2
        (of("diagnosed", "box 1", "?"), "1.3.3", "unknown"),
        (of("diagnosed", "box 1", "?"), "1.3.2", "unknown"),
        (of("suspected", "box 1", "yes"), "1.3.2", "no"),  # the text asks for a diagnosis
        (of("suspected", "box 1", "yes"), "1.3.5", "yes"),  # and this one looks at pain only
        (of("suspected", "?", "yes"), "1.3.5", "unknown"),
        (of("diagnosed", "box 1", "no"), "1.3.5", "no"),
        (of("none", "box 1", "yes"), "1.3.2", "no"),
        (of("?", "box 1", "yes"), "1.3.2", "unknown"),
        (of("?", "box 1", "no"), "1.3.5", "unknown"),
        (of("?", "no", "no"), "1.3.2", "no"),
    ],
)
def test_a_recommendation_routes_only_where_it_certainly_applies(facts: Facts, rec: str, certainty: str) -> None:
    answer = assess(facts)
    assert answer.recommendations[rec].certainty == certainty
    assert (rec in answer.routing) is (certainty == "yes")


# What must hold of every case


@given(box_1, st.sampled_from([*CORD]))
def test_a_cord_feature_never_lowers_the_urgency(facts: Facts, feature: str) -> None:
    assert urgency({**facts, feature: "yes"}) <= urgency(facts)


@given(box_1, st.sampled_from(AXES), st.data())
def test_an_answer_never_makes_it_more_urgent_than_not_knowing(facts: Facts, name: str, data: st.DataObject) -> None:
    assume(name not in facts)
    assert urgency({**facts, name: data.draw(st.sampled_from(FACTS[name]))}) >= urgency(facts)


def completions(facts: Facts) -> list[Facts]:
    """Every way in which what is not known of the three axes may turn out."""
    known = with_implied(facts)
    unknown = [name for name in AXES if known.get(name) is None]
    return [
        {**known, **dict(zip(unknown, answers, strict=True))} for answers in product(*(FACTS[name] for name in unknown))
    ]


@st.composite
def nearly_known(draw: st.DrawFn) -> Facts:
    """Box 1 with at most four items not known, wherever they are."""
    unknown = draw(st.sets(st.sampled_from(AXES), max_size=4))
    facts = {name: draw(st.sampled_from(["no", "no", "no", "yes"])) for name in AXES if name not in unknown}
    if "cancer" not in unknown:
        facts["cancer"] = draw(st.sampled_from(FACTS["cancer"]))
    narrow = st.sampled_from(["yes", "no", None])
    return {**facts, "low_back_pain": draw(narrow), "disease_evidence": draw(narrow)}


@given(nearly_known())
def test_with_facts_missing_it_is_the_most_urgent_of_all_that_may_turn_out(facts: Facts) -> None:
    found = triage(with_implied(facts))
    possible = {triage(each).disposition for each in completions(facts)}
    assert found.disposition == min(possible, key=lambda each: each.urgency)
    assert found.certain is (len(possible) == 1 and possible != {Disposition.EXPLAIN_OR_ADVICE})


@given(nearly_known())
def test_nothing_is_asked_that_is_known_and_nothing_open_goes_unasked(facts: Facts) -> None:
    known, found = with_implied(facts), triage(with_implied(facts))
    assert all(known.get(name) is None for name in found.ask)
    assert len(set(found.ask)) == len(found.ask)
    assert found.certain or found.ask


@given(box_1)
def test_a_certain_route_never_contradicts_the_disposition(facts: Facts) -> None:
    answer = assess(facts)
    agrees = {
        "1.3.2": {"EMERGENCY"},
        "1.3.3": {"ADVICE_24H"},
        "1.3.5": {"ONC", "EMERGENCY_ONC"},
        "1.3.6": {"EXPLAIN"},
    }
    assert len(answer.routing) <= 1
    assert all(str(answer.disposition) in agrees[rec] for rec in answer.routing)


def test_every_cell_of_the_table_has_a_disposition() -> None:
    assert len(TABLE) == 18


# Three-valued logic

UNKNOWN = Finding(Certainty.UNKNOWN, ("x",))


class Always(Condition):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding

    def of(self, facts: Facts) -> Finding:
        return self.finding


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        ("yes", "yes", "yes", "yes"),
        ("yes", "no", "no", "yes"),
        ("yes", "unknown", "unknown", "yes"),
        ("no", "no", "no", "no"),
        ("no", "unknown", "no", "unknown"),
        ("unknown", "unknown", "unknown", "unknown"),
    ],
)
def test_and_and_or_with_what_is_not_known(first: str, second: str, both: str, either: str) -> None:
    findings = {"yes": YES, "no": NO, "unknown": UNKNOWN}
    for one, other in ((first, second), (second, first)):
        a, b = Always(findings[one]), Always(findings[other])
        assert ((a & b).of({}).certainty, (a | b).of({}).certainty) == (both, either)


@pytest.mark.parametrize(("part", "turned"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not_leaves_what_is_not_known_not_known(part: Finding, turned: Finding) -> None:
    assert (~Always(part)).of({}) == Not(Always(part)).of({}) == turned


def test_what_is_not_known_is_not_settled_by_naming_nothing() -> None:
    nameless = Always(Finding(Certainty.UNKNOWN))
    assert All(nameless, Always(YES)).of({}).unknown
    assert Any(nameless, Always(NO)).of({}).unknown


def test_each_missing_fact_is_named_once() -> None:
    finding = All(fact("a"), Any(fact("a"), fact("b")), fact("c")).of({"c": "yes"})
    assert finding == Finding(Certainty.UNKNOWN, ("a", "b"))


def test_a_finding_is_no_truth_value() -> None:
    with pytest.raises(TypeError, match=r"^A finding has three values: ask for \.yes, \.no or \.unknown\.$"):
        bool(UNKNOWN)


def test_a_condition_must_say_how_it_is_found() -> None:
    with pytest.raises(NotImplementedError):
        Condition().of({})
