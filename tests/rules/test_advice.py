"""The advice panel: each prompt where its recommendation applies, never on what is not known; loud where it must be."""

import pytest
from box1_cases import Facts, of

from pathways.guideline.advice import TOLD, Shown, advice, applying, phrase, subject
from pathways.guideline.assess import assess
from pathways.guideline.logic import facts_read
from pathways.guideline.prompts import BY_KEY, PROMPTS, TOPICS, Topic
from pathways.guideline.terms import CORD, FACTS
from pathways.guideline.triage import Disposition

EMERGENCY = of("diagnosed", "no", "yes")
PAIN_ONLY = of("diagnosed", "box 1", "no")
QUIET = of("diagnosed", "no", "no")
METASTASES = {**QUIET, "spinal_metastases": "confirmed", "mscc": "excluded"}
MSCC = {**EMERGENCY, "mscc": "confirmed"}


def keys(facts: Facts) -> set[str]:
    """The prompts that certainly apply."""
    return set(applying(facts, assess(facts).disposition))


def shown(facts: Facts) -> dict[str, Shown]:
    return {it.prompt.key: it for it in advice(facts, assess(facts).disposition)}


def asked(facts: Facts) -> set[str]:
    return {name for it in shown(facts).values() for name in it.ask}


# The table


def test_every_prompt_has_a_key_of_its_own_a_topic_and_a_recommendation() -> None:
    assert len(BY_KEY) == len(PROMPTS)
    assert {prompt.topic for prompt in PROMPTS} == set(Topic) == set(TOPICS)
    assert all(prompt.recs and prompt.says.endswith(".") for prompt in PROMPTS)


def test_every_prompt_stands_on_facts_that_exist() -> None:
    known = {*FACTS, *TOLD, "mscc_suspected"}
    for prompt in PROMPTS:
        assert facts_read(prompt.when) <= known
        assert set(prompt.also_ask) <= facts_read(prompt.when), prompt.key


def test_every_fact_can_be_asked_for_and_said() -> None:
    for name, values in FACTS.items():
        assert subject(name)
        for value in values or (14.0,):
            assert phrase(name, value)


def test_advice_comes_by_topic_and_what_is_loud_comes_first() -> None:
    facts = {**EMERGENCY, "haematological": "otherwise_suspected", "dexamethasone_before_imaging": "yes"}
    found = advice(facts, assess(facts).disposition)
    assert [it.prompt.topic for it in found] == sorted((it.prompt.topic for it in found), key=list(Topic).index)
    steroids = [it.prompt.loud for it in found if it.prompt.topic is Topic.DEXAMETHASONE]
    assert steroids == sorted(steroids, reverse=True)
    assert steroids.count(True) == 2


def test_each_question_is_asked_once() -> None:
    names = [name for it in shown(EMERGENCY).values() for name in it.ask]
    assert len(names) == len(set(names))


def test_why_names_the_features_that_are_present() -> None:
    facts = {**EMERGENCY, "limb_weakness": "yes", "haematological": "no"}
    assert shown(facts)["dexamethasone"].because.startswith("limb weakness, ")
    assert "blood cancer absent" in shown(facts)["dexamethasone"].because


@pytest.mark.parametrize("disposition", Disposition)
def test_nothing_applies_to_somebody_of_whom_nothing_is_known_but_what_the_disposition_itself_says(disposition) -> None:
    suspected = {"pain-relief", "mri-day"}
    allowed = {
        Disposition.EMERGENCY: suspected,
        Disposition.EMERGENCY_ONC: suspected,
        Disposition.ADVICE_24H: {"pain-relief", "mri-week"},
    }
    assert set(applying({}, disposition)) == allowed.get(disposition, set())


# Pain


@pytest.mark.parametrize("facts", [EMERGENCY, PAIN_ONLY, METASTASES, MSCC])
def test_pain_relief_is_the_first_advice_wherever_disease_is_suspected(facts: Facts) -> None:
    assert next(iter(shown(facts))) == "pain-relief"


def test_pain_that_is_hard_to_control_may_go_to_the_pain_team() -> None:
    hard = {**PAIN_ONLY, "pain_severity": "severe", "pain_controlled": "no"}
    assert "pain-specialist" in keys(hard)
    for more in ({"pain_severity": None}, {"pain_controlled": None}, {"pain_controlled": "yes"}):
        assert "pain-specialist" not in keys({**hard, **more})


@pytest.mark.parametrize(
    ("primary", "aim", "expected"),
    [
        ("other_solid", "pain", "no-bisphosphonate"),
        ("breast", "pain", "bisphosphonate"),
        ("myeloma", "pain", "bisphosphonate"),
        ("breast", "prevent_mscc", "no-bisphosphonate-prevention"),
        ("other_solid", None, None),
    ],
)
def test_bisphosphonates(primary: str, aim: str | None, expected: str | None) -> None:
    facts = {**METASTASES, "back_pain": "yes", "primary": primary, "bisphosphonate_aim": aim, "in_trial": "no"}
    found = {key for key in keys(facts) if "bisphosphonate" in key}
    assert expected in found if expected else not found


