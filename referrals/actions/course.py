"""What happens to somebody on their way: record an event, correct one, strike one out."""

from datetime import datetime
from typing import Any

from mscc.access import Access
from mscc.moments import Moment
from pathways.guideline.terms import CORD
from pathways.states import NotPossible
from referrals.actions import transfer, triage
from referrals.actions.change import Change, change
from referrals.actions.facts import WORSE_AT_A_STEP, facts_of, is_before_imaging, is_worse_at_a_step
from referrals.actions.told import take_back
from referrals.events import CORRECTABLE, PART_ONLY, RECORDABLE, STRIKEABLE, EventKind
from referrals.models import Event, Referral

K = EventKind
STEROID = frozenset({K.STEROID_DOSE, K.STEROID_STOPPED})
STEROID_FACTS = frozenset({"on_corticosteroid", "steroid_stopped"})


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
        _strike(it, event, reason.strip())
        if event.kind == K.KEY_INFORMATION:
            take_back(it, event)
        _assess_anew(it, _without(it, event))
    return referral


def _strike(it: Change, event: Event, reason: str) -> None:
    """Strike an entry out, and take back what it set of the referral."""
    it.event(K.STRUCK_OUT, supersedes=event, struck=event.kind, reason=reason)
    if event.kind == K.ACCEPTED:
        it.set(accepted_by="")
    if event.kind in transfer.PLACES:
        transfer.move_back(it, event)
    if event.kind == K.ARRIVED and (moved := transfer.move_of(it, event)):
        _strike(it, moved, reason)


def _write(it: Change, kind: EventKind, moment: Moment, data: dict[str, Any], supersedes: Event | None = None) -> None:
    it.check_past(moment)
    told = {name: value for name, value in data.items() if name != "told_by"}
    told |= transfer.check(it, kind, moment, told, supersedes)
    if kind is K.REPORTED and it.referral.timeline.is_partly_scanned:
        told[PART_ONLY] = True
    it.event(kind, moment, told_by=data.get("told_by", ""), supersedes=supersedes, **told)
    if kind is K.DIED:
        it.reason = "Died"
        it.referral.call_backs.filter(done_at=None).update(done_at=it.at)
    if kind in transfer.MOVES:
        transfer.move(it, kind, moment, told, supersedes)
    if kind is K.ACCEPTED:
        it.set(accepted_by=told["accepted_by"])
    if kind is K.STEROID_STOPPED and "steroid-stop" in it.referral.new_prompts:
        it.set(new_prompts=[key for key in it.referral.new_prompts if key != "steroid-stop"])
    known = _without(it, supersedes) if supersedes else it.latest_facts()
    facts = {**known, **_facts(it, kind, moment, told, supersedes)}
    if is_worse_at_a_step(kind, told):
        triage.take_answers(it, facts, moment, replace=True, worse=[WORSE_AT_A_STEP])
    else:
        _assess_anew(it, facts)


def _facts(
    it: Change, kind: EventKind, moment: Moment, told: dict[str, Any], supersedes: Event | None
) -> dict[str, Any]:
    """What is told now adds to the facts; a dose or a stop of dexamethasone only where it is the newest."""
    facts = facts_of(kind, told, before_imaging=_is_before_imaging(it, kind, moment.at))
    if (
        kind in STEROID
        and it.referral.events.current()
        .filter(kind__in=STEROID, happened_at__gt=moment.at)
        .exclude(pk=supersedes.pk if supersedes else None)
        .exists()
    ):
        facts = {name: value for name, value in facts.items() if name not in STEROID_FACTS}
    return facts


def _is_before_imaging(it: Change, kind: str, at: datetime) -> bool:
    if kind != K.STEROID_DOSE:
        return False
    timeline = it.referral.timeline
    return is_before_imaging(at, [timeline.mri_started_at, timeline.ct_started_at])


def _facts_of(it: Change, event: Event) -> dict[str, Any]:
    before = _is_before_imaging(it, event.kind, event.happened_at)
    return facts_of(K(event.kind), event.data, before_imaging=before)


def _assess_anew(it: Change, facts: dict[str, Any]) -> None:
    if facts != it.latest_facts():
        it.assess(facts)


def _without(it: Change, event: Event) -> dict[str, Any]:
    """The facts as they would be without an entry and those it took the place of: what was known before the first of
    them, and what the entries that stand say of it. A feature of box 1 only box 1 itself takes away.
    """
    facts, names, first = it.latest_facts(), set(_facts_of(it, event)), event
    while first.supersedes:
        first = first.supersedes
        names |= set(_facts_of(it, first))
    names -= CORD.keys()
    if not names:
        return facts
    earlier = it.referral.assessments.filter(assessed_at__lt=first.recorded_at)
    before = earlier.values_list("facts", flat=True).first() or {}
    standing = [_facts_of(it, each) for each in it.referral.events.current().exclude(pk=event.pk)]
    kept = {name: value for name, value in facts.items() if name not in names}
    for source in (before, *standing):
        kept |= {name: source[name] for name in names if name in source}
    return kept


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
