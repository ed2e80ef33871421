"""`manage.py score`: put a file of cases through SINS and the revised Tokuhashi score (contracts/score.md)."""

from typing import Any

from pathways.management.case_file import CasesCommand, problem_with
from pathways.scores.sins import SINS
from pathways.scores.tokuhashi import TOKUHASHI_REVISED
from pathways.scores.tool import Score

TOOLS = {tool.name: tool for tool in (SINS, TOKUHASHI_REVISED)}


class Command(CasesCommand):
    help = "Read a JSON array of cases (a file, or - for standard input); write the score of each."

    def answer(self, case: Any) -> dict[str, Any]:
        return answer(case)


def answer(case: Any) -> dict[str, Any]:
    """The score of one case; one that is not valid says what is wrong."""
    name, problem = problem_with(case, "inputs", '{"id": "1", "tool": "SINS", "inputs": {…}}')
    tool = case.get("tool") if isinstance(case, dict) else None
    if not problem and (not isinstance(tool, str) or tool not in TOOLS):
        problem = f"tool is {tool!r}; permitted are {', '.join(TOOLS)}."
    score = Score(None, "invalid", {}, error=problem) if problem else TOOLS[str(tool)].of(case["inputs"])
    return {"id": name, **score.as_json()}
