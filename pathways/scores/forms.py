"""TABLE: what a score's form says beside its items: the words of each band, and what the score can bear and cannot."""

from collections.abc import Collection
from dataclasses import dataclass

from mscc.phrases import uncapitalised
from pathways.scores.sins import SINS
from pathways.scores.tokuhashi import TOKUHASHI_REVISED
from pathways.scores.tool import Tool


@dataclass(frozen=True)
class Paper:
    """A tool as a form: its recommendation, its bands in words, a note on its use."""

    tool: Tool
    short: str
    rec: str
    bands: dict[str, str]
    note: str
    of_band: str = "published band"

    @property
    def levels(self) -> list[str]:
        """The vertebral levels, where each score is of one."""
        ways = [item.other for item in self.tool.items if item.other]
        return [str(level) for way in ways if way.name == "level" for level in way.means]

    def lacking(self, missing: Collection[str]) -> str:
        """The items that are not known, as a part of a sentence."""
        labels = [item.label for item in self.tool.items if item.name in missing]
        if len(labels) == len(self.tool.items):
            return "every item"
        return ", ".join(map(uncapitalised, labels))

    def span(self, band: str) -> str:
        """The totals of a band: "7 to 12"."""
        lowest = 0
        for highest, name in self.tool.bands:
            if name == band:
                return f"{lowest} to {highest}"
            lowest = highest + 1
        raise LookupError(f"{self.tool.name} has no band {band!r}.")


# By the word under which each stands in an address.
PAPERS = {
    "sins": Paper(
        SINS,
        "SINS",
        "1.9.1",
        {"stable": "stable", "potentially_unstable": "potentially unstable", "unstable": "unstable"},
        "One score for each level; the worst level counts. It is better at ruling instability out than in: many spines "
        "that score 7 or more turn out stable. It says nothing of neurology.",
    ),
    "tokuhashi": Paper(
        TOKUHASHI_REVISED,
        "Revised Tokuhashi",
        "1.9.2",
        {"<6 months": "less than 6 months", ">=6 months": "6 months or longer", ">=1 year": "1 year or longer"},
        "The bands are of groups of people and not of this person: many live longer or shorter than their band. It is "
        "weaker below 12 months than above; blood cancers have no row of their own. Other illness counts beside it.",
        "published band of the group studied",
    ),
}
BY_NAME = {paper.tool.name: paper for paper in PAPERS.values()}
SUPPORTS = (
    "It supports a full clinical assessment and decides nothing: no rule of this service reads it, and prognosis and "
    "instability are a clinician’s own answers."
)
