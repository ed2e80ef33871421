"""What is shown and said for each disposition: informs, by a recommendation that exists, on facts that are known."""

import inspect
import re
from collections.abc import Iterator

import pytest
from box1_cases import NO_CORD, NO_PAIN, Facts, of

from pathways.guideline import limits
from pathways.guideline.assess import assess
from pathways.guideline.recommendations import RECOMMENDATIONS
from pathways.guideline.terms import CANCER, CORD, FACTS, LABELS, PAIN, PRIMARIES
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS, LOCAL, SAY, Question, reason, to_ask, to_say
from referrals import next_steps

D = Disposition
EMERGENCY = of("diagnosed", "no", "yes")
PAIN_ONLY = of("diagnosed", "box 1", "no")


def said(facts: Facts, disposition: Disposition | None = None) -> list[str]:
    return [line.says for line in to_say(facts, disposition or assess(facts).disposition)]


def recs(facts: Facts) -> set[str]:
    """The recommendations behind what is said."""
    lines = to_say(facts, assess(facts).disposition)
    return {rec for line in lines for rec in line.recs.split(", ")}


def asks(facts: Facts) -> dict[tuple[str, ...], str]:
    return {question.names: question.why for question in to_ask(facts, assess(facts))}


# The tables


def test_every_disposition_has_its_heading_and_something_to_say() -> None:
    assert set(HEADINGS) == set(SAY) == set(Disposition)
    assert len({heading.label for heading in HEADINGS.values()}) == len(Disposition)
    assert all(SAY.values())


def numbers_used() -> Iterator[str]:
    """Every number cited by what is said, asked, timed or to be done next."""
    for lines in SAY.values():
        for line in lines:
            yield from line.recs.split(", ")
    for limit in limits.LIMITS:
        yield limit.rec
    for module in (next_steps, inspect.getmodule(to_ask), limits):
        yield from re.findall(r"\b1\.\d{1,2}\.\d{1,2}\b", inspect.getsource(module))  # type: ignore[arg-type]


def test_every_number_that_is_used_is_explained() -> None:
    assert set(numbers_used()) <= {*RECOMMENDATIONS, LOCAL}


def test_every_rule_of_an_answer_is_explained() -> None:
    assert set(assess({}).recommendations) <= set(RECOMMENDATIONS)


def test_every_recommendation_says_what_it_asks_and_what_is_done_about_it() -> None:
    assert all(each.says.endswith(".") and each.does.endswith(".") for each in RECOMMENDATIONS.values())
    assert list(RECOMMENDATIONS) == sorted(RECOMMENDATIONS, key=lambda rec: [int(part) for part in rec.split(".")])


def test_everything_that_may_be_asked_for_has_a_label() -> None:
    assert {*CORD, *PAIN} <= set(LABELS) <= set(FACTS)
    assert tuple(CANCER) == FACTS["cancer"]
    assert {kind for _, kind in PRIMARIES.values()} == set(FACTS["primary"])


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("limb_weakness", "Limb weakness"),
        ("night_pain", "At night"),
        ("mri_contraindicated", "A reason against MRI"),
        ("low_back_pain", "Low back pain"),
    ],
)
def test_a_question_is_labelled_as_the_call_screen_labels_it(name: str, label: str) -> None:
    assert Question((name,), "why", "1.3.2").label(name) == label


def questions(facts: Facts) -> list[tuple[str, str, str]]:
    """The first field, the reason and the recommendation of each question."""
    return [(each.names[0], each.why, each.recs) for each in to_ask(facts, assess(facts))]


