"""No pattern of the code takes much longer for a text that is a little longer.

The patterns are found in the source. From each one's own parts texts are made that it nearly matches, and how much
longer it takes for one of twice the length is measured in time of the processor, never against a clock on the wall.
"""

import ast
import random
import re
import string
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from tests.infra.running import ROOT

FOLDERS = ("mscc", "pathways", "referrals", "audit")
USED = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "RegexValidator"}
# Twice the length may take four times as long (and what is typed has a longest length); eight times is one too many.
TOO_STEEP, WORTH_MEASURING = 7.0, 0.004
SHORTEST, LONGEST = 4, 2048
# More than any field, cell or line that a pattern of the service is given.
LONGEST_TEXT, LONGEST_TIME = 5_000, 0.5


SOURCE = "\n".join(path.read_text(encoding="utf-8") for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def constant(node: ast.AST, known: dict[str, str]) -> str | None:
    """The text of an expression, where it can be known without running the code; a name that cannot becomes \\w+."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = constant(node.left, known), constant(node.right, known)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.JoinedStr):
        parts = [each.value if isinstance(each, ast.FormattedValue) else each for each in node.values]
        return "".join(constant(each, known) or r"\w+" for each in parts)
    return None


def patterns_of(path: Path) -> Iterator[tuple[str, str]]:
    """Where each pattern of a file stands, and itself."""
    tree, known, named = ast.parse(path.read_text(encoding="utf-8")), {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.value] = node.targets[0].id
            if (text := constant(node.value, known)) is not None:
                known[node.targets[0].id] = text
                if node.targets[0].id == "regex":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", text
    for node in (each for each in ast.walk(tree) if isinstance(each, ast.Call) and each.args):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        is_ours = name == "RegexValidator" or getattr(getattr(node.func, "value", None), "id", "") == "re"
        if name in USED and is_ours:
            text = constant(node.args[0], known)
            assert text is not None, f"{path}:{node.lineno}: a pattern that cannot be read from the source"
            yield f"{path.relative_to(ROOT)}:{node.lineno}", as_used(text, name, named.get(node, ""))


def as_used(text: str, used: str, name: str) -> str:
    """What is only ever matched from the beginning never looks further on."""
    if used == "compile" and name:
        uses = set(re.findall(rf"\b{name}\.(\w+)\(", SOURCE))
        used = "match" if uses and uses <= {"match", "fullmatch"} else "search"
    return f"^(?:{text})" if used in {"match", "fullmatch", "RegexValidator"} else text


FOUND = dict(each for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) for each in patterns_of(path))


def letters(pattern: str) -> list[str]:
    """Characters that the pattern knows: of each of its sets and literals one or two."""
    found: set[str] = {"a", " ", "0", "\n"}

    def look(part: object) -> None:
        if isinstance(part, tuple) and len(part) == 2 and part[0] in (code.LITERAL, code.NOT_LITERAL):
            found.add(chr(part[1]))
        elif isinstance(part, tuple) and len(part) == 2 and part[0] is code.RANGE:
            found.update(map(chr, part[1]))
        elif isinstance(part, (list, tuple, parser.SubPattern)):
            for each in part:
                look(each)

    look(parser.parse(pattern))
    return sorted(found)


def texts(pattern: str) -> Iterator[tuple[str, str, str]]:
    """What may come first, what is repeated, and an end that spoils the match."""
    known, chance = letters(pattern), random.Random(ascii(pattern))
    for pump in [*known, *("".join(chance.choices(known, k=chance.randint(2, 4))) for _ in range(8))]:
        yield chance.choice(["", *known]), pump, chance.choice(string.punctuation) + "\0"


def spent(pattern: re.Pattern[str], text: str) -> float:
    started = time.thread_time()
    pattern.search(text)
    return time.thread_time() - started


def steepness(pattern: re.Pattern[str], before: str, pump: str, after: str) -> float:
    """How many times longer twice the text takes, at the first length where it can be measured."""

    def least(length: int) -> float:
        """The least of three: what the machine does besides only ever adds."""
        return min(spent(pattern, before + pump * length + after) for _ in range(3))

    length = SHORTEST
    while length <= LONGEST:
        if spent(pattern, before + pump * length + after) > WORTH_MEASURING and (short := least(length)) > 0.001:
            # What doubles with each character more would never come to the end of twice the text.
            a_little_longer = spent(pattern, before + pump * (length + 2) + after)
            is_hopeless = length < 64 and a_little_longer > 2.5 * short
            return 99.0 if is_hopeless or short > 0.5 else least(2 * length) / short
        length += 1 if length < 40 else length
    return 0.0


def slow(pattern: str) -> list[str]:
    made = re.compile(pattern, re.IGNORECASE)
    found = [f"{pump!r}: {by:.0f} times" for before, pump, after in texts(pattern)
             if (by := steepness(made, before, pump, after)) > TOO_STEEP]  # fmt: skip
    return found or [
        f"{pump!r}: {took:.1f} s for {LONGEST_TEXT} characters" for before, pump, after in texts(pattern)
        if len(pump) == 1 and (took := spent(made, before + pump * LONGEST_TEXT + after)) > LONGEST_TIME
    ]  # fmt: skip


def test_every_pattern_is_found() -> None:
    assert len(FOUND) > 30


@pytest.mark.parametrize("pattern", sorted(set(FOUND.values())))
def test_no_pattern_can_be_made_slow(pattern: str) -> None:
    assert slow(pattern) == []


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa|\s)*b$", r"(.*a){4}$", r"^(\s|\s+)*b$"])
def test_the_measure_sees_a_slow_one(pattern: str) -> None:
    assert slow(pattern)
