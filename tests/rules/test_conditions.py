"""Conditions say themselves in words from their own structure, and name the facts that they read."""

import pytest

from pathways.guideline.assess import RULES
from pathways.guideline.logic import (
    YES,
    All,
    Any,
    Certainty,
    Condition,
    Finding,
    Is,
    Named,
    Not,
    Number,
    Unless,
    fact,
    facts_read,
    listed,
    names_used,
)
from pathways.guideline.phrases import AMOUNTS, SUBJECTS, YES_NO_PHRASES
from pathways.guideline.terms import FACTS, NUMBER, YES_NO
from pathways.guideline.weighed import Weighed

CONFIRMED, EITHER = fact("mscc", "confirmed"), fact("mscc", "suspected", "confirmed")
WEAK, NIGHT = fact("limb_weakness"), fact("night_pain")
DAYS, FEW = Number("plegia_days", "at least", 14), Number("discrete_metastases", "at most", 3)
PAIR = Named("a pair", "no pair", All(WEAK, NIGHT))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (WEAK, "limb weakness"),
        (fact("limb_weakness", "no"), "no limb weakness"),
        (~WEAK, "no limb weakness"),
        (~fact("limb_weakness", "no"), "limb weakness"),
        (~~WEAK, "limb weakness"),
        (CONFIRMED, "MSCC confirmed"),
        (~CONFIRMED, "MSCC not confirmed"),
        (EITHER, "MSCC (suspected or confirmed)"),
        (~EITHER, "MSCC (neither suspected nor confirmed)"),
        (fact("mscc", "none", "suspected", "excluded"), "MSCC (absent, suspected or ruled out)"),
        (DAYS, "at least 14 days of complete paralysis"),
        (~DAYS, "less than 14 days of complete paralysis"),
        (FEW, "at most 3 discrete metastases anywhere in the body"),
        (~FEW, "more than 3 discrete metastases anywhere in the body"),
        (WEAK & NIGHT, "limb weakness and pain at night"),
        (WEAK | NIGHT, "limb weakness or pain at night"),
        (All(WEAK, NIGHT, CONFIRMED), "limb weakness, pain at night and MSCC confirmed"),
        (All(WEAK | NIGHT, CONFIRMED), "(limb weakness or pain at night) and MSCC confirmed"),
        (Any(WEAK & NIGHT, CONFIRMED), "(limb weakness and pain at night) or MSCC confirmed"),
        (~(WEAK & NIGHT), "not (limb weakness and pain at night)"),
        (~(WEAK | NIGHT), "(no limb weakness and no pain at night)"),
        (~~(WEAK & NIGHT), "(limb weakness and pain at night)"),
        (PAIR, "a pair"),
        (~PAIR, "no pair"),
        (All(PAIR, CONFIRMED), "a pair and MSCC confirmed"),
        (Unless(CONFIRMED, WEAK), "MSCC confirmed, unless limb weakness"),
        (All(Unless(CONFIRMED, WEAK), NIGHT), "(MSCC confirmed, unless limb weakness) and pain at night"),
        (~Unless(CONFIRMED, WEAK), "not (MSCC confirmed, unless limb weakness)"),
        (Weighed(WEAK & NIGHT), "limb weakness and pain at night"),
    ],
)
def test_a_condition_in_words(condition: Condition, words: str) -> None:
    assert condition.in_words() == words


def test_a_list_is_written_as_one_speaks() -> None:
    assert [listed(list("abc"[:n]), "or") for n in (1, 2, 3)] == ["a", "a or b", "a, b or c"]


def test_the_words_of_a_condition_of_its_own_kind_are_its_own_to_give() -> None:
    with pytest.raises(NotImplementedError):
        Condition().in_words()
    assert Condition().parts_of() == ()


def test_every_fact_can_be_said() -> None:
    yes_no = {name for name, values in FACTS.items() if values == YES_NO}
    numbers = {name for name, values in FACTS.items() if values == NUMBER}
    assert set(YES_NO_PHRASES) == yes_no | {"mscc_suspected"}
    assert set(AMOUNTS) == numbers
    assert set(SUBJECTS) == set(FACTS) - yes_no - numbers
    assert all(yes != no for yes, no in YES_NO_PHRASES.values())
    said = [phrase for phrases in YES_NO_PHRASES.values() for phrase in phrases]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("rec", RULES)
