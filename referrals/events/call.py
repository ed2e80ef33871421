"""TABLE: the call, triage, advice, and the key information that is asked after it."""

from pathways.states import Step
from referrals.events.kinds import About, EventKind

K = EventKind
EVENTS: dict[EventKind, About] = {
    K.CALL_RECEIVED: About("Call received", "coordinator_contact_at"),
    K.TRACKED: About("Rung again about this referral"),
    # Sets its moment only where advice was given in it: see `moment_set_by`.
    K.CALLED: About(
        "Call",
        "advice_given_at",
        None,
        "Call",
        ("direction", "whom", "number", "what_was_said", "gave_advice", "read_back"),
    ),
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
    # Each section on a page of its own, its answers beside those of before.
    K.KEY_INFORMATION: About("Key information"),
    K.IMMOBILISED: About("Immobilised", "immobilised_at", None, "Immobilised", ("position", "told_by")),
    K.STABILITY_ADVICE: About(
        "Expert advice on stability", "stability_advice_at", None, "Stability advice", ("given_by", "advice")
    ),
}
