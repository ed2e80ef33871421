"""The PDF of an approved letter: asked for, made once, kept; a try that failed says why."""

import logging
from datetime import datetime

from django.db import transaction

from audit import trail
from mscc import pdf, store
from mscc.access import Access, require
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.letters import blocks
from referrals.models import Letter

log = logging.getLogger(__name__)
Paper = Letter.Paper
FAILED = "The PDF could not be made. Try again; if it fails again, tell your service lead. The letter itself is safe."


@transaction.atomic
def ask(*, letter: Letter, by: Access, at: datetime) -> Letter:
    """Ask for the PDF of an approved letter; one that is made already stays as it is."""
    require(by, Permission.SEE_CASES)
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.approved_at is None:
        raise NotPossible("A letter has its PDF once it is approved.")
    if row.paper != Paper.MADE:
        row.paper, row.paper_asked_at, row.paper_problem = Paper.WAITING, at, ""
        row.save(update_fields=["paper", "paper_asked_at", "paper_problem"])
        trail.record("letter.ask_paper", by=by.user, at=at, letter=row.pk)
    return row


@transaction.atomic
def make(*, letter: Letter, by: Access | None, at: datetime) -> Letter:
    """Make the PDF and keep it. Asked for twice, it is made once; what goes wrong is said, and can be tried again."""
    rows = Letter.objects.select_for_update(of=("self",)).select_related("referral__service", "approved_by")
    row = rows.get(pk=letter.pk)
    if row.approved_at is None or row.paper == Paper.MADE:
        return row
    try:
        row.file = store.put(_pdf(row, at))
        row.paper, row.paper_problem = Paper.MADE, ""
    except pdf.NotPossibleHere as problem:
        row.paper, row.paper_problem = Paper.FAILED, str(problem)[:300]
    except Exception as problem:  # whatever it was, the page must say so rather than wait for ever
        log.error("The PDF of letter %s could not be made: %s", row.pk, type(problem).__name__)
        row.paper, row.paper_problem = Paper.FAILED, FAILED
    row.save(update_fields=["file", "paper", "paper_problem"])
    trail.record("letter.make_paper", by=by.user if by else None, at=at, letter=row.pk, made=row.paper == Paper.MADE)
    return row


def _pdf(letter: Letter, at: datetime) -> bytes:
    return pdf.document("print/letter.jinja", {"letter": letter, "blocks": blocks(letter.body)}, at=at)


@transaction.atomic
def take(*, letter: Letter, by: Access, at: datetime) -> bytes:
    """The PDF, to open or print; who took it is on the trail. Raises NotPossible where there is none."""
    require(by, Permission.SEE_CASES)
    if letter.paper != Paper.MADE:
        raise NotPossible("The PDF of this letter is not made yet.")
    try:
        made = store.get(letter.file)
    except OSError:
        raise NotPossible("The PDF is not where it was kept. Tell your service lead; the letter is below.") from None
    trail.record("letter.print", by=by.user, at=at, subject=letter.referral.reference, letter=letter.pk)
    return made
