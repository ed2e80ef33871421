"""TABLE: what is said of an incident: where on the way it happened, what harm came of it, what is owed to the person.

The levels of harm are those of the national service for learning from events (LFPSE); nothing is sent there from here.
"""

from datetime import timedelta
from enum import StrEnum

from pathways.guideline.limits import ClockKind

# Still open after this long, an incident is named on the pages and in the figures.
LONG_OPEN = timedelta(days=60)


class Stage(StrEnum):
    """Where on a person's way it happened."""

    RECOGNITION = "recognition"
    CONTACT = "contact"
    IMAGING = "imaging"
    REPORT = "report"
    TRANSFER = "transfer"
    DECISION = "decision"
    TREATMENT = "treatment"
    DISCHARGE = "discharge"


STAGE_WORDS: dict[Stage, str] = {
    Stage.RECOGNITION: "Recognition",
    Stage.CONTACT: "Contact with the coordinator",
    Stage.IMAGING: "Imaging",
    Stage.REPORT: "Report",
    Stage.TRANSFER: "Transfer",
    Stage.DECISION: "Decision to treat",
    Stage.TREATMENT: "Treatment",
    Stage.DISCHARGE: "Discharge",
}
# Where a clock that ran out would place it.
STAGE_OF: dict[ClockKind, Stage] = {
    ClockKind.MRI: Stage.IMAGING,
    ClockKind.CT: Stage.IMAGING,
    ClockKind.COORDINATOR_ADVICE: Stage.CONTACT,
    ClockKind.IMMOBILISATION_ADVICE: Stage.CONTACT,
    ClockKind.ADVICE_CHANGED: Stage.CONTACT,
    ClockKind.ACKNOWLEDGEMENT: Stage.CONTACT,
    ClockKind.RADIOTHERAPY: Stage.TREATMENT,
}

NOT_KNOWN = ""
PHYSICAL: dict[str, str] = {
    "none": "No physical harm",
    "low": "Low physical harm",
    "moderate": "Moderate physical harm",
    "severe": "Severe physical harm",
    "fatal": "Fatal",
    NOT_KNOWN: "Physical harm not known",
}
PSYCHOLOGICAL: dict[str, str] = {
    "none": "No psychological harm",
    "low": "Low psychological harm",
    "moderate": "Moderate psychological harm",
    "severe": "Severe psychological harm",
    NOT_KNOWN: "Psychological harm not known",
}
# From moderate harm on the person, or who speaks for them, is owed candour.
OWES_CANDOUR = frozenset({"moderate", "severe", "fatal"})
CANDOUR: dict[str, str] = {
    NOT_KNOWN: "Not said yet",
    "not_owed": "Does not apply",
    "owed": "Applies, not done yet",
    "done": "Applies, and was done",
}
SETTLED = frozenset({"not_owed", "done"})


def candour_is_due(physical: str, psychological: str, candour: str) -> bool:
    """Whether harm was done of which the person has not been told, so far as is known."""
    return bool({physical, psychological} & OWES_CANDOUR) and candour not in SETTLED
