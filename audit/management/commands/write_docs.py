"""`manage.py write_docs`: draw the pages of docs/ that come from tables; `--check` only says which are out of date."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pathways import states
from pathways.guideline import EDITION, RULES_VERSION
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


PAGES: dict[str, Callable[[], str]] = {"states.md": states_page, "traceability.md": traceability_page}


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
