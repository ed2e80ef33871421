"""From facts to what the guideline says: worked cases, the clocks sentence by sentence, and the command over a file."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from box1_cases import NO_CORD, NO_PAIN, Facts, box_1, of, some_of
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from pathways.guideline import EDITION
from pathways.guideline.assess import FactError, asked, assess, check, limits_under, with_implied
from pathways.guideline.limits import LIMITS, MRI_DAY, limit
from pathways.guideline.radiotherapy import EXCEPTION
from pathways.guideline.terms import CORD, FACTS, PAIN
from pathways.guideline.triage import Disposition
from pathways.guideline.words import reason, to_ask, to_say
from pathways.management.commands.assess import answer

MRI_24 = ("mri", 24, "1.5.2")
MRI_WEEK = ("mri", 168, "1.5.3")
CT_24 = ("ct", 24, "1.5.2")
CT_WEEK = ("ct", 168, "1.5.3")
ADVICE = ("coordinator_advice", 24, "1.3.3")
IMMOBILISATION = ("immobilisation_advice", 24, "1.4.4")
RADIOTHERAPY = ("radiotherapy", 24, "1.10.4")

EMERGENCY = of("diagnosed", "no", "yes")
PAIN_ONLY = of("diagnosed", "box 1", "no")
QUIET = of("diagnosed", "no", "no")
# Confirmed compression that the surgeon has said no to.
NOT_FOR_SURGERY = {**EMERGENCY, "spinal_metastases": "confirmed", "mscc": "confirmed", "surgery_suitable": "no"}


def clocks(facts: Facts) -> list[tuple[str, float, str]]:
    return [(str(each.kind), each.hours, each.rec) for each in assess(facts).clocks]


def applies(facts: Facts, rec: str) -> str:
    return str(assess(facts).recommendations[rec].certainty)


def missing(facts: Facts, rec: str) -> list[str]:
    return list(assess(facts).recommendations[rec].missing)


# Worked cases: facts, disposition, what certainly routes, the clocks.
WORKED = {
    "known breast cancer, new leg weakness and difficulty walking": (
        {"cancer": "current", "primary": "breast", "limb_weakness": "yes", "gait_disturbance": "yes"},
        "EMERGENCY", ["1.3.2"], [MRI_24],
    ),
    "past cancer, two pain characteristics, all cord features asked and absent": (
        {"cancer": "past", "back_pain": "yes", "night_pain": "yes", "localised_tenderness": "yes", **NO_CORD},
        "ADVICE_24H", ["1.3.3"], [ADVICE, MRI_WEEK],
    ),
    "cancer suspected, two pain characteristics, no cord feature": (
        {"cancer": "suspected", "progressive_pain": "yes", "straining_pain": "yes", **NO_CORD},
        "ONC", ["1.3.5"], [],
    ),
    "low back pain, disease looked for and absent": (
        {**of("diagnosed", "back", "no"), "low_back_pain": "yes", "disease_evidence": "no", "mscc": "none"},
        "EXPLAIN", ["1.3.6"], [],
    ),
    "cord features asked in part, and none of those present": (
        {"cancer": "past", "back_pain": "no", "limb_weakness": "no", "gait_disturbance": "no"},
        "EMERGENCY", [], [MRI_24],
    ),
    "suspected cancer with numb legs and night pain": (
        {"cancer": "suspected", "night_pain": "yes", "sensory_loss": "yes", "limb_weakness": "yes"},
        "EMERGENCY_ONC", ["1.3.5"], [MRI_24],
    ),
    "no cancer and none suspected, bladder trouble and weakness": (
        {"cancer": "none", "back_pain": "no", "bladder_bowel_dysfunction": "yes", "limb_weakness": "yes"},
        "EMERGENCY_ANY_CAUSE", [], [],
    ),
    "no cancer, plain low back pain": (
        {**of("none", "back", "no"), "low_back_pain": "yes"},
        "BACK_PAIN", [], [],
    ),
    "cancer not recorded, pain characteristics, cord features absent": (
        {"severe_unremitting_pain": "yes", "night_pain": "yes", **NO_CORD},
        "ADVICE_24H", [], [ADVICE, MRI_WEEK],
    ),
    "a cord feature with MRI contraindicated": (
        {"cancer": "past", "back_pain": "yes", "limb_weakness": "yes", "mri_contraindicated": "yes"},
        "EMERGENCY", ["1.3.2"], [CT_24],
    ),
    "nothing known at all": ({}, "EMERGENCY", [], [MRI_24]),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "disposition", "routing", "opened"), WORKED.values(), ids=WORKED)
def test_a_worked_case(facts: Facts, disposition: str, routing: list[str], opened: list) -> None:
    answer = assess(facts)
    assert (answer.disposition, list(answer.routing), clocks(facts)) == (disposition, routing, opened)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("known breast cancer, new leg weakness and difficulty walking", {"1.3.2": "yes", "1.5.2": "yes"}),
        ("past cancer, two pain characteristics, all cord features asked and absent", {"1.3.2": "no", "1.3.3": "yes"}),
        ("cancer suspected, two pain characteristics, no cord feature", {"1.3.3": "no", "1.3.5": "yes"}),
        ("cord features asked in part, and none of those present", {"1.3.2": "unknown", "1.3.3": "no"}),
        ("suspected cancer with numb legs and night pain", {"1.3.2": "no", "1.3.5": "yes", "1.5.2": "yes"}),
        ("cancer not recorded, pain characteristics, cord features absent", {"1.3.3": "unknown", "1.3.5": "unknown"}),
        ("a cord feature with MRI contraindicated", {"1.5.2": "yes", "1.5.7": "yes"}),
        ("no cancer and none suspected, bladder trouble and weakness", {"1.5.2": "no", "1.5.3": "unknown"}),
    ],
)  # fmt: skip
def test_what_each_recommendation_says_of_a_worked_case(case: str, expected: dict[str, str]) -> None:
    assert {rec: applies(WORKED[case][0], rec) for rec in expected} == expected


def test_an_answer_has_the_shape_of_the_contract() -> None:
    answer = assess({**EMERGENCY, **dict.fromkeys(set(CORD) - {"sensory_loss"}, "yes")}).as_json()
    assert answer["edition"] == EDITION
    assert answer["disposition"] == "EMERGENCY"
    assert answer["routing"] == ["1.3.2"]
    assert answer["ask"] == ["sensory_loss"]
    assert answer["clocks"] == [{"clock": "mri", "within_hours": 24, "rec": "1.5.2"}]
    assert answer["recommendations"]["1.3.2"] == {"applies": "yes", "missing": []}
    assert answer["recommendations"]["1.4.4"] == {"applies": "unknown", "missing": ["immobilised"]}
    assert answer["notes"] == []
    assert set(answer) == {"edition", "disposition", "routing", "ask", "clocks", "recommendations", "notes"}
    assert json.loads(json.dumps(answer)) == answer


# Facts that are not permitted


def test_a_value_that_is_not_permitted_names_the_field_and_what_is() -> None:
    with pytest.raises(FactError) as error:
        assess({"cancer": "current", "haematological": "probably"})
    for word in (
        "haematological",
        "probably",
        "confirmed",
        "radiologically_suspected",
        "otherwise_suspected",
        "unknown",
    ):
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("limb_weaknes", "limb_weakness"),
        ("Cancer", "cancer"),
        ("sensory-loss", "sensory_loss"),
        ("bladder_dysfunction", "bladder_bowel_dysfunction"),
        ("plegia_day", "plegia_days"),
    ],
)
def test_a_fact_that_does_not_exist_names_the_nearest_that_does(written: str, meant: str) -> None:
    with pytest.raises(FactError) as error:
        assess({written: "yes"})
    assert repr(written) in str(error.value)
    assert repr(meant) in str(error.value)


@pytest.mark.parametrize("written", ["", "?", "mscc_suspected", "名", "a" * 5000])
def test_any_other_name_is_refused_with_some_nearest_name(written: str) -> None:
    """`mscc_suspected` is the rules' own and is not to be given from outside."""
    with pytest.raises(FactError, match="nearest"):
        assess({written: "yes"})


