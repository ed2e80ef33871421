"""The alliance's own wording of a letter: a new version each time, checked before it can be used."""

from datetime import datetime

from django.db import IntegrityError, transaction

from audit import trail
from mscc.access import Access, require
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.letters import KINDS, LetterKind, WordingRefused, check
from referrals.models import LetterWording


class Changed(NotPossible):
    """Somebody saved a wording since the page was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody has saved another wording since you opened this page. Theirs is shown above yours.")


def standing(kind: LetterKind, by: Access) -> LetterWording | None:
    """The alliance's newest version; None where it never wrote one."""
    return LetterWording.seen_by(by).filter(kind=kind).select_related("written_by").order_by("-version").first()


def text_of(kind: LetterKind, by: Access) -> str:
    """The wording to use: the alliance's own, else the one that comes with the service."""
    own = standing(kind, by)
    return own.text if own and own.text else KINDS[kind].wording


@transaction.atomic
def keep(*, kind: LetterKind, text: str, read: int, by: Access, at: datetime) -> LetterWording:
    """Keep a wording; empty takes the service's own again. `read`: the version that was opened.

    Raises NotPossible, with the sentence to show, for a placeholder that is not known; Changed for a newer version.
    """
    require(by, Permission.EDIT_LETTERS)
    if text.strip():
        try:
            check(text)
        except WordingRefused as problem:
            raise NotPossible(str(problem)) from problem
    latest = standing(kind, by)
    number = latest.version if latest else 0
    if number != read:
        raise Changed
    new = LetterWording(
        alliance_id=by.alliance_id, kind=kind, version=number + 1, text=text.strip(), written_at=at, written_by=by.user
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as taken:  # two saved at once
        raise Changed from taken
    trail.record("letter.keep_wording", by=by.user, at=at, subject=str(kind), version=new.version)
    return new
