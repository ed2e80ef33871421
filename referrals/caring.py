"""PURE: what stands on record of the person's care until home, area by area, and what is not in place for home."""

from collections.abc import Iterable
from dataclasses import dataclass

from referrals.events import EVENTS, EventKind
from referrals.forms.asks import ASKS
from referrals.key_information.question import UNKNOWN
from referrals.mobilising import Verdict, verdict, went_on_against
from referrals.models import Event

K = EventKind


@dataclass(frozen=True)
class Area:
    """A part of the care: its words, its recommendation, the events that tell of it; the first is where to begin."""

    title: str
    rec: str
    kinds: tuple[EventKind, ...]


AREAS: tuple[Area, ...] = (
    Area("Care plan", "1.1.17", (K.CARE_PLAN,)),
    Area("Needs", "1.2.3", (K.NEEDS_ASSESSED,)),
    Area("Pain", "1.7.2", (K.PAIN_ASSESSED, K.PAIN_PLAN, K.PAIN_REVIEWED)),
    Area("Complications", "1.12.5", (K.COMPLICATIONS,)),
    Area("Mobilising", "1.6.1", (K.MOBILISED, K.POSITION_CHECKED, K.IMMOBILISATION_ENDED, K.ORTHOSIS_ADVICE)),
    Area("Rehabilitation", "1.12.2", (K.GOALS,)),
    Area("Referred on", "1.1.22", (K.SERVICE_ASKED,)),
    Area("Planning ahead", "1.2.7", (K.PLANNING_AHEAD,)),
    Area("Information", "1.2.2", (K.INFORMED,)),
    Area("For discharge", "1.1.24", (K.DISCHARGE_PLANNED, K.DISCHARGE_CHECKED)),
    Area("After discharge", "", (K.FOLLOWED_UP,)),
)
# TABLE: the answers that put something in place for home.
IN_PLACE: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("party_family", "party_oncology", "party_rehabilitation", "party_pharmacist", "party_community"),
        frozenset({"yes", "not_needed"}),
    ),
    "equipment": frozenset({"none", "delivered"}),
    "carers_taught": frozenset({"yes", "not_needed"}),
}


@dataclass(frozen=True)
class Line:
    """What stands of an area: the newest entry of each of its kinds, the latest first."""

    area: Area
    entries: list[Event]
    links: tuple[tuple[EventKind, str], ...]


@dataclass(frozen=True)
class Care:
    """The card of the page: each area, the last step of mobilising, what lacks for home."""

    lines: list[Line]
    step: Verdict | None
    went_on: bool
    lacks: list[str]


def care(events: Iterable[Event]) -> Care:
    """What stands, from the events that count."""
    ordered = sorted(events, key=lambda each: (each.happened_at, each.pk), reverse=True)
    newest: dict[str, Event] = {}
    for event in ordered:
        newest.setdefault(event.kind, event)
    lines = [_line(area, newest) for area in AREAS]
    step = newest.get(K.MOBILISED)
    return Care(
        lines, verdict(step.data) if step else None, bool(step and went_on_against(step.data)), lacks_for_home(ordered)
    )


def _line(area: Area, newest: dict[str, Event]) -> Line:
    entries = sorted((newest[it] for it in area.kinds if it in newest), key=lambda it: it.happened_at, reverse=True)
    return Line(area, entries, tuple((kind, EVENTS[kind].record_as) for kind in area.kinds))


def lacks_for_home(newest_first: list[Event]) -> list[str]:
    """What is not in place, once somebody plans the discharge; the newest answer to each counts, not known as no."""
    if not any(event.kind in {K.DISCHARGE_PLANNED, K.DISCHARGE_CHECKED} for event in newest_first):
        return []
    told: dict[str, str] = {}
    for event in newest_first:
        if event.kind == K.DISCHARGE_CHECKED:
            told = {name: value for name, value in event.data.items() if value not in {"", UNKNOWN}} | told
    lacking = [str(ASKS[name].label) for name, enough in IN_PLACE.items() if told.get(name) not in enough]
    return [*lacking, *([] if told.get("follow_up") else [str(ASKS["follow_up"].label)])]
