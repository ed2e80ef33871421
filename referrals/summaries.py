"""PURE: what stands on record of images, opinions, dexamethasone and a transfer, from the events that count."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from referrals.events import EventKind
from referrals.forms.asks.imaging import CENTRES
from referrals.forms.asks.treatment import OPINIONS
from referrals.gate import Need, Transfer, to_the_minute
from referrals.models import Event
from referrals.sentences import answer_words

K = EventKind
CENTRE_WORDS, OPINION_WORDS = dict(CENTRES), dict(OPINIONS)
IMAGES = {K.IMAGES_SENT: True, K.IMAGES_ARRIVED: False}
STEROID = (K.STEROID_DOSE, K.STEROID_CHECKED, K.STEROID_PLAN, K.STEROID_STOPPED)


@dataclass
class Asked:
    """Something that was asked for or sent, and the event that answered it."""

    whom: str
    asked: Event | None = None
    answered: Event | None = None


def images(events: Iterable[Event]) -> list[Asked]:
    """The newest images sent to each centre, and whether they have arrived."""
    found: dict[str, Asked] = {}
    for event in (each for each in in_order(events) if each.kind in IMAGES):
        centre = event.data["images_to"]
        whom = event.data.get("images_where") or CENTRE_WORDS.get(centre, centre)
        if event.kind == K.IMAGES_SENT:
            found[centre] = Asked(whom, asked=event)
        else:
            found.setdefault(centre, Asked(whom)).answered = event
    return list(found.values())


def opinions(events: Iterable[Event]) -> list[Asked]:
    """The newest opinion of each specialty: asked, answered or both."""
    found: dict[str, Asked] = {}
    for event in in_order(events):
        if event.kind == K.OPINION_ASKED:
            of = event.data["opinion_of"]
            found[of] = Asked(OPINION_WORDS.get(of, of), asked=event)
        elif event.kind in (K.SURGICAL_OPINION, K.OPINION_GIVEN):
            of = event.data.get("opinion_of", "surgery")
            found.setdefault(of, Asked(OPINION_WORDS.get(of, of))).answered = event
    return list(found.values())


@dataclass
class SteroidLog:
    """Dexamethasone as given: each entry in its order, and what a course wants that nobody has told."""

    entries: list[Event] = field(default_factory=list)
    is_running: bool = False
    has_plan: bool = False
    has_glucose: bool = False
    has_ppi: bool = False

    @property
    def lacks(self) -> list[str]:
        wanted = {"a proton pump inhibitor": self.has_ppi, "blood glucose": self.has_glucose,
                  "a plan to taper": self.has_plan}  # fmt: skip
        return [words for words, is_there in wanted.items() if not is_there] if self.is_running else []


def steroid_log(events: Iterable[Event]) -> SteroidLog:
    """The log as it stands; empty where nothing was recorded."""
    log = SteroidLog()
    for event in (each for each in in_order(events) if each.kind in STEROID):
        if event.kind == K.STEROID_DOSE and not log.is_running:
            log = SteroidLog(log.entries, is_running=True)
        log.is_running = log.is_running and event.kind != K.STEROID_STOPPED
        log.has_plan |= event.kind == K.STEROID_PLAN
        log.has_glucose |= bool(event.data.get("glucose"))
        log.has_ppi |= event.data.get("ppi_given") in {"yes", "declined"}
        log.entries.append(event)
    return log


def in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (to_the_minute(event.happened_at), event.recorded_at))


def in_place(transfer: Transfer, at: datetime) -> list[dict[str, Any]]:
    """Each need with its answers in words, who told which when, and what is missing."""
    return [
        {
            "title": need.title,
            "there": [(_words(need, name, value, at), transfer.told[name]) for name, value in there],
            "missing": missing,
        }
        for need, there, missing in transfer.needs()
    ]


def _words(need: Need, name: str, value: Any, at: datetime) -> str:
    """An answer; under the heading that asks for it alone, without its label."""
    words = answer_words(name, value, at)
    return words.split(": ", 1)[-1] if len(need.missing) == 1 else words
