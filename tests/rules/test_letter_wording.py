"""A wording with placeholders: looked up, never run; what is not known reads "not known"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.letters import KINDS, PLACEHOLDERS, Block, LetterKind, WordingRefused, blocks, check, fill
from referrals.letters.wording import NAMED
from tests.views.calling import HOSTILE

KNOWN = dict.fromkeys(PLACEHOLDERS, "said")


@pytest.mark.parametrize("kind", LetterKind)
def test_the_wording_that_comes_with_the_service_can_be_kept(kind: LetterKind) -> None:
    check(KINDS[kind].wording)
    check(KINDS[kind].to_whom)
    assert "{" not in fill(KINDS[kind].wording, KNOWN)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_list_stands_on_a_line_of_its_own(kind: LetterKind) -> None:
    lists = {name for name, words in PLACEHOLDERS.items() if words.endswith("(a list)")}
    for line in KINDS[kind].wording.splitlines():
        assert not lists & set(NAMED.findall(line)) or NAMED.fullmatch(line), line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("{pearson}", "There is no placeholder {pearson}. Is {person} meant?"),
        ("{zzzzzz}", "There is no placeholder {zzzzzz}. The list below names them all."),
        ("{ person }", "There is no placeholder { person }. Is {person} meant?"),
        ("{person.pk}", "There is no placeholder {person.pk}."),
        ("{person!r}", "There is no placeholder {person!r}."),
        ("{0}", "There is no placeholder {0}."),
        ("{}", "There is no placeholder {}."),
        ("{{ 7*7 }}", "There is no placeholder { 7*7 }."),
        ("{% raw %}", "There is no placeholder {% raw %}."),
        ("{person", "A brace stands alone."),
        ("person}", "A brace stands alone."),
        ("{a{person}b}", "A brace stands alone."),
        ("x" * 20_001, "longer than 20,000 characters"),
    ],
)
def test_a_wording_that_is_refused_says_why(text: str, said: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        check(text)
    assert said in str(refused.value)


def test_what_is_not_known_reads_so() -> None:
    assert fill("Allergies: {allergies}.", {"allergies": ""}) == "Allergies: not known."
    assert fill("Allergies: {allergies}.", {}) == "Allergies: not known."


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_what_is_filled_in_is_words(typed: str) -> None:
    assert fill("Dear {caller}, {person}", {"caller": typed, "person": "{caller}"}) == f"Dear {typed}, {{caller}}"


@given(st.text())
def test_no_wording_breaks_anything(text: str) -> None:
    try:
        check(text)
    except WordingRefused:
        return
    filled = fill(text, {})
    assert not NAMED.search(filled)
    assert all(block.lines for block in blocks(filled))


def test_a_letter_is_made_of_headings_lists_and_paragraphs() -> None:
    text = "Dear colleague,\n\n# Advice\r\n- Lie flat\n- Ring\n\nYours\nA Test\n# End"
    assert list(blocks(text)) == [
        Block("paragraph", ("Dear colleague,",)),
        Block("heading", ("Advice",)),
        Block("item", ("Lie flat", "Ring")),
        Block("paragraph", ("Yours", "A Test")),
        Block("heading", ("End",)),
    ]