CORD_KNOWN, PAIN_KNOWN = {**NO_CORD}, {"back_pain": "yes", **NO_PAIN}
IN_AN_EMERGENCY = [
    ("instability_neurology", "Yes: immobilise now", "1.4.1"),
    ("immobilised", "Yes: expert advice within 24 hours", "1.4.4"),
    ("mri_contraindicated", "Yes: CT instead", "1.5.7"),
]
FIRST_CORD = next(iter(CORD))


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"cancer": "past", **PAIN_KNOWN}, [(FIRST_CORD, "One yes makes it an emergency", "1.1.15"), *IN_AN_EMERGENCY]),
        (
            {"cancer": "past", "back_pain": "no", "radicular_pain": "yes"},
            [(FIRST_CORD, "All six belong on record", "1.1.15"), *IN_AN_EMERGENCY],
        ),
        (
            {**CORD_KNOWN, "back_pain": "yes"},
            [
                ("cancer", "Decides who is rung", "1.3.2, 1.3.5"),
                ("severe_unremitting_pain", "One yes raises the question of cancer", "1.3.5"),
            ],
        ),
        (
            {**CORD_KNOWN, "cancer": "past"},
            [("back_pain", "One yes calls for advice within 24 hours", "1.3.3")],
        ),
        (
            {**CORD_KNOWN, "cancer": "current"},
            [("back_pain", "One yes calls for advice within 24 hours", "1.3.3")],
        ),
        (
            {**CORD_KNOWN, "cancer": "suspected"},
            [("back_pain", "One yes calls for urgent oncology assessment", "1.3.5")],
        ),
        (
            {**CORD_KNOWN, **PAIN_KNOWN, "cancer": "past"},
            [("low_back_pain", "Imaging counts, an X-ray does not", "1.3.6")],
        ),
        (
            {**CORD_KNOWN, "cancer": "past", "gait_disturbance": "yes"},
            [("back_pain", "For the record: nothing waits for it", "1.1.15"), *IN_AN_EMERGENCY],
        ),
    ],
)
def test_what_is_asked_why_and_by_which_recommendation(facts: Facts, asked: list[tuple[str, str, str]]) -> None:
    assert questions(facts) == asked


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cancer": "past", **CORD_KNOWN, **NO_PAIN}, "Pain not all asked, cancer past"),
        ({"cancer": "past", **CORD_KNOWN}, "Pain not asked, cancer past"),
        ({**CORD_KNOWN, **PAIN_KNOWN}, "No box 1 symptom, cancer not known"),
        ({"cancer": "past", "limb_weakness": "no"}, "Cord features not all asked, cancer past"),
    ],
)
def test_the_reason_names_what_was_not_asked(facts: Facts, words: str) -> None:
    assert reason(facts) == words


# The scan


def test_in_an_emergency_the_mri_is_as_soon_as_possible_and_within_24_hours() -> None:
    (line,) = [each for each in said(EMERGENCY) if "MRI" in each]
    assert "as soon as possible, always within 24 hours" in line
    assert "1.5.2" in recs(EMERGENCY)


@pytest.mark.parametrize(("facts", "words"), [(EMERGENCY, "in the same time"), (PAIN_ONLY, "within the same week")])
def test_where_mri_is_contraindicated_the_ct_is_said_in_its_place(facts: Facts, words: str) -> None:
    lines = said({**facts, "mri_contraindicated": "yes"})
    assert [each for each in lines if "CT" in each and words in each]
    assert not [each for each in lines if each.startswith(("Whole-spine MRI", "MRI within"))]
    for known in ({}, {"mri_contraindicated": "no"}):
        assert not [each for each in said({**facts, **known}) if each.startswith("CT")]


def test_with_pain_only_the_mri_is_within_a_week_and_an_x_ray_is_no_answer() -> None:
    assert "MRI within a week at the local hospital." in said(PAIN_ONLY)
    assert {"1.5.3", "1.5.9"} <= recs(PAIN_ONLY)


def test_no_mri_merely_to_look_early_is_said_only_where_every_feature_is_known_to_be_absent() -> None:
    """1.5.6 never shows on a feature that is present or not known, whatever a clinician made of the disposition."""
    quiet = of("diagnosed", "no", "no")
    assert "1.5.6" in recs(quiet)
    for facts in (EMERGENCY, of("diagnosed", "no", "?")):
        assert not [each for each in said(facts, D.NO_ROUTE) if "No MRI" in each or "no MRI" in each]


# Immobilising


@pytest.mark.parametrize(("value", "is_said"), [("yes", True), ("no", False), (None, False)])
def test_an_unstable_spine_is_immobilised_when_its_signs_are_known(value: str | None, is_said: bool) -> None:
    facts = {**EMERGENCY, "instability_neurology": value}
    assert ("1.4.1" in recs(facts)) is is_said


def test_signs_of_an_unstable_spine_are_asked_for_while_they_are_not_known() -> None:
    assert asks(EMERGENCY)["instability_neurology",] == "Yes: immobilise now"
    assert ("instability_neurology",) not in asks({**EMERGENCY, "instability_neurology": "no"})


@pytest.mark.parametrize(
    ("pain", "is_said"), [("severe", True), ("moderate", True), ("mild", False), ("none", False), (None, False)]
)
@pytest.mark.parametrize("facts", [EMERGENCY, PAIN_ONLY])
def test_immobilising_is_considered_for_moderate_or_severe_pain_on_moving(facts: Facts, pain, is_said) -> None:
    lines = [each for each in said({**facts, "movement_pain": pain}) if "on moving" in each]
    assert bool(lines) is is_said
    assert all("consider" in each for each in lines)


# Steroids: section by section of 1.8, on what is known and never on what is not


