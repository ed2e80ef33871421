"""Triage after the call: new answers, a clinician's own disposition, the end of a suspicion by two clinicians."""

from datetime import datetime, timedelta

from mscc.access import Access
from mscc.moments import Moment, Precision
from mscc.roles import Permission
from pathways.clock import Status
from pathways.guideline import limits, words
from pathways.guideline.logic import Facts
from pathways.guideline.terms import CORD
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible
from referrals.actions.change import Change, change
from referrals.actions.clocks import IMAGING
from referrals.events import EventKind
from referrals.models import Event, Referral, Timeline

K = EventKind
# A second clinician has this long to confirm that MSCC is no longer suspected; the clock runs on meanwhile.
CONFIRM_WITHIN = timedelta(hours=1)


class Conflict(NotPossible):
    """Somebody else changed the answers since they were read."""


def reassess(*, referral: Referral, facts: dict, recognised: Moment, version: int, by: Access, at: datetime) -> Referral:
    """Take a new set of answers. `recognised` is when a new feature was recognised; `version` is what was read."""
    with change(referral, "referral.reassess", by=by, at=at) as it:
        if it.referral.version != version:
            raise Conflict("Somebody else changed this referral while you were writing. Both versions are shown.")
        take_answers(it, facts, recognised, replace=True)
    return referral


def take_answers(it: Change, told: Facts, recognised: Moment, *, replace: bool = False) -> None:
    """Join what is told now to what was known, and assess again. A new cord feature starts a 24-hour clock."""
    before = it.latest_facts()
    facts = dict(told) if replace else {**before, **told}
    new = [name for name in CORD if facts.get(name) == "yes" and before.get(name) != "yes"]
    had = any(before.get(name) == "yes" for name in CORD)
    withdrawn = Timeline.objects.filter(referral=it.referral, mri_exclusion="suspicion_withdrawn").exists()
    if new and (not had or withdrawn):
        it.event(K.CORD_FEATURE, recognised, features=new)
    if facts.get("immobilised") == "yes" and before.get("immobilised") != "yes":
        it.event(K.IMMOBILISED, Moment(it.at, Precision.ESTIMATED), time_not_known=True)
    answer = it.assess(facts)
    it.set(why=words.reason(facts))
    it.event(K.REASSESSED, certain=answer.certain, disposition=answer.disposition, changed=_changed(before, facts))


def _changed(before: Facts, after: Facts) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def set_disposition(*, referral: Referral, to: Disposition, reason: str, by: Access, at: datetime) -> Referral:
    """A clinician raises or lowers the disposition. Lowering needs a reason; the rules' answer stays in sight.

    Lowering does not stop a 24-hour MRI clock: it asks a second clinician to confirm that MSCC is no longer suspected.
    """
    with change(referral, "referral.set_disposition", by=by, at=at, needs=Permission.CHANGE_DISPOSITION) as it:
        old = Disposition(it.referral.disposition)
        if to is old:
            raise NotPossible("That is the disposition already.")
        if to.urgency > old.urgency and not reason.strip():
            raise NotPossible("Lowering the disposition needs a reason: write why.")
        it.reason = reason.strip()
        it.set(disposition=to)
        it.event(
            K.DISPOSITION_CHANGED, old=old, new=to, reason=reason.strip(), rule=it.referral.rule_disposition, certain=True
        )
        if to.urgency > old.urgency and day_clock_runs(it.referral):
            it.event(K.WITHDRAWAL_ASKED, reason=reason.strip(), until=(at + CONFIRM_WITHIN).isoformat())
    return referral


def day_clock_runs(referral: Referral) -> bool:
    """Whether a 24-hour imaging clock is open."""
    return referral.clocks.filter(status=Status.OPEN, kind__in=IMAGING, hours=limits.MRI_DAY.hours).exists()


def pending_withdrawal(referral: Referral, at: datetime) -> Event | None:
    """The request for a second clinician that can still be answered; it lapses after an hour."""
    asked = referral.events.filter(kind=K.WITHDRAWAL_ASKED).order_by("recorded_at").last()
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
        it.reason = f"MSCC no longer suspected: {asked.recorded_by.name} and {by.user.name}. {asked.data['reason']}"[:200]
        it.event(K.WITHDRAWAL_CONFIRMED, asked_by=asked.recorded_by.name, reason=asked.data["reason"])
    return referral


def accept(*, referral: Referral, clinician: str, told_by: str, by: Access, at: datetime) -> Referral:
    """Name the clinician who accepted the person: an emergency of another cause needs one."""
    with change(referral, "referral.accept", by=by, at=at) as it:
        if not clinician.strip():
            raise NotPossible("Name the clinician who accepted the person.")
        it.set(accepted_by=clinician.strip())
        it.event(K.ACCEPTED, told_by=told_by, accepted_by=clinician.strip())
    return referral
