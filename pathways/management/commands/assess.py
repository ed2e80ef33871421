"""`manage.py assess`: put a file of cases through the guideline rules (contracts/assess.md)."""

from typing import Any

from pathways.guideline.assess import FactError, assess
from pathways.management.case_file import CasesCommand, problem_with


class Command(CasesCommand):
    help = "Read a JSON array of cases (a file, or - for standard input); write what the rules say of each."

    def answer(self, case: Any) -> dict[str, Any]:
        return answer(case)


def answer(case: Any) -> dict[str, Any]:
    """The answer to one case, or its id and an error that names the field and what is permitted."""
    name, problem = problem_with(case, "facts", '{"id": "1", "facts": {…}}')
    if problem:
        return {"id": name, "error": problem}
    try:
        return {"id": name, **assess(case["facts"]).as_json()}
    except FactError as error:
        return {"id": name, "error": str(error)}
