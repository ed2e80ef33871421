"""What a row of an earlier log says in the words of this service: facts for the rules, an event's data, a state."""

from datetime import datetime, timedelta
from typing import Any

from mscc.moments import Precision
from pathways.guideline.terms import CORD, FACTS, PAIN, PRIMARIES
from pathways.states import State, Step, stood
from referrals.logbook.columns import MOMENTS, VALUES
from referrals.logbook.rows import Entry

# The longest limit of the guideline: what was received earlier is history, whatever its row leaves open.
STILL_RUNNING = timedelta(days=7)


def facts_of(entry: Entry) -> dict[str, str]:
    """What a row says in the words of the rules. Items that are not listed beside others are not known, never no."""
    facts = {"cancer": entry.get("cancer")}
    for group, every in (("cord", CORD), ("pain", PAIN)):
        items = entry.get(group)
        if items is not None:
            facts |= dict.fromkeys(items, "yes") if items else dict.fromkeys(every, "no")
    primary = (entry.get("primary") or "").lower()
    facts["primary"] = primary if primary in FACTS["primary"] else PRIMARIES.get(primary, ("", None))[1]
    if entry.get("mri_contraindicated"):
        facts["mri_contraindicated"] = "yes"
    return {name: value for name, value in facts.items() if value}


def event_data(entry: Entry) -> dict[str, Any]:
    """What the log knew, as the event keeps it."""
    moments = {name: moment for name in MOMENTS if (moment := entry.get(name))}
    values = {name: value for name in VALUES if (value := entry.get(name)) is not None}
    days = [name for name, moment in moments.items() if moment.precision is Precision.DATE]
    return {
        "reference": entry.reference,
        "moments": {name: moment.at.isoformat() for name, moment in moments.items()},
        **({"days": days} if days else {}),
        "values": {n: v if isinstance(v, str | bool | int) else str(v) for n, v in values.items()},
        "facts": facts_of(entry),
    }


def state_of(entry: Entry, at: datetime) -> State:
    """Closed, unless received in the last seven days with no end known: then where its row left it."""
    has_ended = entry.get("died_on") or entry.get("discharged_at") or entry.get("outcome") == "none"
    if has_ended or at - entry.get("received_at").at > STILL_RUNNING:
        return State.CLOSED
    steps = {
        Step.TRIAGE: entry.get("cord") is not None,
        Step.IMAGE: entry.get("mri_started_at") or entry.get("ct_started_at"),
        Step.REPORT: entry.get("mri_reported_at") or entry.get("outcome"),
        Step.DECIDE: entry.get("rt_decision_at"),
        Step.TREAT: entry.get("rt_first_fraction_at") or entry.get("surgery_at") or entry.get("systemic_at"),
    }
    return stood(step for step, taken in steps.items() if taken)