@pytest.mark.parametrize("value", [True, False, "14", "", -1, -0.5, float("nan"), float("inf"), 10**400, [14], {}])
@pytest.mark.parametrize("name", ["plegia_days", "discrete_metastases", "months_since_radiotherapy"])
def test_a_number_is_a_number_from_nought_or_not_known(name: str, value: object) -> None:
    with pytest.raises(FactError, match=rf"^{name} .*a number from 0, or null"):
        assess({name: value})


@pytest.mark.parametrize("value", [0, 14, 13.96, 10**6, 1e6])
def test_numbers_from_nought_are_permitted(value: float) -> None:
    assert check({"plegia_days": value}) == {"plegia_days": value}


@pytest.mark.parametrize("value", [True, False, 1, 0, "Yes", "YES", "maybe", "", ["yes"], {}])
def test_yes_and_no_are_written_so_and_not_otherwise(value: object) -> None:
    with pytest.raises(FactError, match=r"^limb_weakness .*permitted are yes, no, unknown"):
        assess({"limb_weakness": value})


@pytest.mark.parametrize("name", FACTS)
def test_missing_null_and_unknown_are_the_same(name: str) -> None:
    around = {key: value for key, value in NOT_FOR_SURGERY.items() if key != name}
    answers = [assess({**around, name: value}).as_json() for value in (None, "unknown")]
    assert answers == [assess(around).as_json()] * 2


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"limb_weaknes": "yes"}, "There is no fact 'limb_weaknes'; the nearest is 'limb_weakness'."),
        ({"cancer": "yes"}, "cancer is 'yes'; permitted are current, past, suspected, none, unknown."),
        ({"plegia_days": -1}, "plegia_days is -1; permitted are a number from 0, or null for not known."),
    ],
)
def test_the_sentence_of_a_refusal(facts: Facts, sentence: str) -> None:
    with pytest.raises(FactError) as error:
        assess(facts)
    assert str(error.value) == sentence


