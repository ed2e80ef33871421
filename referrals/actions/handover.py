"""Hand the coordinator role over: given by one person, complete only when the other accepts (1.1.6, 1.1.7).

Until then whoever gave it holds the role and is responsible.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from mscc import duty
from mscc.access import Access
from mscc.models import Handover, Service, User
from mscc.moments import Moment
from mscc.roles import Permission
from pathways.clock import Clock as Running
from pathways.clock import Status
from pathways.guideline import limits
from pathways.states import NotPossible
from referrals.actions import clocks, rota, shift_test
from referrals.models import Clock, HandoverCase, Referral

State = Handover.State
NOT_ON_SHIFT = (
    "By the rota you are on neither this shift nor the next. If you take it all the same, press I am taking this shift."
)


@transaction.atomic
def give(
    *, service: Service, receiver: User, lines: Iterable[tuple[Referral, dict]], note: str, by: Access, at: datetime
) -> Handover:
    """Offer the role to somebody, with the sheet as it stands. Raises NotPossible where it cannot be offered."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    _check_may_give(service, receiver, by, at)
    _end_refused(service, by, at)
    given = Handover.objects.create(
        alliance_id=service.alliance_id, service=service, giver=by.user, receiver=receiver, note=note.strip(),
        given_at=at,
    )  # fmt: skip
    HandoverCase.objects.bulk_create(
        HandoverCase(handover=given, referral=referral, position=position, line=line)
        for position, (referral, line) in enumerate(lines)
    )
    clocks.opened(Running(limits.HANDOVER, Moment(at), limits.HANDOVER.start), given).save()
    clocks.wake()
    trail.record("handover.give", by=by.user, at=at, subject=given.pk, receiver=receiver.pk)
    return given


def _check_may_give(service: Service, receiver: User, by: Access, at: datetime) -> None:
    if by.user.pk != _holder(service):
        raise NotPossible("Only whoever holds the coordinator role hands it over. Take the role first.")
    if receiver.pk == by.user.pk or not may_receive(receiver, service):
        raise NotPossible("Choose a colleague of this service who may hold the coordinator role.")
    if why_not := duty.not_competent(receiver, service, at):
        raise NotPossible(why_not)
    if Handover.objects.filter(service=service, state=State.PENDING).exists():
        raise NotPossible("A handover waits already to be accepted. Take it back before giving another.")


@transaction.atomic
def accept(*, handover: Handover, by: Access, at: datetime, takes_shift: bool = False) -> Handover:
    """Take over: every person on the sheet, and the role. Raises NotPossible while an own question has no answer, and
    for somebody who is on neither this shift nor the next, unless they take the shift.
    """
    row = _pending_for(by, handover)
    if unanswered := [case for case in row.cases.select_for_update() if case.is_open]:
        raise NotPossible(_unanswered(unanswered, row.giver.name))
    if not (takes_shift or is_on_shift(by.user, row.service, at)):
        raise NotPossible(NOT_ON_SHIFT)
    row.cases.filter(accepted_at=None).update(accepted_at=at)
    _complete(row, by, at, takes_shift=takes_shift)
    return row


@transaction.atomic
def accept_case(*, case: HandoverCase, by: Access, at: datetime) -> Handover:
    """Take over one person. With the last of them the whole is accepted, unless it waits for the receiver to say that
    they take the shift.
    """
    row = _pending_for(by, case.handover)
    mine = row.cases.select_for_update().get(pk=case.pk)
    if mine.is_open:
        raise NotPossible(_unanswered([mine], row.giver.name))
    if mine.accepted_at is None:
        mine.accepted_at = at
        mine.save(update_fields=["accepted_at"])
        trail.record("handover.accept_case", by=by.user, at=at, subject=row.pk, position=mine.position)
    is_last = not row.cases.filter(accepted_at=None).exists()
    if is_last and is_on_shift(by.user, row.service, at):
        _complete(row, by, at)
    return row


def _pending_for(by: Access, handover: Handover) -> Handover:
    row = _pending(handover)
    if by.user.pk != row.receiver_id:
        raise PermissionDenied(
            f"This handover is for {row.receiver.name}. To take the role yourself press Take the role."
        )
    return row


def _unanswered(cases: list[HandoverCase], giver: str) -> str:
    """Whose questions wait, by name: whoever reads it at night need not search for them."""
    names = "; ".join(case.line["name"] for case in cases)
    what = "Your question has no answer" if len(cases) == 1 else f"{len(cases)} of your questions have no answer"
    return f"{what} yet: {names}. Ring {giver}, or take {'it' if len(cases) == 1 else 'them'} back."


def _asked_meanwhile(case: HandoverCase, receiver: str) -> str:
    if not case.question:
        return f"{receiver} has taken the question about {case.line['name']} back."
    return f"{receiver} has asked something else about {case.line['name']} meanwhile. Read it, then answer."


def _complete(row: Handover, by: Access, at: datetime, *, takes_shift: bool = False) -> None:
    in_time = at <= row.given_at + limits.HANDOVER.within
    _answer(row, State.ACCEPTED, Status.MET if in_time else Status.MET_LATE, by, at)
    holding = duty.take_role(service=row.service, by=by, at=at)
    shift_test.begin(holding=holding, by=by, at=at)
    if takes_shift:
        rota.stand_in(service=row.service, by=by, at=at)
    trail.record("handover.accept", by=by.user, at=at, subject=row.pk, takes_shift=takes_shift)


