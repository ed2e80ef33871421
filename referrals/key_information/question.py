"""PURE: what a question of the key information is, and what counts as its answer.

An answer is kept as text: "yes", "no", the key of a choice, a number as it is written, levels between spaces, a time as
`kept` writes it. "unknown" is one: asked, and not known. No answer at all is not asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mscc.moments import Moment, Precision, show
from mscc.phrases import uncapitalised

UNKNOWN = "unknown"
YES_NO = {"yes": "Yes", "no": "No"}
LEVELS = tuple(f"{part}{number}" for part, last in (("C", 7), ("T", 12), ("L", 5), ("S", 5))
               for number in range(1, last + 1))  # fmt: skip

# As people type them: "T6", "T6 to T8", "T6-8".
SPAN = re.compile(r"([CTLS]\d+)(?:\s*(?:to|-|–|/)\s*([CTLS]?\d+))?", re.IGNORECASE)


class Sort(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    TIME = "time"
    LEVELS = "levels"
    LEVEL = "level"


class Ask(StrEnum):
    """Who is to be asked; the value is how the list for the telephone calls them."""

    REFERRER = "The referrer"
    WARD = "The ward"
    RADIOLOGY = "Radiology"
    ONCOLOGY = "Oncology"
    PERSON = "The person, or those close to them"


@dataclass(frozen=True)
class When:
    """A question that is asked only while another of its section has one of these answers."""

    name: str
    answers: tuple[str, ...] = ("yes",)


@dataclass(frozen=True)
class Question:
    """One question: its words, how it is answered, who knows, when it is asked, what the rules take from it."""

    name: str
    label: str
    ask: Ask
    sort: Sort = Sort.CHOICE
    choices: Mapping[str, str] = field(default_factory=lambda: YES_NO)
    when: When | None = None
    hint: str = ""
    unit: str = ""
    low: float = 0
    high: float = 0
    # The facts of the rules that an answer sets: the fact that is the answer itself, or what each answer makes so.
    fact: str = ""
    makes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # The answers from best to worst, where a change to the right is a deterioration.
    worsens: tuple[str, ...] = ()
    # The field of the referral or of the person that stands for it elsewhere, and is written with it.
    also: str = ""

    def words(self, value: str, now: datetime) -> str:
        """An answer as people read it."""
        if value == UNKNOWN:
            return "Not known"
        if self.sort is Sort.CHOICE:
            return self.choices.get(value, value)
        if self.sort is Sort.TIME:
            moment = moment_of(value)
            return show(moment, now=now).removesuffix(", time not known") if moment else value
        if self.sort in (Sort.LEVELS, Sort.LEVEL):
            return spans(value.split())
        return f"{value} {self.unit}".strip()

    def within(self, value: str, now: datetime) -> str:
        """An answer as it stands within a sentence: what was typed stays as it was typed."""
        words = self.words(value, now)
        is_ours = value == UNKNOWN or self.sort is Sort.CHOICE
        return uncapitalised(words) if is_ours else words

    def is_worse(self, new: str, old: str) -> bool:
        """Whether an answer is worse than the one before it. What is not known is neither."""
        known = new in self.worsens and old in self.worsens
        return known and self.worsens.index(new) > self.worsens.index(old)

    def facts(self, value: str) -> dict[str, Any]:
        """What the rules take from an answer; nothing from one that is not known."""
        if value in ("", UNKNOWN):
            return {}
        own: dict[str, Any] = {self.fact: float(value) if self.sort is Sort.NUMBER else value} if self.fact else {}
        return {**own, **self.makes.get(value, {})}


def kept(moment: Moment) -> str:
    """A time as an answer keeps it: the instant and how precisely it is known."""
    return f"{moment.at.isoformat()} {moment.precision}"


def moment_of(value: str) -> Moment | None:
    """The time that an answer keeps; None for what was only said in words."""
    at, _, precision = value.partition(" ")
    try:
        return Moment(datetime.fromisoformat(at), Precision(precision))
    except ValueError:
        return None


def level_words(value: str) -> str:
    """Levels as they are kept, in words. What was typed before they were picked stays as it was typed."""
    levels = value.split()
    return spans(levels) if levels and set(levels) <= set(LEVELS) else value


def picked(value: str) -> list[str]:
    """Levels as they are kept, or were typed ("T6 to T8", "T4-6, L1"), one by one; words that say no level as one."""
    if value in ("", UNKNOWN):
        return [value] if value else []
    found: list[str] = []
    if SPAN.sub("", value).strip(" ,;"):
        return [value]
    for span in SPAN.finditer(value):
        first, last = span[1].upper(), (span[2] or span[1]).upper()
        last = last if last[0].isalpha() else first[0] + last
        if not {first, last} <= set(LEVELS) or LEVELS.index(last) < LEVELS.index(first):
            return [value]
        found += LEVELS[LEVELS.index(first) : LEVELS.index(last) + 1]
    return found


def spans(levels: list[str]) -> str:
    """Levels in words, those next to each other as a span: "C5, T6 to T8"."""
    runs: list[list[str]] = []
    for level in sorted(set(levels) & set(LEVELS), key=LEVELS.index):
        if runs and LEVELS.index(level) == LEVELS.index(runs[-1][-1]) + 1:
            runs[-1].append(level)
        else:
            runs.append([level])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
