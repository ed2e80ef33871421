"""The steering group's packs (1.1.2, 1.1.4): figures frozen twice a year, signed by the alliance lead, never changed.

A pack is made whole or not at all. Its shareable figures are held against every pack that was signed before, and the
next pack lists what was put right in the last. Every file of it is printed from what was frozen.
"""

import json
import logging
from datetime import date, datetime, timedelta
from traceback import extract_tb
from typing import Any

from django.db import transaction

from audit import group_told, trail
from audit.corrections import corrected, corrections
from audit.exports import as_json
from audit.models import Pack, PackOrder, PackSignature
from audit.periods import Period
from audit.printed import Printed, definitions
from audit.published import Published, hold
from audit.report import Report, build
from mscc.access import Access, require
from mscc.models import Alliance
from mscc.moments import day_in_london, show_day
from mscc.roles import Permission
from pathways import group
from pathways.states import NotPossible

log = logging.getLogger(__name__)
State = PackOrder.State
# What is done for a pack, in its order, as the page says it.
STEPS = ("Waiting to begin", "Counting the period", "Counting the last pack’s period again", "Freezing", "Done")
# After this long nobody seems to be at work on it: the page offers to make it at once.
PATIENCE = timedelta(seconds=60)
FAILED = "The figures could not be made. Nothing was kept; try again, and if it fails again tell whoever runs this."


def seen(access: Access) -> list[Pack]:
    """The packs and drafts of the person's alliance, the newest first, without their figures."""
    found = Pack.objects.filter(alliance_id=access.alliance_id).select_related("signature", "frozen_by")
    return list(found.defer("written"))


def signed(alliance_id: int) -> list[Pack]:
    """Every signed pack of an alliance, by number."""
    found = Pack.objects.filter(alliance_id=alliance_id, signature__isnull=False)
    return list(found.select_related("signature").order_by("signature__number"))


@transaction.atomic
def order(*, period: Period, by: Access, at: datetime) -> PackOrder:
    """Ask for a pack of a period that has ended."""
    require(by, Permission.MAKE_PACKS)
    if period.ends > at:
        raise NotPossible("The period has not ended yet: a pack is made once its last day is over.")
    made = PackOrder.objects.create(
        alliance_id=by.alliance_id, start=period.start, end=period.end, ordered_at=at, ordered_by=by.user
    )
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    trail.record("pack.order", by=by.user, at=at, subject=made.pk, **days)
    return made


def make(wanted: PackOrder, at: datetime) -> Pack | None:
    """Make what was ordered. A failure leaves the order to be tried again, and no pack."""
    try:
        _step(wanted, 1)
        alliance = Alliance.objects.get(pk=wanted.alliance_id)
        report = build(alliance, wanted.start, wanted.end, at)
        _step(wanted, 2)
        content, after = _content(report, signed(alliance.pk))
        _step(wanted, 3)
        return _freeze(wanted, report, content, after, at)
    except Exception as problem:  # whatever it was, the page must say that nothing came of it
        where = extract_tb(problem.__traceback__)[-1]
        log.error("A pack could not be made: %s in %s, line %s", type(problem).__name__, where.name, where.lineno)
        PackOrder.objects.filter(pk=wanted.pk, pack=None).update(state=State.FAILED, problem=FAILED)
        return None


def _step(wanted: PackOrder, step: int) -> None:
    PackOrder.objects.filter(pk=wanted.pk, pack=None).update(state=State.WAITING, step=step, problem="")


def _content(report: Report, before: list[Pack]) -> tuple[dict[str, Any], int]:
    """Everything that a pack holds, and the number of the pack it was held against."""
    exact, published = as_json(report), _published(before)
    shareable = as_json(report, shareable=True)
    content = {
        "alliance": report.alliance.name,
        "exact": exact,
        "months": _months(report),
        "definitions": definitions(report),
        "corrections": {"of": None, "exact": [], "shareable": []},
        "group": group.of(report.alliance.pk, day_in_london(report.as_at)).frozen(report.period.start),
    }
    if before:
        content["corrections"], now = _put_right(report.alliance, before[-1], published[:-1])
        published[-1] = now
    period = report.period
    content["shareable"] = hold(Published(period.start, period.end, exact, shareable), published)
    return content, before[-1].signature.number if before else 0


