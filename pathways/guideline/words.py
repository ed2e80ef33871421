"""TABLE: what is shown and said for each disposition, in the service's own words, each with its recommendation.

Informs, never commands; nothing is prescribed and nothing is blocked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mscc.phrases import uncapitalised
from pathways.guideline.assess import Answer, asked, with_implied, with_suspicions
from pathways.guideline.logic import Condition, Facts
from pathways.guideline.terms import CANCER, CORD, LABELS, PAIN
from pathways.guideline.triage import CORD_FEATURE, Disposition, cords, pains

D = Disposition


@dataclass(frozen=True)
class Heading:
    """A disposition's short name for lists, and the heading of the answer on the call screen."""

    label: str
    heading: str


HEADINGS: dict[Disposition, Heading] = {
    D.EMERGENCY: Heading("Emergency", "Emergency: suspected MSCC"),
    D.EMERGENCY_ONC: Heading("Emergency, cancer suspected", "Emergency: suspected MSCC, cancer suspected"),
    D.EMERGENCY_ANY_CAUSE: Heading("Emergency, any cause", "Emergency of another cause"),
    D.ADVICE_24H: Heading("Advice within 24 h", "Advice within 24 hours"),
    D.ONC: Heading("Urgent oncology", "Urgent oncology assessment"),
    D.EXPLAIN_OR_ADVICE: Heading("Explain or advise", "Explain, or advice within 24 hours"),
    D.EXPLAIN: Heading("Explain", "Explain what to watch for"),
    D.ASK_CANCER: Heading("Ask about cancer", "Ask whether cancer is suspected"),
    D.SUSPECTED_CANCER: Heading("Suspected cancer route", "Suspected cancer route"),
    D.BACK_PAIN: Heading("Back pain route", "Low back pain route"),
    D.NO_ROUTE: Heading("No acute route", "No pain, no cord feature"),
    D.NOT_APPLICABLE: Heading("Not applicable", "No factor of box 1"),
}


@dataclass(frozen=True)
class Line:
    """Something to say to the caller; with `when`, only where that certainly holds. Advice proper: prompts.py."""

    says: str
    recs: str
    when: Condition | None = None


LOCAL = "local"

WATCH = Line(
    "Ring at once on any weakness, numbness, change in walking, bladder or bowel, or pain radiating along a nerve.",
    "1.3.2",
)
SAY: dict[Disposition, tuple[Line, ...]] = {
    D.EMERGENCY: (Line("“I am treating this as an emergency.”", "1.3.2"),),
    D.EMERGENCY_ONC: (Line("“I am treating this as an emergency, although cancer is only suspected.”", "1.1.5"),),
    D.EMERGENCY_ANY_CAUSE: (
        Line("“This may be cord or cauda equina compression of another cause: it goes the same-day emergency way.”",
             LOCAL),
        Line("Which clinician accepts the person? I need a name.", LOCAL),
        Line("Could cancer be the cause? If it is suspected, tell me now.", "1.3.5"),
        Line("Pain relief now; it waits for no test.", LOCAL),
    ),
    D.ADVICE_24H: (
        Line("“You will have advice within 24 hours, from me.”", "1.3.3"),
        Line("No plain X-ray to rule anything in or out.", "1.5.9"),
        WATCH,
    ),
    D.ONC: (WATCH,),
    D.EXPLAIN_OR_ADVICE: (
        Line("Is it low back pain, and has the spine been imaged (not by X-ray) since it began?", "1.3.6, 1.5.9"),
        Line("Until both are clear I treat it as advice within 24 hours.", LOCAL),
        WATCH,
    ),
    D.EXPLAIN: (
        Line("Explain which symptoms to watch for, and to make contact urgently if anything changes or worsens.",
             "1.3.6"),
        WATCH,
    ),
    D.ASK_CANCER: (
        Line("Is cancer suspected? If so: urgent oncology assessment.", "1.3.5"),
        Line("If not: the low back pain guideline, and say what to watch for.", LOCAL),
        WATCH,
    ),
    D.SUSPECTED_CANCER: (Line("Follow the suspected cancer guideline.", LOCAL), WATCH),
    D.BACK_PAIN: (Line("Follow the low back pain guideline.", LOCAL), WATCH),
    D.NO_ROUTE: (
        Line("Nothing acute on what is known. If spinal metastases are known, say what to watch for.", "1.2.2"),
        Line("If they are known: no MRI only to look for compression early.", "1.5.6", ~CORD_FEATURE),
    ),
    D.NOT_APPLICABLE: (Line("Nothing here suggests spinal metastases or MSCC on what is known.", LOCAL),),
}  # fmt: skip


def to_say(facts: Facts, disposition: Disposition) -> Iterator[Line]:
    """The lines for this person: those without a condition, and those whose condition holds."""
    known = with_suspicions(with_implied(facts), disposition)
    for line in SAY[disposition]:
        if line.when is None or line.when.of(known).yes:
            yield line


@dataclass(frozen=True)
class Question:
    """Something to ask next: the fields to go to, why, and the recommendation."""

    names: tuple[str, ...]
    why: str
    recs: str

    def label(self, name: str) -> str:
        item = CORD.get(name) or PAIN.get(name)
        return item.label if item else LABELS[name][0].upper() + LABELS[name][1:]


def to_ask(facts: Facts, answer: Answer) -> Iterator[Question]:
    """What to ask next, the most deciding first."""
    wanted = set(answer.ask)
    cord = tuple(name for name in CORD if name in wanted)
    if "cancer" in wanted:
        yield Question(("cancer",), "Decides who is rung", "1.3.2, 1.3.5")
    if cord:
        settled = len(cords(facts)) == 1
        yield Question(cord, "All six belong on record" if settled else "One yes makes it an emergency", "1.1.15")
    if pain := tuple(name for name in PAIN if name in wanted):
        more = ("back_pain",) if "back_pain" in wanted else ()
        yield Question((*more, *pain), *_why_pain(facts))
    if narrow := tuple(name for name in ("low_back_pain", "disease_evidence") if name in wanted):
        yield Question(narrow, "Imaging counts, an X-ray does not", "1.3.6")


def _why_pain(facts: Facts) -> tuple[str, str]:
    """What a pain characteristic would decide, and by which recommendation."""
    if CORD_FEATURE.of(facts).yes:
        return "For the record: nothing waits for it", "1.1.15"
    match facts.get("cancer"):
        case "current" | "past":
            return "One yes calls for advice within 24 hours", "1.3.3"
        case "suspected":
            return "One yes calls for urgent oncology assessment", "1.3.5"
    return "One yes raises the question of cancer", "1.3.5"


def reason(told: Facts) -> str:
    """Why the disposition is what it is, in a few words for a list."""
    facts = with_implied(told)
    present = [item.label for name, item in {**CORD, **PAIN}.items() if facts.get(name) == "yes"]
    if present:
        return _sentence(present[:3])
    cancer = f"cancer {CANCER[str(facts['cancer'])].lower()}" if facts.get("cancer") else "cancer not known"
    return _sentence([_unasked(facts) or "no box 1 symptom", cancer])


def _unasked(facts: Facts) -> str:
    cord, pain = asked(facts)
    if len(cords(facts)) > 1:
        return "cord features not all asked" if cord else "cord features not asked"
    if len(pains(facts)) > 1:
        return "pain not all asked" if pain else "pain not asked"
    return ""


def _sentence(parts: list[str]) -> str:
    first, *rest = parts
    return ", ".join([first[0].upper() + first[1:], *map(uncapitalised, rest)])
