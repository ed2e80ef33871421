"""The end of a referral, and its reopening. Closing asks for the outcome; no 24-hour clock is closed over."""

from datetime import datetime
from typing import Any

from mscc.access import Access
from mscc.roles import Permission
from pathways.states import NotPossible, State, stood
from referrals.actions.change import Change, change
from referrals.actions.triage import day_clock_runs
from referrals.events import EventKind, step_of
from referrals.models import Referral

K = EventKind
ENDINGS: dict[State, EventKind] = {
    State.CLOSED: K.CLOSED,
    State.REDIRECTED: K.REDIRECTED,
    State.WITHDRAWN: K.WITHDRAWN,
}


def close(*, referral: Referral, outcome: str, reason: str, by: Access, at: datetime) -> Referral:
    """Close a referral that has run its course. The outcome must be said; "not known" is an outcome."""
    if not outcome:
        raise NotPossible("Say the outcome; if it is not known, say so.")
    return _end(referral, State.CLOSED, by, at, outcome=outcome, reason=reason)


def redirect(*, referral: Referral, where: str, reason: str, by: Access, at: datetime) -> Referral:
    """Hand the person to another route, which has taken over."""
    if not where.strip():
        raise NotPossible("Say which route or service has taken over.")
    return _end(referral, State.REDIRECTED, by, at, where=where, reason=reason)


def withdraw(*, referral: Referral, reason: str, by: Access, at: datetime) -> Referral:
    """Take a referral back: entered in error, or taken back by the referrer."""
    if not reason.strip():
        raise NotPossible("Say why the referral is withdrawn.")
    return _end(referral, State.WITHDRAWN, by, at, reason=reason)


def _end(referral: Referral, state: State, by: Access, at: datetime, **data: Any) -> Referral:
    with change(referral, f"referral.{ENDINGS[state]}", by=by, at=at, needs=Permission.CLOSE_CASE) as it:
        _check(it)
        it.reason = data.get("reason", "")
        it.event(ENDINGS[state], was=it.referral.state, **data)
    return referral


def _check(it: Change) -> None:
    has_died = it.referral.timeline.died_on is not None
    if not has_died and day_clock_runs(it.referral):
        raise NotPossible(
            "The 24-hour imaging clock is still running. Record the scan, an exception or a death, or have a second "
            "clinician confirm that MSCC is no longer suspected."
        )
    if it.referral.lacks_acceptance and not has_died:
        raise NotPossible("Name the clinician who accepted the person before this emergency is ended.")


def reopen(*, referral: Referral, reason: str, by: Access, at: datetime) -> Referral:
    """Open an ended referral again, where it stood. Its history is kept, and its clocks run again."""
    with change(referral, "referral.reopen", by=by, at=at, needs=Permission.CLOSE_CASE) as it:
        if it.referral.is_open:
            raise NotPossible("This referral is open.")
        if it.referral.taken_back_at:
            raise NotPossible("It came with a log that was taken back. Take over a mended log, or log a new referral.")
        if not reason.strip():
            raise NotPossible("Say why the referral is opened again.")
        kept = it.referral.events.current().values_list("kind", "data")
        it.event(K.REOPENED, reason=reason.strip())
        it.move(stood(step for kind, data in kept if (step := step_of(kind, data))))
    return referral