def _put_right(alliance: Alliance, last: Pack, earlier: list[Published]) -> tuple[dict[str, Any], Published]:
    """What the last pack's figures would be now, judged as at its own moment; and those figures."""
    as_at = datetime.fromisoformat(last.content["exact"]["as_at"])
    again = build(alliance, last.start, last.end, as_at)
    exact = as_json(again)
    shareable = hold(Published(last.start, last.end, exact, as_json(again, shareable=True)), earlier)
    told = {
        "of": {"number": last.signature.number, "start": last.start.isoformat(), "end": last.end.isoformat()},
        "exact": corrections(last.content["exact"], exact),
        "shareable": corrections(last.content["shareable"], shareable),
    }
    return told, Published(last.start, last.end, exact, shareable)


def _published(before: list[Pack]) -> list[Published]:
    """What is in the world: each pack, with what the next one said was put right in it."""
    found = []
    for pack, following in zip(before, [*before[1:], None], strict=False):
        told = following.content["corrections"] if following else {"exact": [], "shareable": []}
        exact, shareable = (corrected(pack.content[which], told[which]) for which in ("exact", "shareable"))
        found.append(Published(pack.start, pack.end, exact, shareable))
    return found


def _months(report: Report) -> list[dict[str, Any]]:
    return [
        {"measure": name, "month": f"{month.start:%Y-%m}", **figures.shares()}
        for name, measure in report.measures.items()
        for month, figures in report.by_month(measure)
    ]


@transaction.atomic
def _freeze(wanted: PackOrder, report: Report, content: dict[str, Any], after: int, at: datetime) -> Pack | None:
    """Keep the pack and say that the order is done, together. Whoever was quicker has made it already."""
    mine = PackOrder.objects.select_for_update(of=("self",)).select_related("ordered_by").get(pk=wanted.pk)
    if mine.pack_id:
        return mine.pack
    made = Pack.objects.create(
        alliance_id=mine.alliance_id, start=mine.start, end=mine.end, edition=report.edition, frozen_at=at,
        frozen_by=mine.ordered_by, written=json.dumps(content, ensure_ascii=False), after=after,
    )  # fmt: skip
    mine.pack, mine.state, mine.step, mine.problem = made, State.DONE, len(STEPS) - 1, ""
    mine.save()
    trail.record("pack.freeze", by=mine.ordered_by, at=at, subject=made.pk)
    return made


@transaction.atomic
def sign(*, pack: Pack, name: str, by: Access, at: datetime) -> PackSignature:
    """Put the alliance lead's name under a draft: it gets its number, and nothing of it changes any more."""
    require(by, Permission.SIGN_PACKS)
    name = " ".join(name.split())[:150]
    if not name:
        raise NotPossible("Write your name, as it is to stand under the pack.")
    # One signature at a time in an alliance: numbers follow each other, and nobody signs over another pack.
    Alliance.objects.select_for_update(no_key=True).get(pk=pack.alliance_id)
    if PackSignature.objects.filter(pack=pack).exists():
        raise NotPossible("This pack is signed already.")
    last = PackSignature.objects.filter(alliance_id=pack.alliance_id).order_by("-number").first()
    number = last.number if last else 0
    if number != pack.after:
        raise NotPossible(f"Pack {number} was signed after this draft was made. Make the draft anew, then sign that.")
    made = PackSignature.objects.create(
        pack=pack, alliance_id=pack.alliance_id, number=number + 1, name=name, signed_at=at, signed_by=by.user
    )
    trail.record("pack.sign", by=by.user, at=at, subject=pack.pk, number=made.number)
    return made


def printed(pack: Pack, *, shareable: bool) -> Printed:
    """A pack as every file of it is printed: from what was frozen, and nothing else."""
    which, put_right = ("shareable" if shareable else "exact"), pack.content["corrections"]
    of = put_right["of"]
    title = f"MSCC audit, pack {pack.number}" if pack.number else "MSCC audit, draft of a pack"
    return Printed(
        alliance=pack.content["alliance"],
        content=pack.content[which],
        definitions=pack.content["definitions"],
        title=title,
        # By month most counts are small: only the service itself has them.
        months=() if shareable else pack.content["months"],
        corrections=put_right[which],
        corrected=f"pack {of['number']} ({Period(*map(date.fromisoformat, (of['start'], of['end']))).words})"
        if of
        else "",
        said=_said(pack, shareable),
        group=group_told.told(pack.content.get("group"), shareable=shareable),
    )


def _said(pack: Pack, shareable: bool) -> list[str]:
    words = [f"Frozen on {show_day(day_in_london(pack.frozen_at))}."]
    if pack.is_signed:
        words.append(f"Signed by {pack.signature.name} on {show_day(day_in_london(pack.signature.signed_at))}.")
    else:
        words.append("A draft: not signed, not numbered.")
    if shareable:
        words.append("** is not told: beside an earlier pack it could give a small number away.")
    return words
