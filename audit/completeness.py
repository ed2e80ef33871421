"""DQ-1: of how many referrals that want it each item is known: one query, a table of items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from audit.figures import percentage
from mscc.moments import LONDON
from referrals.models import Referral

ALL = Q()
# How many there are, and how many of them left before all was in place.
EVERY, LEFT = "every", "left"
CORD = Q(timeline__has_cord_feature=True)
SCANNED = Q(timeline__mri_started_at__isnull=False)
MSCC = Q(timeline__outcome="mscc")
TREATED = MSCC & Q(timeline__rt_first_fraction_at__isnull=False)
DISCHARGED = MSCC & Q(timeline__discharged_at__isnull=False)


def _has(*names: str) -> Q:
    """Each of these columns has a value."""
    return Q(**{f"{name}__isnull": False for name in names})


def _said(name: str) -> Q:
    """This column of words is not empty."""
    return _has(name) & ~Q(**{name: ""})


@dataclass(frozen=True)
class Item:
    """Something that the audit stands on: its words, of which referrals it is wanted, when it is known."""

    words: str
    wanted: Q
    known: Q


ITEMS: dict[str, Item] = {
    "cord_asked": Item("Cord symptoms and signs asked", ALL, _has("timeline__has_cord_feature")),
    "pain_asked": Item("Pain characteristics asked", ALL, _has("timeline__has_pain_characteristic")),
    "cancer": Item("Cancer before", ALL, _said("timeline__cancer")),
    "presented_at": Item("When first seen", ALL, _has("timeline__presented_at")),
    "suspected_at": Item("When first suspected, cord symptom or sign", CORD, _has("timeline__suspected_at")),
    "contact_at": Item("When the coordinator was told", ALL, _has("timeline__coordinator_contact_at")),
    "whole_spine": Item("Whole spine or part, of those scanned", SCANNED, _has("timeline__mri_whole_spine")),
    "reported_at": Item("When reported, of those scanned", SCANNED, _has("timeline__mri_reported_at")),
    "outcome": Item("Outcome", ALL, _said("timeline__outcome")),
    "confirmed_at": Item("When MSCC was confirmed", MSCC, _has("timeline__confirmed_at")),
    "surgery_suitable": Item("Whether surgery suits, confirmed MSCC", MSCC, _has("timeline__surgery_suitable")),
    "rt_decision_at": Item(
        "When radiotherapy was decided, of those given it", TREATED, _has("timeline__rt_decision_at")
    ),
    "rt_dose": Item(
        "Dose and fractions, of those given radiotherapy",
        TREATED,
        _has("timeline__rt_dose_gy", "timeline__rt_fractions"),
    ),
    "walking_before": Item("Walking at presentation, confirmed MSCC", MSCC, _said("timeline__walking_at_presentation")),
    "walking_after": Item("Walking at discharge, MSCC discharged", DISCHARGED, _said("timeline__walking_at_discharge")),
    "discharge_plan": Item("Discharge plan, MSCC discharged", DISCHARGED, _has("timeline__discharge_plan")),
    "followed": Item(
        "Alive or died, confirmed MSCC", MSCC, _has("timeline__died_on") | _has("timeline__last_known_alive")
    ),
    "nhs_number": Item("NHS number", ALL, _said("person__nhs_number")),
    "age": Item("Age", ALL, _has("person__date_of_birth") | _has("person__age_given")),
    "sex": Item("Sex", ALL, _said("person__sex") & ~Q(person__sex="not_known")),
    "ethnicity": Item("Ethnicity", ALL, _said("person__ethnicity")),
    "interpreter": Item("Whether an interpreter is needed", ALL, _has("person__needs_interpreter")),
    "deprivation": Item("Deprivation of where the person lives", ALL, _has("imd_decile")),
    "hospital": Item("Referring hospital or place", ALL, _has("referring_organisation") | ~Q(referring_place="")),
}


@dataclass(frozen=True)
class Complete:
    """One item's figures."""

    known: int
    of: int

    @property
    def percent(self) -> float | None:
        return percentage(self.known, self.of)

    def as_json(self) -> dict[str, float | None]:
        """The figures as the report's files name them."""
        return {"known": self.known, "of": self.of, "percent": self.percent}


@dataclass(frozen=True)
class Kept:
    """How complete the record is of the referrals received: every item; how many left before all was in place."""

    items: dict[str, Complete]
    left_incomplete: int


def kept_of(counts: Mapping[str, int]) -> Kept:
    """The figures, from what `by_day` has counted of some days."""
    found = {
        name: (counts.get(f"{name}_known", 0), counts.get(EVERY if it.wanted == ALL else f"{name}_of", 0))
        for name, it in ITEMS.items()
    }
    return Kept({name: Complete(*each) for name, each in found.items()}, counts.get(LEFT, 0))


def by_day(referrals: QuerySet[Referral]) -> Iterator[tuple[date, dict[str, int]]]:
    """What is known of the referrals received on each day, in London, in one query."""
    counts = {f"{name}_of": Count("pk", filter=it.wanted) for name, it in ITEMS.items() if it.wanted != ALL}
    counts |= {f"{name}_known": Count("pk", filter=it.wanted & it.known) for name, it in ITEMS.items()}
    counts |= {EVERY: Count("pk"), LEFT: Count("pk", filter=Q(timeline__left_incomplete__gt=0))}
    rows = referrals.order_by().values(day=TruncDate("received_at", tzinfo=LONDON)).annotate(**counts)
    for day, *found in rows.values_list("day", *counts):
        yield day, dict(zip(counts, found, strict=True))
