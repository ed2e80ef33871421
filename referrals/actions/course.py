"""What happens to somebody on their way: record an event, correct one, strike one out."""

from datetime import datetime
from typing import Any

from mscc.access import Access
from mscc.moments import Moment
from pathways.states import NotPossible
from referrals.actions.change import Change, change
from referrals.events import CORRECTABLE, RECORDABLE, STRIKEABLE, EventKind
from referrals.models import Event, Referral, Timeline

K = EventKind
# What a result or a decision adds to the facts that the rules stand on.
BY_OUTCOME: dict[str, dict[str, str]] = {
    "mscc": {"mscc": "confirmed", "spinal_metastases": "confirmed"},
    "impending": {"spinal_metastases": "confirmed", "impending_compression": "yes"},
    "metastases": {"spinal_metastases": "confirmed", "mscc": "excluded"},
    "none": {"spinal_metastases": "excluded", "mscc": "excluded"},
}


def record(
    *, referral: Referral, kind: EventKind, moment: Moment, data: dict[str, Any], by: Access, at: datetime
) -> Referral:
    """Record that something happened, at its own time."""
    if kind not in RECORDABLE:
        raise NotPossible("That cannot be recorded here.")
    with change(referral, f"referral.record.{kind}", by=by, at=at) as it:
        _write(it, kind, moment, data)
    return referral


def correct(*, event: Event, moment: Moment, data: dict[str, Any], by: Access, at: datetime) -> Referral:
    """Put something right: a new event takes the place of the old one, which stays on record."""
    referral = event.referral
    with change(referral, f"referral.correct.{event.kind}", by=by, at=at) as it:
        _check_current(event, it)
        if event.kind not in CORRECTABLE:
            raise NotPossible("This entry cannot be put right.")
        _write(it, K(event.kind), moment, data, supersedes=event)
    return referral


def strike_out(*, event: Event, reason: str, by: Access, at: datetime) -> Referral:
    """Say that something did not happen: entered in error. The old entry stays on record, struck out."""
    referral = event.referral
    if not reason.strip():
        raise NotPossible("Say why this entry is wrong.")
    with change(referral, f"referral.strike_out.{event.kind}", by=by, at=at) as it:
        _check_current(event, it)
        if event.kind not in STRIKEABLE:
            raise NotPossible("This entry cannot be struck out.")
        it.event(K.STRUCK_OUT, supersedes=event, struck=event.kind, reason=reason.strip())
        if event.kind == K.ACCEPTED:
            it.set(accepted_by="")
        _assess_anew(it, _without(it, event))
    return referral


def _write(it: Change, kind: EventKind, moment: Moment, data: dict[str, Any], supersedes: Event | None = None) -> None:
    it.check_past(moment)
    told = {name: value for name, value in data.items() if name != "told_by"}
    it.event(kind, moment, told_by=data.get("told_by", ""), supersedes=supersedes, **told)
    if kind is K.DIED:
        it.reason = "Died"
        it.referral.call_backs.filter(done_at=None).update(done_at=it.at)
    if kind in {K.ADMITTED, K.MOVED}:
        it.set(where_now=told.get("where_now", ""), where_phone=told.get("where_phone", ""))
    if kind is K.ACCEPTED:
        it.set(accepted_by=told["accepted_by"])
    known = _without(it, supersedes) if supersedes else it.latest_facts()
    _assess_anew(it, {**known, **_facts_of(kind, told)})


def _assess_anew(it: Change, facts: dict[str, Any]) -> None:
    if facts != it.latest_facts():
        it.assess(facts)


def _without(it: Change, event: Event) -> dict[str, Any]:
    """The facts as they would be without an entry and those it took the place of: what was known before the first of
    them, and what the entries that stand say of it.
    """
    facts, names, first = it.latest_facts(), set(_facts_of(K(event.kind), event.data)), event
    while first.supersedes:
        first = first.supersedes
        names |= set(_facts_of(K(first.kind), first.data))
    if not names:
        return facts
    earlier = it.referral.assessments.filter(assessed_at__lt=first.recorded_at)
    before = earlier.values_list("facts", flat=True).first() or {}
    standing = [_facts_of(K(each.kind), each.data) for each in it.referral.events.current().exclude(pk=event.pk)]
    kept = {name: value for name, value in facts.items() if name not in names}
    for source in (before, *standing):
        kept |= {name: source[name] for name in names if name in source}
    return kept


def _facts_of(kind: EventKind, data: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case K.REPORTED:
            return BY_OUTCOME[data["outcome"]]
        case K.IMMOBILISED:
            return {"immobilised": "yes"}
        case K.MRI_CONTRAINDICATED:
            return {"mri_contraindicated": "yes"}
        case K.MRI_OVERNIGHT:
            return {"overnight": "yes", **_known(data, "treat_immediately")}
        case K.RT_EXCEPTION:
            return _limbs(data)
        case K.DECISION:
            return _known(data, "surgery_suitable") | _no_other(data)
    return {}


def _no_other(data: dict[str, Any]) -> dict[str, Any]:
    """Whether no other effective treatment is left (1.8.4), where that is answered: the form asks it the other way."""
    left = _known(data, "other_treatment").get("other_treatment")
    return {"no_other_effective_treatment": "no" if left == "yes" else "yes"} if left else {}


def _limbs(data: dict[str, Any]) -> dict[str, Any]:
    """What an exception to radiotherapy within 24 hours says of the person (1.10.4)."""
    facts = _known(data, "pain_controlled")
    if data.get("plegia_days"):
        facts["plegia_days"] = float(data["plegia_days"])
    if data["rt_exclusion"] == Timeline.RadiotherapyExclusion.PLEGIA:
        facts["plegia_complete"] = "yes"
    if data["rt_exclusion"] == Timeline.RadiotherapyExclusion.PROGNOSIS:
        facts["prognosis"] = "poor"
    return facts


def _known(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The fact, where it is answered."""
    return {name: data[name]} if data.get(name) in {"yes", "no"} else {}


def _check_current(event: Event, it: Change) -> None:
    """Raise NotPossible when the entry has been put right already."""
    if it.referral.events.filter(supersedes=event).exists():
        raise NotPossible("Somebody has put this entry right already. Look at the timeline.")


def take(*, referral: Referral, by: Access, at: datetime) -> Referral:
    """Become the referral's owner."""
    with change(referral, "referral.take", by=by, at=at) as it:
        it.event(K.OWNER_CHANGED, old=it.referral.owner.name if it.referral.owner else "", new=by.user.name)
        it.set(owner=by.user)
    return referral


def leave(*, referral: Referral, by: Access, at: datetime) -> Referral:
    """Give the referral back: nobody owns it until somebody takes it."""
    with change(referral, "referral.leave", by=by, at=at) as it:
        it.event(K.OWNER_CHANGED, old=it.referral.owner.name if it.referral.owner else "", new="")
        it.set(owner=None)
    return referral


def bring_in(*, referral: Referral, colleague: Any, by: Access, at: datetime) -> Referral:
    """Bring a colleague of the alliance into the case, so that they may write on it."""
    with change(referral, "referral.bring_in", by=by, at=at) as it:
        if colleague.alliance_id != it.referral.alliance_id:
            raise NotPossible("Only colleagues of this alliance can be brought in.")
        it.referral.parties.get_or_create(user=colleague, defaults={"added_by": by.user, "added_at": at})
        it.event(K.PARTY_ADDED, who=colleague.name)
    return referral
