"""Triage after the call: new answers, a clinician's own disposition, the end of a suspicion by two clinicians."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from mscc.access import Access
from mscc.moments import Moment, Precision
from mscc.roles import Permission
from pathways.clock import IMAGING, Status
from pathways.guideline import limits, words
from pathways.guideline.logic import Facts
from pathways.guideline.terms import CORD
from pathways.guideline.triage import SUSPECTS_MSCC, Disposition
from pathways.states import NotPossible
from referrals.actions.change import Change, change
from referrals.events import EventKind
from referrals.models import Event, Referral, Timeline

K = EventKind
# A second clinician has this long to confirm that MSCC is no longer suspected; the clock runs on meanwhile.
CONFIRM_WITHIN = timedelta(hours=1)
RULED_OUT = ("none", "excluded")


class Conflict(NotPossible):
    """Somebody else changed the answers since they were read."""


def reassess(
    *, referral: Referral, facts: dict, recognised: Moment, version: int, by: Access, at: datetime
) -> Referral:
    """Take a new set of answers. `recognised` is when a new feature was recognised; `version` is what was read."""
    with change(referral, "referral.reassess", by=by, at=at) as it:
        if it.referral.version != version:
            raise Conflict("Somebody else changed this referral while you were writing. Both versions are shown.")
        take_answers(it, facts, recognised, replace=True)
    return referral


def take_answers(
    it: Change, told: Facts, recognised: Moment, *, replace: bool = False, worse: Collection[str] = ()
) -> None:
    """Join what is told now to what was known, and assess again. A new cord feature starts a 24-hour clock, and so does
    one that has become `worse` after a scan ruled compression out.
    """
    if recognised.at > it.at:
        raise NotPossible("The time is in the future. Give a time that has passed.")
    before = it.latest_facts()
    facts = dict(told) if replace else {**before, **told}
    again = worse if before.get("mscc") in RULED_OUT else ()
    new = [name for name in CORD if facts.get(name) == "yes" and (before.get(name) != "yes" or name in again)]
    if new:
        facts = _asked_again(facts, before)
    if new and _is_new_suspicion(it, before):
        it.event(K.CORD_FEATURE, recognised, features=new)
    is_told = any(event.kind == K.IMMOBILISED for event in it.events)
    if facts.get("immobilised") == "yes" and before.get("immobilised") != "yes" and not is_told:
        it.event(K.IMMOBILISED, Moment(it.at, Precision.ESTIMATED), time_not_known=True)
    answer = it.assess(facts, is_worse=bool(new or worse))
    it.set(why=words.reason(facts))
    it.event(
        K.REASSESSED, certain=answer.certain, disposition=answer.disposition, changed=_changed(before, facts),
        suspected=it.is_suspected_again,
    )  # fmt: skip


def _is_new_suspicion(it: Change, before: Facts) -> bool:
    """Whether a new feature begins a suspicion, with a start of its own: none was known, or the one before has had its
    answer: a scan, an exception, a withdrawal.

    An answer taken back by mistake and given again does not move the start of a 24-hour clock that runs for it.
    """
    if it.referral.timeline.mri_exclusion == Timeline.MriExclusion.SUSPICION_WITHDRAWN:
        return True
    if any(before.get(name) == "yes" for name in CORD):
        return _was_answered(it.referral)
    all_facts = it.referral.assessments.values_list("facts", flat=True)
    was_known = any(facts.get(name) == "yes" for facts in all_facts for name in CORD)
    return not (was_known and day_clock_runs(it.referral))


def _was_answered(referral: Referral) -> bool:
    """Whether there was a 24-hour imaging clock, and none runs."""
    day_clocks = referral.clocks.filter(kind__in=IMAGING, hours=limits.MRI_DAY.hours)
    stand = set(day_clocks.values_list("status", flat=True))
    return bool(stand) and Status.OPEN not in stand


def _asked_again(facts: Facts, before: Facts) -> dict[str, Any]:
    """The facts without what an earlier scan ruled out: it does not rule out what a new feature suggests."""
    told_before = (name for name in ("mscc", "spinal_metastases") if facts.get(name) == before.get(name))
    ruled_out = [name for name in told_before if facts.get(name) in RULED_OUT]
    return {name: value for name, value in facts.items() if name not in ruled_out}


def _changed(before: Facts, after: Facts) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def set_disposition(*, referral: Referral, to: Disposition, reason: str, by: Access, at: datetime) -> Referral:
    """A clinician raises or lowers the disposition. Lowering needs a reason; the rules' answer stays in sight.

    Lowering does not stop a 24-hour MRI clock: it asks a second clinician to confirm that MSCC is no longer suspected.
    A request that lapsed is made again by giving the same disposition once more.
    """
    with change(referral, "referral.set_disposition", by=by, at=at, needs=Permission.CHANGE_DISPOSITION) as it:
        old, reason = Disposition(it.referral.disposition), reason.strip()
        asks = to.urgency >= old.urgency and to not in SUSPECTS_MSCC and day_clock_runs(it.referral)
        if to is old and (not asks or pending_withdrawal(it.referral, at)):
            raise NotPossible("That is the disposition already.")
        if to.urgency >= old.urgency and not reason:
            raise NotPossible("Lowering the disposition needs a reason: write why.")
        it.reason = reason
        if to is not old:
            it.set(disposition=to)
            it.event(
                K.DISPOSITION_CHANGED, old=old, new=to, reason=reason, rule=it.referral.rule_disposition,
                suspected=it.is_suspected_again,
            )  # fmt: skip
        if asks:
            it.event(K.WITHDRAWAL_ASKED, reason=reason, until=(at + CONFIRM_WITHIN).isoformat())
    return referral


def day_clock_runs(referral: Referral) -> bool:
    """Whether a 24-hour imaging clock is open."""
    return referral.clocks.filter(status=Status.OPEN, kind__in=IMAGING, hours=limits.MRI_DAY.hours).exists()


def pending_withdrawal(referral: Referral, at: datetime) -> Event | None:
    """The request for a second clinician that can still be answered: it lapses after an hour, or when MSCC is suspected
    again.
    """
    if referral.disposition in SUSPECTS_MSCC:
        return None
    asked = referral.events.filter(kind=K.WITHDRAWAL_ASKED).order_by("id").last()
    if asked is None or at > asked.recorded_at + CONFIRM_WITHIN or not day_clock_runs(referral):
        return None
    return asked


def confirm_withdrawal(*, referral: Referral, by: Access, at: datetime) -> Referral:
    """The second named clinician confirms that MSCC is no longer suspected: the 24-hour clock is cancelled."""
    with change(referral, "referral.confirm_withdrawal", by=by, at=at, needs=Permission.CONFIRM_WITHDRAWAL) as it:
        asked = pending_withdrawal(it.referral, at)
        if asked is None:
            raise NotPossible("There is no request to confirm, or it is older than an hour. Ask again.")
        if asked.recorded_by_id == by.user.pk:
            raise NotPossible("The second clinician must be somebody else than the one who asked.")
        both = f"{asked.recorder} and {by.user.name}"
        it.reason = f"MSCC no longer suspected: {both}. {asked.data['reason']}"[:200]
        it.event(K.WITHDRAWAL_CONFIRMED, asked_by=asked.recorder, reason=asked.data["reason"])
    return referral


def accept(*, referral: Referral, clinician: str, told_by: str, by: Access, at: datetime) -> Referral:
    """Name the clinician who accepted the person: an emergency of another cause needs one."""
    with change(referral, "referral.accept", by=by, at=at) as it:
        if not clinician.strip():
            raise NotPossible("Name the clinician who accepted the person.")
        it.set(accepted_by=clinician.strip())
        it.event(K.ACCEPTED, told_by=told_by, accepted_by=clinician.strip())
    return referral
