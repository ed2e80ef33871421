"""An alliance's rows -> the measures' figures (contracts/report.md). Pages, CSV and the command all come here.

The figures are live: made from the rows as they stand, in one query, kept nowhere.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from audit.figures import Figures, Tally
from audit.measures import MEASURES, Measure, Outcome, Record, State
from audit.periods import Period, month_start
from mscc.models import Alliance
from mscc.moments import Moment, Precision
from pathways.guideline import EDITION
from referrals.models import Referral

# What a Record takes from the timeline row: moments with their precision, and the rest under the row's own names.
MOMENTS = (
    "suspected_at",
    "coordinator_contact_at",
    "mri_started_at",
    "rt_decision_at",
    "rt_first_fraction_at",
    "surgery_at",
)
FACTS = {
    "cord": "has_cord_feature",
    "mri_whole_spine": "mri_whole_spine",
    "mri_contraindicated": "mri_contraindicated",
    "mri_exclusion": "mri_exclusion",
    "outcome": "outcome",
    "surgery_suitable": "surgery_suitable",
    "rt_exclusion": "rt_exclusion",
    "died_on": "died_on",
}
TEXTS = frozenset({"mri_exclusion", "outcome", "rt_exclusion"})
COLUMNS = ["pk", "received_at", "timeline__precision"]
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
    counts: dict[str, int]

    def by_month(self, measure: Measure) -> list[tuple[Period, Figures]]:
        """A measure's figures for every month of the period, also those in which nothing began."""
        found, nothing = self.months[measure.id], Tally().figures()
        return [(month, found.get(month_start(month.start), nothing)) for month in self.period.months()]


@dataclass(frozen=True)
class Behind:
    """One of the referrals behind a number."""

    referral_id: int
    outcome: Outcome


def build(
    alliance: Alliance, start: date, end: date, as_at: datetime, *, measures: Iterable[Measure] = MEASURES.values()
) -> Report:
    """The report on clocks that started from the first to the last day, both included, in London.

    Raises PeriodError where the last day comes before the first.
    """
    period, chosen = Period(start, end), {each.id: each for each in measures}
    whole: dict[str, Tally] = {each: Tally() for each in chosen}
    monthly: dict[str, dict[date, Tally]] = {each: defaultdict(Tally) for each in chosen}
    outcomes: Counter[str] = Counter()
    for _, record in records(alliance, period, chosen.values()):
        outcomes[record.outcome] += record.received_at.day in period
        for name, measure in chosen.items():
            outcome = measure(record, as_at)
            if outcome.placed and outcome.placed.day in period:
                whole[name].add(outcome)
                monthly[name][month_start(outcome.placed.day)].add(outcome)
    return Report(
        alliance,
        period,
        as_at,
        EDITION,
        chosen,
        {name: tally.figures() for name, tally in whole.items()},
        {name: {month: tally.figures() for month, tally in of.items()} for name, of in monthly.items()},
        {"referrals": outcomes.total(), **{words: outcomes[outcome] for outcome, words in OUTCOMES.items()}},
    )


def people(
    alliance: Alliance, start: date, end: date, as_at: datetime, *, measure: Measure, state: State, reason: str = ""
) -> list[Behind]:
    """The referrals behind one number of a report, in the order in which their clocks began.

    `reason` narrows to one reason of that state. The figures and this list are the same count by the same rule.
    """
    period = Period(start, end)
    found = [
        Behind(pk, outcome)
        for pk, record in records(alliance, period, [measure])
        if (outcome := measure(record, as_at)).state is state
        and outcome.placed
        and outcome.placed.day in period
        and reason in ("", outcome.reason)
    ]
    return sorted(found, key=lambda each: (each.outcome.placed, each.referral_id))


def records(alliance: Alliance, period: Period, measures: Collection[Measure]) -> Iterator[tuple[int, Record]]:
    """Every referral that may count in the period, with its id, in one query. Which do is for the measures to say."""
    window = Q()
    for name in sorted({"received_at"}.union(*(each.placed_by for each in measures))):
        column = name if name == "received_at" else f"timeline__{name}"
        window |= Q((f"{column}__gte", period.begins), (f"{column}__lt", period.ends))
    rows = Referral.objects.filter(window, alliance=alliance).order_by().values_list(*COLUMNS)
    for row in rows.iterator(chunk_size=CHUNK):
        yield row[0], _record(*row[1:])


def _record(received_at: datetime, precision: dict[str, str] | None, *values: Any) -> Record:
    """One row as the measures see it. A referral whose timeline has not been written yet knows nothing but its day."""
    known = precision or {}
    moments: dict[str, Any] = {
        name: None if at is None else Moment(at, Precision(known.get(name, Precision.EXACT)))
        for name, at in zip(MOMENTS, values, strict=False)
    }
    facts: dict[str, Any] = dict(zip(FACTS, values[len(MOMENTS) :], strict=True))
    facts |= {name: facts[name] or "" for name in TEXTS}
    return Record(received_at=Moment(received_at), **moments, **facts)
