"""PURE: what somebody was asked for and has not answered, from the events that stand.

TABLE: each with the words that say it is awaited, the next step, the event that records it, its recommendation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mscc.moments import Moment
from referrals.events import CALLS_TAKEN, PART_ONLY, EventKind
from referrals.gate import to_the_minute

K = EventKind


class Happened(Protocol):
    """An event, as this needs it."""

    kind: str
    data: dict[str, Any]
    recorded_at: datetime

    @property
    def moment(self) -> Moment: ...


@dataclass(frozen=True)
class Awaited:
    """Something awaited: its name, with the time elapsed a sentence; what to do about it; what records it."""

    waits: str
    do: str
    record: EventKind
    rec: str = ""
    is_late: bool = False
    # Less pressing than a decision.
    is_on_its_way: bool = False


CENTRES = {
    "spinal": "the spinal surgical centre", "cancer": "the cancer centre", "mscc": "the MSCC service",
    "neuroscience": "the neuroscience centre", "other": "the other centre",
}  # fmt: skip
AWAITED: dict[str, Awaited] = {
    "steroid_stop": Awaited(
        "Dexamethasone still to be stopped", "Disease is ruled out: dexamethasone is stopped", K.STEROID_STOPPED,
        "1.8.2", is_late=True,
    ),
    "steroid_taper": Awaited(
        "Plan to taper dexamethasone awaited", "Treatment has begun: plan to taper dexamethasone", K.STEROID_PLAN,
        "1.8.1",
    ),
    "transfer": Awaited("Transfer arranged, not left", "Put in place what the transfer lacks", K.TRANSFER_CHECKED),
    "on_the_way": Awaited("On the way", "Confirm that the person has arrived", K.ARRIVED),
    "surgery": Awaited(
        "Surgeon’s opinion awaited", "Ring the surgeon for the opinion", K.SURGICAL_OPINION, "1.11.1"
    ),
    "oncology": Awaited(
        "Oncologist’s opinion awaited", "Ring the oncologist for the opinion", K.OPINION_GIVEN, "1.11.1"
    ),
    "haematology": Awaited(
        "Haematologist’s opinion awaited", "Ring the haematologist for the opinion", K.OPINION_GIVEN, "1.8.6"
    ),
    "palliative_care": Awaited("Palliative care’s opinion awaited", "Ring palliative care", K.OPINION_GIVEN),
    "radiology": Awaited("Radiologist’s opinion awaited", "Ring the radiologist", K.OPINION_GIVEN, "1.5.1"),
    "other": Awaited("Opinion awaited", "Ring for the opinion that was asked", K.OPINION_GIVEN),
    "written_report": Awaited(
        "Written report awaited", "Get the written report", K.REPORTED, "1.5.1", is_on_its_way=True
    ),
    **{
        f"images_{centre}": Awaited(
            f"Images sent to {words}, arrival not confirmed", f"Ask {words} whether the images have arrived",
            K.IMAGES_ARRIVED, is_on_its_way=True,
        )
        for centre, words in CENTRES.items()
    },
}  # fmt: skip


def awaited(events: Iterable[Happened]) -> dict[str, str]:
    """What waits for somebody, since when."""
    ordered = sorted(events, key=lambda it: (to_the_minute(it.moment.at), it.recorded_at))
    waits: dict[str, datetime] = {}
    for event in ordered:
        for name, begins in _turns(event):
            if begins:
                waits.setdefault(name, event.moment.at)
            else:
                waits.pop(name, None)
    waits |= _steroid(ordered)
    return {name: waits[name].isoformat() for name in AWAITED if name in waits}


def _turns(event: Happened) -> Iterator[tuple[str, bool]]:
    """What an event asks for (True) and what it answers (False)."""
    data = event.data
    match event.kind:
        case K.OPINION_ASKED:
            yield data["opinion_of"], True
        case K.OPINION_GIVEN:
            yield data["opinion_of"], False
        case K.SURGICAL_OPINION:
            yield "surgery", False
        case K.REPORTED if data.get("report_form") in {"verbal", "written"}:
            yield "written_report", data["report_form"] == "verbal"
        case K.IMAGES_SENT | K.IMAGES_ARRIVED:
            yield f"images_{data['images_to']}", event.kind == K.IMAGES_SENT
        case K.TRANSFER_ARRANGED | K.DEPARTED | K.ARRIVED | K.TRANSFER_CANCELLED:
            yield "transfer", event.kind == K.TRANSFER_ARRANGED
            yield "on_the_way", event.kind == K.DEPARTED


def _steroid(events: list[Happened]) -> Iterator[tuple[str, datetime]]:
    """Dexamethasone that runs: to be stopped once disease is ruled out, to be tapered once treatment has begun."""
    is_on = has_plan = False
    treated: datetime | None = None
    cleared: datetime | None = None
    for event in events:
        if event.kind == K.STEROID_DOSE or (event.kind in CALLS_TAKEN and event.data.get("dexamethasone") == "yes"):
            is_on = True
        elif event.kind == K.STEROID_STOPPED:
            is_on = has_plan = False
        elif event.kind == K.STEROID_PLAN:
            has_plan = True
        elif event.kind in (K.SURGERY, K.RT_FIRST_FRACTION):
            treated = treated or event.moment.at
        elif event.kind == K.REPORTED:
            is_clear = event.data["outcome"] == "none" and not event.data.get(PART_ONLY)
            cleared = event.moment.at if is_clear else None
        elif event.kind == K.CORD_FEATURE or event.data.get("suspected"):
            cleared = None  # an earlier scan does not rule out what is suspected now
    if is_on and cleared:
        yield "steroid_stop", cleared
    elif is_on and treated and not has_plan:
        yield "steroid_taper", treated
