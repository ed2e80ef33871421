"""PURE: the gate of a transfer. TABLE: what must be in place before anybody leaves, and what of it is still missing.

A transfer begins where it is arranged; what was in place for an earlier one does not count for it. Whoever leaves with
something missing is recorded all the same, with why and which clinician says so, and it is never shown as complete.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from referrals.events import EventKind
from referrals.events.transfer import CHECKS
from referrals.key_information.question import UNKNOWN

K = EventKind


class Happened(Protocol):
    """An event, as the gate needs it."""

    kind: str
    data: dict[str, Any]
    happened_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Need:
    """One thing that must be in place: its heading, and for each answer the words for it while it is missing."""

    title: str
    missing: dict[str, str]


# An answer counts by being there; these count only as one of the values.
ENOUGH = {
    "precautions_read_back": {"yes"},
    "images": {"sent", "none"},
    "steroid_given": {"yes", "no"},
}
NEEDS = (
    Need("Accepting clinician and bed", {"accepting": "the clinician who accepts", "bed": "a bed"}),
    Need("Responsible until arrival", {"responsible": "who is responsible until arrival"}),
    Need(
        "Spinal precautions",
        {"precautions": "the spinal precautions", "precautions_read_back": "the precautions read back"},
    ),
    Need("Images", {"images": "the images sent"}),
    Need("Dexamethasone", {"steroid_given": "whether dexamethasone was given"}),
    Need("Escort and transport", {"escort": "the escort", "transport": "the transport"}),
    Need("Receiving ward", {"ward_told": "the receiving ward told"}),
)
DESTINATION = "where to"
WORDS = {name: words for need in NEEDS for name, words in need.missing.items()}
ENDS = frozenset({K.ARRIVED, K.TRANSFER_CANCELLED})


@dataclass
class Transfer:
    """The newest transfer: what was told of it, by whom, and how far it has come."""

    answers: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Happened] = field(default_factory=dict)
    arranged: Happened | None = None
    departed: Happened | None = None
    ended: Happened | None = None

    @property
    def missing(self) -> list[str]:
        """The answers that are not there yet, by name."""
        return [name for name in WORDS if not is_enough(name, self.answers.get(name))]

    @property
    def missing_words(self) -> list[str]:
        return [*([] if self.arranged else [DESTINATION]), *(WORDS[name] for name in self.missing)]

    @property
    def may_leave(self) -> bool:
        return not self.missing_words

    @property
    def is_waiting(self) -> bool:
        """Arranged, and nobody has left."""
        return bool(self.arranged and not self.departed and not self.ended)

    @property
    def is_under_way(self) -> bool:
        return bool(self.departed and not self.ended)

    @property
    def left_without(self) -> list[str]:
        """What was missing when they left, in words; empty where all was in place."""
        return list(self.departed.data.get("left_without", ())) if self.departed else []

    def needs(self) -> Iterator[tuple[Need, list[tuple[str, Any]], list[str]]]:
        """Each need with the answers that are there and the words of those that are not."""
        for need in NEEDS:
            there = [(name, self.answers[name]) for name in need.missing if self.answers.get(name)]
            yield need, there, [words for name, words in need.missing.items() if name in self.missing]


def is_enough(name: str, value: Any) -> bool:
    return value in ENOUGH[name] if name in ENOUGH else bool(value)


def newest(events: Iterable[Happened]) -> Transfer:
    """The newest transfer, from the events that stand. A dose that is in the log was given, whatever was answered."""
    transfer, dose = Transfer(), None
    for event in sorted(events, key=lambda it: (to_the_minute(it.happened_at), it.recorded_at)):
        if event.kind == K.TRANSFER_ARRANGED:
            transfer = Transfer(arranged=event)
        if event.kind in (K.TRANSFER_ARRANGED, K.TRANSFER_CHECKED):
            _take(transfer, event)
        elif event.kind == K.IMAGES_SENT and transfer.arranged:
            transfer.answers["images"], transfer.told["images"] = "sent", event
        elif event.kind == K.DEPARTED:
            transfer = transfer if transfer.arranged and not transfer.ended else Transfer()
            transfer.departed = event
        elif event.kind in ENDS and not transfer.ended:
            transfer.ended = event
        dose = event if event.kind == K.STEROID_DOSE else dose
    if dose and transfer.arranged:
        transfer.answers["steroid_given"], transfer.told["steroid_given"] = "yes", dose
    return transfer


def to_the_minute(at: datetime) -> datetime:
    """People tell the minute: of two things in the same one, what was told first came first."""
    return at.replace(second=0, microsecond=0)


def current(events: Iterable[Happened]) -> Transfer | None:
    """The newest transfer, if there is one and it was not called off."""
    transfer = newest(events)
    is_off = transfer.ended is not None and transfer.ended.kind == K.TRANSFER_CANCELLED
    return transfer if (transfer.arranged or transfer.departed) and not is_off else None


def _take(transfer: Transfer, event: Happened) -> None:
    """Each answer that says something takes the place of the one before; "not known" takes nobody's."""
    for name in ("transfer_to", "transfer_phone", *CHECKS):
        if (value := event.data.get(name)) and value != UNKNOWN:
            transfer.answers[name], transfer.told[name] = value, event
