"""Take back a log that was taken over: within a day, the whole of it, as if it had never come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet

from audit import trail
from mscc.access import Access
from mscc.moments import Precision
from mscc.roles import Permission
from pathways.states import NotPossible, State
from referrals.actions.change import Change
from referrals.actions.importing import CHUNK, OF_PERSON
from referrals.events import EventKind
from referrals.models import Event, ImportedLog, Incident, Letter, Message, Person, Referral, Task

WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Undone:
    """What became of the rows: how many are withdrawn, and the references that stay since somebody works on them."""

    withdrawn: int
    kept: list[str]


@transaction.atomic
def undo(*, log: ImportedLog, reason: str, by: Access | None, at: datetime) -> Undone:
    """Withdraw every referral of a log. No figure counts them any more, and a mended log can be imported anew.

    Nothing is deleted. A referral that somebody has written on since the import stays: a clock of it may be all that
    watches over the person. `by` is nobody for the command of an administrator. Raises NotPossible after a day.
    """
    log = ImportedLog.objects.select_for_update(of=("self",)).select_related("service").get(pk=log.pk)
    if by and not by.may_in(Permission.IMPORT_LOGS, log.service):
        raise PermissionDenied("You cannot take back a log of this service.")
    _check(log, reason, at)
    theirs = log.referrals.order_by("pk")
    # All are locked before it is read which stay: nobody writes on one in between.
    len(theirs.select_for_update(no_key=True).values_list("pk"))
    kept = written_on(log)
    done = Undone(_withdraw(theirs.exclude(reference__in=kept), reason, by, at), kept)
    _forget_what_it_told(log, at, by)
    log.undone_at, log.undone_by, log.undone_because = at, by.user if by else None, reason.strip()
    log.save()
    trail.record(
        "referral.import_undone", by=log.undone_by, at=at, subject=log.service.code,
        withdrawn=done.withdrawn, kept=len(kept),
    )  # fmt: skip
    return done


def may_undo(log: ImportedLog, at: datetime) -> bool:
    """Whether the log can still be taken back."""
    return log.undone_at is None and at <= log.imported_at + WITHIN


def _check(log: ImportedLog, reason: str, at: datetime) -> None:
    if log.undone_at:
        raise NotPossible("This log has been taken back already.")
    if not may_undo(log, at):
        raise NotPossible("A log can be taken back for a day. Withdraw its referrals one by one, each with its reason.")
    if not reason.strip():
        raise NotPossible("Say why the log is taken back.")


def written_on(log: ImportedLog) -> list[str]:
    """The references of a log's referrals on which a person, not the timer engine, has written since: an entry, a
    task, an incident, a letter, even in draft, or a message.
    """
    written = Event.objects.filter(referral__imported_log=log, recorded_at__gt=log.imported_at)
    entries = written.exclude(recorded_by=None).values_list("referral__reference", flat=True)
    tasks = Task.objects.filter(referral__imported_log=log).exclude(made_by=None, ended_by=None)
    others = (model.objects.filter(referral__imported_log=log) for model in (Incident, Letter, Message))
    of_rows = (each.values_list("referral__reference", flat=True) for each in (tasks, *others))
    return sorted({*entries, *chain.from_iterable(of_rows)})


def _withdraw(referrals: QuerySet[Referral], reason: str, by: Access | None, at: datetime) -> int:
    count, user = 0, by.user if by else None
    for chunk in _chunks(referrals):
        closed = [it for it in chunk if not it.is_open]
        for it in chunk:
            if it.is_open:
                _end(it, reason, by, at)
        Event.objects.bulk_create(_said(it, reason, by, at) for it in closed)
        Referral.objects.filter(pk__in=[it.pk for it in chunk]).update(
            state=State.WITHDRAWN, imported_reference="", taken_back_at=at, changed_at=at, changed_by=user,
            version=F("version") + 1,
        )  # fmt: skip
        now = list(Referral.objects.filter(pk__in=[it.pk for it in chunk]))
        Referral.history.bulk_history_create(now, update=True, default_user=user, default_date=at)
        count += len(chunk)
    return count


def _chunks(referrals: QuerySet[Referral]) -> Iterator[list[Referral]]:
    last = 0
    while chunk := list(referrals.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _end(referral: Referral, reason: str, by: Access | None, at: datetime) -> None:
    """Withdraw one that is open: its clocks end with it."""
    it = Change(referral, by=by, at=at)
    it.reason = reason.strip()
    it.event(EventKind.WITHDRAWN, was=referral.state, reason=reason.strip())
    it.finish("referral.withdrawn")


def _said(referral: Referral, reason: str, by: Access | None, at: datetime) -> Event:
    return Event(
        referral=referral,
        kind=EventKind.WITHDRAWN,
        happened_at=at,
        precision=Precision.EXACT,
        recorded_at=at,
        recorded_by=by.user if by else None,
        data={"was": referral.state, "reason": reason.strip()},
    )


def _forget_what_it_told(log: ImportedLog, at: datetime, by: Access | None) -> None:
    """People known before the log get back what stood before it, where nobody has corrected them since."""
    told = Person.history.filter(alliance_id=log.alliance_id, history_date=log.imported_at, history_type="~")
    for then in told:
        person = Person.objects.select_for_update().get(pk=then.id)
        if _values(person) == _values(then) and (before := then.prev_record):
            for name in OF_PERSON.values():
                setattr(person, name, getattr(before, name))
            person.stamp(at, by.user if by else None)
            person.save()


def _values(row: Any) -> list[Any]:
    return [getattr(row, name) for name in OF_PERSON.values()]
