"""PURE: what an alliance's referrals add up to, month by month. Every report is a sum of months.

A month that is long over can be kept as the figures that it came to (audit/kept.py): its clocks have all run out, so
that only a change of a record changes them, and no longer the moment at which the report is made.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from audit.figures import Tally, add
from audit.groups import fifth
from audit.measures import Measure, Record, State
from audit.measures.o1 import walking
from audit.outcomes import Confirmed, Lives, Walking
from audit.periods import add_months, midnight, month_start

# So long after its end a month is over: O-3 waits longest, 30 days and the day it ends on. What is pending even then,
# because a contact is given as long after the receipt, keeps its month from being kept.
SETTLES = timedelta(days=40)
# The measures that are told by fifths of the population, the most deprived first.
BY_QUINTILE = ("T-1", "T-5")
EVERYBODY = ""


def settled(month: date) -> datetime:
    """From when on it matters only to what is pending in a month when a report on it is made."""
    return midnight(add_months(month, 1)) + SETTLES


@dataclass
class Month:
    """What is counted of one month, or of those of its days that a report is about."""

    # By outcome, and by fifth: of the referrals received.
    outcomes: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    walking: Walking = field(default_factory=Counter)
    confirmed: Lives = field(default_factory=Lives)
    # The people with an episode of confirmed MSCC, residents all: each as often as they had one.
    episodes: list[int] = field(default_factory=list)
    # Of how many of the referrals received each item is known, and of how many it is wanted (audit/completeness.py).
    items: Counter[str] = field(default_factory=Counter)
    # By measure, then by fifth; under EVERYBODY where the measure is not told by fifths.
    tallies: dict[str, dict[str, Tally]] = field(default_factory=partial(defaultdict, partial(defaultdict, Tally)))

    def add(self, other: "Month") -> None:
        """Count what another month has counted."""
        add(self.outcomes, other.outcomes)
        add(self.received, other.received)
        add(self.walking, other.walking)
        add(self.items, other.items)
        self.confirmed.take(other.confirmed)
        self.episodes += other.episodes
        for name, groups in other.tallies.items():
            for group, tally in groups.items():
                self.tallies[name][group].take(tally)

    @property
    def repeats(self) -> dict[int, int]:
        """How many people had how many episodes."""
        return dict(Counter(Counter(self.episodes).values()))

    @property
    def is_pending(self) -> bool:
        """Whether a wait of somebody's is not over."""
        tallies = (tally for groups in self.tallies.values() for tally in groups.values())
        return any(state is State.PENDING for tally in tallies for state, _ in tally.found)

    def written(self) -> dict[str, Any]:
        """All of it as it is kept: the same whatever the order in which it was counted."""
        return {
            "outcomes": dict(self.outcomes),
            "received": dict(self.received),
            "walking": sorted([*pair, n] for pair, n in self.walking.items()),
            "confirmed": self.confirmed.told(),
            "episodes": sorted(self.episodes),
            "items": {name: n for name, n in self.items.items() if n},
            "tallies": {
                name: {group: tally.told() for group, tally in groups.items()} for name, groups in self.tallies.items()
            },
        }

    @classmethod
    def read(cls, it: Mapping[str, Any], measures: Collection[str]) -> "Month":
        """What was written, of these measures."""
        month = cls.read_alone(it, measures)
        month.outcomes = Counter(it["outcomes"])
        month.received = Counter(it["received"])
        month.walking = Counter({(before, after): n for before, after, n in it["walking"]})
        month.confirmed = Lives(*it["confirmed"])
        month.episodes = it["episodes"]
        month.items = Counter(it["items"])
        return month

    @classmethod
    def read_alone(cls, it: Mapping[str, Any], measures: Collection[str]) -> "Month":
        """These measures of what was written, and nothing else."""
        found = {name: groups for name, groups in it["tallies"].items() if groups and name in measures}
        return cls(
            tallies={
                name: {group: Tally.known(*tally) for group, tally in groups.items()} for name, groups in found.items()
            }
        )


class Counted:
    """Counts referrals as they go by, each outcome in the month that it is placed in, where its day `counts`."""

    def __init__(self, measures: Iterable[Measure], counts: Callable[[date], bool]) -> None:
        # The same few days are asked about by every measure of every referral.
        self.measures, self.counts = list(measures), cache(counts)
        self.months: defaultdict[date, Month] = defaultdict(Month)

    def add(self, record: Record, as_at: datetime) -> None:
        """Count a referral as it stands at a moment."""
        of_fifth, received = fifth(record.imd_decile), record.received_at.day
        if self.counts(received):
            month = self.months[month_start(received)]
            month.outcomes[record.outcome] += 1
            month.received[of_fifth] += 1
            if cell := walking(record):
                month.walking[cell] += 1
        for measure in self.measures:
            outcome = measure(record, as_at)
            if outcome.placed and self.counts(day := outcome.placed.day):
                group = of_fifth if measure.id in BY_QUINTILE else EVERYBODY
                self.months[month_start(day)].tallies[measure.id][group].add(outcome)

    def confirm(self, who: Confirmed) -> None:
        """Count somebody by the first confirmation of their MSCC."""
        if self.counts(who.on):
            self.months[month_start(who.on)].confirmed.add(who)

    def episode(self, on: date, person: int) -> None:
        """Count an episode of somebody's."""
        if self.counts(on):
            self.months[month_start(on)].episodes.append(person)

    def know(self, day: date, items: Mapping[str, int]) -> None:
        """Count what is known of the referrals received on a day."""
        if self.counts(day):
            self.months[month_start(day)].items.update(items)


def together(months: Mapping[date, Month]) -> Month:
    """The sum of the months."""
    whole = Month()
    for each in months.values():
        whole.add(each)
    return whole
