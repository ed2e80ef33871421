"""Every kind of event, and what the table of events says of each."""

from dataclasses import dataclass
from enum import StrEnum

from pathways.states import Step


class EventKind(StrEnum):
    CALL_RECEIVED = "call_received"
    TRACKED = "tracked"
    PRESENTED = "presented"
    MSCC_SUSPECTED = "mscc_suspected"
    CORD_FEATURE = "cord_feature"
    TRIAGED = "triaged"
    REASSESSED = "reassessed"
    DISPOSITION_CHANGED = "disposition_changed"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_CONFIRMED = "withdrawal_confirmed"
    ADVICE_GIVEN = "advice_given"
    ADVICE_CHANGED = "advice_changed"
    PROMPT_ANSWERED = "prompt_answered"
    ACCEPTED = "accepted"
    IMMOBILISED = "immobilised"
    STABILITY_ADVICE = "stability_advice"
    MRI_REQUESTED = "mri_requested"
    MRI_BOOKED = "mri_booked"
    MRI_STARTED = "mri_started"
    MRI_DELAY = "mri_delay"
    MRI_CONTRAINDICATED = "mri_contraindicated"
    MRI_EXCEPTION = "mri_exception"
    MRI_OVERNIGHT = "mri_overnight"
    CT_STARTED = "ct_started"
    REPORTED = "reported"
    DECISION = "decision"
    RT_BOOKED = "rt_booked"
    RT_FIRST_FRACTION = "rt_first_fraction"
    RT_EXCEPTION = "rt_exception"
    SURGERY = "surgery"
    SYSTEMIC = "systemic"
    ADMITTED = "admitted"
    MOVED = "moved"
    DISCHARGE_PLANNED = "discharge_planned"
    DISCHARGED = "discharged"
    DIED = "died"
    NOTE = "note"
    SCORED = "scored"
    GRADED = "graded"
    POWER = "power"
    OWNER_CHANGED = "owner_changed"
    PARTY_ADDED = "party_added"
    DETAILS_CHANGED = "details_changed"
    ALERTED = "alerted"
    UNDELIVERED = "undelivered"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    STRUCK_OUT = "struck_out"
    IMPORTED = "imported"


@dataclass(frozen=True)
class About:
    """An event's words and workings. `asks` names the form's fields; `sets` the timeline's moment."""

    sentence: str
    sets: str = ""
    step: Step | None = None
    # Offered under "Record": the heading of its form, and what is asked there beside the time.
    record_as: str = ""
    asks: tuple[str, ...] = ()
    # The moment it sets is one planned for later, among the fields asked.
    planned: bool = False
