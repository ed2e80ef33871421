"""`manage.py write_docs`: draw the pages of docs/ that come from tables; `--check` only says which are out of date."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mscc.papers import drawn
from pathways import engine, states
from pathways.clock import STATUS_WORDS
from pathways.escalation import WHO_WORDS, ladder_for, span_words
from pathways.guideline import EDITION, RULES_VERSION
from pathways.guideline.limits import LIMITS
from pathways.guideline.recommendations import KIND_WORDS, SECTIONS, Link
from pathways.guideline.trace import traced

GENERATED = "<!-- Drawn by `make docs`. Change the table, not this page. -->"


def states_page() -> str:
    """The states of a referral: the table of names, then the diagram."""
    rows = [f"| `{state}` | {about.label} | {about.awaits} |" for state, about in states.STATES.items()]
    table = ["| state | shown as | what is awaited |", "|---|---|---|", *rows]
    heading = ["# The states of a referral", "", GENERATED, "", "From the table in `pathways/states.py`."]
    return "\n".join([*heading, "", *table, "", "```mermaid", states.diagram(), "```", ""])


def traceability_page() -> str:
    """Every recommendation with what the system does about it and where, a table for each section."""
    lines = ["# What is done about each recommendation", "", GENERATED, ""]
    lines += [
        f"After {EDITION}; rule set {RULES_VERSION}. From `pathways/guideline/recommendations/`. The sentences are "
    ]
    lines[-1] += "the project’s own; the guideline is the authority."
    for number, (name, _) in SECTIONS.items():
        lines += ["", f"## {number} {name}", "", "| | asks | here | where |", "|---|---|---|---|"]
        for it in traced(number):
            lines.append(f"| {it.title} | {it.entry.says} | {it.does} | {'; '.join(map(_link, it.links))} |")
    return "\n".join([*lines, ""])


def _link(link: Link) -> str:
    return f"{KIND_WORDS[link.kind].lower()} {link.where}".strip()


ENGINE = """
**An open clock is a row that always has a next moment to be looked at; whoever looks writes the alert and the next
moment in one transaction, and whatever else runs only makes that quicker.** [Why](adr/0003-rows-are-the-timers.md),
[measured](bench-timers.md), [under faults](faults.md).

| row | what it is | unique |
|---|---|---|
| Clock | a limit that runs, with `next_at`, round, stage and its own copy of a ladder | one open of a kind |
| Alert | a rung that was reached | clock, round, stage |
| Delivery | an alert on its way to a person by a channel, with a key that never changes | alert, person, channel |
| Acknowledgement | who has it in hand | clock, round |
| Heartbeat, Watch | when a timer process last swept; what the auditor last found | process |
"""


def engine_page() -> str:
    """The engine in one page: rows, moves, ladders, what is always true."""
    words: dict[str | None, str] = {None: "–"} | {status: each.lower() for status, each in STATUS_WORDS.items()}
    moves = [
        f"| {words[move.old]} | {move.event} | {words[move.new]} | {move.writes} | `{move.where}` |"
        for move in engine.MOVES
    ]
    held = [
        f"| {number} | {it.says} | {it.held_by} | {', '.join(f'`{test}`' for test in it.tests)} |"
        for number, it in enumerate(engine.INVARIANTS, 1)
    ]
    return "\n".join(
        [
            "# The timer engine", "", GENERATED, ENGINE,
            "## What happens to a clock", "", "From the table in `pathways/engine.py`.", "",
            "```mermaid", engine.diagram(), "```", "",
            "| from | event | to | written in the same transaction | where |", "|---|---|---|---|---|", *moves, "",
            "## The ladders that come with the service", "",
            "From `pathways/escalation.py`. An alliance may have its own; a clock keeps the one it began with.",
            "",
            "| clock | who is told when | then | in hand and not done |", "|---|---|---|---|", *ladder_rows(), "",
            "## What is always true", "",
            "| | | held by | tests |", "|---|---|---|---|", *held, "",
        ]
    )  # fmt: skip


def ladder_rows() -> list[str]:
    rows = []
    for limit in LIMITS:
        ladder = ladder_for(limit.kind, limit.hours)
        stages = "<br>".join(f"{stage.when}: {WHO_WORDS[stage.who]}" for stage in ladder.stages)
        then = f"the last again every {ladder.every}"
        again = f"when due, or {span_words(ladder.recheck_minutes)} later: a new round"
        rows.append(f"| {limit.label} | {stages} | {then} | {again} |")
    return rows


PAGES: dict[str, Callable[[], str]] = {
    "states.md": states_page,
    "engine.md": engine_page,
    "traceability.md": traceability_page,
    "governance/hazards.md": lambda: drawn.hazards_page(GENERATED),
    "governance/asvs.md": lambda: drawn.asvs_page(GENERATED),
}


class Command(BaseCommand):
    help = "Draw the generated pages of docs/ from their tables."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is out of date")

    def handle(self, *, check: bool, **options: object) -> None:
        folder = Path(settings.BASE_DIR) / "docs"
        stale = [name for name, draw in PAGES.items() if not _is_current(folder / name, draw())]
        if check and stale:
            raise CommandError(f"Out of date: {', '.join(f'docs/{name}' for name in stale)}. Run make docs.")
        for name in stale:
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(PAGES[name](), encoding="utf-8")
            self.stdout.write(f"docs/{name}")


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
