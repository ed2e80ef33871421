"""The tables of the engine: whole, and true of the code and the tests that they name."""

import ast
import importlib
from pathlib import Path

import pytest

from pathways.clock import Status
from pathways.engine import INVARIANTS, MOVES, diagram

ROOT = Path(__file__).resolve().parents[2]


def test_every_status_can_be_reached_and_only_an_open_clock_comes_to_an_end() -> None:
    assert {move.new for move in MOVES} == set(Status)
    assert {move.old for move in MOVES if move.new != Status.OPEN} == {Status.OPEN}
    # What was replaced by a stricter clock never runs again.
    assert {move.old for move in MOVES} == {None, *Status} - {Status.SUPERSEDED}
    assert diagram().count("-->") == len(MOVES)


@pytest.mark.parametrize("where", sorted({move.where for move in MOVES}))
def test_what_does_it_is_there(where: str) -> None:
    module, _, name = where.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("test", sorted({test for each in INVARIANTS for test in each.tests}))
def test_what_holds_it_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    assert name in {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
