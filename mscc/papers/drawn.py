"""The hazard log and the list of security requirements as pages of docs/, drawn from their files."""

from mscc.papers import asvs
from mscc.papers.hazards import STATUSES, Control, Hazard, log, ordered
from mscc.papers.risk import CLASSES, LIKELY, MATRIX, SEVERE, Severity

NOTE = (
    "Drafted by the makers of the service for DCB0129. **Every score is proposed, and none is clinically approved**: a "
    "clinical safety officer of the manufacturer, and under DCB0160 one of the deploying trust, scores and signs. A "
    "control that names code and tests is there, and `make check` fails when one of them is not; “open” is not there."
)


def hazards_page(generated: str) -> str:
    """The log: the matrix, the list with the gravest that remains first, then each hazard."""
    hazards = log()
    lines = ["# Hazard log", "", generated, "", NOTE, "", *_matrix(), "", "## The hazards", ""]
    lines += ["| | hazard | without controls | that remains | status |", "|---|---|---|---|---|"]
    for it in ordered("after", hazards):
        title = f"[{it.number}](#{it.number.lower()})"
        lines.append(f"| {title} | {it.hazard} | {it.before.words} | {it.after.words} | {it.status} |")
    lines += ["", *(f"- {name}: {words}." for name, words in STATUSES.items())]
    for it in hazards:
        lines += _hazard(it)
    return "\n".join([*lines, ""])


def _matrix() -> list[str]:
    heads = " | ".join(each.words.lower() for each in Severity)
    lines = ["## The matrix", "", f"| likelihood | {heads} |", "|---" * (len(Severity) + 1) + "|"]
    lines += [f"| {each.words} | {' | '.join(map(str, row))} |" for each, row in MATRIX.items()]
    lines += ["", "| severity | for one person | for several |", "|---|---|---|"]
    lines += [f"| {each.words} | {one} | {several} |" for each, (one, several) in SEVERE.items()]
    lines += ["", "| likelihood | |", "|---|---|", *(f"| {each.words} | {words} |" for each, words in LIKELY.items())]
    return [*lines, "", "| class | |", "|---|---|", *(f"| {each} | {words} |" for each, words in CLASSES.items())]


def _hazard(it: Hazard) -> list[str]:
    lines = ["", f"### {it.number}", "", f"**{it.hazard}**", "", f"From: {it.source}. Owner: {it.owner}.", ""]
    lines += ["Causes:", "", *(f"- {cause}" for cause in it.causes), "", f"Effect: {it.effect}", ""]
    lines += ["| control | code | tests |", "|---|---|---|", *map(_control, it.controls), ""]
    return [*lines, f"Without controls: {it.before.words}. That remains: {it.after.words}. {it.residual}"]


def _control(it: Control) -> str:
    if it.is_open:
        return f"| **Open:** {it.does} | | |"
    return f"| {it.does} | {named(it.code)} | {named(it.tests)} |"


def named(links: tuple[str, ...]) -> str:
    return "<br>".join(f"`{each}`" for each in links)


ASVS_NOTE = (
    "After OWASP ASVS 5.0.0, levels 1 and 2, by its numbers and **in our own words**; the standard is the authority. "
    "The makers’ own reading of the code; nobody from outside has looked. Held: there, where it says. In part: there, "
    "with what is lacking. Open: not there yet. The trust’s: depends on how it is run. Nothing here: there is nothing "
    "that it would be about. `make check` fails when a place or a test that is named does not exist."
)


def asvs_page(generated: str) -> str:
    """Every requirement, a table for each chapter, and how many stand how."""
    chapters = asvs.chapters()
    rows = [row for items in chapters.values() for row in items]
    lines = [
        "# Security requirements (OWASP ASVS 5.0, level 2)",
        "",
        generated,
        "",
        ASVS_NOTE,
        "",
        "| | |",
        "|---|---|",
    ]
    lines += [f"| {words} | {sum(row.state == state for row in rows)} |" for state, words in asvs.STATES.items()]
    for chapter, items in chapters.items():
        lines += ["", f"## {chapter}", "", "| | level | asks | | where | tests |", "|---|---|---|---|---|---|"]
        lines += map(_requirement, items)
    return "\n".join([*lines, ""])


def _requirement(it: asvs.Requirement) -> str:
    state = f"**{asvs.STATES[it.state]}.** {it.says}".strip()
    return f"| {it.number} | {it.level} | {it.asks} | {state} | {named(it.where)} | {named(it.tests)} |"