# Imaging


def test_in_an_emergency_the_mri_is_as_soon_as_possible_and_within_24_hours() -> None:
    assert "as soon as possible, always within 24 hours" in BY_KEY["mri-day"].says
    assert "mri-day" in keys(EMERGENCY)
    assert "mri_contraindicated" in asked(EMERGENCY)


@pytest.mark.parametrize("facts", [EMERGENCY, PAIN_ONLY])
def test_where_mri_is_contraindicated_ct_takes_its_place(facts: Facts) -> None:
    assert {"ct", "mri-day", "mri-week"} & keys({**facts, "mri_contraindicated": "yes"}) == {"ct"}
    for known in ({}, {"mri_contraindicated": "no"}):
        assert "ct" not in keys({**facts, **known})


def test_with_pain_only_the_mri_is_within_a_week() -> None:
    assert {"mri-day", "mri-week"} & keys(PAIN_ONLY) == {"mri-week"}


@pytest.mark.parametrize(
    ("overnight", "at_once", "key"),
    [("yes", "yes", "overnight"), ("yes", "no", "not-overnight"), ("yes", None, None), (None, "yes", None)],
)
def test_a_scan_overnight_depends_on_whether_treatment_would_start_at_once(overnight, at_once, key) -> None:
    found = keys({**EMERGENCY, "overnight": overnight, "treat_immediately": at_once})
    assert {"overnight", "not-overnight"} & found == ({key} if key else set())


def test_an_x_ray_that_was_ordered_is_loud() -> None:
    facts = {**PAIN_ONLY}
    assert "no-xray" not in keys(facts)
    assert set(applying({**facts, "xray": "yes"}, Disposition.ADVICE_24H)) >= {"no-xray"}
    assert BY_KEY["no-xray"].loud


def test_an_mri_only_to_look_early_is_loud_only_where_every_feature_is_known_to_be_absent() -> None:
    facts = {**METASTASES, "surveillance_only": "yes"}
    assert "no-surveillance" in keys(facts)
    assert "no-surveillance" not in keys({**facts, "limb_weakness": None})
    assert BY_KEY["no-surveillance"].loud


# Immobilising


def test_signs_of_an_unstable_spine_immobilise_and_are_asked_for_while_they_are_not_known() -> None:
    assert "immobilise" in keys({**EMERGENCY, "instability_neurology": "yes"})
    assert "immobilise" not in keys({**EMERGENCY, "instability_neurology": "no"})
    assert "instability_neurology" in asked(EMERGENCY)
    assert "immobilise" not in keys({**EMERGENCY, "instability_neurology": "yes", "immobilised": "yes"})


@pytest.mark.parametrize(
    ("pain", "is_said"), [("severe", True), ("moderate", True), ("mild", False), ("none", False), (None, False)]
)
@pytest.mark.parametrize("facts", [EMERGENCY, PAIN_ONLY])
def test_immobilising_is_considered_for_moderate_or_severe_pain_on_moving(facts: Facts, pain, is_said) -> None:
    assert ("consider-immobilising" in keys({**facts, "movement_pain": pain})) is is_said


def test_whoever_is_immobilised_has_advice_within_24_hours() -> None:
    assert {"position", "stability-advice"} <= keys({**EMERGENCY, "immobilised": "yes"})


# Dexamethasone: every row of the steroid table, on what is known and never on what is not

