"""Fold a referral's events into its flat row of times and results. Pure: events in, values out."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from mscc.moments import Moment, Precision
from referrals.events import EVENTS, EventKind

K = EventKind
YES_NO = {"yes": True, "no": False}


class Happened(Protocol):
    """An event, as the fold needs it."""

    kind: str
    data: dict
    recorded_at: datetime

    @property
    def moment(self) -> Moment: ...


# Of several such events the first counts; of the others the last one told counts.
FIRST = frozenset({K.CALL_RECEIVED, K.PRESENTED, K.MSCC_SUSPECTED, K.ADVICE_GIVEN, K.STABILITY_ADVICE})
FIRST |= {K.MRI_REQUESTED, K.CT_STARTED, K.REPORTED, K.RT_FIRST_FRACTION, K.SURGERY, K.SYSTEMIC, K.IMMOBILISED}


def fold(events: Iterable[Happened]) -> dict[str, Any]:
    """The values of the timeline row, from the events that count (none superseded), in any order."""
    ordered = sorted(events, key=lambda event: (event.moment.at, event.recorded_at))
    moments: dict[str, Moment] = {}
    values: dict[str, Any] = {}
    for event in ordered:
        _take_moment(event, moments)
        values.update(_values(event))
    _take_scan(ordered, moments, values)
    _take_decision(ordered, moments, values)
    _never_after_contact(ordered, moments)
    # A confirmed compression is confirmed when its result was first told.
    confirming = [e.moment for e in ordered if e.kind == K.REPORTED and e.data.get("outcome") == "mscc"]
    if confirming and values.get("outcome") == "mscc":
        moments["confirmed_at"] = confirming[0]
    values["precision"] = {n: str(m.precision) for n, m in moments.items() if m.precision is not Precision.EXACT}
    return values | {name: moment.at for name, moment in moments.items()}


def _take_moment(event: Happened, moments: dict[str, Moment]) -> None:
    kind = K(event.kind)
    name = EVENTS[kind].sets
    if kind is K.IMMOBILISED:
        moments.setdefault("immobilised_recorded_at", Moment(event.recorded_at))
    if not name or kind is K.MRI_STARTED or (kind in FIRST and name in moments):
        return
    if EVENTS[kind].planned:
        moments[name] = Moment(datetime.fromisoformat(event.data["booked_for"]))
    elif not (kind is K.IMMOBILISED and event.data.get("time_not_known")):
        moments[name] = event.moment


def _values(event: Happened) -> dict[str, Any]:
    data = event.data
    match event.kind:
        case K.MRI_DELAY:
            return {"mri_delay_reason": data["delay_reason"]}
        case K.MRI_CONTRAINDICATED:
            return {"mri_contraindicated": True}
        case K.MRI_EXCEPTION:
            return {"mri_exclusion": data["mri_exclusion"]}
        case K.WITHDRAWAL_CONFIRMED:
            return {"mri_exclusion": "suspicion_withdrawn"}
        case K.CORD_FEATURE:
            return {"mri_exclusion": ""}
        case K.REPORTED:
            return {"outcome": data["outcome"]}
        case K.RT_EXCEPTION:
            return {"rt_exclusion": data["rt_exclusion"]}
        case K.RT_FIRST_FRACTION:
            dose, fractions = data.get("dose_gy"), data.get("fractions")
            return {"rt_dose_gy": Decimal(dose) if dose else None, "rt_fractions": fractions or None}
        case K.DIED:
            return {"died_on": event.moment.day}
    return {}


def _take_scan(events: list[Happened], moments: dict[str, Moment], values: dict[str, Any]) -> None:
    """The first scan of the whole spine; a partial scan only where there is no other (1.5.5)."""
    scans = [event for event in events if event.kind == K.MRI_STARTED]
    for wanted in ("yes", "unknown", "no"):
        for event in scans:
            if event.data.get("whole_spine", "unknown") == wanted:
                moments["mri_started_at"] = event.moment
                values["mri_whole_spine"] = YES_NO.get(wanted)
                return


def _take_decision(events: list[Happened], moments: dict[str, Moment], values: dict[str, Any]) -> None:
    """The decision for radiotherapy that stands: one for something else in between starts it anew."""
    for event in events:
        if event.kind != K.DECISION:
            continue
        values["surgery_suitable"] = YES_NO.get(event.data.get("surgery_suitable", ""))
        if event.data["treatment"] != "radiotherapy":
            moments.pop("rt_decision_at", None)
        else:
            moments.setdefault("rt_decision_at", event.moment)


def _never_after_contact(events: list[Happened], moments: dict[str, Moment]) -> None:
    """A start is never later than the contact it was learned in; a new feature is learned later than the first."""
    contact = moments.get("coordinator_contact_at")
    learned_later = any(event.kind == K.CORD_FEATURE for event in events)
    for name in ("presented_at", "suspected_at"):
        if contact and name in moments and moments[name].at > contact.at:
            if name == "presented_at" or not learned_later:
                moments[name] = contact