def steroid_lines(facts: Facts) -> list[str]:
    return [each for each in said(facts) if re.search("steroid|dexamethasone", each, re.I)]


OFFER = "Offer dexamethasone 16 mg"
KNOWN_BLOOD_CANCER = "Known blood cancer: offer dexamethasone"
SUSPECTED_BLOOD_CANCER = "Blood cancer suspected: ring haematology"
GIVEN = "Dexamethasone is given"


@pytest.mark.parametrize(
    ("facts", "begins"),
    [
        (EMERGENCY, [OFFER]),
        ({**EMERGENCY, "haematological": "no"}, [OFFER]),
        ({**EMERGENCY, "primary": "breast"}, [OFFER]),
        ({**EMERGENCY, "primary": "lymphoma"}, [KNOWN_BLOOD_CANCER]),
        ({**EMERGENCY, "haematological": "confirmed"}, [KNOWN_BLOOD_CANCER]),
        ({**EMERGENCY, "haematological": "radiologically_suspected"}, [SUSPECTED_BLOOD_CANCER]),
        ({**EMERGENCY, "haematological": "otherwise_suspected"}, [SUSPECTED_BLOOD_CANCER]),
        ({**EMERGENCY, "primary": "myeloma", "haematological": "radiologically_suspected"}, [SUSPECTED_BLOOD_CANCER]),
        ({**EMERGENCY, "dexamethasone_before_imaging": "yes"}, [GIVEN]),
        ({**EMERGENCY, "primary": "myeloma", "dexamethasone_before_imaging": "yes"}, [GIVEN]),
        ({**EMERGENCY, "dexamethasone_before_imaging": "no"}, [OFFER]),
        (of("suspected", "no", "yes"), [OFFER]),
    ],
)
def test_what_is_said_of_steroids_follows_neurology_and_the_blood(facts: Facts, begins: list[str]) -> None:
    assert [line for line in steroid_lines(facts) if not line.startswith(tuple(begins))] == []
    assert len(steroid_lines(facts)) == len(begins)


@pytest.mark.parametrize("blood", [None, "no", "confirmed"])
def test_dexamethasone_is_not_offered_while_neurology_is_not_known(blood: str | None) -> None:
    """The emergency stands on what was not asked; the steroid does not."""
    facts = {"cancer": "current", "limb_weakness": "no", "haematological": blood}
    assert assess(facts).disposition == D.EMERGENCY
    assert steroid_lines(facts) == []


def test_dexamethasone_is_not_offered_where_neurology_is_known_to_be_absent() -> None:
    assert steroid_lines({**EMERGENCY, "neurology": "no"}) == []
    assert steroid_lines(PAIN_ONLY) == []


def test_with_a_steroid_the_glucose_and_the_ppi_are_always_said() -> None:
    for more in ({}, {"primary": "myeloma"}, {"dexamethasone_before_imaging": "yes"}):
        (line,) = steroid_lines({**EMERGENCY, **more})
        assert "PPI" in line
        assert "lucose" in line
        assert "1.8.8" in recs({**EMERGENCY, **more})


@pytest.mark.parametrize("blood", ["radiologically_suspected", "otherwise_suspected"])
def test_without_neurology_a_suspected_blood_cancer_wants_haematology_before_any_steroid(blood: str) -> None:
    facts = {**PAIN_ONLY, "haematological": blood}
    assert steroid_lines(facts) == ["Blood cancer suspected: haematology's advice before any steroid."]
    assert "1.8.6" in recs(facts)


def test_an_emergency_of_another_cause_says_nothing_of_steroids_or_scans() -> None:
    lines = said({**of("none", "box 1", "yes"), "instability_neurology": "yes"})
    assert not [each for each in lines if re.search("dexamethasone|MRI|CT|immobilise", each)]
    assert "Which clinician accepts the person? I need a name." in lines


# Other words


def test_urgent_is_not_given_a_number_that_the_guideline_does_not_give() -> None:
    assert said(of("suspected", "box 1", "no"))[0] == "Refer for urgent oncology assessment."
    local_hours = re.compile(r"today|\b\d+ (hours|days|h\b)|week")
    for lines in SAY.values():
        for line in lines:
            timed = {"1.3.3", "1.5.2", "1.5.3", "1.5.7", LOCAL}
            assert not local_hours.search(line.says) or set(line.recs.split(", ")) & timed, line.says


def test_whoever_stays_at_home_hears_what_to_watch_for() -> None:
    elsewhere = {D.EMERGENCY, D.EMERGENCY_ONC, D.EMERGENCY_ANY_CAUSE, D.NO_ROUTE, D.NOT_APPLICABLE}
    for disposition in set(Disposition) - elsewhere:
        assert [each for each in said({}, disposition) if each.startswith("Ring at once on any weakness")]


