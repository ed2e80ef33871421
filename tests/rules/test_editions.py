"""Which rules are in force when; a rule that changes shows; an example shows what it says it shows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pathways.guideline import EDITION, RULES_VERSION, editions
from pathways.guideline.assess import RULES
from pathways.guideline.editions import EDITIONS, RULE_SETS, fingerprint, in_force
from pathways.guideline.examples import example, in_words
from pathways.guideline.logic import Not, fact
from pathways.guideline.terms import CORD, PAIN

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NEXT = replace(RULE_SETS[-1], version="2027-04.1", edition="NG234, next", in_force_from=date(2027, 4, 1))


@pytest.fixture
def beside(monkeypatch):
    """A new edition beside the old, in force from the first of April."""
    monkeypatch.setattr(editions, "RULE_SETS", (*RULE_SETS, NEXT))


def test_the_rules_in_force_are_those_of_this_program() -> None:
    assert (in_force(NOW).version, in_force(NOW).edition) == (RULES_VERSION, EDITION)
    assert in_force(datetime(1990, 1, 1, tzinfo=UTC)) == RULE_SETS[0], "there is always one"


@pytest.mark.parametrize(
    ("at", "version"),
    [
        (datetime(2027, 3, 31, 22, 59, tzinfo=UTC), RULES_VERSION),  # 23:59 in London, summer time
        (datetime(2027, 3, 31, 23, 0, tzinfo=UTC), "2027-04.1"),
        (datetime(2030, 1, 1, tzinfo=UTC), "2027-04.1"),
    ],
)
def test_a_new_edition_holds_from_its_day_in_london(beside, at: datetime, version: str) -> None:
    assert in_force(at).version == version


def test_the_sets_are_in_the_order_of_their_days_each_with_a_version_of_its_own() -> None:
    days = [it.in_force_from or date.min for it in RULE_SETS]
    assert days == sorted(set(days))
    assert days[0] == date.min
    assert len({it.version for it in RULE_SETS}) == len(RULE_SETS)
    assert {it.edition for it in RULE_SETS} <= {it.name for it in EDITIONS}


def test_the_version_is_of_these_very_rules() -> None:
    """Rules that have changed under an old version would pass for approved. What to do: give the rule set in
    `pathways/guideline/editions.py` a new version, the day, what changed, and the fingerprint that stands here.
    """
    assert RULE_SETS[-1].fingerprint == fingerprint()


def test_a_changed_rule_changes_the_fingerprint(monkeypatch) -> None:
    before = fingerprint()
    monkeypatch.setitem(RULES, "1.4.4", Not(fact("immobilised")))
    assert fingerprint() != before


@pytest.mark.parametrize("number", RULES)
def test_each_rule_has_an_example_each_way(number: str) -> None:
    rule = RULES[number]
    yes, no = example(rule, applies=True), example(rule, applies=False)
    assert rule.of(yes).yes
    assert rule.of(no).no
    assert all(in_words(each) not in ("always", "none found") for each in (yes, no))


def test_an_example_is_said_in_few_words() -> None:
    assert in_words({"cancer": "current", "limb_weakness": "yes"}) == "cancer current, limb weakness"
    assert in_words(dict.fromkeys(CORD, "no")) == "none of the six cord features"
    assert in_words({"plegia_days": 14}) == "14 days of complete paralysis"
    assert in_words(None) == "none found"
    assert in_words({}) == "always"
    assert example(fact("cancer", "never heard of"), applies=True) is None


def test_what_stands_for_a_rule_names_a_function_by_its_name_and_not_by_where_it_lies_in_memory() -> None:
    assert editions.structure(example) == "example"
    assert editions.structure((fact("cancer", "current"), 3)).endswith(", 3]")
    assert "0x" not in "\n".join(editions._written())


def test_an_example_says_in_words_that_a_whole_group_is_absent() -> None:
    assert in_words(dict.fromkeys(PAIN, "no")) == "none of the seven kinds of pain"
    assert in_words(dict.fromkeys(CORD, "no")) == "none of the six cord features"
