"""Letters: write one, approve it by name, mark it as sent and as read. Nothing is sent by the service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from audit import trail
from mscc.access import Access, require
from mscc.moments import Moment, show_day
from mscc.nhs_number import spaced
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.actions.change import QUIET, SPOKEN_OF, Change, change
from referrals.events import EventKind
from referrals.letters import LetterKind
from referrals.models import Letter, LetterSent, Referral

K = EventKind
# What no letter speaks of: it does not make a draft old.
NOT_SPOKEN_OF = (QUIET - SPOKEN_OF) | {
    K.ALERTED,
    K.UNDELIVERED,
    K.ACKNOWLEDGED,
    K.ADVICE_CHANGED,
}


class Changed(NotPossible):
    """Somebody else saved the draft since it was read; `now` is how it stands."""

    def __init__(self, now: Letter) -> None:
        super().__init__(
            f"{now.changed_by.name} has changed this draft since you opened it. Theirs is shown beside yours: "
            "put together what should stand, and save again."
        )
        self.now = now


@dataclass(frozen=True)
class Typed:
    """A draft as it stands in its form. `read`: how often it had been saved when it was opened; `filled_to`: the newest
    entry of the record that its text was filled in from.
    """

    to_whom: str
    body: str
    read: int
    filled_to: int


@transaction.atomic
def draft(*, referral: Referral, kind: LetterKind, to_whom: str, body: str, by: Access, at: datetime) -> Letter:
    """Begin a letter, filled in from the record as it stands."""
    require(by, Permission.WRITE_CASE, referral)
    made = Letter.objects.create(
        referral=referral, kind=kind, to_whom=to_whom, body=body, filled_to=newest_entry(referral), written_at=at,
        written_by=by.user, changed_at=at, changed_by=by.user,
    )  # fmt: skip
    trail.record("letter.draft", by=by.user, at=at, subject=referral.reference, letter=made.pk, kind=str(kind))
    return made


@transaction.atomic
def edit(*, letter: Letter, typed: Typed, by: Access, at: datetime) -> Letter:
    """Save a draft. Raises Changed when somebody saved it since it was opened."""
    require(by, Permission.WRITE_CASE, letter.referral)
    row = _locked(letter)
    if row.is_draft and _is_theirs(row, typed, by):
        return row
    _take(row, typed, by, at)
    row.save()
    trail.record("letter.edit", by=by.user, at=at, subject=row.referral.reference, letter=row.pk)
    return row


def approve(*, letter: Letter, typed: Typed, record: int, by: Access, at: datetime) -> Letter:
    """Approve, by name, exactly what stands in the form: from now on nobody changes it.

    `record` is the newest entry of the record that the page knew of. Raises NotPossible when the draft or the record
    has moved on since.
    """
    with change(letter.referral, "letter.approve", by=by, at=at) as it:
        row = _locked(letter)
        if row.approved_at and _is_theirs(row, typed, by):
            return row
        _take(row, typed, by, at)
        if newest_entry(it.referral) != record:
            raise NotPossible("Something new was recorded since you opened this page. Read it below, then approve.")
        row.head = head_of(it.referral)
        row.approved_at, row.approved_by = at, by.user
        row.save()
        _tell(it, K.LETTER_APPROVED, row)
    return row


@transaction.atomic
def drop(*, letter: Letter, by: Access, at: datetime) -> Letter:
    """Throw a draft away. It stays on record."""
    require(by, Permission.WRITE_CASE, letter.referral)
    row = _locked(letter)
    _check_draft(row)
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    trail.record("letter.drop", by=by.user, at=at, subject=row.referral.reference, letter=row.pk)
    return row


@transaction.atomic
def begin_version(*, letter: Letter, to_whom: str, body: str, by: Access, at: datetime) -> Letter:
    """Begin the next version of an approved letter. The one before stands until the new one is approved."""
    require(by, Permission.WRITE_CASE, letter.referral)
    row = _locked(letter)
    if row.approved_at is None:
        raise NotPossible("This letter is not approved yet: change it as it is.")
    if row.replacements.filter(dropped_at=None).exists():
        raise NotPossible("A newer version has been begun already. Open that one.")
    made = Letter.objects.create(
        referral=row.referral, kind=row.kind, version=row.version + 1, replaces=row, to_whom=to_whom, body=body,
        filled_to=newest_entry(row.referral), written_at=at, written_by=by.user, changed_at=at, changed_by=by.user,
    )  # fmt: skip
    trail.record("letter.begin_version", by=by.user, at=at, subject=row.referral.reference, letter=made.pk)
    return made


def mark_sent(*, letter: Letter, route: str, to_whom: str, moment: Moment, by: Access, at: datetime) -> LetterSent:
    """Write down that somebody took the letter where it belongs."""
    with change(letter.referral, "letter.mark_sent", by=by, at=at) as it:
        row = _locked(letter)
        it.check_past(moment)
        if row.approved_at is None:
            raise NotPossible("Only an approved letter is sent. Approve it first.")
        if row.replacements.filter(approved_at__isnull=False).exists():
            raise NotPossible("A newer version of this letter is approved. Send that one.")
        sent = LetterSent.objects.create(
            letter=row, route=route, to_whom=to_whom, sent_at=moment.at, marked_at=at, marked_by=by.user
        )
        _tell(it, K.LETTER_SENT, row, moment, route=sent.get_route_display(), to=to_whom)
    return sent


def mark_read(*, sent: LetterSent, read_by: str, moment: Moment, by: Access, at: datetime) -> LetterSent:
    """Write down who has read it there, as they told us."""
    with change(sent.letter.referral, "letter.mark_read", by=by, at=at) as it:
        it.check_past(moment)
        row = LetterSent.objects.select_for_update(of=("self",)).select_related("letter").get(pk=sent.pk)
        if row.read_at:
            raise NotPossible(f"{row.read_by} is on record already as having read it.")
        if moment.at < row.sent_at:
            raise NotPossible("That is before it was sent. Check the time.")
        row.read_at, row.read_by, row.read_marked_by = moment.at, read_by, by.user
        row.save()
        _tell(it, K.LETTER_READ, row.letter, moment, read_by=read_by)
    return row


def newest_entry(referral: Referral) -> int:
    """The number of the newest entry that a letter could speak of."""
    spoken_of = referral.events.exclude(kind__in=NOT_SPOKEN_OF).order_by("-pk")
    return spoken_of.values_list("pk", flat=True).first() or 0


def head_of(referral: Referral) -> dict[str, str]:
    """Who a letter is about, as it stands on every page of it."""
    person = referral.person
    return {
        "name": person.name,
        "born": show_day(person.date_of_birth) if person.date_of_birth else "not known",
        "nhs_number": spaced(person.nhs_number) if person.nhs_number else "not known",
        "reference": referral.reference,
    }


def _tell(it: Change, kind: EventKind, letter: Letter, moment: Moment | None = None, **more: Any) -> None:
    it.event(kind, moment, letter=f"{letter.about.label.lower()}, version {letter.version}", **more)


def _locked(letter: Letter) -> Letter:
    # Who changed it last is not joined: to a save that had to wait, a join would show what stood before the wait.
    rows = Letter.objects.select_for_update(of=("self",))
    return rows.select_related("referral__person", "referral__service").get(pk=letter.pk)


def _take(row: Letter, typed: Typed, by: Access, at: datetime) -> None:
    """Put what was typed into the draft, unless somebody else was quicker."""
    _check_draft(row)
    if row.saves != typed.read:
        raise Changed(row)
    row.to_whom, row.body, row.filled_to = typed.to_whom, typed.body, max(row.filled_to, typed.filled_to)
    row.changed_at, row.changed_by, row.saves = at, by.user, row.saves + 1


def _is_theirs(row: Letter, typed: Typed, by: Access) -> bool:
    """Whether this is what the same person has just sent: they pressed twice."""
    is_theirs = row.changed_by_id == by.user.pk and row.saves == typed.read + 1
    return is_theirs and (row.to_whom, row.body) == (typed.to_whom, typed.body)


def _check_draft(letter: Letter) -> None:
    if letter.approved_at:
        raise NotPossible("This letter is approved and cannot be changed. Begin a new version of it.")
    if letter.dropped_at:
        raise NotPossible("This draft was thrown away. Begin another.")
