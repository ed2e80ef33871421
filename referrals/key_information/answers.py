"""PURE: what the events say of each question: the answer that stands, the one before it, what lapsed, what is worse."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mscc.moments import Moment
from pathways.guideline.terms import PRIMARIES
from referrals.events import CALLS_TAKEN, EventKind
from referrals.key_information.question import UNKNOWN, Question
from referrals.key_information.section import Section

K = EventKind
NOT_WRITTEN_YET = 2**63
# What a call tells that is an answer to a question of the same name.
FROM_CALL = ("allergies", "primary", "walking", "speed", "last_walked", "residual")
PRIMARY_KEYS = {label: key for key, (label, _) in PRIMARIES.items()}


class Told(Protocol):
    """An event that stands, as answers are read from it."""

    pk: int
    kind: str
    data: dict
    told_by: str
    recorded_at: datetime

    @property
    def moment(self) -> Moment: ...

    @property
    def recorder(self) -> str: ...


@dataclass(frozen=True)
class Given:
    """One answer as it was given. An empty value takes back what was answered: not asked."""

    value: str
    event: Told

    @property
    def order(self) -> tuple[datetime, int]:
        """When it was true. Known to the day, it cannot be later than when it was written down."""
        moment = self.event.moment
        return min(moment.latest, max(moment.at, self.event.recorded_at)), self.event.pk or NOT_WRITTEN_YET


class Standing(StrEnum):
    ANSWERED = "answered"
    NOT_KNOWN = "not known"
    NOT_ASKED = "not asked"
    NOT_WANTED = "not wanted"


@dataclass(frozen=True)
class Answer:
    """A question with what stands of it. `before`: the last other answer; `lapsed`: the one that is no longer asked."""

    question: Question
    is_wanted: bool
    given: Given | None = None
    before: Given | None = None
    lapsed: Given | None = None

    @property
    def value(self) -> str:
        """The answer that counts; empty where there is none."""
        return self.given.value if self.given and self.is_wanted else ""

    @property
    def standing(self) -> Standing:
        if not self.is_wanted:
            return Standing.NOT_WANTED
        return {"": Standing.NOT_ASKED, UNKNOWN: Standing.NOT_KNOWN}.get(self.value, Standing.ANSWERED)

    @property
    def is_worse(self) -> bool:
        return bool(self.before and self.question.is_worse(self.value, self.before.value))


History = Mapping[str, list[Given]]


def history(events: Iterable[Told]) -> dict[str, list[Given]]:
    """Every answer to every question, the oldest first. `events`: those that stand."""
    told: dict[str, list[Given]] = {}
    for event in events:
        for name, value in _answers(event):
            told.setdefault(name, []).append(Given(value, event))
    for each in told.values():
        each.sort(key=lambda given: given.order)
    return told


def _answers(event: Told) -> Iterator[tuple[str, str]]:
    if event.kind == K.KEY_INFORMATION:
        yield from event.data["answers"].items()
    elif event.kind in CALLS_TAKEN:
        for name in FROM_CALL:
            if value := _from_call(name, str(event.data.get(name, ""))):
                yield name, value
    elif event.kind == K.IMPORTED and (primary := event.data.get("facts", {}).get("primary")):
        yield "primary", primary


def _from_call(name: str, value: str) -> str:
    """What a call told, as an answer keeps it. A residual that is no number stays with the call."""
    if name == "residual":
        number = value.lower().removesuffix("ml").strip()
        return number if number.isdecimal() and number.isascii() else ""
    return PRIMARY_KEYS.get(value, value) if name == "primary" else value


def answers(section: Section, told: History) -> dict[str, Answer]:
    """Each question of a section with what stands of it, in their order: a question comes after the one it hangs on."""
    found: dict[str, Answer] = {}
    for question in section.questions:
        found[question.name] = _answer(section, question, told, found)
    return found


def _answer(section: Section, question: Question, told: History, found: Mapping[str, Answer]) -> Answer:
    given = list(told.get(question.name, ()))
    newest = given[-1] if given else None
    is_wanted = question.when is None or found[question.when.name].value in question.when.answers
    if newest and (not is_wanted or _has_lapsed(section, question, newest, told)):
        return Answer(question, is_wanted, lapsed=newest if newest.value else None)
    return Answer(question, is_wanted, newest, _before(given))


def _before(given: list[Given]) -> Given | None:
    """The last answer that was known and another: asking again does not make it forgotten."""
    others = (each for each in reversed(given) if each.value not in ("", UNKNOWN, given[-1].value))
    return next(others, None)


def _has_lapsed(section: Section, question: Question, given: Given, told: History) -> bool:
    """Whether a question above it has since been answered so that this one was not asked: the answer does not come
    back by itself when that is answered otherwise again.
    """
    while question.when:
        later = (each for each in told.get(question.when.name, ()) if each.order > given.order)
        if any(each.value not in question.when.answers for each in later):
            return True
        question = section.by_name[question.when.name]
    return False
