"""Swap shifts, or give one away: nothing changes until the other has accepted."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import Post, Shift, Swap, User
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.actions import cover, notices
from referrals.actions.rota import drop_swaps
from referrals.models import Notice

State = Swap.State
Kind = Notice.Kind


@transaction.atomic
def ask(*, shift: Shift, receiver: User, back: Shift | None, by: Access, at: datetime) -> Swap:
    """Ask somebody to take a shift of one's own, for one of theirs or for nothing."""
    _lock([shift, back])
    shift.refresh_from_db()
    if shift.person_id != by.user.pk:
        raise PermissionDenied("Only whoever has a shift asks for it to be swapped.")
    _check_to_come(shift, at)
    if back:
        back.refresh_from_db()
        _check_to_come(back, at)
        if back.person_id != receiver.pk:
            raise NotPossible(f"{receiver.name} does not have that shift any longer.")
    if receiver.pk == by.user.pk or receiver.alliance_id != by.alliance_id or not receiver.is_active:
        raise NotPossible("Choose a colleague of this alliance.")
    if not Access(receiver).may(Permission.HOLD_ROLE):
        raise NotPossible(f"{receiver.name} has no role that may hold a post on the rota.")
    if shift.swaps.filter(state=State.PENDING).exists():
        raise NotPossible("You have asked somebody already. Take that back before asking another.")
    swap = Swap.objects.create(shift=shift, back=back, receiver=receiver, asked_at=at)
    _tell(swap, receiver, Kind.SWAP_ASKED, by, at)
    trail.record("swap.ask", by=by.user, at=at, subject=swap.pk, receiver=receiver.pk)
    return swap


@transaction.atomic
def accept(*, swap: Swap, by: Access, at: datetime) -> Swap:
    """Take the shift: from now on the rota has the two the other way round."""
    row = _pending(swap)
    if by.user.pk != row.receiver_id:
        raise PermissionDenied(f"{row.receiver.name} was asked, and answers.")
    asker, shift, back = row.shift.person, row.shift, row.back
    for each in filter(None, (shift, back)):
        _check_to_come(each, at)
    if back and back.person_id != row.receiver_id:
        raise NotPossible("You do not have the shift in return any longer.")
    _answer(row, State.ACCEPTED, at)
    _give(shift, row.receiver, at)
    if back:
        _give(back, asker, at)
    for post in {each.post for each in (shift, back) if each}:
        cover.refresh(post, by=by.user, at=at)
    _tell(row, asker, Kind.SWAP_ACCEPTED, by, at)
    trail.record("swap.accept", by=by.user, at=at, subject=row.pk)
    return row


@transaction.atomic
def refuse(*, swap: Swap, by: Access, at: datetime) -> Swap:
    """Say no: the rota stands."""
    row = _pending(swap)
    if by.user.pk != row.receiver_id:
        raise PermissionDenied(f"{row.receiver.name} was asked, and answers.")
    _answer(row, State.REFUSED, at)
    _tell(row, row.shift.person, Kind.SWAP_REFUSED, by, at)
    trail.record("swap.refuse", by=by.user, at=at, subject=row.pk)
    return row


@transaction.atomic
def withdraw(*, swap: Swap, by: Access, at: datetime) -> Swap:
    """Take back what one has asked."""
    row = _pending(swap)
    if by.user.pk != row.shift.person_id:
        raise PermissionDenied(f"{row.shift.person.name} asked, and may take it back.")
    _answer(row, State.WITHDRAWN, at)
    trail.record("swap.withdraw", by=by.user, at=at, subject=row.pk)
    return row


def _tell(swap: Swap, person: User, kind: Notice.Kind, by: Access, at: datetime) -> None:
    shift = swap.shift
    notices.tell(person=person, kind=kind, post=shift.post, stretch=shift.stretch, by=by.user, at=at, swap=swap)


def _pending(swap: Swap) -> Swap:
    """The swap with its shifts, nobody else changing them."""
    _lock([swap.shift, swap.back])
    about = Swap.objects.select_related("shift__person", "shift__post__service", "back__post__service", "receiver")
    row = about.get(pk=swap.pk)
    if row.state != State.PENDING:
        raise NotPossible(f"This swap is no longer open: {row.get_state_display().lower()}.")
    return row


def _lock(shifts: list[Shift | None]) -> None:
    posts = {shift.post_id for shift in shifts if shift}
    list(Post.objects.select_for_update(no_key=True).filter(pk__in=posts).order_by("pk"))


def _check_to_come(shift: Shift, at: datetime) -> None:
    if shift.cancelled_at or shift.starts_at <= at:
        raise NotPossible("That shift has begun, or is off the rota. To stand in now, press I am taking this shift.")


def _give(shift: Shift, to: User, at: datetime) -> None:
    """The shift as it was is taken off, and one of the other's own put in its place."""
    shift.change(at, cancelled_at=at)
    drop_swaps([shift.pk], at)
    Shift.objects.create(
        post=shift.post, person=to, starts_at=shift.starts_at, ends_at=shift.ends_at, source=Shift.Source.SWAP
    )


def _answer(row: Swap, state: Swap.State, at: datetime) -> None:
    row.state, row.answered_at = state, at
    row.save()