def test_the_second_fact_is_checked_after_one_that_is_not_known() -> None:
    with pytest.raises(FactError, match="limb_weakness"):
        assess({"cancer": None, "mscc": "unknown", "limb_weakness": "perhaps"})
    assert check({"cancer": None, "mscc": "unknown", "limb_weakness": "no"}) == {"limb_weakness": "no"}


# What facts imply


def test_low_back_pain_is_back_pain() -> None:
    assert with_implied({"low_back_pain": "yes"})["back_pain"] == "yes"


def test_no_back_pain_means_no_low_back_pain_and_no_characteristic() -> None:
    known = with_implied({"back_pain": "no"})
    assert {name: known[name] for name in ("low_back_pain", *PAIN)} == {"low_back_pain": "no", **NO_PAIN}


def test_a_characteristic_that_is_stated_outweighs_no_back_pain() -> None:
    answer = assess({**QUIET, "claudication": "yes"})
    assert answer.disposition == "ADVICE_24H"
    assert any("the characteristic decides" in note for note in answer.notes)


def test_low_back_pain_that_is_stated_outweighs_no_back_pain() -> None:
    answer = assess({**QUIET, "low_back_pain": "yes", "disease_evidence": "no"})
    # There is pain, and of which kind nobody has said: the denial of it does not deny the characteristics.
    assert (answer.disposition, answer.routing) == ("ADVICE_24H", ())
    assert set(PAIN) <= set(answer.ask)
    assert any("the low back pain decides" in note for note in answer.notes)


@pytest.mark.parametrize("primary", ["myeloma", "lymphoma", "other_haematological"])
def test_a_primary_of_the_blood_is_a_confirmed_blood_cancer_unless_stated(primary: str) -> None:
    assert with_implied({"primary": primary})["haematological"] == "confirmed"
    stated = {"primary": primary, "haematological": "radiologically_suspected"}
    assert with_implied(stated)["haematological"] == "radiologically_suspected"


@pytest.mark.parametrize("primary", ["breast", "prostate", "other_solid", "unknown_primary"])
def test_another_primary_says_nothing_of_the_blood(primary: str) -> None:
    assert "haematological" not in with_implied({"primary": primary})


@pytest.mark.parametrize(
    ("facts", "neurology"),
    [
        ({"radicular_pain": "yes"}, "yes"),
        (NO_CORD, "no"),
        ({"limb_weakness": "no"}, None),
        ({"limb_weakness": "yes", "neurology": "no"}, "no"),
    ],
)
def test_neurology_follows_the_cord_features_unless_stated(facts: Facts, neurology: str | None) -> None:
    assert with_implied(facts).get("neurology") == neurology


@pytest.mark.parametrize(
    ("given_", "implied"),
    [
        ({"spinal_metastases": "confirmed"}, {"bone_metastases": "yes"}),
        ({"spinal_metastases": "suspected"}, {"bone_metastases": None}),
        ({"surgery_suitable": "no"}, {"surgery_able": "no"}),
        ({"surgery_suitable": "yes", "surgery_able": "no"}, {"surgery_able": "no"}),
        ({"mechanical_pain": "yes"}, {"mechanical_spinal_pain": "yes"}),
        ({"mechanical_pain": "yes", "mechanical_spinal_pain": "no"}, {"mechanical_spinal_pain": "no"}),
        ({}, {"surgery_able": None, "mechanical_spinal_pain": None, "haematological": None}),
    ],
)
def test_other_facts_that_follow_from_one(given_: Facts, implied: Facts) -> None:
    known = with_implied(given_)
    assert {name: known.get(name) for name in implied} == implied