def test_every_rule_can_be_said_and_its_named_parts_too(rec: str) -> None:
    assert RULES[rec].in_words()
    for named in names_used(RULES[rec]):
        assert named.part.in_words() != named.name
        assert (~named).in_words() != named.name


def test_the_rule_on_urgent_radiotherapy_reads_like_its_recommendation() -> None:
    assert RULES["1.10.4"].in_words() == (
        "MSCC confirmed and surgery not suitable, unless ((complete tetraplegia or paraplegia and at least 14 days of "
        "complete paralysis) and pain controlled by analgesia) or overall prognosis poor"
    )
    assert RULES["1.8.7"].in_words() == (
        "spinal metastases or MSCC confirmed, no neurological symptoms or signs, 1.8.3 does not apply, 1.8.5 does not "
        "apply and 1.8.6 does not apply, unless the steroid is part of a radiotherapy regimen"
    )


def test_the_facts_that_a_condition_reads_are_named() -> None:
    tree = Unless(Weighed(All(PAIR, DAYS, ~CONFIRMED)), Is("cancer", ("none",)))
    assert facts_read(tree) == {"limb_weakness", "night_pain", "plegia_days", "mscc", "cancer"}
    assert [each.name for each in names_used(tree)] == ["a pair"]
    inner = Named("an outer one", "none", All(PAIR, WEAK))
    assert [each.name for each in names_used(Not(inner))] == ["an outer one", "a pair"]


# Unless: an exception counts only where it is certain


@pytest.mark.parametrize(
    ("rule", "exception", "certainty"),
    [
        ("yes", "no", "yes"), ("yes", None, "yes"), ("yes", "yes", "no"),
        ("no", "no", "no"), ("no", None, "no"), ("no", "yes", "no"),
        (None, "no", "unknown"), (None, None, "unknown"), (None, "yes", "no"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asks", [True, False])
def test_an_exception_that_is_not_known_leaves_the_rule_standing(rule, exception, certainty, asks) -> None:
    found = Unless(WEAK, NIGHT, asks=asks).of({"limb_weakness": rule, "night_pain": exception})
    assert found.certainty == certainty
    stands_open = asks and certainty == "yes" and exception is None
    assert found.missing == (("limb_weakness",) if certainty == "unknown" else ("night_pain",) if stands_open else ())


# Weighed: one fact in two parts is one unknown


def test_a_fact_that_cannot_turn_it_is_not_missing() -> None:
    both_ways = Any(All(WEAK, NIGHT), All(~WEAK, NIGHT))
    assert both_ways.of({"night_pain": "yes"}) == Finding(Certainty.UNKNOWN, ("limb_weakness",))
    assert Weighed(both_ways).of({"night_pain": "yes"}) == YES
    assert Weighed(both_ways).of({"night_pain": "no"}).no
    assert Weighed(both_ways).of({"limb_weakness": "yes"}) == Finding(Certainty.UNKNOWN, ("night_pain",))
    assert Weighed(both_ways).of({}) == Finding(Certainty.UNKNOWN, ("night_pain",))
    assert Weighed(Any(WEAK, ~WEAK)).of({}).yes
    assert Weighed(All(WEAK, ~WEAK)).of({}).no
    assert Weighed(WEAK & NIGHT).of({}).missing == ("limb_weakness", "night_pain")


@pytest.mark.parametrize(
    ("condition", "number", "certainty"),
    [
        (DAYS, 13, "no"), (DAYS, 13.999, "no"), (DAYS, 14, "yes"), (DAYS, 10**300, "yes"), (DAYS, None, "unknown"),
        (FEW, 0, "yes"), (FEW, 3, "yes"), (FEW, 3.001, "no"), (FEW, None, "unknown"),
    ],
)  # fmt: skip
def test_a_bound_itself_counts(condition: Number, number: float | None, certainty: str) -> None:
    assert condition.of({condition.fact: number}).certainty == certainty
