"""The audit's rows one by one, with pseudonyms in place of people: for an auditor who counts for themselves.

A row has no name, number, postcode, address, reference, hospital, date or free text. Who it is about is an HMAC under a
secret of this installation and this alliance: the same person has the same pseudonym in every file of the alliance, and
whoever has only files cannot turn it back or try numbers until one fits. Of dates there is the month of the referral
alone; every other time is hours and days from it. How each measure judges a referral is the report's own judgement.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.crypto import salted_hmac

from audit.groups import DIMENSIONS, NOT_KNOWN, Background
from audit.kept import one_moment, standing
from audit.measures import MEASURES, REASON_WORDS, STATE_WORDS, Measure, Outcome, Record
from audit.periods import Period
from audit.rows import MOMENTS, records
from mscc.models import Alliance
from mscc.moments import Moment, day_in_london
from referrals.models.person import age_on

SALT = "audit.row_level"
LENGTH = 20  # hexadecimal digits: 80 bits, so that no two people of a country share one
ABOUT = (
    "person_id", "person__sex", "person__ethnicity", "person__date_of_birth", "person__age_given",
    "person__age_given_on", "person__needs_interpreter", "person__is_resident",
)  # fmt: skip
WHO = ("sex", "ethnicity", "age", "deprivation", "language")
FACTS = (
    "cancer", "cord", "pain", "mri_whole_spine", "mri_contraindicated", "mri_exclusion", "outcome", "surgery_suitable",
    "rt_exclusion", "rt_dose_gy", "rt_fractions", "walking_at_presentation", "walking_at_discharge", "discharge_plan",
)  # fmt: skip
DAYS = ("died_on", "last_known_alive")
HEAD = (
    "person",
    "referral",
    "month_received",
    "resident",
    *(DIMENSIONS[key].key for key in WHO),
    *FACTS,
    *(f"{name}_{unit}" for name in MOMENTS for unit in ("hours", "days")),
    *(f"{name}_days" for name in DAYS),
)


def pseudonym(alliance: Alliance, what: str, number: int) -> str:
    """The same for the same row of the same alliance, as long as the installation keeps its secret."""
    return salted_hmac(f"{SALT}.{alliance.pk}.{what}", str(number), algorithm="sha256").hexdigest()[:LENGTH]


def lines(
    alliance: Alliance, period: Period, as_at: datetime, *, measures: Collection[Measure] = MEASURES.values()
) -> Iterator[list[object]]:
    """The heading, then everybody whom a measure counts in the period or who was received in it, by pseudonym."""
    yield [*HEAD, *(f"{each.id} {what}" for each in measures for what in ("state", "reason", "hours"))]
    # Sorted by what says nothing of them: the order in which people came is not told either.
    yield from sorted(_rows(alliance, period, as_at, measures), key=lambda row: (row[0], row[1]))


def _rows(alliance: Alliance, period: Period, as_at: datetime, measures: Collection[Measure]) -> Iterator[list[Any]]:
    with one_moment():
        for pk, record, about in records(alliance, standing(alliance, period), ABOUT):
            judged = [_within(each(record, as_at), period) for each in measures]
            if record.received_at.day in period or any(judged):
                person = [pseudonym(alliance, "person", about[0]), pseudonym(alliance, "referral", pk)]
                yield [*person, *_known(record, about), *(cell for each in judged for cell in _judged(each))]


def _within(outcome: Outcome, period: Period) -> Outcome | None:
    """What a measure counts in this period; None where it counts somebody in another, or never."""
    return outcome if outcome.state and outcome.placed and outcome.placed.day in period else None


def _judged(outcome: Outcome | None) -> list[object]:
    if outcome is None or outcome.state is None:
        return ["", "", None]
    taken = None if outcome.elapsed is None else round(outcome.elapsed.total_seconds() / 3600, 2)
    return [STATE_WORDS[outcome.state], REASON_WORDS.get(outcome.reason, outcome.reason), taken]


def _known(record: Record, about: tuple[Any, ...]) -> list[object]:
    _, sex, ethnicity, born, given, given_on, needs_interpreter, is_resident = about
    received = record.received_at
    age = age_on(received.day, born, given, given_on)
    who = Background(record.imd_decile, sex, ethnicity, age, needs_interpreter, record.cancer)
    nothing = Outcome(None)
    return [
        f"{received.day:%Y-%m}",
        _said(is_resident),
        *(DIMENSIONS[key].words(DIMENSIONS[key].of(who, nothing)) for key in WHO),
        *(_said(getattr(record, name)) for name in FACTS),
        *(cell for name in MOMENTS for cell in _from(received, getattr(record, name))),
        *(_days(received, getattr(record, name)) for name in DAYS),
    ]


def _said(value: Any) -> object:
    """A fact as a cell; what nobody knows is said, never left for no."""
    if value in (None, ""):
        return DIMENSIONS["sex"].words(NOT_KNOWN)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else float(value)


def _from(received: Moment, moment: Moment | None) -> tuple[float | None, int | None]:
    """Hours, where the moment is known to the minute; and days of the calendar in London."""
    if moment is None:
        return None, None
    hours = None if moment.is_day_only else round((moment.at - received.at).total_seconds() / 3600, 2)
    return hours, (moment.day - received.day).days


def _days(received: Moment, day: date | None) -> int | None:
    return None if day is None else (day - received.day).days


def definitions(alliance: Alliance, period: Period, as_at: datetime) -> Iterator[list[object]]:
    """What each column means, for the sheet that goes with the rows."""
    yield ["Column", "Meaning"]
    yield ["This file", f"{alliance.name}, {period.words}, judged as on {day_in_london(as_at).isoformat()}"]
    for name, words in MEANING.items():
        yield [name, words]
    for measure in MEASURES.values():
        parts = "; ".join(f"{part}: {said}" for part, said in measure.definition.items())
        yield [f"{measure.id} state", f"{measure.title}, version {measure.version}. {parts}"]


MEANING = {
    "Rows": "One for each referral that was received in the period, or that a measure counts in it.",
    "person, referral": "Pseudonyms: the same in every file of this alliance, and not to be turned back from a file. "
    "They still stand for people: keep the file as you would a record, and do not try to find out who they are.",
    "month_received": "The one date of the file: the month, in London, in which the referral was received.",
    "resident": "Whether the person lives in the alliance.",
    "deprivation": "Fifth of the country by where the person lives, fixed at the referral.",
    "age": "Band of age at the referral.",
    "language": "Whether an interpreter is needed.",
    "… hours": "From when the referral was received to then, in real hours; before it with a minus. Empty: not known "
    "to the minute.",
    "… days": "The same in days of the calendar in London. Empty: not known, or has not happened.",
    "died_on_days": "Day of death, counted from the day of the referral.",
    "… state": "How the measure judges the referral as the report does: Met, Not met, Excluded, Unknown or Pending. "
    "Empty: the measure does not count it in this period.",
    "… reason": "Why it is excluded or unknown, or how it was not met.",
    "Not known": "Nobody has recorded it. It never means no.",
}  # fmt: skip
