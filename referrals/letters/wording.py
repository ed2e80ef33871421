"""PURE: a wording with placeholders such as {person}. Names are looked up in a table and nothing is ever run.

What is filled in is not looked at again: braces that somebody typed on the telephone stay braces.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from referrals.key_information import SECTIONS

NOT_KNOWN = "not known"
LONGEST = 20_000
NAMED = re.compile(r"\{([^{}]*)\}")

# TABLE: what a wording may ask for.
PLACEHOLDERS: dict[str, str] = {
    "today": "Day on which the letter is made",
    "author": "Who makes it",
    "service": "Our service",
    "service_phone": "Number of our service",
    "alliance": "The alliance",
    "person": "Name of the person",
    "born": "Birth date and age",
    "nhs_number": "NHS number",
    "reference": "Our reference",
    "allergies": "Allergies",
    "caller": "Who rang",
    "caller_phone": "Number of who rang",
    "referred_from": "Hospital, practice or place of who rang",
    "oncologist": "Oncologist",
    "owner": "Who looks after the referral with us",
    "accepted_by": "Clinician who accepted the person",
    "where_now": "Where the person is",
    "where_phone": "Number there",
    "received": "When the call came",
    "suspected": "When it was first suspected",
    "disposition": "Disposition",
    "why": "Reason for the disposition",
    "cancer": "Cancer",
    "findings": "Box 1, answer by answer (a list)",
    "walking": "Walking, as told",
    "told": "What else the calls told (a list)",
    "immobilised": "Immobilised",
    "dexamethasone": "Dexamethasone",
    "scores": "Scores and scales, the newest of each (a list)",
    "advice": "Advice given and prompts answered (a list)",
    "calls": "Calls (a list)",
    "imaging": "Imaging (a list)",
    "result": "Result of imaging",
    "decision": "Decisions (a list)",
    "treatment": "Treatment (a list)",
    "clocks": "Time limits and how they stand (a list)",
    "course": "All that happened, in order (a list)",
    "moves": "Moves, acceptance and transfer (a list)",
    "discharge": "Discharge planning and discharge (a list)",
    "walking_at_discharge": "Walking at discharge",
    "head": "Anticoagulant, MRI safety, resuscitation (a list)",
    **{slug: f"Key information: {section.title} (a list)" for slug, section in SECTIONS.items()},
    "transfer_to": "Where the person is taken to",
    "transfer_phone": "Number there, for the transfer",
    "transfer": "What must be in place for a transfer, and what is missing (a list)",
    "care": "Care until home, area by area (a list)",
    "lacks_for_home": "What is not in place for home (a list)",
    "to_do": "What is still to be done, by when, by whom (a list)",
}


class WordingRefused(ValueError):
    """The wording cannot be kept; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Block:
    """A piece of a letter: a heading, a paragraph or a list. `lines` of a paragraph stand below each other."""

    kind: str
    lines: tuple[str, ...]


def check(text: str) -> None:
    """Raise WordingRefused unless every placeholder is one of the table."""
    if not text.strip():
        raise WordingRefused("The wording is empty. Write it, or press Use the service’s own wording.")
    if len(text) > LONGEST:
        raise WordingRefused(f"The wording is longer than {LONGEST:,} characters. Shorten it.")
    for name in NAMED.findall(text):
        if name not in PLACEHOLDERS:
            raise WordingRefused(_unknown(name))
    if re.search(r"[{}]", NAMED.sub("", text)):
        raise WordingRefused("A brace stands alone. A placeholder is a name between braces, such as {person}.")


def _unknown(name: str) -> str:
    near = get_close_matches(name.strip().lower(), PLACEHOLDERS, n=1)
    meant = f" Is {{{near[0]}}} meant?" if near else " The list below names them all."
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    return f"There is no placeholder {{{shown}}}.{meant}"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The wording with each placeholder's value; "not known" where there is none."""
    return NAMED.sub(lambda found: values.get(found[1], "") or NOT_KNOWN, text)


def blocks(text: str) -> Iterable[Block]:
    """The letter as headings ("# " before a line), lists ("- " before each line) and paragraphs."""
    found: list[Block] = []
    open_kind = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        kind, said = _sort(line)
        if kind and kind == open_kind and kind != "heading":
            found[-1] = Block(kind, (*found[-1].lines, said))
        elif kind:
            found.append(Block(kind, (said,)))
        open_kind = kind
    return found


def _sort(line: str) -> tuple[str, str]:
    """Which kind of block a line belongs to, and the line without its mark; nothing for an empty line."""
    said = line.strip()
    for mark, kind in (("# ", "heading"), ("- ", "item")):
        if said.startswith(mark):
            return kind, said.removeprefix(mark).strip()
    return ("paragraph", said) if said else ("", "")
