"""Months that were counted once and are long over: kept, so that ten years of a large alliance are a sum.

A kept month is believed only while nothing says that it changed. The database adds a `Changed` in the very transaction
that writes a referral, a time or a person, for each month that the referral counts in or counted in before;
only whoever counts the month again takes away those that it has seen (ADR 0006). Whatever is not kept is counted anew
from the rows, at each look: the figures are always those of the rows as they stand.
"""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Case, F, JSONField, Q, QuerySet, When
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import JSONObject

from audit.counted import SETTLES, Month
from audit.models import Changed, KeptMonth
from audit.periods import DAY, Period, add_months, month_start
from mscc.models import Alliance
from mscc.moments import day_in_london

# What a month was counted by: with one letter of it changed, no month that was kept is believed.
RULES = (
    "audit/measures", "audit/completeness.py", "audit/counted.py", "audit/figures.py", "audit/groups.py",
    "audit/outcomes.py", "audit/periods.py", "audit/rows.py", "mscc/moments.py", "pathways/clock.py",
    "pathways/guideline/limits.py",
)  # fmt: skip
EARLIEST = datetime(1900, 6, 1, tzinfo=UTC)


@cache
def version() -> str:
    """Stands for the rules as they are."""
    top = Path(__file__).resolve().parent.parent
    files = (path for name in RULES for path in (sorted((top / name).glob("*.py")) or [top / name]))
    return hashlib.sha256(b"\n".join(path.read_bytes() for path in files)).hexdigest()


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is read as it stood at one moment. Within a transaction, that one's own rules hold."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@dataclass(frozen=True)
class Found:
    """The months of a period whose counts hold, and everybody who may be counted in its other days."""

    months: dict[date, Month]
    others: list[int]


def find(
    alliance: Alliance, period: Period, as_at: datetime, measures: Collection[str], *, alone: bool = False
) -> Found:
    """What is kept for a report on a period, made at a moment; `alone`: the measures and nothing else."""
    changed = _changed(alliance.pk, period)
    holds = Q(
        version=version(),
        month__gte=_first_whole(period),
        month__lt=min(month_start(period.end + DAY), end_of_settled(as_at)),
    )
    holds &= ~Q(month__in=list(changed)) & Q(written__isnull=False)
    rows = _kept(alliance.pk, period).values_list(
        "month",
        Case(When(holds, then=_of(measures) if alone else F("written")), output_field=JSONField()),
        Case(When(holds, then=None), default="referrals"),
    )
    months, others = {}, {pk for ids in changed.values() for pk in ids}
    read = Month.read_alone if alone else Month.read
    for month, written, referrals in rows:
        if written:
            months[month] = read(written, measures)
        else:
            others.update(referrals)
    return Found(months, sorted(others))


def _of(measures: Collection[str]) -> JSONObject:
    """The tallies of these measures, taken out by the database: the most of a month is not read."""
    tallies = KeyTransform("tallies", "written")
    return JSONObject(tallies=JSONObject(**{name: KeyTransform(name, tallies) for name in measures}))


def standing(alliance: Alliance, period: Period) -> list[int]:
    """Everybody who may be counted in a period."""
    found = {pk for ids in _changed(alliance.pk, period).values() for pk in ids}
    return sorted(found.union(*_kept(alliance.pk, period).values_list("referrals", flat=True)))


def _changed(alliance_id: int, period: Period) -> dict[date, list[int]]:
    rows = Changed.objects.filter(alliance_id=alliance_id, month__range=(month_start(period.start), period.end))
    return dict(rows.values_list("month").annotate(ids=ArrayAgg("referral_id", distinct=True)))


def _kept(alliance_id: int, period: Period) -> QuerySet[KeptMonth]:
    return KeptMonth.objects.filter(alliance_id=alliance_id, month__range=(month_start(period.start), period.end))


def _first_whole(period: Period) -> date:
    """The first month of which the period has every day."""
    return period.start if period.start.day == 1 else add_months(month_start(period.start), 1)


def end_of_settled(as_at: datetime) -> date:
    """The month before which every month is settled at a moment."""
    return month_start(day_in_london(max(as_at, EARLIEST) - SETTLES))
