"""What an event's line says beside its name: one sentence for the timeline, the handover and what changed since."""

from datetime import datetime
from typing import Any

from mscc.moments import show
from pathways.escalation import WHO_WORDS, Who
from pathways.guideline.prompts import BY_KEY
from pathways.guideline.terms import CORD
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from referrals.actions.advice import prompt_answer
from referrals.events import EventKind
from referrals.forms.asks import ASKS
from referrals.forms.call import SPEED, WALKING
from referrals.models import Event
from referrals.scored import SAYS
from referrals.waiting import alert_words

K = EventKind
SAID = {
    "walking": "Walking", "speed": "Getting worse over", "last_walked": "Last walked unaided",
    "residual": "Bladder residual, ml", "dexamethasone": "Dexamethasone", "dexamethasone_mg": "Dexamethasone mg",
    "dexamethasone_at": "First dose at", "ppi": "PPI",
    "xray": "Plain X-ray ordered", "contraindication": "Against MRI", "notes": "Said",
}  # fmt: skip
# Answers that say nothing without their question.
SAID_WITH = {
    "whole_spine": "whole spine", "surgery_suitable": "suitable for surgery", "read_back": "read back",
    "other_treatment": "another effective treatment left", "discharge_plan": "discharge plan", "walking_now": "walking",
    "plegia_days": "days of paralysis", "pain_controlled": "pain controlled",
}  # fmt: skip
YES_NO = {"yes": "Yes", "no": "No"}
SAID_WORDS = {"walking": dict(WALKING), "speed": dict(SPEED), "dexamethasone": YES_NO, "ppi": YES_NO, "xray": YES_NO}


def detail(event: Event, names: dict[int, str], at: datetime) -> str:
    """What an event's line says beside its name."""
    data = event.data
    if event.kind == K.ALERTED:
        who = ", ".join(names.get(person, "somebody") for person in data["told"]) or "nobody was there to be told"
        return f"{alert_words(data['clock'], data['reason'])}; told {WHO_WORDS[Who(data['who'])]}: {who}"
    if event.kind in (K.TRIAGED, K.REASSESSED):
        return HEADINGS[Disposition(data["disposition"])].label + (f": {data['why']}" if data.get("why") else "")
    if event.kind == K.DISPOSITION_CHANGED:
        old, new = (HEADINGS[Disposition(data[key])].label for key in ("old", "new"))
        return f"from {old} to {new}" + (f": {data['reason']}" if data["reason"] else "")
    if event.kind == K.ADVICE_CHANGED:
        return " ".join(BY_KEY[key].says for key in data["prompts"] if key in BY_KEY)
    if event.kind == K.PROMPT_ANSWERED:
        return prompt_answer(data)
    if event.kind in SAYS:
        return SAYS[K(event.kind)](data) + (f"; assessed by {event.told_by}" if event.told_by else "")
    if event.kind == K.DETAILS_CHANGED:
        return ", ".join(name.replace("_", " ") for name in data["fields"])
    if event.kind == K.CORD_FEATURE:
        return ", ".join(CORD[name].label.lower() for name in data["features"])
    if event.kind == K.IMPORTED:
        return f"number there: {data['reference']}"
    parts = [_answer(name, value, at) for name, value in data.items() if value and name not in {*SAID, "until", "was"}]
    return "; ".join([*filter(None, parts), *([f"told by {event.told_by}"] if event.told_by else [])])


def _answer(name: str, value: Any, at: datetime) -> str:
    if name == "booked_for":
        return show(datetime.fromisoformat(value), now=at)
    choices = dict(getattr(ASKS.get(name), "choices", []) or [])
    words, label = str(choices.get(value, value)), SAID_WITH.get(name)
    if name == "time_not_known":
        return "time not known"
    return f"{label}: {words.lower()}" if label else words