# The clocks


@pytest.mark.parametrize("rows", [("diagnosed", "no", "yes"), ("suspected", "no", "yes"), ("?", "?", "?")])
def test_an_emergency_in_which_mscc_is_suspected_opens_the_24_hour_mri(rows: tuple[str, str, str]) -> None:
    assert clocks(of(*rows)) == [MRI_24]


def test_an_emergency_of_another_cause_opens_no_clock() -> None:
    assert clocks(of("none", "box 1", "yes")) == []
    assert clocks(of("none", "?", "?")) == []


@pytest.mark.parametrize("cancer", ["diagnosed", "?"])
def test_advice_within_24_hours_opens_its_clock_and_the_week_also_where_nothing_routes(cancer: str) -> None:
    facts = of(cancer, "box 1", "no")
    assert clocks(facts) == [ADVICE, MRI_WEEK]
    assert applies(facts, "1.5.3") == "yes"
    assert applies(facts, "1.5.2") == "no"


@pytest.mark.parametrize(
    "rows",
    [("suspected", "box 1", "no"), ("diagnosed", "back", "no"), ("none", "box 1", "no"), ("diagnosed", "no", "no")],
)
def test_the_quieter_dispositions_open_no_clock(rows: tuple[str, str, str]) -> None:
    assert clocks(of(*rows)) == []


def test_suspected_metastases_open_the_week_whatever_the_disposition() -> None:
    assert clocks({**QUIET, "spinal_metastases": "suspected"}) == [MRI_WEEK]


@pytest.mark.parametrize("status", ["confirmed", "excluded", "none"])
def test_metastases_that_are_not_suspected_open_no_clock_by_themselves(status: str) -> None:
    assert clocks({**QUIET, "spinal_metastases": status}) == []


def test_the_24_hour_clock_replaces_the_week() -> None:
    assert clocks({**EMERGENCY, "spinal_metastases": "suspected"}) == [MRI_24]
    assert applies({**EMERGENCY, "spinal_metastases": "suspected"}, "1.5.3") == "no"


def test_mscc_that_is_stated_as_suspected_opens_the_24_hour_clock_without_a_cord_feature() -> None:
    assert clocks({**PAIN_ONLY, "mscc": "suspected"}) == [ADVICE, MRI_24]
    assert clocks({**QUIET, "mscc": "suspected"}) == [MRI_24]


def test_all_cord_features_absent_and_mscc_not_stated_is_mscc_not_suspected() -> None:
    assert applies(PAIN_ONLY, "1.5.2") == "no"
    assert applies(QUIET, "1.5.2") == "no"


@pytest.mark.parametrize("status", ["none", "excluded"])
def test_mscc_denied_beside_a_cord_feature_still_opens_the_clock_with_a_note(status: str) -> None:
    facts = {**EMERGENCY, "mscc": status}
    answer = assess(facts)
    assert (answer.disposition, clocks(facts)) == ("EMERGENCY", [MRI_24])
    assert applies(facts, "1.5.2") == "no"
    assert any(status in note and "contradict" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("facts", "with_mri", "with_ct"),
    [
        (EMERGENCY, [MRI_24], [CT_24]),
        (of("suspected", "no", "yes"), [MRI_24], [CT_24]),
        (PAIN_ONLY, [ADVICE, MRI_WEEK], [ADVICE, CT_WEEK]),
        ({**QUIET, "spinal_metastases": "suspected"}, [MRI_WEEK], [CT_WEEK]),
        (of("none", "box 1", "yes"), [], []),
    ],
)
def test_ct_takes_the_place_and_the_limit_of_the_mri(facts: Facts, with_mri: list, with_ct: list) -> None:
    assert clocks({**facts, "mri_contraindicated": "no"}) == with_mri
    assert clocks({**facts, "mri_contraindicated": "yes"}) == with_ct


@pytest.mark.parametrize(
    ("facts", "certainty"),
    [
        ({**EMERGENCY, "mri_contraindicated": "yes"}, "yes"),
        ({**PAIN_ONLY, "mri_contraindicated": "yes"}, "yes"),
        ({**EMERGENCY, "mri_contraindicated": "no"}, "no"),
        (EMERGENCY, "unknown"),
        ({**QUIET, "mri_contraindicated": "yes", "spinal_metastases": "excluded", "mscc": "none"}, "no"),
        ({**QUIET, "mri_contraindicated": "yes", "spinal_metastases": "excluded"}, "unknown"),  # MSCC not stated
        ({**NOT_FOR_SURGERY, "mri_contraindicated": "yes"}, "no"),  # takes suspected disease, not confirmed
    ],
)
def test_ct_is_called_for_where_mri_cannot_be_done_in_suspected_disease(facts: Facts, certainty: str) -> None:
    assert applies(facts, "1.5.7") == certainty


