"""What the referral's page shows, put into words: clocks, next steps, answers, timeline."""

from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from mscc.models import User
from mscc.moments import LONDON, Moment, show
from mscc.phrases import uncapitalised
from pathways.clock import Deadline, Status
from pathways.guideline.advice import Shown, advice
from pathways.guideline.limits import ClockKind
from pathways.guideline.terms import CANCER, CORD, FACTS, PAIN
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from pathways.states import STATES, State
from referrals import to_do
from referrals.actions.advice import Reply
from referrals.cards import ClockCard, cards
from referrals.events import CALLS_TAKEN, EVENTS, EventKind
from referrals.key_information.answers import Answer as Answered
from referrals.key_information.completeness import Filled
from referrals.key_information.head import head
from referrals.models import Clock, Event, Referral, Task
from referrals.next_steps import Next, next_steps, waits
from referrals.recorded_elsewhere import OnRecord
from referrals.scored import WEAKER, power_beside
from referrals.sentences import SAID, SAID_WORDS, detail, shortened

K = EventKind
BOX_1 = frozenset({*CORD, *PAIN})


class Page:
    """A referral, put into words for its page."""

    def __init__(self, referral: Referral, at: datetime) -> None:
        self.referral, self.at = referral, at
        self.timeline = referral.timeline
        self.state, self.disposition = referral.state, referral.disposition
        self.accepted_by = referral.accepted_by

    def __getattr__(self, name: str) -> Any:
        """The times and results, as `next_steps` asks for them."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.timeline, name)

    @cached_property
    def _every_clock(self) -> list[Clock]:
        return list(self.referral.clocks.order_by("due_at"))

    @property
    def clocks(self) -> list[Clock]:
        """All but that of the acknowledgement, which is no card: its alert stands above."""
        return [clock for clock in self._every_clock if clock.kind != ClockKind.ACKNOWLEDGEMENT]

    @property
    def missing(self) -> list[str]:
        """What an emergency of any cause still wants beside its clocks."""
        if not (self.referral.lacks_acceptance and self.referral.is_open):
            return []
        waits = any(
            it.is_open and it.kind == ClockKind.ACKNOWLEDGEMENT and not it.was_acknowledged for it in self._every_clock
        )
        return ["the clinician who accepted the person", *(["an acknowledgement"] if waits else [])]

    @property
    def running(self) -> dict[str, Deadline]:
        return {clock.kind: clock.deadline for clock in self.clocks if clock.is_open}

    @property
    def met_late(self) -> frozenset[str]:
        """The kinds of clock of which the newest was met late."""
        newest = {clock.kind: clock for clock in sorted(self._every_clock, key=lambda clock: clock.started_at)}
        return frozenset(kind for kind, clock in newest.items() if clock.status == Status.MET_LATE)

    @property
    def label(self) -> str:
        return HEADINGS[Disposition(self.disposition)].label

    @property
    def rule_label(self) -> str:
        return HEADINGS[Disposition(self.referral.rule_disposition)].label

    @property
    def awaits(self) -> str:
        return STATES[State(self.state)].awaits

    @property
    def waits(self) -> list[str]:
        return list(waits(self, self.at)) if self.referral.is_open else []

    @cached_property
    def next(self) -> list[Next]:
        return list(next_steps(self, self.at)) if self.referral.is_open else []

    def cards(self) -> list[ClockCard]:
        """Every clock, the running first; and those that have not begun."""
        return cards(self.clocks, self.referral, self.at)

    @cached_property
    def events(self) -> list[Event]:
        found = self.referral.events.select_related("recorded_by", "superseded_by").order_by("-happened_at", "-id")
        return list(found)

    @property
    def standing(self) -> list[Event]:
        """The events that nothing has taken the place of, in their order."""
        return [event for event in reversed(self.events) if not event.is_superseded]

    @cached_property
    def open_tasks(self) -> list[Task]:
        return to_do.of_person(self.referral)

    @cached_property
    def facts(self) -> dict[str, str]:
        facts = self.referral.assessments.values_list("facts", flat=True).first()
        imported = (event.data["facts"] for event in self.events if event.kind == K.IMPORTED)
        return next(imported, {}) if facts is None else facts

    @cached_property
    def advice(self) -> list[Shown]:
        """The prompts for this person now, by topic (1.1.16); none once the referral has ended."""
        if not self.referral.is_open:
            return []
        return advice(self.facts | self._told, Disposition(self.disposition))

    def advice_apart(self) -> tuple[list[Shown], list[Shown]]:
        """The prompts that stand out: loud, new, or to be said and not answered; and those a phone may fold away."""
        new, answered = set(self.referral.new_prompts), self.replies.keys()

        def stands_out(it: Shown) -> bool:
            return it.is_loud or it.prompt.key in new or (it.applies and it.prompt.key not in answered)

        return [it for it in self.advice if stands_out(it)], [it for it in self.advice if not stands_out(it)]

    @property
    def _told(self) -> dict[str, str]:
        """What the calls told that the advice stands on beside the facts."""
        told = [event.data["xray"] for event in self.events if event.kind in CALLS_TAKEN and event.data.get("xray")]
        return {"xray": told[0]} if told else {}

    @property
    def to_ask(self) -> list[str]:
        """The facts that the advice lacks, box 1 apart: that has its own page."""
        names = dict.fromkeys(name for it in self.advice for name in it.ask)
        return [name for name in names if name in FACTS and name not in BOX_1]

    @cached_property
    def replies(self) -> dict[str, Event]:
        """The newest answer to each prompt."""
        answered = [event for event in self.events if event.kind == K.PROMPT_ANSWERED]
        return {event.data["prompt"]: event for event in reversed(answered)}

    def reply_words(self, key: str) -> str:
        """What became of a prompt: by whom, when; empty where nobody has answered it."""
        event = self.replies.get(key)
        if event is None:
            return ""
        text = f": {event.data['text']}" if event.data["text"] else ""
        who = event.recorded_by.short_name if event.recorded_by else "the system"
        return f"{Reply(event.data['reply']).label}{text} ({who}, {show(event.happened_at, now=self.at)})"

    @property
    def not_asked(self) -> list[str]:
        """The items of box 1 that nobody has asked about."""
        return [uncapitalised(label) for _, items in self.answers() for label, said in items if said == "Not asked"]

    def answers(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Box 1 as answered: each item yes, no or not asked."""
        said = {"yes": "Yes", "no": "No"}
        groups = [("Cord symptoms and signs", CORD), ("Pain", PAIN)]
        return [
            (title, [(item.label, said.get(self.facts.get(name, ""), "Not asked")) for name, item in items.items()])
            for title, items in groups
        ]

    @cached_property
    def key_information(self) -> list[Filled]:
        """The head of the record and its seven sections (1.1.15)."""
        return OnRecord(self.referral, self.facts, self.events, self.at).sections()

    @property
    def worse(self) -> list[Answered]:
        """What the key information says has become worse."""
        return [answer for filled in self.key_information for answer in filled.worse]

    @property
    def weaker(self) -> str:
        """What power by muscle group comes to against the one before, where any group is weaker."""
        power = power_beside(it for it in self.events if it.kind == K.POWER and not it.is_superseded)
        return power[0].words if power and any(cell.change == WEAKER for cell in power[0].cells) else ""

    @property
    def moves(self) -> list[tuple[Event, str]]:
        """Where the person was from when, the newest first: as the calls told it, and as they moved."""
        told = ((it, it.data.get("where_now") or it.data.get("where_then")) for it in self.events)
        return [(it, where) for it, where in told if where and not it.is_superseded]

    @property
    def head(self) -> list[tuple[str, str]]:
        """The head of the record, in words."""
        return head(self.key_information[0].answers, self.at)

    @property
    def cancer(self) -> str:
        return CANCER.get(self.facts.get("cancer", ""), "Not asked")

    @cached_property
    def said(self) -> list[tuple[str, str]]:
        """What the calls told beside the facts, the newest answer of each."""
        told: dict[str, str] = {}
        for event in reversed(self.events):
            if event.kind in CALLS_TAKEN:
                told |= {name: value for name, value in event.data.items() if name in SAID}
        return [(SAID[name], SAID_WORDS.get(name, {}).get(value, value)) for name, value in told.items()]

    def days(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The timeline, newest first, by day in London."""
        names = self._names()
        lines = [self._line(event, names) for event in self.events]
        return [(day, list(found)) for day, found in groupby(lines, key=lambda line: line["day"])]

    def _names(self) -> dict[int, str]:
        ids = {person for event in self.events if event.kind == K.ALERTED for person in event.data.get("told", [])}
        colleagues = User.objects.filter(alliance_id=self.referral.alliance_id, pk__in=ids)
        return dict(colleagues.values_list("pk", "name")) if ids else {}

    def _line(self, event: Event, names: dict[int, str]) -> dict[str, Any]:
        local = event.happened_at.astimezone(LONDON)
        said, more = shortened(event, detail(event, names, self.at))
        return {
            "day": f"{local:%a} {local.day} {local:%b}" + ("" if local.year == self.at.year else f" {local.year}"),
            "time": "day" if Moment(event.happened_at, event.moment.precision).is_day_only else f"{local:%H:%M}",
            "event": event,
            "words": EVENTS[K(event.kind)].sentence,
            "detail": said,
            "more": more,
            "is_struck": event.is_superseded,
            "may_correct": bool(EVENTS[K(event.kind)].record_as) and not event.is_superseded,
        }
