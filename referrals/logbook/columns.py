"""TABLE: the columns of an earlier log: how each is read, what it tells. Only two are required."""

import difflib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import nhs_number

from mscc.nhs_number import NhsNumberError
from mscc.nhs_number import read as read_nhs_number
from pathways.guideline.terms import CANCER, CORD, PAIN
from referrals.logbook.cells import (
    CellError,
    Notes,
    Read,
    day,
    dose,
    items,
    moment,
    ods_code,
    one_of,
    printable,
    quoted,
    text,
    whole,
    yes_no,
)
from referrals.models import Person, Timeline

REQUIRED = ("reference", "received_at")
# Moments of the timeline. The day that the referral was received stands beside them.
MOMENTS = (
    "presented_at", "suspected_at", "coordinator_contact_at", "mri_requested_at", "mri_started_at", "mri_reported_at",
    "ct_started_at", "confirmed_at", "rt_decision_at", "rt_first_fraction_at", "surgery_at", "systemic_at",
    "discharged_at",
)  # fmt: skip
# Values of the timeline under the same name.
VALUES = (
    "mri_whole_spine", "mri_contraindicated", "mri_exclusion", "outcome", "surgery_suitable", "rt_exclusion",
    "rt_dose_gy", "rt_fractions", "rt_reason_multifraction", "walking_at_presentation", "walking_at_discharge",
    "discharge_plan", "died_on", "last_known_alive",
)  # fmt: skip


def permitted(choices: Sequence[str]) -> list[str]:
    return [choice for choice in choices if choice]


CHOICES: dict[str, Sequence[str]] = {
    "sex": Person.Sex.values,
    "cancer": tuple(CANCER),
    "mri_exclusion": permitted(Timeline.MriExclusion.values),
    "outcome": permitted(Timeline.Outcome.values),
    "rt_exclusion": permitted(Timeline.RadiotherapyExclusion.values),
    "walking_at_presentation": permitted(Timeline.Walking.values),
    "walking_at_discharge": permitted(Timeline.Walking.values),
}
ANSWERS = ("interpreter", "resident", "mri_whole_spine", "mri_contraindicated", "surgery_suitable", "discharge_plan")


def columns(now: datetime, *, demonstration: bool) -> dict[str, Read]:
    """Every column with its reader; `now` is the moment after which everything lies in the future."""
    return {
        "reference": text(100),
        "nhs_number": partial(_nhs_number, demonstration=demonstration, told=[]),
        "surname": text(100),
        "forename": text(100),
        "postcode": text(10, "a postcode"),
        "ethnicity": one_of(permitted(Person.Ethnicity.values), upper=True),
        "imd_decile": whole(1, 10),
        "referring_site": ods_code,
        "primary": text(120),
        "pain": items(PAIN),
        "cord": items(CORD),
        "rt_dose_gy": dose,
        "rt_fractions": whole(1, 100),
        "rt_reason_multifraction": text(4000),
        **{name: one_of(values) for name, values in CHOICES.items()},
        **dict.fromkeys(ANSWERS, yes_no),
        **dict.fromkeys(("received_at", *MOMENTS), moment(now)),
        **dict.fromkeys(("date_of_birth", "died_on", "last_known_alive"), day(now)),
    }


def _nhs_number(cell: str, notes: Notes, *, demonstration: bool, told: list[str]) -> str:
    """Ten digits. Numbers of the range kept for tests are taken by a real service too, they can be nobody's; the first
    is told of.
    """
    try:
        return read_nhs_number(cell, demonstration=demonstration)
    except NhsNumberError as problem:
        digits = "".join(sign for sign in cell if sign.isdigit())
        if not demonstration and digits.startswith("999") and nhs_number.is_valid(digits):
            if not told:
                notes.append(f"{quoted(cell)} is of the range that is kept for tests; no other such is told of")
                told.append(digits)
            return digits
        raise CellError(str(problem).rstrip("."), "10 digits of which the last fits, or empty") from None


def wrong_headings(found: Sequence[str], known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each heading that cannot be used, with the reason and what is permitted."""
    for place, name in enumerate(found, start=1):
        if name not in known:
            near = difflib.get_close_matches(name.lower(), known, 1, 0)
            wrong = f"unknown column {quoted(name)}" if name else "a column without a heading"
            yield printable(name) or str(place), f"{wrong}, permitted: the known columns; the nearest is {near[0]}"
        elif name in found[: place - 1]:
            yield printable(name), "the column stands here twice, permitted: each column once"
    for name in REQUIRED:
        if name not in found:
            yield name, f"the column is missing, permitted: any columns, {' and '.join(REQUIRED)} always"
