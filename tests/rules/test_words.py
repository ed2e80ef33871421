"""What is shown and said for each disposition: informs, by a recommendation that exists, on facts that are known."""

import inspect
import re
from collections.abc import Iterator

import pytest
from box1_cases import NO_CORD, NO_PAIN, Facts, of

from pathways.guideline import limits
from pathways.guideline.advice import applying
from pathways.guideline.assess import assess
from pathways.guideline.prompts import PROMPTS
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
    for prompt in PROMPTS:
        yield from prompt.recs
    for module in (next_steps, inspect.getmodule(to_ask), limits):
        yield from re.findall(r"\b1\.\d{1,2}\.\d{1,2}\b", inspect.getsource(module))  # type: ignore[arg-type]


def test_every_number_that_is_used_is_explained() -> None:
    assert set(numbers_used()) <= {*RECOMMENDATIONS, LOCAL}


def test_every_rule_of_an_answer_is_explained() -> None:
    assert set(assess({}).recommendations) <= set(RECOMMENDATIONS)


def test_every_recommendation_says_what_it_asks_and_what_is_done_about_it() -> None:
    assert all(each.says.endswith(".") and each.does.endswith(".") for each in RECOMMENDATIONS.values())
    numbers = [rec for rec in RECOMMENDATIONS if rec[0].isdigit()]
    assert numbers == sorted(numbers, key=lambda rec: [int(part) for part in rec.split(".")])


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
FIRST_CORD = next(iter(CORD))


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"cancer": "past", **PAIN_KNOWN}, [(FIRST_CORD, "One yes makes it an emergency", "1.1.15")]),
        (
            {"cancer": "past", "back_pain": "no", "radicular_pain": "yes"},
            [(FIRST_CORD, "All six belong on record", "1.1.15")],
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
            [("back_pain", "For the record: nothing waits for it", "1.1.15")],
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


def test_no_mri_merely_to_look_early_is_said_only_where_every_feature_is_known_to_be_absent() -> None:
    """1.5.6 never shows on a feature that is present or not known, whatever a clinician made of the disposition."""
    quiet = of("diagnosed", "no", "no")
    assert "1.5.6" in recs(quiet)
    for facts in (EMERGENCY, of("diagnosed", "no", "?")):
        assert not [each for each in said(facts, D.NO_ROUTE) if "No MRI" in each or "no MRI" in each]


def test_an_emergency_of_another_cause_says_nothing_of_steroids_or_scans() -> None:
    facts = {**of("none", "box 1", "yes"), "instability_neurology": "yes"}
    lines = said(facts)
    assert not [each for each in lines if re.search("dexamethasone|MRI|CT|immobilise", each)]
    assert applying(facts, assess(facts).disposition) == {}
    assert "Which clinician accepts the person? I need a name." in lines


# Other words


def test_urgent_is_not_given_a_number_that_the_guideline_does_not_give() -> None:
    facts = of("suspected", "box 1", "no")
    assert set(applying(facts, assess(facts).disposition)) == {"oncology"}
    local_hours = re.compile(r"today|\b\d+ (hours|days|h\b)|week")
    lines = [(line.says, set(line.recs.split(", "))) for lines in SAY.values() for line in lines]
    for says, recs in [*lines, *((prompt.says, set(prompt.recs)) for prompt in PROMPTS)]:
        timed = {"1.3.3", "1.4.4", "1.5.2", "1.5.3", "1.5.4", "1.5.7", "1.10.4", "1.11.5", LOCAL}
        assert not local_hours.search(says) or recs & timed, says


def test_whoever_stays_at_home_hears_what_to_watch_for() -> None:
    elsewhere = {D.EMERGENCY, D.EMERGENCY_ONC, D.EMERGENCY_ANY_CAUSE, D.NO_ROUTE, D.NOT_APPLICABLE}
    for disposition in set(Disposition) - elsewhere:
        assert [each for each in said({}, disposition) if each.startswith("Ring at once on any weakness")]


@pytest.mark.parametrize("disposition", Disposition)
def test_of_somebody_of_whom_nothing_is_known_only_lines_without_a_condition_are_said(disposition: Disposition) -> None:
    assert [line for line in to_say({}, disposition) if line.when] == []


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


def test_a_question_names_what_it_asks_for() -> None:
    questions = [*to_ask({}, assess({})), *to_ask(of("diagnosed", "back", "no"), assess(of("diagnosed", "back", "no")))]
    labels = {name: question.label(name) for question in questions for name in question.names}
    assert labels["limb_weakness"] == "Limb weakness"
    assert labels["night_pain"] == "At night"
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


def test_a_question_is_labelled_as_its_form_labels_it() -> None:
    question = Question((), "", "")
    assert question.label("limb_weakness") == CORD["limb_weakness"].label
    assert question.label("night_pain") == PAIN["night_pain"].label
    assert question.label("low_back_pain") == "Low back pain"
