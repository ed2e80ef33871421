"""TABLE: what can happen to a referral: its words, the moment it sets, the step it takes, what is asked with it.

The record forms, the timeline's sentences, the projection and the state machine all read this table.
"""

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
    MOVED = "moved"
    DISCHARGE_PLANNED = "discharge_planned"
    DISCHARGED = "discharged"
    DIED = "died"
    NOTE = "note"
    SCORED = "scored"
    GRADED = "graded"
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


K = EventKind
EVENTS: dict[EventKind, About] = {
    K.CALL_RECEIVED: About("Call received", "coordinator_contact_at"),
    K.TRACKED: About("Rung again about this referral"),
    K.PRESENTED: About("First seen with this pain", "presented_at", None, "First seen with this pain"),
    K.MSCC_SUSPECTED: About("First suspected", "suspected_at", None, "First suspected"),
    K.CORD_FEATURE: About("New cord feature", "suspected_at"),
    K.TRIAGED: About("Triaged", "", Step.TRIAGE),
    K.REASSESSED: About("Answers changed, assessed again", "", Step.TRIAGE),
    K.DISPOSITION_CHANGED: About("Disposition changed by a clinician", "", Step.TRIAGE),
    K.WITHDRAWAL_ASKED: About("Asked a second clinician to confirm that MSCC is no longer suspected"),
    K.WITHDRAWAL_CONFIRMED: About("Second clinician confirmed that MSCC is no longer suspected"),
    K.ADVICE_GIVEN: About("Advice given", "advice_given_at", None, "Advice given", ("to_whom", "advice", "read_back")),
    K.ADVICE_CHANGED: About("New facts bring new advice"),
    K.PROMPT_ANSWERED: About("Advice answered"),
    K.ACCEPTED: About("Accepted by a named clinician", "", None, "Accepted by", ("accepted_by", "told_by")),
    K.IMMOBILISED: About("Immobilised", "immobilised_at", None, "Immobilised", ("position", "told_by")),
    K.STABILITY_ADVICE: About(
        "Expert advice on stability", "stability_advice_at", None, "Stability advice", ("given_by", "advice")
    ),
    K.MRI_REQUESTED: About("MRI requested", "mri_requested_at", None, "MRI requested", ("told_by",)),
    K.MRI_BOOKED: About("MRI booked", "mri_booked_for", None, "MRI booked", ("booked_for", "told_by"), planned=True),
    K.MRI_STARTED: About("MRI started", "mri_started_at", Step.IMAGE, "MRI started", ("whole_spine", "told_by")),
    K.MRI_DELAY: About("MRI late, because", "", None, "Why the MRI is late", ("delay_reason", "told_by")),
    K.MRI_CONTRAINDICATED: About(
        "MRI cannot be done: CT instead", "", None, "MRI contraindicated", ("contraindication", "confirmed_by")
    ),
    K.MRI_EXCEPTION: About("MRI not to be done", "", None, "MRI not to be done", ("mri_exclusion", "decided_by")),
    K.MRI_OVERNIGHT: About(
        "Overnight scan considered", "", None, "Overnight scan", ("treat_immediately", "decided_by")
    ),
    K.CT_STARTED: About("CT started", "ct_started_at", Step.IMAGE, "CT started", ("told_by",)),
    K.REPORTED: About(
        "Imaging reported", "mri_reported_at", Step.REPORT, "Imaging reported", ("outcome", "levels", "told_by")
    ),
    K.DECISION: About(
        "Treatment decided", "", Step.DECIDE, "Decision to treat", ("treatment", "surgery_suitable", "decided_by")
    ),
    K.RT_BOOKED: About(
        "First fraction booked", "rt_booked_for", None, "Radiotherapy booked", ("booked_for", "told_by"), planned=True
    ),
    K.RT_FIRST_FRACTION: About(
        "First fraction given",
        "rt_first_fraction_at",
        Step.TREAT,
        "First fraction",
        ("dose_gy", "fractions", "fractions_reason", "told_by"),
    ),
    K.RT_EXCEPTION: About(
        "Radiotherapy within 24 hours not to be given",
        "",
        None,
        "Radiotherapy exception",
        ("rt_exclusion", "plegia_days", "pain_controlled", "decided_by"),
    ),
    K.SURGERY: About("Surgery started", "surgery_at", Step.TREAT, "Surgery", ("told_by",)),
    K.SYSTEMIC: About("Systemic treatment started", "systemic_at", Step.TREAT, "Systemic treatment", ("told_by",)),
    K.MOVED: About("Moved", "", None, "Where now", ("where_now", "where_phone", "told_by")),
    K.DISCHARGE_PLANNED: About("Discharge planning", "", Step.PLAN_DISCHARGE, "For discharge", ("discharge_lead",)),
    K.DISCHARGED: About(
        "Discharged",
        "discharged_at",
        Step.PLAN_DISCHARGE,
        "Discharged",
        ("destination", "discharge_plan", "walking_now"),
    ),
    # Death ends the referral and every open clock; one person is enough to say so.
    K.DIED: About("Died", "", Step.CLOSE, "Died", ("told_by",)),
    K.NOTE: About("Note", "", None, "Note", ("note", "told_by")),
    # Each on a page of its own: a score item by item, the scales beside those of before.
    K.SCORED: About("Score"),
    K.GRADED: About("Scales"),
    K.OWNER_CHANGED: About("Owner changed"),
    K.PARTY_ADDED: About("Colleague brought in"),
    K.DETAILS_CHANGED: About("Details corrected"),
    K.ALERTED: About("Alert"),
    K.UNDELIVERED: About("Alert could not be delivered to anybody"),
    K.ACKNOWLEDGED: About("Alert acknowledged"),
    K.CLOSED: About("Closed", "", Step.CLOSE),
    K.REDIRECTED: About("Redirected", "", Step.REDIRECT),
    K.WITHDRAWN: About("Withdrawn", "", Step.WITHDRAW),
    K.REOPENED: About("Reopened", "", Step.REOPEN),
    K.STRUCK_OUT: About("Struck out: entered in error"),
    # Times and results of an earlier log, all at once: the first event of a referral that began before this service.
    K.IMPORTED: About("Taken over from an earlier log"),
}
RECORDABLE = tuple(kind for kind, about in EVENTS.items() if about.record_as)
# Beside what is recorded by hand, the moments that a call or new answers told.
CORRECTABLE = (*RECORDABLE, K.CALL_RECEIVED, K.CORD_FEATURE)
# A score or a scale is never changed: what is wrong is struck out, and scored again.
STRIKEABLE = (*RECORDABLE, K.SCORED, K.GRADED)


def step_of(kind: str, data: dict) -> Step | None:
    """The step an event takes. A report that finds nothing goes straight to discharge planning; answers that leave
    the disposition open leave the referral received.
    """
    if kind in (K.TRIAGED, K.REASSESSED) and not data["certain"]:
        return None
    if kind == K.REPORTED and data.get("outcome") == "none":
        return Step.REPORT_CLEAR
    return EVENTS[EventKind(kind)].step
