"""The clocks of a referral, each as its card shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mscc.moments import show, show_between
from pathways.clock import STATUS_WORDS, Standing, Status
from pathways.guideline.limits import RADIOTHERAPY, ClockKind, Limit
from referrals.late import LATE
from referrals.models import Clock, Referral
from referrals.worklist import TAGS

BASIS_WORDS = {
    "suspected_at": "From suspicion",
    "presented_at": "From first contact with this pain",
    "coordinator_contact_at": "From the call: start not known",
    "immobilised_at": "From immobilisation",
    "immobilised_recorded_at": "From when it was recorded: start not known",
    "rt_decision_at": "From the decision to treat",
    "saved_at": "From saving",
    "flagged_at": "From the new facts",
}
# Shown as "not started" where no such clock has begun, so that nobody wonders.
EXPECTED: dict[ClockKind, str] = {ClockKind.RADIOTHERAPY: "Starts at the decision to treat"}
ORDER = {Status.OPEN: 0, Status.MET_LATE: 1, Status.MET: 2}


@dataclass(frozen=True)
class ClockCard:
    """One clock as its card shows it."""

    label: str
    rec: str
    tag: str
    words: str
    due: str
    about: str
    is_late: bool


def cards(clocks: Iterable[Clock], referral: Referral, at: datetime) -> list[ClockCard]:
    """Every clock, the running first; and those that have not begun."""
    shown = sorted(clocks, key=lambda it: (ORDER.get(Status(it.status), 3), it.due_at))
    begun = {clock.kind for clock in shown}
    waiting = [limit for limit in (RADIOTHERAPY,) if limit.kind not in begun and referral.is_open]
    return [*(_card(it, referral, at) for it in shown), *map(_not_started, waiting)]


def _card(clock: Clock, referral: Referral, at: datetime) -> ClockCard:
    about = f"{BASIS_WORDS[clock.basis]}, {show(clock.start, now=at)}"
    if clock.closed is None:
        return _open_card(clock, about, referral, at)
    words, tag = STATUS_WORDS[Status(clock.status)], "grey"
    if clock.status in (Status.MET, Status.MET_LATE):
        words += f", {show_between(clock.start, clock.closed)}"
        tag = "green" if clock.status == Status.MET else "red"
    about += f" to {show(clock.closed, now=at)}" + (f". {clock.close_reason}" if clock.close_reason else "")
    if clock.passed_local:
        about += ". Local limit passed, within the guideline"
    return ClockCard(clock.name, clock.limit.rec, tag, words, "", about, clock.status == Status.MET_LATE)


def _open_card(clock: Clock, about: str, referral: Referral, at: datetime) -> ClockCard:
    by = clock.deadline
    stands = by.standing(at)
    is_late = stands is Standing.OVERDUE
    if is_late and clock.kind in LATE:
        reason = getattr(referral.timeline, LATE[clock.kind].field)
        about += f". Late: {reason}" if reason else ". Reason not recorded"
    due = f"due {by.shown(at)}"
    return ClockCard(clock.name, clock.limit.rec, TAGS[stands], by.words(at), due, about, is_late)


def _not_started(limit: Limit) -> ClockCard:
    return ClockCard(limit.label, limit.rec, "grey", "Not started", "", EXPECTED[limit.kind], False)
