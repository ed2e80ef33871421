"""Local aims: what percentage an alliance wants to reach in a measure. None by default; no source sets one."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.figures import Figures
from audit.measures import Measure
from audit.models import Aim
from mscc.access import Access, require
from mscc.models import Alliance
from mscc.roles import Permission
from pathways.states import NotPossible


def history(alliance: Alliance, measure: Measure) -> list[Aim]:
    """Every aim that was set or taken back, the newest first: that one holds."""
    return list(Aim.objects.filter(alliance=alliance, measure=measure.id).select_related("set_by"))


def standing(aims: list[Aim]) -> Aim | None:
    """The aim that holds, if there is one."""
    return aims[0] if aims and aims[0].percent is not None else None


@transaction.atomic
def set_aim(*, measure: Measure, percent: int | None, reason: str, by: Access, at: datetime) -> Aim:
    """Set an aim, or take it back: without a percentage. What stood before stays readable."""
    require(by, Permission.SET_AIMS)
    reason = " ".join(reason.split())[:200]
    if not measure.may_have_aim:
        raise NotPossible("More is not better in this measure: it takes no aim.")
    if not reason:
        raise NotPossible("Say who agreed on it and why: it stands beside the aim.")
    if percent is not None and not 1 <= percent <= 100:
        raise NotPossible("An aim is a whole percentage from 1 to 100.")
    # One at a time in an alliance: two who save at once would each believe theirs to be the newest.
    Alliance.objects.select_for_update(no_key=True).get(pk=by.alliance_id)
    holds = standing(history(by.alliance, measure))
    if (holds.percent if holds else None) == percent:
        raise NotPossible("That is the aim already." if percent else "There is no aim to take back.")
    made = Aim.objects.create(
        alliance_id=by.alliance_id, measure=measure.id, percent=percent, reason=reason, set_at=at, set_by=by.user
    )
    trail.record("aim.set", by=by.user, at=at, subject=measure.id, percent=percent)
    return made


def against(aim: Aim, figures: Figures) -> str:
    """Where the figures lie against an aim, by their interval; empty where there is nothing to hold against it."""
    if figures.interval is None or aim.percent is None:
        return ""
    low, high = figures.interval
    if low > aim.percent:
        return "the whole interval lies above it"
    return (
        "the whole interval lies below it"
        if high < aim.percent
        else "it lies within the interval: chance alone could decide"
    )
