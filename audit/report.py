"""An alliance's rows -> the audit's figures (contracts/report.md). Pages, files and the command all come here.

The figures are live: made from the rows as they stand, in a handful of queries, kept nowhere. Rows come as tuples, so
many at a time that a large alliance needs no more memory than a small one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from django.db.models import BooleanField, Max, Min, Q, Value
from django.db.models.functions import Coalesce

from audit.completeness import Kept, completeness, repeats
from audit.figures import Figures, Tally
from audit.groups import fifth
from audit.incidents import Happened, Incidents
from audit.measures import MEASURES, Measure, Record
from audit.measures.o1 import walking
from audit.outcomes import Confirmed, Episodes, Incidence, Survival, Walking, incidence, survival, years_of
from audit.periods import Period, month_start
from mscc.models import Alliance
from mscc.moments import Moment, Precision, day_in_london
from pathways.guideline import EDITION
from referrals.models import Incident, Referral

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

# How the outcomes of the referrals received are named among the counts.
OUTCOMES = {
    "mscc": "confirmed_mscc",
    "impending": "impending",
    "metastases": "metastases",
    "none": "none",
    "": "outcome_not_known",
}
# Fifths of the population by deprivation, the most deprived first; and the measures that are told by them.
QUINTILES = ("1", "2", "3", "4", "5", "not_known")
BY_QUINTILE = ("T-1", "T-5")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Report:
    """The figures of an alliance over a period, all five counts and by month; `as_at` is when pending was judged."""

    alliance: Alliance
    period: Period
    as_at: datetime
    edition: str
    measures: dict[str, Measure]
    figures: dict[str, Figures]
    months: dict[str, dict[date, Figures]]
    quintiles: dict[str, dict[str, Figures]]
    counts: dict[str, int]
    by_quintile: Mapping[str, int]
    walking: Walking
    incidence: Incidence
    survival: Survival
    incidents: Incidents
    episodes: Episodes
    kept: Kept

    @property
    def referred_per_million(self) -> float | None:
        """INC-3's rate: referrals per million people and year."""
        person_years = self.incidence.population * self.incidence.years
        return round(self.counts["referrals"] * 1_000_000 / person_years, 1) if person_years else None

    def by_month(self, measure: Measure) -> list[tuple[Period, Figures]]:
        """A measure's figures for every month of the period, also those in which nothing began."""
        found, nothing = self.months[measure.id], tally(measure).figures()
        return [(month, found.get(month_start(month.start), nothing)) for month in self.period.months()]


class _Counted:
    """Everything that is counted while the rows go by."""

    def __init__(self, period: Period, measures: Collection[Measure], as_at: datetime) -> None:
        self.period, self.measures, self.as_at = period, measures, as_at
        self.whole: dict[str, Tally] = {each.id: tally(each) for each in measures}
        self.monthly: dict[str, dict[date, Tally]] = {each.id: defaultdict(partial(tally, each)) for each in measures}
        told = [each.id for each in measures if each.id in BY_QUINTILE]
        self.quintiles: dict[str, dict[str, Tally]] = {id: {q: Tally() for q in QUINTILES} for id in told}
        self.outcomes: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self.walking: Walking = Counter()

    def counts(self) -> dict[str, int]:
        """The referrals received, and how many came to what."""
        return {"referrals": self.outcomes.total(), **{words: self.outcomes[it] for it, words in OUTCOMES.items()}}

    def told(self) -> dict[str, Any]:
        """What was counted, as the report names it."""
        return {
            "figures": _figures(self.whole),
            "months": {name: _figures(of) for name, of in self.monthly.items()},
            "quintiles": {name: _figures(of) for name, of in self.quintiles.items()},
            "counts": self.counts(),
            "by_quintile": {each: self.received[each] for each in QUINTILES},
            "walking": self.walking,
        }

    def add(self, record: Record) -> None:
        of_fifth = fifth(record.imd_decile)
        if record.received_at.day in self.period:
            self.outcomes[record.outcome] += 1
            self.received[of_fifth] += 1
            if cell := walking(record):
                self.walking[cell] += 1
        for measure in self.measures:
            outcome = measure(record, self.as_at)
            if outcome.placed and outcome.placed.day in self.period:
                self.whole[measure.id].add(outcome)
                self.monthly[measure.id][month_start(outcome.placed.day)].add(outcome)
                if measure.id in self.quintiles:
                    self.quintiles[measure.id][of_fifth].add(outcome)


