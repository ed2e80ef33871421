"""PURE: what one save of the key information says, as a line of the timeline."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from referrals.key_information import SECTIONS
from referrals.key_information.section import Section

LONGEST = 160


def line(data: Mapping[str, Any], at: datetime) -> str:
    """Such as "Neurological assessment: walking now with help, worse, was unaided"."""
    section = SECTIONS[data["section"]]
    return f"{section.title}: " + "; ".join(_parts(section, data, at))


def _parts(section: Section, data: Mapping[str, Any], at: datetime) -> Iterator[str]:
    for question in section.questions:
        if question.name not in data["answers"]:
            continue
        value, was = data["answers"][question.name], data.get("was", {}).get(question.name)
        words = question.within(value, at) if value else "taken back"
        words = words if len(words) <= LONGEST else words[:LONGEST].rstrip() + " …"
        worse = ", worse" if question.name in data.get("worse", ()) else ""
        before = f", was {question.within(was, at)}" if was else ""
        yield f"{question.label}: {words}{worse}{before}"
