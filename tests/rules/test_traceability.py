"""Every recommendation has its entry, and every link of an entry leads somewhere."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.measures import MEASURES
from pathways.guideline.assess import RULES
from pathways.guideline.limits import LIMITS
from pathways.guideline.logic import facts_read
from pathways.guideline.recommendations import KIND_WORDS, RECOMMENDATIONS, SECTIONS, Kind
from pathways.guideline.recommendations.entry import Link, entry
from pathways.guideline.terms import FACTS
from pathways.guideline.trace import traced
from referrals.events import EventKind
from referrals.forms.asks import ASKS
from referrals.forms.call import CallForm

ROOT = Path(__file__).resolve().parents[2]
# How many recommendations each section of the guideline has (113), by the edition that the rules follow.
LENGTHS = {
    "1.1": 28, "1.2": 10, "1.3": 6, "1.4": 4, "1.5": 10, "1.6": 6, "1.7": 14, "1.8": 8, "1.9": 3, "1.10": 10,
    "1.11": 9, "1.12": 5,
}  # fmt: skip
BESIDE = {
    "box 1",
    "term: cancer alliance",
    "term: direct malignant infiltration",
    "term: holistic needs assessment",
}
NUMBERS = {f"{section}.{number}" for section, length in LENGTHS.items() for number in range(1, length + 1)}
CLOCKS = {limit.slug for limit in LIMITS}
RECORDED = {*EventKind, *CallForm.base_fields, *ASKS}
EVERY = pytest.mark.parametrize("it", traced(), ids=lambda it: it.number)


def test_every_number_of_the_guideline_is_there_and_no_other() -> None:
    assert len(NUMBERS) == 113
    assert set(RECOMMENDATIONS) == NUMBERS | BESIDE
    assert sum(len(entries) for _, entries in SECTIONS.values()) == len(RECOMMENDATIONS), "one number in two sections"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_number_stands_in_its_section_in_order(section: str) -> None:
    numbered = [number for number in SECTIONS[section][1] if number not in BESIDE]
    assert numbered == [f"{section}.{number}" for number in range(1, LENGTHS[section] + 1)]


@EVERY
def test_nothing_is_blank(it) -> None:
    assert it.entry.says.endswith(".")
    assert it.entry.does.endswith(".")
    assert it.links
    assert it.entry.year in ("2008", "2023")
    # A test shows that something is done; it is not itself what is done.
    assert {link.kind for link in it.links} != {Kind.TEST}


@EVERY
def test_every_link_leads_somewhere(it) -> None:
    for link in it.links:
        assert _is_there(link.kind, link.where, it.number), f"{link.kind} {link.where}"


def _is_there(kind: Kind, where: str, number: str) -> bool:
    match kind:
        case Kind.RULE:
            return where == number and where in RULES
        case Kind.CLOCK:
            return where in CLOCKS
        case Kind.PROMPT:
            # 1.3.4 is about the advice as a whole: its topics are those of 1.1.16.
            return (number if number != "1.3.4" else "1.1.16") in (ROOT / where).read_text()
        case Kind.RECORD:
            return where in RECORDED
        case Kind.MEASURE:
            return where in MEASURES
        case Kind.PAGE:
            return bool(reverse(where))
        case Kind.TEST:
            return (ROOT / where).is_file()
        case Kind.OWN | Kind.LATER:
            return bool(where)
        case Kind.NOTHING:
            return not where


@EVERY
def test_what_is_still_to_come_is_said_plainly(it) -> None:
    says_so = "not yet" in it.does.lower()
    assert it.has(Kind.LATER) == says_so, "said in the sentence and among the links, or in neither"


def test_every_rule_is_traced() -> None:
    linked = {it.number for it in traced(kind=Kind.RULE)}
    assert linked == set(RULES)


def test_every_kind_has_words_and_is_used() -> None:
    assert set(KIND_WORDS) == set(Kind)
    assert all(traced(kind=kind) for kind in Kind)


def test_no_rule_reads_a_score() -> None:
    """1.9.3: scores only within a full assessment; none is even a fact that a rule could ask for."""
    assert [name for name in FACTS if any(word in name for word in ("sins", "tokuhashi", "score"))] == []
    assert {name for rule in RULES.values() for name in facts_read(rule)} <= {*FACTS, "mscc_suspected"}


@pytest.mark.parametrize("number", [number for number in RULES if number.startswith("1.11.")])
def test_how_long_somebody_is_paralysed_is_no_reason_against_surgery(number: str) -> None:
    """1.11.5."""
    assert not facts_read(RULES[number]) & {"plegia_days", "plegia_complete"}


def test_the_page_of_the_docs_is_current() -> None:
    call_command("write_docs", "--check")


def test_an_entry_is_written_as_words_and_links_of_a_kind_and_a_place() -> None:
    made = entry("Asks.", "Does.", "rule 1.5.2", "own prescribers and wards", "nothing", year="2008")
    assert (made.says, made.does, made.year) == ("Asks.", "Does.", "2008")
    assert made.links == (Link(Kind.RULE, "1.5.2"), Link(Kind.OWN, "prescribers and wards"), Link(Kind.NOTHING, ""))
    assert entry("Asks.", "Does.").year == "2023"
