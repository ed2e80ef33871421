"""PURE: what a measure says of a referral, and what a measure is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from audit.measures.record import Record
from mscc.moments import Moment
from pathways.guideline.limits import Limit


class State(StrEnum):
    """How a referral of the denominator stands: exactly one of five, all printed; only the first two make the share."""

    MET = "met"
    NOT_MET = "not_met"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"
    PENDING = "pending"


STATE_WORDS = {
    State.MET: "Met",
    State.NOT_MET: "Not met",
    State.EXCLUDED: "Excluded",
    State.UNKNOWN: "Unknown",
    State.PENDING: "Pending",
}

# Why somebody is excluded or unknown, or how it was not met, in the words of the page.
REASON_WORDS = {
    "already_imaged": "scanned before the start",
    "mri_contraindicated": "MRI contraindicated",
    "declined": "declined",
    "died": "died",
    "suspicion_withdrawn": "no longer suspected",
    "not_in_best_interests": "not in best interests",
    "plegia_two_weeks_pain_controlled": "paralysed two weeks or more, pain controlled",
    "poor_prognosis": "poor prognosis",
    "postoperative": "after surgery",
    "systemic_chosen": "systemic treatment chosen",
    "surgery_chosen": "surgery chosen",
    "suspected_at": "start not known",
    "coordinator_contact_at": "contact not known",
    "rt_decision_at": "decision not known",
    "mri_whole_spine": "whole spine or part not known",
    "surgery_at": "before or after surgery not known",
    "date_only": "a time known to the day only",
    "impossible_order": "fraction before the decision",
    "late": "later than the limit",
    "not_done": "not done",
    "part_of_spine": "part of the spine only",
    "treated_before": "treated before the start",
    "rt_dose_gy": "dose or fractions not known",
    "reason_recorded": "several fractions, with a reason",
    "several_fractions": "several fractions, no reason",
    "other_dose": "one fraction of another dose",
    "discharge_plan": "plan not known",
    "no_plan": "no plan",
    "presented_at": "first seen: not known",
    "confirmed_at": "confirmation not known",
    "mri_reported_at": "report not known",
    "contact_first": "contact before first seen",
    "reported_before": "report before the scan",
    "cancer": "cancer before: not known",
    "cancer_known": "cancer known before",
    "died_before": "death before the fraction",
    "alive_then": "alive after 30 days",
    "last_known_alive": "not known whether alive",
    "impending": "impending compression",
    "metastases": "spinal metastases",
    "neither": "neither",
    "outcome": "outcome not known",
    "not_assessed": "nothing recorded",
    "no_presentation": "no clinical presentation",
    "no_neurology": "no neurology",
    "no_performance": "no performance status",
    "no_frailty": "no frailty",
    "no_investigations": "no investigations",
    "no_oncology": "no oncology",
    "no_needs": "no needs and circumstances",
    "earlier_log": "from an earlier log",
    "working_hours": "in working hours",
}
# Why somebody with a start and a stop has no time in a distribution.
NO_TIME = ("date_only", "treated_before", "contact_first", "reported_before")


@dataclass(frozen=True)
class Score:
    """How a clock came out: the state, why, and the real time it took where both ends are known to the minute."""

    state: State
    reason: str = ""
    elapsed: timedelta | None = None


@dataclass(frozen=True)
class Outcome:
    """What a measure says of one referral. Outside the denominator there is no state, and nothing else counts.

    `placed` is the moment whose day in London puts the referral into a period: the clock's start, else what the
    measure puts in its place. `reason` is the reason of an exclusion, the missing field of an unknown, or how the
    limit was missed. `elapsed` is there only for met and not met, both ends known to the minute.
    """

    state: State | None
    reason: str = ""
    elapsed: timedelta | None = None
    started: Moment | None = None
    placed: Moment | None = None
    fallback: bool = False

    @property
    def in_denominator(self) -> bool:
        return self.state is not None


OUTSIDE = Outcome(None)
# QS56 was changed in this month: a trend across it is broken.
QS56_CHANGED = date(2023, 9, 1)


def begun(score: Score, start: Moment, *, fallback: bool = False) -> Outcome:
    """The outcome of a clock that has started: its start also places it."""
    return Outcome(score.state, score.reason, score.elapsed, start, start, fallback)


def unknown(reason: str, placed: Moment) -> Outcome:
    """The outcome where the start is not known."""
    return Outcome(State.UNKNOWN, reason, placed=placed)


@dataclass(frozen=True)
class Measure:
    """One row of the registry.

    `finding` ends the sentence "62.3% of …"; `placed_by` names the moments that may put a referral into a period;
    `rule` answers for one referral. `limit` is the alarm's, where there is one; `met_words` says in a few words what
    met means. One `by_waits` is a distribution first and a percentage second. A change of wording or rule is a new
    `version`, and breaks a trend line.
    """

    id: str
    version: str
    title: str
    finding: str
    source: str
    met_words: str
    placed_by: tuple[str, ...]
    definition: Mapping[str, str]
    rule: Callable[[Record, datetime], Outcome]
    limit: Limit | None = None
    by_waits: bool = False
    share: str = ""
    hours: float | None = None
    not_met_words: str = STATE_WORDS[State.NOT_MET]
    # From when to when the standard behind it was in force, in words; and the day on which it changed.
    in_force: str = ""
    changed: date | None = None
    # The measures of the same standard, the older first: shown side by side.
    side_by_side: tuple[str, ...] = ()

    def __call__(self, record: Record, as_at: datetime) -> Outcome:
        """What the measure says of a referral; `as_at` is the moment at which pending is judged."""
        return self.rule(record, as_at)

    def words_of(self, state: State) -> str:
        """What a state means here, in a few words."""
        own = {State.MET: self.met_words, State.NOT_MET: self.not_met_words} if self.tells_plainly else {}
        return own.get(state, STATE_WORDS[state])

    @property
    def tells_plainly(self) -> bool:
        """Whether "met" would say nothing, or the wrong thing, of it: a death is not met, it happened."""
        return not self.has_percentage or self.not_met_words != STATE_WORDS[State.NOT_MET]

    @property
    def may_have_aim(self) -> bool:
        """Whether an alliance may set itself a percentage to reach: more of it must be better."""
        return self.has_percentage and not self.tells_plainly

    @property
    def within_hours(self) -> float | None:
        """The limit in hours: the alarm's, or one that no clock of this service watches."""
        return self.limit.hours if self.limit else self.hours

    @property
    def has_percentage(self) -> bool:
        """Whether its people are met or not met; of a distribution alone they only have a time, or none."""
        return bool(self.share) or not self.by_waits

    @property
    def slug(self) -> str:
        """The measure's name in an address: t-1b."""
        return self.id.lower()


@dataclass(frozen=True)
class Table:
    """A figure of the audit that is no measure of single people: a table, a curve, a rate."""

    id: str
    version: str
    title: str
    source: str
    definition: Mapping[str, str]


def definition(docstring: str | None) -> dict[str, str]:
    """A measure's definition, read from its file's docstring: every "Heading: words" paragraph, in order."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n(?=[A-Z][a-z]+: )", docstring or ""))
    found = (re.match(r"([A-Z][a-z]+): (.+)", paragraph) for paragraph in paragraphs)
    return {each[1]: each[2].replace("'", "’") for each in found if each}
