"""The papers that are prose: a little Markdown (headings, paragraphs, lists, tables, links) as blocks for a template.

The files are our own. What a template makes of the blocks is escaped like any other words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mscc.papers import FOLDER, ROOT

# By the word under which each stands in an address: its file, and whether it is for everybody.
PAPERS = {
    "safety-case": "Clinical safety case report",
    "dtac": "DTAC answers",
    "dpia": "Data protection impact assessment",
    "accessibility": "Accessibility statement",
    "privacy": "Privacy notice",
}
PUBLIC = ("accessibility", "privacy")
INLINE = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*|\*(?P<italic>[^*]+)\*|`(?P<code>[^`]+)`|\[(?P<words>[^\]]+)\]\((?P<to>[^)]+)\)"
)


@dataclass(frozen=True)
class Run:
    """Some words: plain, bold, italic, code, or a link, whose target may be another paper or a file of the source."""

    words: str
    kind: str = "plain"
    to: str = ""

    @property
    def paper(self) -> str:
        """The other paper that a link leads to, by its word."""
        name = Path(self.to).name.removesuffix(".md")
        return name if name in PAPERS and "/" not in self.to else ""

    @property
    def file(self) -> str:
        """The file of the source that a link leads to, where the words do not name it already."""
        if not self.to or self.paper or self.to == "hazards.md":
            return ""
        path = (FOLDER / self.to).resolve().relative_to(ROOT).as_posix()
        return path if path != self.words else ""


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list or a table: lines of runs, or rows of cells of runs."""

    kind: str
    lines: list[list[Run]] = field(default_factory=list)
    rows: list[list[list[Run]]] = field(default_factory=list)


def paper(name: str) -> list[Block]:
    """A paper by its word. Raises KeyError."""
    PAPERS[name]
    return list(blocks((FOLDER / f"{name}.md").read_text(encoding="utf-8")))


def blocks(text: str) -> Iterator[Block]:
    """What stands between empty lines, each as what it is."""
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = part.splitlines()
        first = lines[0]
        if first.startswith("<!--"):
            continue
        if heading := re.match(r"(#+) ", first):
            yield Block(f"h{len(heading[1])}", [runs(first[heading.end() :])])
        elif first.startswith("- "):
            yield Block("list", [runs(item) for item in _items(lines)])
        elif first.startswith("|"):
            yield Block("table", rows=[[runs(cell) for cell in _cells(line)] for line in lines if not _is_rule(line)])
        else:
            yield Block("p", [runs(" ".join(lines))])


def runs(words: str) -> list[Run]:
    """A line in its runs."""
    found, end = [], 0
    for each in INLINE.finditer(words):
        found += [Run(words[end : each.start()])] if each.start() > end else []
        kind = each.lastgroup if each.lastgroup != "to" else "link"
        found.append(Run(each["bold"] or each["italic"] or each["code"] or each["words"], str(kind), each["to"] or ""))
        end = each.end()
    return found + ([Run(words[end:])] if end < len(words) else [])


def _items(lines: list[str]) -> list[str]:
    """The items of a list, each with the lines that go on below it."""
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line.removeprefix("- "))
        else:
            items[-1] += f" {line.strip()}"
    return items


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _is_rule(line: str) -> bool:
    return not line.strip("|-: ")


def complaints() -> Iterator[str]:
    """Links of the papers that lead nowhere."""
    for name in PAPERS:
        file = FOLDER / f"{name}.md"
        for each in INLINE.finditer(file.read_text(encoding="utf-8")):
            to = (each["to"] or "").partition("#")[0]
            if to and "://" not in to and not (file.parent / to).resolve().is_relative_to(ROOT):
                yield f"{name}.md: {to} leads out of the repository"
            elif to and "://" not in to and not (file.parent / to).exists():
                yield f"{name}.md: there is no {to}"
