"""What the key information shows of what is recorded elsewhere: box 1, the scales, the scores, the imaging."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from mscc.moments import show
from pathways.guideline.terms import CANCER, CORD, PAIN, Item
from referrals.events import EVENTS, EventKind
from referrals.key_information import SECTIONS
from referrals.key_information.answers import Standing, answers, history
from referrals.key_information.completeness import Elsewhere, Filled
from referrals.key_information.question import UNKNOWN, level_words
from referrals.models import Event, Referral
from referrals.scored import GRADED, SAYS, code, newest, newest_compared

K = EventKind
NOT_ASKED = Elsewhere("Not asked", Standing.NOT_ASKED)
BLOOD = {"confirmed": "Confirmed", "radiologically_suspected": "Suspected on imaging",
         "otherwise_suspected": "Suspected otherwise", "no": "No"}  # fmt: skip
IMAGING = (K.REPORTED, K.CT_STARTED, K.MRI_STARTED, K.MRI_BOOKED, K.MRI_REQUESTED, K.MRI_CONTRAINDICATED)


class OnRecord:
    """A referral with its facts and the events that count, the newest first."""

    def __init__(self, referral: Referral, facts: Mapping[str, Any], events: Iterable[Event], at: datetime) -> None:
        self.referral, self.facts, self.at = referral, facts, at
        self.events = [event for event in events if not event.is_superseded]

    def sections(self) -> list[Filled]:
        """The head and the seven sections, each with its answers and what stands elsewhere."""
        told = history(self.events)
        elsewhere = {key: shown(self) for key, shown in SHOWN.items()}
        return [Filled(section, answers(section, told), elsewhere) for section in SECTIONS.values()]

    def box_1(self, items: Mapping[str, Item]) -> Elsewhere:
        """Which are present; answered only when every item is."""
        known = {name: self.facts[name] for name in items if self.facts.get(name) in ("yes", "no")}
        present = [items[name].label.lower() for name, value in known.items() if value == "yes"]
        words = ", ".join(present).capitalize() or "None present"
        if len(known) < len(items):
            left = f"{len(items) - len(known)} of {len(items)} not asked"
            return Elsewhere(f"{words}; {left}" if present else left.capitalize(), Standing.NOT_ASKED)
        return Elsewhere(words, Standing.ANSWERED)

    def fact(self, name: str, words: Mapping[str, str]) -> Elsewhere:
        value = self.facts.get(name)
        return Elsewhere(words.get(value, str(value)), Standing.ANSWERED) if value else NOT_ASKED

    def grades(self, *names: str) -> Elsewhere:
        """The newest of each of these scales, with its day; answered when any of them is."""
        found = [(name, event) for name in names if (event := self._graded(name))]
        known = [(name, event) for name, event in found if event.data[name] != UNKNOWN]
        if not found:
            return NOT_ASKED
        if not known:
            return Elsewhere("Not known", Standing.NOT_KNOWN)
        words = (f"{GRADED[name][0]}: {code(event.data[name])}, {self.when(event)}" for name, event in known)
        return Elsewhere("; ".join(words), Standing.ANSWERED)

    def _graded(self, name: str) -> Event | None:
        return next((each for each in self.events if each.kind == K.GRADED and name in each.data), None)

    def power(self) -> Elsewhere:
        """The newest power by muscle group, and what it comes to against the one before."""
        found = next((it for it in newest_compared(self.events) if it[0].kind == K.POWER), None)
        if found is None:
            return NOT_ASKED
        event, against = found
        words = ". ".join(filter(None, [SAYS[K.POWER](event.data), against]))
        return Elsewhere(f"{words}; {self.when(event)}", Standing.ANSWERED)

    def score(self, tool: str) -> Elsewhere:
        """The newest score by a tool; one with items that are not known is not complete."""
        found = [each for each in newest(self.events) if each.data.get("tool") == tool]
        if not found:
            return NOT_ASKED
        words = "; ".join(f"{SAYS[K(each.kind)](each.data)}, {self.when(each)}" for each in found)
        return Elsewhere(words, Standing.ANSWERED)

    def imaging(self) -> Elsewhere:
        """The newest of what happened to the imaging; answered when it is reported."""
        found = next((each for kind in IMAGING for each in self.events if each.kind == kind), None)
        if found is None:
            return NOT_ASKED
        words = f"{EVENTS[K(found.kind)].sentence}, {self.when(found)}"
        if found.kind != K.REPORTED:
            return Elsewhere(words, Standing.NOT_ASKED)
        levels = self._levels(found.data.get("levels", ""))
        return Elsewhere(f"{self.referral.timeline.get_outcome_display()}{levels}; {words}", Standing.ANSWERED)

    @staticmethod
    def _levels(value: str) -> str:
        """Which levels a report names, after what it found."""
        if value == UNKNOWN:
            return ", levels not known"
        return f", {level_words(value)}" if value else ""

    def when(self, event: Event) -> str:
        return show(event.moment, now=self.at)


SHOWN: dict[str, Callable[[OnRecord], Elsewhere]] = {
    "box_1_cord": lambda it: it.box_1(CORD),
    "box_1_pain": lambda it: it.box_1(PAIN),
    "pain_scores": lambda it: it.grades("pain_rest", "pain_moving"),
    "power": lambda it: it.power(),
    "asia": lambda it: it.grades("asia", "frankel"),
    "ecog_now": lambda it: it.grades("ecog_now"),
    "ecog_before": lambda it: it.grades("ecog_before"),
    "karnofsky": lambda it: it.grades("karnofsky"),
    "frailty": lambda it: it.grades("frailty", "frailty_version"),
    "escc": lambda it: it.grades("escc"),
    "sins": lambda it: it.score("SINS"),
    "tokuhashi": lambda it: it.score("TOKUHASHI_REVISED"),
    "imaging": lambda it: it.imaging(),
    "cancer": lambda it: it.fact("cancer", CANCER),
    "haematological": lambda it: it.fact("haematological", BLOOD),
    "oncologist": lambda it: (
        Elsewhere(it.referral.oncologist, Standing.ANSWERED) if it.referral.oncologist else NOT_ASKED
    ),
}