@pytest.mark.parametrize(("value", "opened"), [("yes", [IMMOBILISATION]), ("no", []), (None, [])])
def test_whoever_is_immobilised_has_a_clock_for_expert_advice(value: str | None, opened: list) -> None:
    assert clocks({**QUIET, "immobilised": value}) == opened


def test_clocks_add_up() -> None:
    facts = {**EMERGENCY, "immobilised": "yes", "mri_contraindicated": "yes"}
    assert clocks(facts) == [CT_24, IMMOBILISATION]


def test_a_clinician_s_own_disposition_decides_the_clocks() -> None:
    assert limits_under(PAIN_ONLY, Disposition.EMERGENCY) == (MRI_DAY,)
    assert limits_under(EMERGENCY, Disposition.ONC) == ()
    assert limits_under({**EMERGENCY, "mscc": "suspected"}, Disposition.ONC) == (MRI_DAY,)


def test_the_limits_table_is_found_by_kind_and_hours() -> None:
    assert [limit(str(each.kind), each.hours) for each in LIMITS] == list(LIMITS)
    assert [each.is_local for each in LIMITS] == [
        each.kind in {"acknowledgement", "draft", "handover", "cover", "advice_changed", "review", "meeting"}
        for each in LIMITS
    ]
    assert [each.within.total_seconds() / 3600 for each in LIMITS] == [each.hours for each in LIMITS]
    assert [each.slug for each in LIMITS if each.kind in {"mri", "acknowledgement"}] == [
        "mri-24",
        "mri-168",
        "acknowledgement",
    ]
    with pytest.raises(LookupError, match="no mri clock of 25"):
        limit("mri", 25)


# Radiotherapy within 24 hours (1.10.4): an exception removes the offer, and what is not known leaves it standing


@pytest.mark.parametrize(
    ("prognosis", "complete", "days", "controlled", "certainty"),
    [
        ("poor", "no", None, "no", "no"),
        ("poor", "yes", 14, "no", "no"),
        ("poor", None, None, None, "no"),
        ("good", "no", None, "yes", "yes"),
        ("intermediate", "no", 60, "yes", "yes"),
        ("good", "yes", 13, "yes", "yes"),
        ("good", "yes", 13.99, "yes", "yes"),  # 13 days 23 hours
        ("good", "yes", 13, "no", "yes"),
        ("good", "yes", 14, "no", "yes"),
        ("good", "yes", 14, "yes", "no"),
        ("good", "yes", 60, "yes", "no"),
        ("good", "yes", None, "yes", "yes"),
        ("good", "yes", 14, None, "yes"),
        ("good", None, 14, "yes", "yes"),
        (None, "no", None, None, "yes"),
        (None, "yes", 14, "yes", "no"),
        (None, None, None, None, "yes"),
    ],
)
def test_radiotherapy_is_offered_unless_an_exception_is_certain(
    prognosis, complete, days, controlled, certainty
) -> None:
    state = {"prognosis": prognosis, "plegia_complete": complete, "plegia_days": days, "pain_controlled": controlled}
    facts = {**NOT_FOR_SURGERY, **state}
    assert applies(facts, "1.10.4") == certainty
    assert (RADIOTHERAPY in clocks(facts)) is (certainty == "yes")


def test_an_exception_to_radiotherapy_that_is_not_settled_names_what_would_settle_it() -> None:
    facts = {**NOT_FOR_SURGERY, "plegia_complete": "yes", "plegia_days": 20, "prognosis": "good"}
    assert missing(facts, "1.10.4") == ["pain_controlled"]
    assert "the offer stands" in assess(facts).notes[-1]
    assert missing(NOT_FOR_SURGERY, "1.10.4") == list(EXCEPTION.of({}).missing)
    settled = {**facts, "plegia_complete": "no"}
    assert missing(settled, "1.10.4") == []
    assert not any("1.10.4" in note for note in assess(settled).notes)


def test_an_exception_to_radiotherapy_forbids_nothing() -> None:
    assert "does not forbid" in assess({**NOT_FOR_SURGERY, "prognosis": "poor"}).notes[-1]


