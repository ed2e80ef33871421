"""A file of cases in, an array of answers out: what `assess` and `score` share. Needs no database."""

import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pathways.quoted import quoted


class Twice(dict):
    """An object of JSON in which a name stands twice: which of the two was meant nobody can tell."""

    names: tuple[str, ...] = ()


class CasesCommand(BaseCommand):
    """A command that answers each case of a JSON array, and ends with 1 when one of them was not valid."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a JSON array of cases, or - for standard input")

    def handle(self, *args: object, file: str, **options: object) -> None:
        answers = [self.answer(case) for case in read_array(file)]
        # Half a pair of code units, which JSON may hold and UTF-8 may not, is written as the escape it came as.
        self.stdout.write(json.dumps(answers, ensure_ascii=False).encode("utf-8", "backslashreplace").decode())
        if any(each.get("error") for each in answers):
            sys.exit(1)

    def answer(self, case: Any) -> dict[str, Any]:
        raise NotImplementedError


def read_array(file: str) -> list[Any]:
    """The array in the file. Raises CommandError with one sentence when there is none."""
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        cases = json.loads(
            text.decode("utf-8-sig"),
            parse_constant=str,
            parse_int=number,
            parse_float=number,
            object_pairs_hook=once,
        )
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
    except ValueError as problem:  # not UTF-8, not JSON, or a path that no file can have
        raise CommandError(f"{file} is not JSON in UTF-8: {problem}.") from problem
    except RecursionError as problem:
        raise CommandError(f"{file} is not JSON that can be read: it is nested too deeply.") from problem
    if not isinstance(cases, list):
        raise CommandError(f"{file} must hold a JSON array of cases.")
    return cases


def number(text: str) -> int | float | str:
    """A number as JSON writes it. One too large to reckon with stays text, and is refused where a number is wanted."""
    if not math.isfinite(float(text)):
        return text
    return int(text) if text.lstrip("-").isdigit() else float(text)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names each stand once; otherwise one that knows which stand twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = Twice(found)
    twice.names = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return twice


def problem_with(case: Any, part: str, example: str) -> tuple[Any, str]:
    """The case's id, and what is wrong with its shape: empty when it is an object whose `part` is one."""
    if not isinstance(case, dict):
        return None, f"A case must be an object such as {example}."
    if isinstance(case.get("id"), dict | list):
        return None, "id must be a text or a number."
    inner = case.get(part)
    if not isinstance(inner, dict):
        return case.get("id"), f"{part} must be an object of names and values."
    for each in (case, inner):
        if isinstance(each, Twice):
            return case.get("id"), f"{', '.join(map(quoted, each.names[:3]))} stands twice; give it once."
    return case.get("id"), ""
