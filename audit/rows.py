"""An alliance's rows as the measures see them. They come as tuples, so many at a time that memory does not matter."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Max, Min, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from audit.completeness import by_day
from audit.counted import Counted
from audit.measures import Record
from audit.outcomes import Confirmed
from mscc.models import Alliance
from mscc.moments import Moment, Precision, day_in_london
from referrals.models import Referral
from referrals.models.referral import ReferralQuerySet

# What a Record takes from the timeline row: moments with their precision, and the rest under the row's own names.
MOMENTS = (
    "presented_at",
    "suspected_at",
    "coordinator_contact_at",
    "mri_requested_at",
    "mri_started_at",
    "mri_reported_at",
    "ct_started_at",
    "confirmed_at",
    "rt_decision_at",
    "rt_first_fraction_at",
    "surgery_at",
    "systemic_at",
    "discharged_at",
)
FACTS = {
    "cord": "has_cord_feature",
    "pain": "has_pain_characteristic",
    **{
        name: name
        for name in (
            "cancer", "mri_whole_spine", "mri_contraindicated", "mri_exclusion", "outcome", "surgery_suitable",
            "rt_exclusion", "rt_dose_gy", "rt_fractions", "rt_reason_multifraction", "walking_at_presentation",
            "walking_at_discharge", "discharge_plan", "died_on", "last_known_alive", "key_headings",
        )
    },
}  # fmt: skip
TEXTS = frozenset(
    {"cancer", "mri_exclusion", "outcome", "rt_exclusion", "rt_reason_multifraction", "walking_at_presentation",
     "walking_at_discharge", "key_headings"}
)  # fmt: skip
COLUMNS = ["pk", "received_at", "imd_decile", "timeline__precision"]
COLUMNS += [f"timeline__{name}" for name in (*MOMENTS, *FACTS.values())]
CHUNK = 2000


def records(
    alliance: Alliance, ids: Sequence[int], also: Sequence[str] = (), site: int | None = None
) -> Iterator[tuple[int, Record, tuple[Any, ...]]]:
    """Each of these referrals that the figures may count: its id, and further columns of its row. One query.

    `site` narrows them to one referring organisation.
    """
    narrowed = Q() if site is None else Q(referring_organisation=site)
    rows = _of(alliance, ids).filter(narrowed).order_by().values_list(*COLUMNS, *also)
    for row in _read(rows, ids):
        yield row[0], _record(*row[1 : len(COLUMNS)]), row[len(COLUMNS) :]


def _read(rows: QuerySet[Any, Any], ids: Sequence[int]) -> Iterable[Any]:
    """Rows about these; a cursor, with its five calls of the database, only for more than memory should hold."""
    return rows.iterator(chunk_size=CHUNK) if len(ids) > CHUNK else rows


def _of(alliance: Alliance, ids: Sequence[int]) -> ReferralQuerySet:
    return Referral.objects.counted().filter(alliance=alliance, pk__in=those(ids))


def those(ids: Sequence[int]) -> RawSQL:
    """Many ids as one value."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def _record(received_at: datetime, decile: int | None, precision: dict[str, str] | None, *values: Any) -> Record:
    """One row as the measures see it. A referral whose timeline has not been written yet knows nothing but its day."""
    known = precision or {}
    moments: dict[str, Any] = {
        name: None if at is None else Moment(at, Precision(known.get(name, Precision.EXACT)))
        for name, at in zip(MOMENTS, values, strict=False)
    }
    facts: dict[str, Any] = dict(zip(FACTS, values[len(MOMENTS) :], strict=True))
    facts |= {name: facts[name] or "" for name in TEXTS}
    return Record(received_at=Moment(received_at), imd_decile=decile, **moments, **facts)


def confirmed(alliance: Alliance, ids: Sequence[int]) -> Iterator[Confirmed]:
    """Everybody with a confirmed MSCC among these referrals: when it was first confirmed, in these or any others of
    theirs, and what any of those knows of their life.
    """
    first = Min("timeline__confirmed_at", filter=Q(timeline__outcome="mscc"))
    resident = Coalesce("person__is_resident", Value(True), output_field=BooleanField())
    people = Referral.objects.filter(pk__in=those(ids), timeline__outcome="mscc").values("person")
    rows = (
        Referral.objects.counted()
        .filter(alliance=alliance, person__in=people)
        .order_by()
        .values("person", resident=resident)
        .annotate(first=first, died=Max("timeline__died_on"), alive=Max("timeline__last_known_alive"))
        .exclude(first=None)
        .values_list("first", "resident", "died", "alive")
    )
    for at, is_resident, died, alive in _read(rows, ids):
        yield Confirmed(day_in_london(at), is_resident, died, alive)


# Whose episode it is, where somebody is counted by person.
WHOSE = ("person_id", "person__is_resident")


def fill(counted: Counted, alliance: Alliance, ids: Sequence[int], as_at: datetime) -> None:
    """Count all that there is to count of these referrals, and of the people first confirmed among them."""
    if not ids:
        return
    for _, record, (person, is_resident) in records(alliance, ids, WHOSE):
        counted.add(record, as_at)
        if record.outcome == "mscc" and record.confirmed_at and is_resident is not False:
            counted.episode(record.confirmed_at.day, person)
    for who in confirmed(alliance, ids):
        counted.confirm(who)
    for day, items in by_day(_of(alliance, ids)):
        counted.know(day, items)