@pytest.mark.parametrize(
    ("change", "certainty", "decided_by"),
    [
        ({"surgery_suitable": "yes"}, "no", []),
        ({"surgery_suitable": None}, "unknown", ["surgery_suitable"]),
        ({"surgery_suitable": None, "prognosis": "poor"}, "no", []),
        ({"mscc": "suspected"}, "no", []),  # takes confirmed compression
        ({"mscc": "excluded"}, "no", []),
    ],
)
def test_radiotherapy_within_24_hours_is_for_confirmed_mscc_not_suitable_for_surgery(
    change, certainty, decided_by
) -> None:
    facts = {**NOT_FOR_SURGERY, **change}
    assert (applies(facts, "1.10.4"), missing(facts, "1.10.4")) == (certainty, decided_by)
    assert RADIOTHERAPY not in clocks(facts)


def test_without_an_emergency_mscc_not_stated_is_not_known_to_radiotherapy() -> None:
    assert missing({**QUIET, "surgery_suitable": "no"}, "1.10.4") == ["mscc"]


# Notes


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (of("?", "box 1", "no"), "the service’s safe reading"),
        (of("none", "back", "no"), "the service’s safe reading"),
        (of("diagnosed", "no", "?"), "the most urgent reading"),
        (of("diagnosed", "back", "no"), "explain if it is low back pain without evidence of disease"),
        (of("suspected", "no", "yes"), "Cancer is only suspected"),
        (of("none", "no", "yes"), "a named clinician must accept the person"),
        (
            {**PAIN_ONLY, "spinal_metastases": "confirmed", "disease_evidence": "no"},
            "Spinal metastases are confirmed, yet",
        ),
    ],
)
def test_a_gap_or_a_contradiction_is_said(facts: Facts, said: str) -> None:
    assert any(said in note for note in assess(facts).notes)


@pytest.mark.parametrize("facts", [{**EMERGENCY, **NO_CORD, "limb_weakness": "yes"}, PAIN_ONLY])
def test_where_the_guideline_is_plain_nothing_is_noted(facts: Facts) -> None:
    assert assess(facts).notes == ()


def test_how_much_of_box_1_was_asked_is_counted() -> None:
    assert asked({}) == (0, 0)
    assert asked({"cancer": "past", "limb_weakness": "no", "sensory_loss": "yes", "night_pain": "no"}) == (2, 1)
    assert asked({**NO_CORD, **NO_PAIN}) == (6, 7)


# Whatever is permitted is answered


@given(some_of(*FACTS))
def test_no_permitted_case_raises_and_every_answer_can_be_written(facts: Facts) -> None:
    answer = assess(facts)
    assert json.loads(json.dumps(answer.as_json(), allow_nan=False))["disposition"] == answer.disposition
    known = check(facts)
    assert list(to_say(known, answer.disposition))
    assert all(set(question.names) <= set(FACTS) for question in to_ask(known, answer))
    assert reason(known)


@given(some_of(*FACTS))
def test_a_certain_recommendation_misses_nothing_and_an_uncertain_one_says_what(facts: Facts) -> None:
    for rec, found in assess(facts).recommendations.items():
        assert bool(found.missing) is found.unknown or (rec == "1.10.4" and found.yes)
        assert set(found.missing) <= set(FACTS)


@given(box_1)
def test_the_stored_answer_and_the_stored_facts_agree_on_the_clocks(facts: Facts) -> None:
    answer = assess(facts)
    assert limits_under(facts, answer.disposition) == answer.clocks


@given(box_1)
def test_one_imaging_clock_at_most_and_the_shorter_for_an_emergency(facts: Facts) -> None:
    imaging = [each for each in assess(facts).clocks if each.kind in {"mri", "ct"}]
    assert len(imaging) <= 1
    assert all((each.hours == 24) is assess(facts).disposition.is_emergency for each in imaging)


# The command: a file of cases in, one array of answers out