STEROID_ROWS: list[tuple[str, Facts, set[str]]] = [
    ("neurology, no blood cancer", {**EMERGENCY, "haematological": "no"}, {"dexamethasone"}),
    ("neurology, blood not known", EMERGENCY, {"dexamethasone"}),
    ("neurology, blood cancer confirmed", {**EMERGENCY, "haematological": "confirmed"}, {"dexamethasone-blood"}),
    ("neurology, lymphoma", {**EMERGENCY, "primary": "lymphoma"}, {"dexamethasone-blood"}),
    ("neurology, suspected on imaging", {**EMERGENCY, "haematological": "radiologically_suspected"},
     {"steroid-conflict"}),
    ("neurology, suspected otherwise", {**EMERGENCY, "haematological": "otherwise_suspected"}, {"steroid-conflict"}),
    ("no neurology, confirmed, metastases", {**METASTASES, "haematological": "confirmed"}, {"dexamethasone-blood"}),
    ("no neurology, confirmed, only suspected metastases", {**PAIN_ONLY, "haematological": "confirmed"},
     {"haematology-too"}),
    ("no neurology, suspected on imaging", {**METASTASES, "haematological": "radiologically_suspected"},
     {"haematology-first"}),
    ("the same with severe pain",
     {**METASTASES, "haematological": "radiologically_suspected", "pain_severity": "severe"}, {"haematology-first"}),
    ("no neurology, suspected otherwise", {**METASTASES, "haematological": "otherwise_suspected"},
     {"haematology-first"}),
    ("no neurology, severe pain",
     {**METASTASES, "haematological": "no", "primary": "breast", "pain_severity": "severe"},
     {"consider-steroid"}),
    ("no neurology, pain not severe",
     {**METASTASES, "haematological": "no", "primary": "breast", "pain_severity": "moderate",
      "rt_regimen_includes_steroid": "no"}, {"no-routine-steroid"}),
    ("only suspected disease", PAIN_ONLY, set()),
    ("ruled out after a dose",
     {**QUIET, "spinal_metastases": "excluded", "mscc": "excluded", "dexamethasone_before_imaging": "yes"},
     {"steroid-stop", "steroid-care"}),
    ("MSCC ruled out, metastases found, after a dose",
     {**METASTASES, "dexamethasone_before_imaging": "yes", "haematological": "no"}, {"steroid-care"}),
    ("no other effective treatment",
     {**MSCC, "no_other_effective_treatment": "yes", "dexamethasone_before_imaging": "yes", "haematological": "no",
      "on_corticosteroid": "yes"}, {"steroid-taper", "dexamethasone-daily", "steroid-care"}),
    ("given, blood cancer suspected",
     {**EMERGENCY, "dexamethasone_before_imaging": "yes", "haematological": "otherwise_suspected"},
     {"steroid-conflict", "steroid-before-advice", "steroid-care"}),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in STEROID_ROWS], ids=[row[0] for row in STEROID_ROWS])
def test_steroids(facts: Facts, expected: set[str]) -> None:
    assert {key for key in keys(facts) if BY_KEY[key].topic is Topic.DEXAMETHASONE} == expected


@pytest.mark.parametrize("blood", [None, "no", "confirmed"])
def test_dexamethasone_is_not_offered_while_neurology_is_not_known(blood: str | None) -> None:
    """The emergency stands on what was not asked; the steroid does not."""
    facts = {"cancer": "current", "limb_weakness": "no", "haematological": blood}
    assert assess(facts).disposition == Disposition.EMERGENCY
    assert not {key for key in keys(facts) if BY_KEY[key].topic is Topic.DEXAMETHASONE}


def test_blood_cancer_not_known_is_asked_with_the_offer() -> None:
    assert "haematological" in shown(EMERGENCY)["dexamethasone"].ask


def test_with_an_offer_of_steroids_the_glucose_and_the_ppi_are_said() -> None:
    for key in ("dexamethasone", "dexamethasone-blood", "steroid-care"):
        assert "PPI" in BY_KEY[key].says
        assert "lucose" in BY_KEY[key].says
        assert "1.8.8" in BY_KEY[key].recs


# Referral and transfer


@pytest.mark.parametrize(("days", "is_said"), [(13, False), (14, True), (None, False)])
def test_two_weeks_of_paralysis_are_no_reason_against_surgery(days, is_said) -> None:
    facts = {**MSCC, "plegia_complete": "yes", "plegia_days": days, "surgery_suitable": "no"}
    assert ("not-by-time" in keys(facts)) is is_said
    assert BY_KEY["not-by-time"].loud
    assert "not-by-time" not in keys({**facts, "surgery_suitable": "yes"})


def test_an_exception_removes_the_offer_and_says_that_it_forbids_nothing() -> None:
    facts = {**MSCC, "surgery_suitable": "no", "prognosis": "good", "plegia_complete": "no"}
    assert {"radiotherapy", "fertility"} <= keys(facts)
    assert "radiotherapy-exception" not in keys(facts)
    poor = {**facts, "prognosis": "poor"}
    assert "radiotherapy-exception" in keys(poor)
    assert "radiotherapy" not in keys(poor)


def test_an_exception_that_is_not_known_leaves_the_offer_and_asks() -> None:
    facts = {**MSCC, "surgery_suitable": "no"}
    assert "radiotherapy" in keys(facts)
    assert {"prognosis", "plegia_complete"} <= set(shown(facts)["radiotherapy"].ask)


def test_suspected_cancer_goes_to_oncology() -> None:
    assert "oncology" in keys(of("suspected", "box 1", "no"))
    assert "oncology" in keys(of("suspected", "no", "yes"))
    assert "oncology" not in keys(of("diagnosed", "no", "yes"))


# What must not be left out, and what must not be said on facts that are not known


