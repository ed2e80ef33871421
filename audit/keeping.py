"""Counting the months that are to be kept, and looking whether what is kept is true."""

from datetime import date, datetime
from typing import Any

from django.db import OperationalError
from django.db.models import Exists, OuterRef, QuerySet
from psycopg.errors import SerializationFailure

from audit.counted import Counted, Month, settled
from audit.kept import end_of_settled, one_moment, standing, version
from audit.measures import MEASURES
from audit.models import Changed, KeptMonth
from audit.periods import DAY, Period, add_months
from audit.rows import fill
from mscc.models import Alliance
from referrals.models import Referral


def keep(at: datetime, most: int | None = None) -> int:
    """Count what is to be kept and is not, the latest months first: how many months it was. Short of time, so many."""
    done = 0
    for alliance_id, month in _wanted(at)[:most]:
        try:
            with one_moment():
                _keep(alliance_id, month)
            done += 1
        except OperationalError as problem:
            # Somebody else counted that month meanwhile: the next round finds what is then still to do.
            if not isinstance(problem.__cause__, SerializationFailure):
                raise
    _forget_repeats(at)
    return done


def _wanted(at: datetime) -> list[tuple[int, date]]:
    """The settled months that are not kept, or not as they now are: by alliance and first day."""
    old = KeptMonth.objects.exclude(version=version()).values_list("alliance_id", "month")
    changed = Changed.objects.filter(month__lt=end_of_settled(at)).values_list("alliance_id", "month").distinct()
    return sorted({*old, *changed}, key=lambda each: (each[1], each[0]), reverse=True)


def _keep(alliance_id: int, month: date) -> None:
    alliance, period = Alliance.objects.get(pk=alliance_id), Period(month, add_months(month, 1) - DAY)
    ids = standing(alliance, period)
    counted = _count(alliance, period, ids)
    row = KeptMonth(
        alliance=alliance,
        month=month,
        version=version(),
        written=None if counted.is_pending else counted.written(),
        referrals=ids,
    )
    KeptMonth.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["alliance", "month"],
        update_fields=["version", "written", "referrals"],
    )
    # Those that were seen, and no others: at this isolation a row that came since is not there to be deleted.
    Changed.objects.filter(alliance_id=alliance_id, month=month).delete()


def _count(alliance: Alliance, month: Period, ids: list[int]) -> Month:
    counted = Counted(MEASURES.values(), month.__contains__)
    fill(counted, alliance, ids, settled(month.start))
    return counted.months[month.start]


def _forget_repeats(at: datetime) -> None:
    """Of what is said twice of the latest months, which wait to be settled, the last is enough."""
    waiting = Changed.objects.filter(month__gte=end_of_settled(at))
    same = Changed.objects.filter(
        alliance_id=OuterRef("alliance_id"), month=OuterRef("month"), referral_id=OuterRef("referral_id")
    )
    waiting.filter(Exists(same.filter(pk__gt=OuterRef("pk")))).delete()


def forget() -> None:
    """Believe nothing that is kept: all of it is to be counted again."""
    KeptMonth.objects.update(version="")


def wrong(alliance: Alliance, at: datetime) -> list[date]:
    """The months that a report would believe and that every row of the alliance, read anew, contradicts: there are none
    unless something is broken.
    """
    with one_moment():
        end, believed = end_of_settled(at), dict(_believed(alliance))
        known = {*believed, *KeptMonth.objects.filter(alliance=alliance).values_list("month", flat=True)}
        known.update(Changed.objects.filter(alliance_id=alliance.pk).values_list("month", flat=True))
        counted = Counted(MEASURES.values(), lambda day: day < end)
        fill(counted, alliance, list(Referral.objects.filter(alliance=alliance).values_list("pk", flat=True)), at)
    now = counted.months
    differ = {month for month, written in believed.items() if now.get(month, Month()).written() != written}
    return sorted(differ | (now.keys() - known))


def _believed(alliance: Alliance) -> QuerySet[KeptMonth, tuple[date, Any]]:
    changed = Changed.objects.filter(alliance_id=alliance.pk).values("month")
    kept = KeptMonth.objects.filter(alliance=alliance, version=version(), written__isnull=False)
    return kept.exclude(month__in=changed).values_list("month", "written")