def run(text: str | bytes, tmp_path: Path) -> tuple[list[dict], int]:
    """The answers that the command writes for a file, and its exit status."""
    file, out, status = tmp_path / "cases.json", io.StringIO(), 0
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        call_command("assess", str(file), stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return json.loads(out.getvalue()), status


def test_a_file_of_cases_is_answered_in_order(tmp_path: Path) -> None:
    cases = [{"id": "b", "facts": EMERGENCY}, {"id": "a", "facts": {}}, {"id": 3, "facts": {"cancer": None}}]
    answers, status = run(json.dumps(cases), tmp_path)
    assert [each["id"] for each in answers] == ["b", "a", 3]
    assert answers == [{"id": case["id"], **assess(case["facts"]).as_json()} for case in cases]
    assert status == 0


def test_an_empty_array_is_answered_by_an_empty_array(tmp_path: Path) -> None:
    assert run("[]", tmp_path) == ([], 0)


def test_a_case_that_is_not_valid_is_refused_and_the_others_answered(tmp_path: Path) -> None:
    cases = [
        {"id": "good", "facts": EMERGENCY},
        {"id": "value", "facts": {"haematological": "probably"}},
        {"id": "name", "facts": {"limb_weaknes": "yes"}},
        {"id": "number", "facts": {"plegia_days": True}},
        {"id": "no facts"},
        {"id": "list", "facts": [1]},
        {"id": ["x"], "facts": {}},
        "text",
        None,
        {"facts": QUIET},
    ]
    answers, status = run(json.dumps(cases), tmp_path)
    assert status == 1
    assert [each["id"] for each in answers] == ["good", "value", "name", "number", "no facts", "list", *[None] * 4]
    errors = [each.get("error", "") for each in answers]
    named = ["", "haematological", "limb_weakness", "plegia_days", "facts", "facts", "id", "object", "object", ""]
    assert [bool(error) for error in errors] == [bool(name) for name in named]
    assert all(name in error for name, error in zip(named, errors, strict=True))
    assert all("disposition" not in each for each in answers if "error" in each)


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ('{"id": 1, "facts": {"limb_weakness": "yes", "limb_weakness": "no"}}', "'limb_weakness' stands twice"),
        ('{"id": 1, "facts": {}, "facts": {"cancer": "past"}}', "'facts' stands twice"),
    ],
)
def test_a_name_that_stands_twice_is_refused_since_nobody_can_tell_which_is_meant(case, named, tmp_path: Path) -> None:
    answers, status = run(f"[{case}]", tmp_path)
    assert (answers, status) == ([{"id": 1, "error": f"{named}; give it once."}], 1)


def test_the_same_id_twice_is_two_answers(tmp_path: Path) -> None:
    cases = [{"id": "a", "facts": EMERGENCY}, {"id": "a", "facts": QUIET}]
    answers, status = run(json.dumps(cases), tmp_path)
    assert [each["disposition"] for each in answers] == ["EMERGENCY", "NO_ROUTE"]
    assert (answers[0]["id"], answers[1]["id"], status) == ("a", "a", 0)


@pytest.mark.parametrize("value", ["[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900, '"' + "x" * 100_000 + '"'])
def test_a_long_or_deep_value_is_quoted_short(value: str, tmp_path: Path) -> None:
    answers, status = run(f'[{{"id": 1, "facts": {{"cancer": {value}}}}}]', tmp_path)
    assert (status, answers[0]["error"][:10]) == (1, "cancer is ")
    assert "permitted are current, past, suspected, none, unknown" in answers[0]["error"]
    assert len(answers[0]["error"]) < 200


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    answers, status = run(b"\xef\xbb\xbf" + json.dumps([{"id": "1", "facts": QUIET}]).encode(), tmp_path)
    assert (answers[0]["disposition"], status) == ("NO_ROUTE", 0)


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000, "-3", '"14"', "true"]
)
def test_a_number_that_is_none_is_refused(number: str, tmp_path: Path) -> None:
    answers, status = run(f'[{{"id": "1", "facts": {{"plegia_days": {number}}}}}]', tmp_path)
    assert "plegia_days" in answers[0]["error"]
    assert status == 1


@pytest.mark.parametrize(
    ("number", "certainty"), [("14", "no"), ("14.0", "no"), ("1.4e1", "no"), ("13.9", "yes"), ("-0", "yes")]
)
def test_a_number_may_be_written_in_any_way_that_json_knows(number: str, certainty: str, tmp_path: Path) -> None:
    facts = {**NOT_FOR_SURGERY, "plegia_complete": "yes", "pain_controlled": "yes", "prognosis": "good"}
    text = json.dumps([{"id": "1", "facts": facts}]).replace('"facts": {', f'"facts": {{"plegia_days": {number}, ')
    answers, status = run(text, tmp_path)
    assert (answers[0]["recommendations"]["1.10.4"]["applies"], status) == (certainty, 0)


