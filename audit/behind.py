"""The people behind a number, and a measure's figures told apart by who they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit.adjustments import by_referral
from audit.figures import Figures, Tally
from audit.groups import DIMENSIONS, NOT_KNOWN, Background, Dimension
from audit.kept import one_moment, standing
from audit.measures import Measure, Outcome, Record, State
from audit.periods import Period
from audit.rows import records
from mscc.models import Alliance
from referrals.models.person import age_on

BACKGROUND = (
    "person__sex", "person__ethnicity", "person__date_of_birth", "person__age_given", "person__age_given_on",
    "person__needs_interpreter", "referring_organisation__name", "referring_place", "centre_km",
)  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """One of the referrals behind a number."""

    referral_id: int
    outcome: Outcome
    who: Background


def people(
    alliance: Alliance, start: date, end: date, as_at: datetime, *, measure: Measure, state: State, reason: str = "",
    by: str = "", group: str = "", site: int | None = None,
) -> list[Behind]:  # fmt: skip
    """The referrals behind one number of a report, in the order in which their clocks began.

    `reason` narrows to one reason of that state, `by` and `group` to one group of a dimension. The figures and this
    list are the same count by the same rule.
    """
    found = [
        each
        for each in everybody(alliance, Period(start, end), as_at, measure, site)
        if each.outcome.state is state
        and reason in ("", each.outcome.reason)
        and (not by or DIMENSIONS[by].of(each.who, each.outcome) == group)
    ]
    return sorted(found, key=lambda each: (each.outcome.placed, each.referral_id))


def everybody(
    alliance: Alliance, period: Period, as_at: datetime, measure: Measure, site: int | None = None
) -> Iterator[Behind]:
    """Everybody of the measure's denominator in the period."""
    with one_moment():
        ids = standing(alliance, period)
        adjusted = by_referral(ids)
        for pk, record, row in records(alliance, ids, BACKGROUND, site):
            outcome = measure(record, as_at)
            if outcome.placed and outcome.placed.day in period:
                yield Behind(pk, outcome, _background(record, row, adjusted.get(pk, "")))


def _background(record: Record, row: tuple[Any, ...], adjustment: str) -> Background:
    sex, ethnicity, born, given, given_on, needs_interpreter, site, place, centre_km = row
    return Background(
        decile=record.imd_decile,
        sex=sex,
        ethnicity=ethnicity,
        age=age_on(record.received_at.day, born, given, given_on),
        needs_interpreter=needs_interpreter,
        cancer=record.cancer,
        site=site or place,
        centre_km=centre_km,
        adjustment=adjustment,
    )


Apart = Mapping[str, Mapping[str, Figures]]


def told_apart(
    alliance: Alliance, period: Period, as_at: datetime, measure: Measure, *, site: int | None = None
) -> Apart:
    """A measure's figures by dimension and group: every group of the table, also one with nobody in it."""
    counted: dict[str, defaultdict[str, Tally]] = {key: defaultdict(Tally) for key in DIMENSIONS}
    for each in everybody(alliance, period, as_at, measure, site):
        for key, dimension in DIMENSIONS.items():
            counted[key][dimension.of(each.who, each.outcome)].add(each.outcome)
    judged = measure.has_percentage
    return {
        key: {group: counted[key][group].figures(judged=judged) for group in _groups(DIMENSIONS[key], counted[key])}
        for key in counted
    }


def _groups(dimension: Dimension, found: Mapping[str, Any]) -> list[str]:
    """The groups in their order; where they are as found, by name, not known last."""
    return list(dimension.groups) or sorted(found, key=lambda group: (group == NOT_KNOWN, group))
