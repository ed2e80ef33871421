"""What an event's line says beside its name: one sentence for the timeline, the handover and what changed since."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mscc.moments import Moment, show, show_day
from mscc.phrases import uncapitalised
from pathways.escalation import WHO_WORDS, Who
from pathways.guideline.prompts import BY_KEY
from pathways.guideline.terms import CORD
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from referrals.actions.advice import prompt_answer
from referrals.events import CALLS_TAKEN, EVENTS, PART_ONLY, EventKind
from referrals.forms.asks import ASKS, SAID_WITH, UNITS
from referrals.forms.call import SPEED, WALKING
from referrals.forms.fields import LevelsField
from referrals.key_information.line import line as key_line
from referrals.key_information.question import UNKNOWN, level_words
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
# Planned for a day: the time of day says nothing.
DAYS = frozenset({"look_again"})
# Moments among the answers, with the words before them.
MOMENTS = {"booked_for": "", "wanted_by": "wanted by "}
YES_NO = {"yes": "Yes", "no": "No"}
# Shown elsewhere of the page: told on the telephone, and the head of the record.
UNSAID = frozenset({*SAID, "until", "was", "allergies", "primary", "where_then"})
SAID_WORDS = {"walking": dict(WALKING), "speed": dict(SPEED), "dexamethasone": YES_NO, "ppi": YES_NO, "xray": YES_NO}
# What other cards of the page show in full is shortened in the timeline, after the first of its parts.
PARTS = {K.ADVICE_CHANGED: ". ", K.KEY_INFORMATION: "; "}
SHORT = 60

# What is said by the data alone.
PLAIN: dict[EventKind, Callable[[dict[str, Any]], str]] = {
    K.PROMPT_ANSWERED: prompt_answer,
    K.DETAILS_CHANGED: lambda data: ", ".join(name.replace("_", " ") for name in data["fields"]),
    K.CORD_FEATURE: lambda data: ", ".join(CORD[name].label.lower() for name in data["features"]),
    K.IMPORTED: lambda data: f"number there: {data['reference']}",
}


def line(event: Event, at: datetime) -> str:
    """An event as one sentence: what happened, and what was told of it."""
    words, more = EVENTS[K(event.kind)].sentence, detail(event, {}, at)
    return f"{words}: {more}" if more else words


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
    if event.kind in SAYS:
        return SAYS[K(event.kind)](data) + (f"; assessed by {event.told_by}" if event.told_by else "")
    if event.kind in PLAIN:
        return PLAIN[K(event.kind)](data)
    if event.kind == K.KEY_INFORMATION:
        return key_line(data, at) + (f"; told by {event.told_by}" if event.told_by else "")
    return _answers(event, at)


def shortened(event: Event, said: str) -> tuple[str, str]:
    """The beginning of what an event says, and the rest where that may be folded away: never what is worse."""
    mark = PARTS.get(K(event.kind))
    first, _, rest = said.partition(mark) if mark else (said, "", "")
    if len(rest) < SHORT or event.data.get("worse"):
        return said, ""
    return first, rest


def _answers(event: Event, at: datetime) -> str:
    """What was answered, in the order in which it is asked, and who told it."""
    data = event.data
    left_out = UNSAID if event.kind in CALLS_TAKEN else {"until", "was"}
    order = {name: number for number, name in enumerate(EVENTS[K(event.kind)].asks)}
    answered = sorted((name for name in data if name not in left_out), key=lambda name: order.get(name, len(order)))
    parts = [answer_words(name, data[name], at) for name in answered if data[name]]
    return "; ".join([*filter(None, parts), *([f"told by {event.told_by}"] if event.told_by else [])])


def answer_words(name: str, value: Any, at: datetime) -> str:
    """An answer in words. "Not known" is one: somebody was asked."""
    if name in DAYS:
        return f"{SAID_WITH[name]} {show_day(Moment(datetime.fromisoformat(value)).day)}"
    if name in MOMENTS:
        return f"{MOMENTS[name]}{show(datetime.fromisoformat(value), now=at)}"
    if name == "time_not_known":
        return "time not known"
    if name == PART_ONLY:
        return "not known to be of the whole spine: nothing is ruled out"
    if name == "left_without":
        return f"WITHOUT {', '.join(value)}"
    asked = ASKS.get(name)
    if isinstance(asked, LevelsField) and value != UNKNOWN:
        return f"{SAID_WITH[name]}: {level_words(value)}"
    choices = dict(getattr(asked, "choices", []) or [])
    words, label = f"{in_words(value, choices)} {UNITS.get(name, '')}".rstrip(), SAID_WITH.get(name)
    if value == UNKNOWN and asked and not label:  # the answers that are known say by themselves what they answer
        label = str(asked.label)[:1].lower() + str(asked.label)[1:].removesuffix("?")
    if not label:
        return words
    return f"{label}: {uncapitalised(words) if choices else words}"


def in_words(value: Any, choices: dict[Any, str]) -> str:
    """A value as people say it; of several, all."""
    if isinstance(value, list):
        first, *others = (str(choices.get(each, each)) for each in value)
        return ", ".join([first, *map(uncapitalised, others)])
    return str(choices.get(value, value))