def test_an_unstable_spine_without_mscc_still_brings_immobilising_up() -> None:
    facts = {**PAIN_ONLY, "instability_neurology": "yes", "movement_pain": "severe"}
    assert {"immobilise", "consider-immobilising"} & keys(facts) == {"consider-immobilising"}
    emergency = {**EMERGENCY, "instability_neurology": "yes", "movement_pain": "severe"}
    assert {"immobilise", "consider-immobilising"} & keys(emergency) == {"immobilise"}


@pytest.mark.parametrize(
    ("more", "is_said"),
    [({}, True), ({"mscc": "none"}, True), ({"mscc": "excluded"}, False), ({"mscc": "confirmed"}, False)],
)
def test_new_pain_with_known_metastases_is_told_of_its_scan_until_that_is_done(more: Facts, is_said: bool) -> None:
    assert ("mri-week" in keys({**PAIN_ONLY, "spinal_metastases": "confirmed", **more})) is is_said


@pytest.mark.parametrize(
    ("more", "is_said"),
    [({}, False), ({"back_pain": "yes"}, True), ({"pain_severity": "mild"}, True), ({"pain_severity": "none"}, False)],
)
def test_painful_is_not_said_while_nobody_said_there_is_pain(more: Facts, is_said: bool) -> None:
    pain = dict.fromkeys(CORD, "no") | {"mechanical_spinal_pain": "no", "claudication": "yes", "cancer": "past"}
    assert ("single-fraction" in keys({**pain, "spinal_metastases": "confirmed", "mscc": "none", **more})) is is_said


@pytest.mark.parametrize("suspected", ["radiologically_suspected", "otherwise_suspected"])
def test_no_steroid_is_weighed_while_a_blood_cancer_is_suspected(suspected: str) -> None:
    found = keys({**METASTASES, "haematological": suspected, "pain_severity": "severe"})
    assert {"consider-steroid", "haematology-first"} & found == {"haematology-first"}


def test_interventions_and_impending_compression_are_spoken_of() -> None:
    assert "interventions" in keys({**METASTASES, "spinal_instability": "suspected"})
    assert "impending" in keys({**METASTASES, "impending_compression": "yes"})
    assert not {"interventions", "impending"} & keys(METASTASES)


def test_surgery_is_not_to_be_considered_once_it_is_said_not_to_suit() -> None:
    facts = {**MSCC, "spinal_metastases": "confirmed"}
    assert "consider-surgery" in keys(facts)
    assert "consider-surgery" in keys({**facts, "surgery_suitable": "yes"})
    assert "consider-surgery" not in keys({**facts, "surgery_suitable": "no"})


# Why, in words


def test_each_piece_names_the_facts_it_stands_on_and_no_others() -> None:
    facts = {"cancer": "current", "limb_weakness": "yes", "sensory_loss": "no", "xray": "yes"}
    found = {it.prompt.key: it for it in advice(facts, Disposition.EMERGENCY)}
    assert found["mri-day"].used == (("mscc", "suspected"),)
    assert found["dexamethasone"].used == (("limb_weakness", "yes"), ("mscc", "suspected"))
    assert found["no-xray"].because == "X-ray ordered"
    waiting = found["immobilise"]
    assert (waiting.applies, waiting.used, waiting.ask) == (False, (), ("instability_neurology",))


def test_neurology_that_was_answered_by_itself_is_named_as_such() -> None:
    facts = {**QUIET, "neurology": "yes", "mscc": "confirmed"}
    found = {it.prompt.key: it for it in advice(facts, Disposition.EMERGENCY)}
    assert found["dexamethasone"].used == (("mscc", "confirmed"), ("neurology", "yes"))
    ruled_out = {**EMERGENCY, "mscc": "excluded", "spinal_metastases": "confirmed", "pain_severity": "mild"}
    for it in advice(ruled_out, Disposition.EMERGENCY):
        assert ("mscc", "suspected") not in it.used


def test_what_only_a_call_tells_has_words_of_its_own() -> None:
    assert (phrase("xray", "yes"), phrase("xray", "no")) == ("X-ray ordered", "no X-ray ordered")
    assert (subject("xray"), subject("immobilised")) == ("X-ray ordered", "immobilised")


def test_in_a_topic_the_loud_comes_first_then_what_applies_then_what_waits_and_nothing_is_asked_twice() -> None:
    found = advice({**EMERGENCY, "haematological": "radiologically_suspected"}, Disposition.EMERGENCY)
    for topic in Topic:
        rank = [(not it.prompt.loud, not it.applies) for it in found if it.prompt.topic is topic]
        assert rank == sorted(rank)
    several = advice({"cancer": "current", "limb_weakness": "yes", "back_pain": "yes"}, Disposition.EMERGENCY)
    asked_for = [name for it in several for name in it.ask]
    assert len(asked_for) == len(set(asked_for))
    assert len(asked_for) > 3
