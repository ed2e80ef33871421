"""What a transfer asks of the record: the gate before anybody leaves, and where the person is after it."""

from typing import Any

from mscc.moments import Moment, show
from pathways.states import NotPossible
from referrals.actions.change import Change
from referrals.events import EventKind
from referrals.gate import Transfer, newest, to_the_minute
from referrals.models import Event

K = EventKind
# What says where the person is; an arrival writes a move beside itself.
PLACES = frozenset({K.MOVED, K.ADMITTED})
MOVES = PLACES | {K.ARRIVED}
STAGES = frozenset({K.TRANSFER_CHECKED, K.DEPARTED, K.ARRIVED, K.TRANSFER_CANCELLED})


def check(
    it: Change, kind: EventKind, moment: Moment, told: dict[str, Any], supersedes: Event | None
) -> dict[str, Any]:
    """What is to be kept with a stage of a transfer. Raises NotPossible for one out of its order, and for a departure
    while anything is missing, unless a named clinician says why.
    """
    if kind not in STAGES and not (supersedes and kind is K.TRANSFER_ARRANGED):
        return {}
    transfer = newest(it.referral.events.current().exclude(pk=supersedes.pk if supersedes else None))
    if not supersedes:
        _check_order(kind, transfer)
        transfer = Transfer() if transfer.ended else transfer
    _check_time(kind, moment, transfer)
    return _left_without(transfer, told) if kind is K.DEPARTED else {}


def _check_time(kind: EventKind, moment: Moment, transfer: Transfer) -> None:
    """Each stage comes after the one before it, to the minute."""
    before = transfer.departed if kind is K.ARRIVED else transfer.arranged
    after = {K.TRANSFER_ARRANGED: transfer.departed, K.DEPARTED: transfer.ended}.get(kind)
    told = to_the_minute(moment.at)
    if kind is not K.TRANSFER_ARRANGED and before and told < to_the_minute(before.happened_at):
        what = "they left" if kind is K.ARRIVED else "the transfer was arranged"
        raise NotPossible(f"That is before {what}, {show(before.happened_at, now=moment.at)}. Give the day and time.")
    if after and told > to_the_minute(after.happened_at):
        what = "they left" if kind is K.TRANSFER_ARRANGED else "they arrived"
        raise NotPossible(f"That is after {what}, {show(after.happened_at, now=moment.at)}. Give the day and time.")


def _check_order(kind: EventKind, transfer: Transfer) -> None:
    if kind is K.DEPARTED and transfer.is_under_way:
        raise NotPossible("That the person left is recorded already.")
    if kind is K.ARRIVED and not transfer.is_under_way:
        raise NotPossible(
            "Record first that the person left. For a move within the hospital, record where they are now."
        )
    if kind in {K.TRANSFER_CHECKED, K.TRANSFER_CANCELLED} and not (transfer.is_waiting or transfer.is_under_way):
        raise NotPossible("No transfer is arranged. Record first that one is.")


def _left_without(transfer: Transfer, told: dict[str, Any]) -> dict[str, Any]:
    missing = transfer.missing_words
    if not missing:
        return {}
    if not (told.get("gate_reason") and told.get("gate_clinician")):
        raise NotPossible(
            f"Nobody leaves yet. Missing: {', '.join(missing)}. If the person has left all the same, say why, and "
            "which clinician says so."
        )
    return {"left_without": missing}


def move(it: Change, kind: EventKind, moment: Moment, told: dict[str, Any], supersedes: Event | None) -> None:
    """Set where the person is, unless they are known to have moved on since; who has arrived has moved."""
    old = supersedes
    if kind is K.ARRIVED:
        old = move_of(it, supersedes) if supersedes else None
        it.event(K.MOVED, moment, supersedes=old, where_now=told["where_now"], where_phone=told["where_phone"])
    moved_on = it.referral.events.current().filter(kind__in=PLACES, happened_at__gt=moment.at)
    if not moved_on.exclude(pk=old.pk if old else None).exists():
        it.set(where_now=told.get("where_now", ""), where_phone=told.get("where_phone", ""))


def move_of(it: Change, arrival: Event) -> Event | None:
    """The move that was written down with an arrival, if it stands."""
    moves = it.referral.events.current().filter(kind=K.MOVED, recorded_at=arrival.recorded_at)
    return moves.filter(happened_at=arrival.happened_at).first()


def move_back(it: Change, event: Event) -> None:
    """Where the person is without a move: where the last of the others took them, else where they were before it."""
    if it.referral.where_now != event.data.get("where_now", ""):
        return  # told otherwise since
    others = it.referral.events.current().filter(kind__in=PLACES).exclude(pk=event.pk).order_by("happened_at", "id")
    if last := others.last():
        it.set(where_now=last.data.get("where_now", ""), where_phone=last.data.get("where_phone", ""))
    elif before := it.referral.history.filter(history_date__lt=event.recorded_at).order_by("-history_date").first():
        it.set(where_now=before.where_now, where_phone=before.where_phone)
