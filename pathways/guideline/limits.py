"""TABLE: every clock: the fact that starts it, what stands in when that is not known, what stops it, how long it runs.

The alarm and the audit both read it. Limits marked local are the service's own, not the guideline's.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ClockKind(StrEnum):
    MRI = "mri"
    CT = "ct"
    COORDINATOR_ADVICE = "coordinator_advice"
    IMMOBILISATION_ADVICE = "immobilisation_advice"
    RADIOTHERAPY = "radiotherapy"
    ACKNOWLEDGEMENT = "acknowledgement"
    DRAFT = "draft"
    HANDOVER = "handover"
    COVER = "cover"
    ADVICE_CHANGED = "advice_changed"
    REVIEW = "review"
    MEETING = "meeting"


@dataclass(frozen=True)
class Limit:
    """The most time allowed between two facts, and where that is said."""

    kind: ClockKind
    hours: float
    start: str
    fallback: str | None
    stop: str
    rec: str
    label: str

    @property
    def within(self) -> timedelta:
        return timedelta(hours=self.hours)

    @property
    def is_local(self) -> bool:
        return self.rec == LOCAL

    @property
    def allowed(self) -> str:
        """Its length in words: "24 h", "1 week"."""
        return "1 week" if self.hours == WEEK else f"{self.hours:g} h"

    @property
    def what(self) -> str:
        """Its name without its length: "MRI"."""
        return self.label.removesuffix(self.allowed).strip()

    def named(self, local_hours: float | None) -> str:
        """Its name, with the local limit where there is one: "MRI, local limit 12 h (guideline 24 h)"."""
        if local_hours is None:
            return self.label
        return f"{self.what}, local limit {local_hours:g} h (guideline {self.allowed})"

    def refuses(self, local_hours: float) -> str:
        """Why an alliance cannot agree on this local limit; empty where it can. Only a shorter one adds safety."""
        if self.is_local:
            return f"{self.label}: the guideline sets no limit that a local one could be shorter than."
        if not local_hours < self.hours:  # also what is no number at all
            return f"NG234 {self.rec} allows {self.hours:g} h; a local limit must be shorter."
        return "" if local_hours >= SHORTEST else f"A local limit is at least {SHORTEST * 60:g} minutes."

    @property
    def slug(self) -> str:
        """Its name in an address: mri-24, acknowledgement."""
        return f"{self.kind}-{self.hours:g}" if self.hours >= 1 else str(self.kind)


LOCAL = "local"
WEEK = 7 * 24  # hours
# Hours: a local limit shorter than this leaves nobody the time to act on its alarm.
SHORTEST = 0.5
K = ClockKind
CONTACT = "coordinator_contact_at"

# MRI with a cord symptom or sign: as soon as possible and always within 24 hours, nights and weekends included.
MRI_DAY = Limit(K.MRI, 24, "suspected_at", CONTACT, "mri_started_at", "1.5.2", "MRI 24 h")
# MRI where only pain suggests metastases. A week is 168 hours.
MRI_WEEK = Limit(K.MRI, 168, "suspected_at", CONTACT, "mri_started_at", "1.5.3", "MRI 1 week")
# CT stands for the MRI that cannot be done, on the limit it inherits (1.5.7, by inference).
CT_DAY = Limit(K.CT, 24, "suspected_at", CONTACT, "ct_started_at", "1.5.2", "CT 24 h")
CT_WEEK = Limit(K.CT, 168, "suspected_at", CONTACT, "ct_started_at", "1.5.3", "CT 1 week")
# From the first NHS contact with this pain to advice received, not sought (safe reading).
ADVICE = Limit(K.COORDINATOR_ADVICE, 24, "presented_at", CONTACT, "advice_given_at", "1.3.3", "Coordinator advice 24 h")
IMMOBILISATION = Limit(
    K.IMMOBILISATION_ADVICE,
    24,
    "immobilised_at",
    "immobilised_recorded_at",
    "stability_advice_at",
    "1.4.4",
    "Immobilisation advice 24 h",
)
# From the decision to treat (1.1.21); with no decision there is no clock.
RADIOTHERAPY = Limit(K.RADIOTHERAPY, 24, "rt_decision_at", None, "rt_first_fraction_at", "1.10.4", "Radiotherapy 24 h")
ACKNOWLEDGEMENT = Limit(K.ACKNOWLEDGEMENT, 10 / 60, "saved_at", None, "acknowledged_at", LOCAL, "Acknowledge 10 min")
DRAFT = Limit(K.DRAFT, 5 / 60, "draft_emergency_at", None, "saved_at", LOCAL, "Unsaved emergency 5 min")
HANDOVER = Limit(K.HANDOVER, 15 / 60, "given_at", None, "answered_at", LOCAL, "Handover accepted 15 min")
# Three days are enough to find somebody; due is the moment from which nobody is on the rota (local limit).
COVER = Limit(K.COVER, 72, "three_days_before_a_gap", None, "gap_filled_at", LOCAL, "Gap in the rota")
# A prohibition or a conflict that a new fact brings up in an open case, until somebody has answered it.
ADVICE_CHANGED = Limit(K.ADVICE_CHANGED, 30 / 60, "flagged_at", None, "answered_at", LOCAL, "Advice changed 30 min")
# Four weeks are enough to call a meeting; due is the moment from which an agreed pathway is past its review.
REVIEW = Limit(
    K.REVIEW, 4 * WEEK, "four_weeks_before_the_review", None, "version_agreed_at", LOCAL, "Review of an agreed pathway"
)
# Eight weeks are enough to call a meeting; due is the moment from which the steering group has met fewer than two times
# in a year (1.1.2). No alliance can shorten it.
MEETING = Limit(
    K.MEETING,
    8 * WEEK,
    "eight_weeks_before_the_meeting",
    None,
    "meeting_held_at",
    LOCAL,
    "Meeting of the steering group",
)

LIMITS = (
    MRI_DAY,
    MRI_WEEK,
    CT_DAY,
    CT_WEEK,
    ADVICE,
    IMMOBILISATION,
    RADIOTHERAPY,
    ACKNOWLEDGEMENT,
    DRAFT,
    HANDOVER,
    COVER,
    ADVICE_CHANGED,
    REVIEW,
    MEETING,
)
# Those that an alliance may agree to shorten: its local limit then stands beside the guideline's.
SHORTENED = tuple(each for each in LIMITS if not each.is_local)


def limit(kind: str, hours: float) -> Limit:
    """The row of a clock by its kind and hours. Raises LookupError for one that is not in the table."""
    for each in LIMITS:
        if each.kind == kind and abs(each.hours - hours) < 1e-6:
            return each
    raise LookupError(f"There is no {kind} clock of {hours} hours.")
