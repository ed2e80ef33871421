"""Fold a referral's events into its flat row of times and results. Pure: events in, values out."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from mscc.moments import Moment, Precision
from referrals.awaited import awaited
from referrals.events import EVENTS, PART_ONLY, EventKind, moment_set_by
from referrals.key_information.question import UNKNOWN
from referrals.late import BY_EVENT

K = EventKind
YES_NO = {"yes": True, "no": False}
WALKING = frozenset({"unaided", "aided", "not_walking", "no_movement"})


class Happened(Protocol):
    """An event, as the fold needs it."""

    kind: str
    data: dict
    recorded_at: datetime

    @property
    def moment(self) -> Moment: ...


# Of several such events the first counts; of the others the last counts.
FIRST = frozenset({K.CALL_RECEIVED, K.PRESENTED, K.MSCC_SUSPECTED, K.ADVICE_GIVEN, K.CALLED, K.STABILITY_ADVICE})
FIRST |= {K.MRI_REQUESTED, K.CT_STARTED, K.RT_FIRST_FRACTION, K.SURGERY, K.SYSTEMIC, K.IMMOBILISED}
# Where a suspicion or a decision begins anew, what was done for the one before does not answer it.
FOR_SUSPICION = frozenset({K.MRI_REQUESTED, K.MRI_BOOKED, K.MRI_STARTED, K.MRI_DELAY, K.CT_STARTED})
FOR_DECISION = frozenset({K.RT_BOOKED, K.RT_DELAY, K.RT_FIRST_FRACTION})
FOR_IMMOBILISATION = frozenset({K.IMMOBILISED, K.STABILITY_ADVICE})
# The one exception that a later decision for radiotherapy leaves: after surgery it follows recovery (1.10.8).
# The others were about the decision before: whoever decides anew has looked again, or records the exception again.
LASTING = frozenset({"postoperative"})
# Decided beside a treatment; they take no decision for radiotherapy back.
BESIDE = frozenset({"brace", "cement"})
# The grades that say something under a heading of the key information; answers count that were there within a day.
GRADED_FOR = {"ecog_now": "performance", "ecog_before": "performance", "karnofsky": "performance", "frailty": "frailty"}
HEADINGS_WITHIN = timedelta(hours=24)
# An earlier log kept no key information: nobody can say of its referrals what was known.
OF_EARLIER_LOG = "earlier_log"
# How the values of an imported row are read back from its event; the others are kept as they are.
READ_BACK: dict[str, Callable[[str], Any]] = {
    "rt_dose_gy": Decimal,
    "died_on": date.fromisoformat,
    "last_known_alive": date.fromisoformat,
}


def fold(events: Iterable[Happened]) -> dict[str, Any]:
    """The values of the timeline row, from the events that count (none superseded), in the order they were recorded."""
    recorded = list(events)
    ordered = sorted(recorded, key=lambda event: event.moment.at)
    moments: dict[str, Moment] = {}
    values: dict[str, Any] = {}
    if waits := awaited(ordered):
        values["awaited"] = waits
    if left := sum("left_without" in event.data for event in recorded if event.kind == K.DEPARTED):
        values["left_incomplete"] = left
    _take_import(recorded, moments, values)
    decided_anew, suspected_anew = _take_decision(ordered, moments, values), _suspected_anew(ordered)
    ordered = _since(decided_anew, FOR_DECISION, _since(suspected_anew, FOR_SUSPICION, ordered))
    ordered = _since(_immobilised_anew(ordered), FOR_IMMOBILISATION, ordered)
    for event in ordered:
        _take_moment(event, moments)
        values.update(_values(event))
    _take_alive(ordered, values)
    scan = _take_scan(ordered, moments, values)
    _take_report(ordered, scan or suspected_anew, moments, values)
    _take_exclusion(recorded, values)
    _never_after_contact(ordered, moments)
    _take_headings(recorded, moments, values)
    values["precision"] = {n: str(m.precision) for n, m in moments.items() if m.precision is not Precision.EXACT}
    return values | {name: moment.at for name, moment in moments.items()}


def _take_headings(events: list[Happened], moments: dict[str, Moment], values: dict[str, Any]) -> None:
    """The headings of the key information (1.1.15) that had an answer within a day of the contact."""
    contact = moments.get("coordinator_contact_at")
    known = {
        heading for event in events for heading in _headings(event)
        if contact is None or event.recorded_at <= contact.at + HEADINGS_WITHIN
    }  # fmt: skip
    if known:
        values["key_headings"] = " ".join(sorted(known))


def _headings(event: Happened) -> set[str]:
    match event.kind:
        case K.IMPORTED if event.data:
            return {OF_EARLIER_LOG}
        case K.KEY_INFORMATION if set(event.data.get("answers", {}).values()) - {"", UNKNOWN}:
            return {event.data["section"]}
        case K.GRADED:
            return {heading for name, heading in GRADED_FOR.items() if event.data.get(name, UNKNOWN) != UNKNOWN}
    return set()


def _take_alive(events: list[Happened], values: dict[str, Any]) -> None:
    """The last day on which somebody asked after the person and found them alive."""
    days = [event.moment.day for event in events if event.kind == K.FOLLOWED_UP]
    if days:
        values["last_known_alive"] = max([*days, *filter(None, [values.get("last_known_alive")])])


def _take_import(events: list[Happened], moments: dict[str, Moment], values: dict[str, Any]) -> None:
    """What an earlier log knew: told before everything that was recorded here."""
    for event in (event for event in events if event.kind == K.IMPORTED):
        days = event.data.get("days", ())
        for name, at in event.data.get("moments", {}).items():
            moments[name] = Moment(datetime.fromisoformat(at), Precision.DATE if name in days else Precision.EXACT)
        for name, value in event.data.get("values", {}).items():
            values[name] = READ_BACK[name](value) if name in READ_BACK else value


def _when(event: Happened) -> Moment:
    """When it happened; of something planned, when it is to happen."""
    if EVENTS[K(event.kind)].planned:
        return Moment(datetime.fromisoformat(event.data["booked_for"]))
    return event.moment


def _precedes(event: Happened, other: Happened) -> bool:
    """Whether an event came before another. Where a day alone is known of one, what was told first came first."""
    first, second = _when(event), _when(other)
    if first.day == second.day and (first.is_day_only or second.is_day_only):
        return event.recorded_at < other.recorded_at
    return first.at < second.at


def _order(event: Happened) -> datetime:
    """When it counts as happened among others: known to the day, no later than when it was told."""
    moment = event.moment
    return min(moment.latest, max(moment.at, event.recorded_at))


def _since(start: Happened | None, kinds: frozenset[EventKind], events: list[Happened]) -> list[Happened]:
    """The events without those of these kinds that came before the start; all of them when there is none."""
    return [e for e in events if start is None or e.kind not in kinds or not _precedes(e, start)]


def _suspected_anew(events: list[Happened]) -> Happened | None:
    """The last new cord feature, where a scan came before it: that scan answered an earlier question."""
    feature = next((e for e in reversed(events) if e.kind == K.CORD_FEATURE), None)
    scans = (e for e in events if e.kind in {K.MRI_STARTED, K.CT_STARTED})
    return feature if feature and any(_precedes(scan, feature) for scan in scans) else None


def _immobilised_anew(events: list[Happened]) -> Happened | None:
    """The last time that somebody was immobilised again after it had ended: that wants advice of its own (1.4.4)."""
    anew, has_ended = None, False
    for event in sorted(events, key=_order):
        if event.kind == K.IMMOBILISED and has_ended:
            anew, has_ended = event, False
        has_ended = has_ended or event.kind == K.IMMOBILISATION_ENDED
    return anew


def _take_moment(event: Happened, moments: dict[str, Moment]) -> None:
    kind = K(event.kind)
    name = moment_set_by(kind, event.data)
    if kind is K.IMMOBILISED:
        moments.setdefault("immobilised_recorded_at", Moment(event.recorded_at))
    if not name or kind in {K.MRI_STARTED, K.REPORTED} or (kind in FIRST and name in moments):
        return
    if not (kind is K.IMMOBILISED and event.data.get("time_not_known")):
        moments[name] = _when(event)


def _values(event: Happened) -> dict[str, Any]:
    data = event.data
    match event.kind:
        case K.MRI_DELAY | K.RT_DELAY:
            late = BY_EVENT[K(event.kind)]
            return {late.field: data[late.asks]}
        case K.MRI_CONTRAINDICATED:
            return {"mri_contraindicated": True}
        case K.REPORTED:
            is_open = data.get(PART_ONLY) and data["outcome"] == "none"
            return {"outcome": "" if is_open else data["outcome"]}
        case K.RT_FIRST_FRACTION:
            dose, fractions = data.get("dose_gy"), data.get("fractions")
            told = {"rt_dose_gy": Decimal(dose) if dose else None, "rt_fractions": fractions or None}
            return told | {"rt_reason_multifraction": data.get("fractions_reason", "")}
        case K.CALL_RECEIVED if data.get("walking") in WALKING:
            return {"walking_at_presentation": data["walking"]}
        case K.DISCHARGED:
            walking = data.get("walking_now", "")
            plan = YES_NO.get(data.get("discharge_plan", ""))
            return {"walking_at_discharge": walking if walking in WALKING else "", "discharge_plan": plan}
        case K.DIED:
            return {"died_on": event.moment.day}
    return {}


def _take_scan(events: list[Happened], moments: dict[str, Moment], values: dict[str, Any]) -> Happened | None:
    """The first scan of the whole spine; a partial scan only where there is no other (1.5.5). Returns it, or the CT."""
    scans = [event for event in events if event.kind == K.MRI_STARTED]
    if values.get("mri_whole_spine") and "mri_started_at" in moments:
        return None  # an earlier log knew of a scan of the whole spine: the first
    for wanted in ("yes", UNKNOWN, "no"):
        for event in scans:
            if event.data.get("whole_spine", UNKNOWN) == wanted:
                moments["mri_started_at"] = event.moment
                values["mri_whole_spine"] = YES_NO.get(wanted)
                return event
    return next((event for event in events if event.kind == K.CT_STARTED), None)


def _take_report(
    events: list[Happened], since: Happened | None, moments: dict[str, Moment], values: dict[str, Any]
) -> None:
    """The first report since the scan that counts; and when a compression was first told, if it still is the result."""
    reports = [event for event in events if event.kind == K.REPORTED]
    awaited = [event.moment for event in reports if since is None or not _precedes(event, since)]
    if awaited:
        moments["mri_reported_at"] = awaited[0]
    confirming = [event.moment for event in reports if event.data["outcome"] == "mscc"]
    if reports and values["outcome"] != "mscc":
        moments.pop("confirmed_at", None)
    elif confirming:
        moments.setdefault("confirmed_at", confirming[0])


def _take_exclusion(events: list[Happened], values: dict[str, Any]) -> None:
    """Why no MRI is to be done. A cord feature that came after it, or was told of after it, takes it back; a withdrawal
    is taken back by whatever made MSCC suspected again.
    """
    for told, event in enumerate(events):
        if event.kind not in {K.MRI_EXCEPTION, K.WITHDRAWAL_CONFIRMED}:
            continue
        is_withdrawal = event.kind == K.WITHDRAWAL_CONFIRMED
        taken_back = any(
            (later.kind == K.CORD_FEATURE or (is_withdrawal and later.data.get("suspected")))
            and (number > told or later.moment.at > event.moment.at)
            for number, later in enumerate(events)
        )
        if not taken_back:
            values["mri_exclusion"] = event.data.get("mri_exclusion", "suspicion_withdrawn")


def _take_decision(events: list[Happened], moments: dict[str, Moment], values: dict[str, Any]) -> Happened | None:
    """The decision for radiotherapy that stands: a change of plan in between starts it anew. Returns it if it did."""
    standing: Happened | None = None
    given_up = is_anew = False
    for event in sorted(events, key=_order):
        match event.kind:
            case K.RT_FIRST_FRACTION if standing:
                given_up = False  # treated on that decision all the same: no exception held
            case K.RT_EXCEPTION:
                values["rt_exclusion"] = event.data["rt_exclusion"]
                given_up = given_up or event.data["rt_exclusion"] not in LASTING
            case K.SURGICAL_OPINION | K.DECISION:
                _take_suitable(event, values)
        if event.kind != K.DECISION or event.data["treatment"] in BESIDE:
            continue
        if event.data["treatment"] != "radiotherapy":
            standing, given_up = None, given_up or standing is not None
        elif standing is None or given_up:
            standing, is_anew, given_up = event, given_up, False
            if values.get("rt_exclusion") not in LASTING:
                values["rt_exclusion"] = ""
    if standing:
        moments["rt_decision_at"] = standing.moment
    return standing if is_anew else None


def _take_suitable(event: Happened, values: dict[str, Any]) -> None:
    """Whether surgery suits the person. "Not known" takes back nobody's answer."""
    answer = YES_NO.get(event.data.get("surgery_suitable", ""))
    values["surgery_suitable"] = values.get("surgery_suitable") if answer is None else answer


def _never_after_contact(events: list[Happened], moments: dict[str, Moment]) -> None:
    """A start is never later than the contact it was learned in; a new feature is learned later than the first."""
    if any(event.kind == K.IMPORTED for event in events):
        return  # what an earlier log says is taken over as it stands
    contact = moments.get("coordinator_contact_at")
    learned_later = any(event.kind == K.CORD_FEATURE for event in events)
    for name in ("presented_at",) if learned_later else ("presented_at", "suspected_at"):
        if contact and name in moments and moments[name].at > contact.at:
            moments[name] = contact
