"""A measure's figures told apart, as its page shows them: rows with their strips, a funnel, a gap with its interval."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from audit.behind import Apart
from audit.charts.funnel import PLACE_WORDS, Dot, funnel, place
from audit.charts.strip import strip
from audit.figures import Figures
from audit.groups import DIMENSIONS, NOT_KNOWN, Dimension
from audit.measures import Measure
from audit.statistics import difference

# The groups held against each other in a sentence: the first less the second, and how they are called there.
GAPS = {
    "deprivation": ("1", "5", "the most deprived fifth", "the least deprived"),
    "hours": ("out", "in", "all other hours", "Monday to Friday, 08:00 to 18:00"),
    "language": ("yes", "no", "people who need an interpreter", "those who do not"),
    "sex": ("female", "male", "women", "men"),
}


@dataclass(frozen=True)
class Row:
    """One group: its figures, and how they are drawn. `limits` says where a hospital lies in its funnel."""

    group: str
    words: str
    figures: Figures
    strip: Markup
    limits: str = ""


@dataclass(frozen=True)
class Section:
    """One dimension of a measure's page."""

    dimension: Dimension
    rows: list[Row]
    gap: str
    funnel: Markup | None = None


def sections(measure: Measure, whole: Figures, apart: Apart) -> list[Section]:
    """Every dimension of the table, in its order."""
    return [_section(measure, dimension, whole, apart[key]) for key, dimension in DIMENSIONS.items()]


def _section(measure: Measure, dimension: Dimension, whole: Figures, groups: Mapping[str, Figures]) -> Section:
    rows = list(_rows(dimension, whole, groups))
    if dimension.key != "site" or not (measure.has_percentage and whole.scored):
        return Section(dimension, rows, _gap(dimension, groups))
    share, title = whole.met / whole.scored, f"{measure.id}: percentage by hospital and number of people scored"
    dots = [Dot(number, row.figures.met, row.figures.scored) for number, row in enumerate(rows, 1)]
    return Section(dimension, rows, "", funnel(dots, share, name=f"{measure.slug}-sites", title=title))


def _rows(dimension: Dimension, whole: Figures, groups: Mapping[str, Figures]) -> Iterator[Row]:
    is_site, share = dimension.key == "site", whole.met / whole.scored if whole.scored else 0.0
    for number, (group, figures) in enumerate(groups.items(), 1):
        words = f"{number} {dimension.words(group)}" if is_site else dimension.words(group)
        limits = PLACE_WORDS[place(figures.met, figures.scored, share)] if is_site and figures.judged else ""
        yield Row(group, words, figures, strip(figures.percent, figures.interval, whole.percent), limits)


def _gap(dimension: Dimension, groups: Mapping[str, Figures]) -> str:
    """How far two groups lie apart, with Newcombe's interval, and whether that could be chance."""
    if dimension.key not in GAPS:
        return ""
    first, second, words, other = GAPS[dimension.key]
    a, b = groups[first], groups[second]
    if not (a.judged and a.scored and b.scored):
        return ""
    gap, low, high = (round(100 * each, 1) for each in difference((a.met, a.scored), (b.met, b.scored)))
    verdict = "which chance alone could give" if low <= 0 <= high else "more than chance alone would give"
    return (
        f"{words[0].upper()}{words[1:]} against {other}: {_signed(gap)} points (95% interval {_signed(low)} to "
        f"{_signed(high)}), {verdict}."
    )


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−") if points else "0.0"


def completeness(section: Section) -> str:
    """For how many the group is known, in words; empty where nobody is counted."""
    known = sum(row.figures.denominator for row in section.rows if row.group != NOT_KNOWN)
    total = sum(row.figures.denominator for row in section.rows)
    return f"Known for {known} of {total}." if total else ""