@pytest.mark.parametrize("name", ['"é 名"', '"\\ud800"', "1e999", "0.5", "null"])
def test_any_id_comes_back(name: str, tmp_path: Path) -> None:
    answers, status = run(f'[{{"id": {name}, "facts": {{}}}}]', tmp_path)
    assert status == 0
    assert answers[0]["id"] == ("1e999" if name == "1e999" else json.loads(name))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[{]", "is not JSON"),
        (b"\xff\xfe[]", "is not JSON in UTF-8"),
        ("[" * 200_000, "nested too deeply"),
        (b"\xef\xbb\xbf", "is not JSON"),
        ('[{"id": 1, "facts": {}}]'.encode("utf-16"), "is not JSON in UTF-8"),
        ('{"id": "1", "facts": {}}', "must hold a JSON array"),
        ("null", "must hold a JSON array"),
    ],
)
def test_a_file_that_holds_no_array_of_json_is_refused_in_one_sentence(
    text: str | bytes, said: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=said):
        run(text, tmp_path)


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("assess", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("assess", str(tmp_path))
    with pytest.raises(CommandError, match="is not JSON"):
        call_command("assess", "a\0b")


def test_a_dash_is_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps([{"id": "1", "facts": QUIET}]).encode())))
    out = io.StringIO()
    call_command("assess", "-", stdout=out)
    assert json.loads(out.getvalue())[0]["disposition"] == "NO_ROUTE"


def test_run_by_hand_it_needs_no_database_and_ends_with_one_for_a_bad_case(tmp_path: Path) -> None:
    """A process of its own, with a database that cannot be: one array on its output, and its exit status."""
    cases = json.dumps([{"id": "é", "facts": EMERGENCY}, {"id": "2", "facts": {"cancer": "perhaps"}}])
    done = subprocess.run(
        [sys.executable, "manage.py", "assess", "-"],
        cwd=Path(__file__).parents[2],
        input=cases.encode(),
        capture_output=True,
        env={**os.environ, "MSCC_HOME": str(tmp_path), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        check=False,
    )
    answers = json.loads(done.stdout.decode("utf-8"))
    assert (done.returncode, [each["id"] for each in answers], "error" in answers[1]) == (1, ["é", "2"], True)


@pytest.mark.parametrize("command", ["assess", "score"])
def test_run_by_hand_it_loads_neither_settings_nor_models(command: str) -> None:
    """They take several times as long to load as a thousand cases to answer."""
    without = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "manage.py", command, "-"],
        cwd=Path(__file__).parents[2],
        input=b"[]",
        capture_output=True,
        env=without,
        check=True,
    )
    loaded = {line.rpartition(b"|")[2].strip().decode() for line in done.stderr.splitlines()}
    assert (json.loads(done.stdout), "pathways.quoted" in loaded) == ([], True)
    assert not [name for name in loaded if name.startswith(("mscc", "referrals", "audit", "django.db.models"))]


json_values = st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.lists(st.integers(), max_size=2)
odd_facts = st.dictionaries(st.sampled_from([*FACTS]) | st.text(max_size=9), json_values, max_size=4) | json_values


@given(st.fixed_dictionaries({}, optional={"id": json_values, "facts": odd_facts}) | json_values)
def test_whatever_stands_in_the_array_is_answered_or_refused(case: object) -> None:
    answered = set(answer(case))
    assert {"id", "error"} == answered or {"id", "disposition"} <= answered


@pytest.mark.parametrize("metastases", ["suspected", "confirmed"])
@pytest.mark.parametrize("blood", ["otherwise_suspected", "radiologically_suspected"])
def test_a_suspected_blood_cancer_without_neurology_is_always_haematology_first(blood: str, metastases: str) -> None:
    answer = assess({**QUIET, "spinal_metastases": metastases, "haematological": blood})
    assert any("aematology advice" in note for note in answer.notes)
    assert not any("aematology advice" in note for note in assess({**QUIET, "haematological": blood}).notes)


@pytest.mark.parametrize(
    ("facts", "disposition", "opened"),
    [
        ({}, Disposition.EMERGENCY, ["MRI 24 h"]),
        ({"cancer": "current", "limb_weakness": "yes"}, Disposition.NO_ROUTE, []),
        ({"cancer": "none", "limb_weakness": "yes"}, Disposition.EMERGENCY, ["MRI 24 h"]),
        ({"cancer": "none", "limb_weakness": "yes"}, Disposition.EMERGENCY_ANY_CAUSE, []),
    ],
)
def test_the_clocks_follow_the_disposition_that_stands_and_not_the_one_that_the_facts_would_give(
    facts, disposition, opened
) -> None:
    """A clinician may have changed it."""
    assert [limit.label for limit in limits_under(facts, disposition)] == opened
