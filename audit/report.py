"""An alliance's rows -> the audit's figures (contracts/report.md). Pages, files and the command all come here.

The figures are live: of the rows as they stand at one moment. What is kept of months long over is believed only where
nothing of them has changed since (audit/kept.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit.completeness import Kept, kept_of
from audit.counted import BY_QUINTILE, Counted, Month, together
from audit.figures import Figures, figures
from audit.incidents import Happened, Incidents
from audit.kept import find, one_moment, standing
from audit.measures import MEASURES, Measure
from audit.outcomes import Episodes, Incidence, Survival, Walking, incidence, survival, years_of
from audit.periods import Period, month_start
from audit.rows import fill, records
from mscc.models import Alliance
from mscc.moments import day_in_london
from pathways.guideline import EDITION
from referrals.models import Incident

# How the outcomes of the referrals received are named among the counts.
OUTCOMES = {
    "mscc": "confirmed_mscc",
    "impending": "impending",
    "metastases": "metastases",
    "none": "none",
    "": "outcome_not_known",
}
# Fifths of the population by deprivation, the most deprived first.
QUINTILES = ("1", "2", "3", "4", "5", "not_known")


@dataclass(frozen=True)
class Measured:
    """Measures of an alliance over a period, all five counts and by month; `as_at` is when pending was judged."""

    alliance: Alliance
    period: Period
    as_at: datetime
    edition: str
    measures: dict[str, Measure]
    figures: dict[str, Figures]
    months: Mapping[date, Month]

    def by_month(self, measure: Measure) -> list[tuple[Period, Figures]]:
        """A measure's figures for every month of the period, also those in which nothing began."""
        nothing = Month()
        of = ((month, self.months.get(month_start(month.start), nothing)) for month in self.period.months())
        return [(month, figures(found.tallies.get(measure.id, {}).values(), measure)) for month, found in of]


@dataclass(frozen=True)
class Report(Measured):
    """All that the audit tells of an alliance over a period."""

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


def build(
    alliance: Alliance, start: date, end: date, as_at: datetime, *, measures: Iterable[Measure] = MEASURES.values(),
    site: int | None = None,
) -> Report:  # fmt: skip
    """The report on clocks that started from the first to the last day, both included, in London.

    `site` narrows the measures, and what is counted with them, to one referring organisation, and nothing else.
    Raises PeriodError where the last day comes before the first.
    """
    period, chosen = Period(start, end), {each.id: each for each in measures}
    with one_moment():
        months = _months(alliance, period, chosen, as_at)
        narrowed = months if site is None else _of_site(alliance, period, chosen, as_at, site)
        found = list(incidents(alliance, period))
    whole, today = together(months), day_in_london(as_at)
    counts = told(narrowed, whole if site is None else together(narrowed), chosen)
    return Report(
        alliance=alliance,
        period=period,
        as_at=as_at,
        edition=EDITION,
        measures=chosen,
        **counts,
        incidence=incidence(whole.confirmed, alliance.population, period),
        survival=survival(whole.confirmed, today),
        incidents=Incidents(found, counts["counts"]["referrals"], today),
        episodes=Episodes(whole.repeats, alliance.population, years_of(period)),
        kept=kept_of(whole.items),
    )


def _months(alliance: Alliance, period: Period, measures: Mapping[str, Measure], as_at: datetime) -> dict[date, Month]:
    """Every month of the period with what it comes to: what is kept of it holds, or it is counted from the rows."""
    found = find(alliance, period, as_at, measures)
    counted = Counted(measures.values(), lambda day: day in period and month_start(day) not in found.months)
    fill(counted, alliance, found.others, as_at)
    return {**found.months, **counted.months}


def alone(alliance: Alliance, period: Period, measure: Measure, as_at: datetime) -> Measured:
    """One measure and nothing else: what the report says of it, from what is read of that measure."""
    with one_moment():
        found = find(alliance, period, as_at, {measure.id}, alone=True)
        counted = Counted([measure], lambda day: day in period and month_start(day) not in found.months)
        for _, record, _ in records(alliance, found.others):
            counted.add(record, as_at)
    months = {**found.months, **counted.months}
    tallies = [tally for month in months.values() for tally in month.tallies.get(measure.id, {}).values()]
    return Measured(
        alliance=alliance,
        period=period,
        as_at=as_at,
        edition=EDITION,
        measures={measure.id: measure},
        figures={measure.id: figures(tallies, measure)},
        months=months,
    )


def _of_site(
    alliance: Alliance, period: Period, measures: Mapping[str, Measure], as_at: datetime, site: int
) -> dict[date, Month]:
    """The measures of one referring organisation, by month: always from the rows."""
    counted = Counted(measures.values(), period.__contains__)
    for _, record, _ in records(alliance, standing(alliance, period), site=site):
        counted.add(record, as_at)
    return counted.months


def told(months: Mapping[date, Month], whole: Month, measures: Mapping[str, Measure]) -> dict[str, Any]:
    """The measures and what is counted with them, as the report names it."""
    return {
        "figures": {name: figures(whole.tallies[name].values(), measure) for name, measure in measures.items()},
        "months": months,
        "quintiles": {name: _quintiles(whole, measures[name]) for name in BY_QUINTILE if name in measures},
        "counts": _counts(whole),
        "by_quintile": {each: whole.received[each] for each in QUINTILES},
        "walking": whole.walking,
    }


def _counts(whole: Month) -> dict[str, int]:
    """The referrals received, and how many came to what."""
    return {"referrals": whole.outcomes.total(), **{words: whole.outcomes[it] for it, words in OUTCOMES.items()}}


def _quintiles(whole: Month, measure: Measure) -> dict[str, Figures]:
    found = whole.tallies[measure.id]
    return {fifth: figures([found[fifth]], measure) for fifth in QUINTILES}


def incidents(alliance: Alliance, period: Period) -> Iterator[Happened]:
    """What the log holds that happened in the period."""
    found = Incident.objects.filter(alliance=alliance, happened_on__range=(period.start, period.end)).order_by()
    rows = found.values_list("happened_on", "stage", "physical_harm", "psychological_harm", "closed_on")
    return (Happened(*row) for row in rows)
