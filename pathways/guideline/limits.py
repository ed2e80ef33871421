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
    def slug(self) -> str:
        """Its name in an address: mri-24, acknowledgement."""
        return f"{self.kind}-{self.hours:g}" if self.hours >= 1 else str(self.kind)


LOCAL = "local"
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
)


def limit(kind: str, hours: float) -> Limit:
    """The row of a clock by its kind and hours. Raises LookupError for one that is not in the table."""
    for each in LIMITS:
        if each.kind == kind and abs(each.hours - hours) < 1e-6:
            return each
    raise LookupError(f"There is no {kind} clock of {hours} hours.")