@transaction.atomic
def refuse(*, handover: Handover, reason: str, by: Access, at: datetime) -> Handover:
    """Say no, and why. Whoever gave it holds the role still, and hears of it at once together with the senior."""
    row = _pending(handover)
    if by.user.pk != row.receiver_id:
        raise PermissionDenied(f"This handover is for {row.receiver.name}.")
    if not reason.strip():
        raise NotPossible("Say why you cannot take it: whoever gave it has to find somebody else.")
    row.state, row.answered_at, row.reason = State.REFUSED, at, reason.strip()[:200]
    row.save()
    clock = row.clocks.select_for_update().get(status=Status.OPEN)
    clock.next_stage, clock.next_at, clock.is_acknowledged = max(clock.next_stage, 1), at, False
    clock.save()
    clocks.wake()
    trail.record("handover.refuse", by=by.user, at=at, subject=row.pk)
    return row


@transaction.atomic
def withdraw(*, handover: Handover, by: Access, at: datetime) -> Handover:
    """Take an offer back before it is accepted."""
    row = _pending(handover)
    if by.user.pk != row.giver_id:
        raise PermissionDenied(f"{row.giver.name} gave this handover and may take it back.")
    _answer(row, State.WITHDRAWN, Status.CANCELLED, by, at)
    trail.record("handover.withdraw", by=by.user, at=at, subject=row.pk)
    return row


@transaction.atomic
def lapse(*, service: Service, by: Access, at: datetime) -> None:
    """Somebody took the role themselves: an offer of it to another has no object any more."""
    for row in Handover.objects.select_for_update().filter(service=service, state=State.PENDING):
        row.reason = f"{by.user.name} took the role"
        _answer(row, State.WITHDRAWN, Status.CANCELLED, by, at)
    _end_refused(service, by, at)


@transaction.atomic
def ask(*, case: HandoverCase, question: str, by: Access, at: datetime) -> HandoverCase:
    """Ask the giver about one person; an empty question takes the last one back."""
    row = _pending(case.handover)
    if by.user.pk != row.receiver_id:
        raise PermissionDenied("Whoever the handover is for asks about it.")
    case.refresh_from_db()
    case.question, case.asked_at, case.reply, case.replied_at = " ".join(question.split())[:300].strip(), at, "", None
    if case.question:
        case.accepted_at = None  # who asks once more has not accepted
    case.save()
    trail.record("handover.ask", by=by.user, at=at, subject=row.pk, position=case.position)
    return case


@transaction.atomic
def reply(*, case: HandoverCase, question: str, text: str, by: Access, at: datetime) -> HandoverCase:
    """Answer the question that was read about one person. Raises NotPossible when another is asked by now: an answer
    under a question that it was not given to is a false one.
    """
    row = _pending(case.handover)
    if by.user.pk != row.giver_id:
        raise PermissionDenied("Whoever gave the handover answers.")
    case.refresh_from_db()
    if not case.question or case.question != " ".join(question.split()):
        raise NotPossible(_asked_meanwhile(case, row.receiver.name))
    if not text.strip():
        raise NotPossible("Type the answer.")
    case.reply, case.replied_at = text.strip()[:300], at
    case.save()
    trail.record("handover.reply", by=by.user, at=at, subject=row.pk, position=case.position)
    return case


def may_receive(user: User, service: Service) -> bool:
    """Whether somebody may hold the coordinator role of a service."""
    return (
        user.is_active
        and user.alliance_id == service.alliance_id
        and Access(user).may_in(Permission.HOLD_ROLE, service)
    )


def is_on_shift(user: User, service: Service, at: datetime) -> bool:
    """Whether somebody is on this shift or the next; without a rota nobody is asked."""
    return not duty.has_rota(service) or duty.is_on_this_or_next_shift(user, service, at)


def _holder(service: Service) -> int | None:
    held = service.holdings.filter(role="coordinator", ended_at=None)
    return held.values_list("user_id", flat=True).first()


def _pending(handover: Handover) -> Handover:
    # The service first, as whoever takes the role does: else each of the two waits for the other.
    Service.objects.select_for_update(no_key=True).get(pk=handover.service_id)
    row = Handover.objects.select_for_update(of=("self",)).select_related("giver", "receiver", "service")
    found = row.get(pk=handover.pk)
    if not found.is_pending:
        raise NotPossible(f"This handover is no longer open: {found.get_state_display().lower()}.")
    return found


def _answer(row: Handover, state: Handover.State, status: Status, by: Access, at: datetime) -> None:
    row.state, row.answered_at = state, at
    row.save()
    for clock in row.clocks.select_for_update().filter(status=Status.OPEN):
        clocks.end(clock, status, at=at, by=by.user, reason=row.get_state_display())
        clock.save()


def _end_refused(service: Service, by: Access, at: datetime) -> None:
    """Somebody else is found: what was refused need not be told any longer."""
    for clock in Clock.objects.select_for_update().filter(handover__service=service, status=Status.OPEN):
        clocks.end(clock, Status.CANCELLED, at=at, by=by.user, reason="Handed to somebody else")
        clock.save()