def build(
    alliance: Alliance, start: date, end: date, as_at: datetime, *, measures: Iterable[Measure] = MEASURES.values(),
    site: int | None = None,
) -> Report:  # fmt: skip
    """The report on clocks that started from the first to the last day, both included, in London.

    `site` narrows the measures, and what is counted with them, to one referring organisation, and nothing else.
    Raises PeriodError where the last day comes before the first.
    """
    period, chosen = Period(start, end), {each.id: each for each in measures}
    counted = _count(alliance, period, chosen.values(), as_at, site)
    people = list(confirmed(alliance, period))
    return Report(
        alliance=alliance,
        period=period,
        as_at=as_at,
        edition=EDITION,
        measures=chosen,
        **counted.told(),
        incidence=incidence(people, alliance.population, period),
        survival=survival(people, day_in_london(as_at)),
        incidents=happened(alliance, period, counted.outcomes.total(), as_at),
        episodes=Episodes(repeats(alliance, period), alliance.population, years_of(period)),
        kept=completeness(alliance, period),
    )


def _count(
    alliance: Alliance, period: Period, measures: Collection[Measure], as_at: datetime, site: int | None
) -> "_Counted":
    counted = _Counted(period, measures, as_at)
    for _, record in records(alliance, period, measures, site):
        counted.add(record)
    return counted


def tally(of: Measure) -> Tally:
    """Where the outcomes of a measure are counted."""
    return Tally(judged=of.has_percentage)


def _figures(of: dict[Key, Tally]) -> dict[Key, Figures]:
    return {key: tally.figures() for key, tally in of.items()}


def records(
    alliance: Alliance, period: Period, measures: Collection[Measure], site: int | None = None
) -> Iterator[tuple[int, Record]]:
    """Every referral that may count in the period, with its id, in one query. Which do is for the measures to say."""
    return ((pk, record) for pk, record, _ in records_and(alliance, period, measures, (), site))


def records_and(
    alliance: Alliance, period: Period, measures: Collection[Measure], also: Sequence[str], site: int | None = None
) -> Iterator[tuple[int, Record, tuple[Any, ...]]]:
    """The same, with further columns of the row."""
    window = Q()
    for name in sorted({"received_at"}.union(*(each.placed_by for each in measures))):
        column = name if name == "received_at" else f"timeline__{name}"
        window |= Q((f"{column}__gte", period.begins), (f"{column}__lt", period.ends))
    window &= Q() if site is None else Q(referring_organisation=site)
    rows = Referral.objects.counted().filter(window, alliance=alliance).order_by().values_list(*COLUMNS, *also)
    for row in rows.iterator(chunk_size=CHUNK):
        yield row[0], _record(*row[1 : len(COLUMNS)]), row[len(COLUMNS) :]


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


def confirmed(alliance: Alliance, period: Period) -> Iterator[Confirmed]:
    """Everybody whose MSCC was first confirmed in the period, with what any of their referrals knows of their life."""
    first = Min("timeline__confirmed_at", filter=Q(timeline__outcome="mscc"))
    resident = Coalesce("person__is_resident", Value(True), output_field=BooleanField())
    rows = (
        Referral.objects.counted()
        .filter(alliance=alliance)
        .order_by()
        .values("person", resident=resident)
        .annotate(first=first, died=Max("timeline__died_on"), alive=Max("timeline__last_known_alive"))
        .filter(first__gte=period.begins, first__lt=period.ends)
        .values_list("first", "resident", "died", "alive")
    )
    for at, is_resident, died, alive in rows.iterator(chunk_size=CHUNK):
        yield Confirmed(day_in_london(at), is_resident, died, alive)


def happened(alliance: Alliance, period: Period, referrals: int, as_at: datetime) -> Incidents:
    """The incidents of the period beside the referrals that it received."""
    return Incidents(list(incidents(alliance, period)), referrals, day_in_london(as_at))


def incidents(alliance: Alliance, period: Period) -> Iterator[Happened]:
    """What the log holds that happened in the period."""
    found = Incident.objects.filter(alliance=alliance, happened_on__range=(period.start, period.end)).order_by()
    rows = found.values_list("happened_on", "stage", "physical_harm", "psychological_harm", "closed_on")
    return (Happened(*row) for row in rows)
