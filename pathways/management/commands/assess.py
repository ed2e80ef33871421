"""`manage.py assess`: put a file of cases through the guideline rules (contracts/assess.md)."""

import json
import math
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pathways.guideline.assess import FactError, assess


class Command(BaseCommand):
    help = "Read a JSON array of cases (a file, or - for standard input); write what the rules say of each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a JSON array of cases, or - for standard input")

    def handle(self, *args: object, file: str, **options: object) -> None:
        answers = [answer(case) for case in read_array(file)]
        # Half a pair of code units, which JSON may hold and UTF-8 may not, is written as the escape it came as.
        self.stdout.write(json.dumps(answers, ensure_ascii=False).encode("utf-8", "backslashreplace").decode())
        if any("error" in each for each in answers):
            sys.exit(1)


def read_array(file: str) -> list[Any]:
    """The array in the file. Raises CommandError with one sentence when there is none."""
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        cases = json.loads(text.decode("utf-8-sig"), parse_constant=str, parse_int=number, parse_float=number)
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise CommandError(f"{file} is not JSON in UTF-8: {problem}.") from problem
    if not isinstance(cases, list):
        raise CommandError(f"{file} must hold a JSON array of cases.")
    return cases


def number(text: str) -> int | float | str:
    """A number as JSON writes it. One too large to reckon with stays text, and is refused where a number is wanted."""
    if not math.isfinite(float(text)):
        return text
    return int(text) if text.lstrip("-").isdigit() else float(text)


def answer(case: Any) -> dict:
    """The answer to one case, or its id and an error that names the field and what is permitted."""
    if not isinstance(case, dict):
        return {"id": None, "error": 'A case must be an object such as {"id": "1", "facts": {…}}.'}
    if isinstance(case.get("id"), dict | list):
        return {"id": None, "error": "id must be a text or a number."}
    facts = case.get("facts")
    if not isinstance(facts, dict):
        return {"id": case.get("id"), "error": "facts must be an object of fact names and values."}
    try:
        return {"id": case.get("id"), **assess(facts).as_json()}
    except FactError as problem:
        return {"id": case.get("id"), "error": str(problem)}