@pytest.mark.parametrize("disposition", Disposition)
def test_of_somebody_of_whom_nothing_is_known_only_lines_without_a_condition_are_said(disposition: Disposition) -> None:
    assert [line for line in to_say({}, disposition) if line.when] == []


def test_mri_is_said_until_something_is_known_to_stand_against_it() -> None:
    for known in ({}, {"mri_contraindicated": "no"}):
        assert said({**EMERGENCY, **known})[1].startswith("Whole-spine MRI")


# What to ask next


def test_what_decides_most_is_asked_first() -> None:
    found = list(asks({}))
    assert found[0] == ("cancer",)
    assert found[1] == tuple(CORD)
    assert found[2] == ("back_pain", *PAIN)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"cancer": "current"}, "One yes makes it an emergency"),
        ({"cancer": "current", "limb_weakness": "yes"}, "All six belong on record"),
    ],
)
def test_why_the_cord_features_are_asked(facts: Facts, why: str) -> None:
    assert next(why for names, why in asks(facts).items() if names[0] in CORD) == why


@pytest.mark.parametrize(
    ("cancer", "cord", "why", "rec"),
    [
        ("diagnosed", "no", "One yes calls for advice within 24 hours", "1.3.3"),
        ("diagnosed", "?", "One yes calls for advice within 24 hours", "1.3.3"),
        ("suspected", "no", "One yes calls for urgent oncology assessment", "1.3.5"),
        ("none", "no", "One yes raises the question of cancer", "1.3.5"),
        ("?", "no", "One yes raises the question of cancer", "1.3.5"),
        ("diagnosed", "yes", "For the record: nothing waits for it", "1.1.15"),
    ],
)
def test_why_the_pain_is_asked_depends_on_what_it_would_decide(cancer: str, cord: str, why: str, rec: str) -> None:
    facts = of(cancer, "?", cord)
    (question,) = [each for each in to_ask(facts, assess(facts)) if each.names[0] == "back_pain"]
    assert (question.why, question.recs) == (why, rec)


def test_whether_there_is_pain_is_not_asked_again_when_it_is_known() -> None:
    facts = {"cancer": "past", "back_pain": "yes", **NO_CORD}
    assert tuple(PAIN) in asks(facts)


def test_low_back_pain_and_evidence_are_asked_together() -> None:
    assert asks(of("diagnosed", "back", "no")) == {
        ("low_back_pain", "disease_evidence"): "Imaging counts, an X-ray does not"
    }


def test_an_emergency_asks_what_else_changes_the_advice() -> None:
    wanted = {("instability_neurology",), ("immobilised",), ("mri_contraindicated",)}
    assert wanted <= set(asks(EMERGENCY))
    known = dict.fromkeys(["instability_neurology", "immobilised", "mri_contraindicated"], "no")
    assert not wanted & set(asks({**EMERGENCY, **known}))
    assert not wanted & set(asks(PAIN_ONLY))


def test_a_question_names_what_it_asks_for() -> None:
    questions = [*to_ask({}, assess({})), *to_ask(of("diagnosed", "back", "no"), assess(of("diagnosed", "back", "no")))]
    labels = {name: question.label(name) for question in questions for name in question.names}
    assert labels["limb_weakness"] == "Limb weakness"
    assert labels["night_pain"] == "At night"
    assert labels["mri_contraindicated"] == "A reason against MRI"
    assert labels["low_back_pain"] == "Low back pain"
    assert all(label[0].isupper() for label in labels.values())


# Why, in a few words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Cord features not asked, cancer not known"),
        ({"cancer": "past", "limb_weakness": "no"}, "Cord features not all asked, cancer past"),
        ({"cancer": "past", **NO_CORD}, "Pain not asked, cancer past"),
        ({"cancer": "past", **NO_CORD, "night_pain": "no"}, "Pain not all asked, cancer past"),
        ({"cancer": "none", **NO_CORD, **NO_PAIN, "back_pain": "yes"}, "No box 1 symptom, cancer none"),
        ({"cancer": "suspected", **NO_CORD, "back_pain": "no"}, "No box 1 symptom, cancer suspected"),
        ({"limb_weakness": "yes"}, "Limb weakness"),
        (
            {"night_pain": "yes", "limb_weakness": "yes", "radicular_pain": "yes", "claudication": "yes"},
            "Limb weakness, radicular pain, at night",
        ),
    ],
)
def test_the_reason_is_what_is_present_or_else_what_is_missing(facts: Facts, words: str) -> None:
    assert reason(facts) == words
