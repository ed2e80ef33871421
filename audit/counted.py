"""PURE: what an alliance's referrals add up to, month by month. Every report is a sum of months.

A month that is long over can be kept as the figures that it came to (audit/kept.py): its clocks have all run out, so
that only a change of a record changes them, and no longer the moment at which the report is made.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from audit.figures import Tally
from audit.groups import fifth
from audit.measures import Measure, Record, State
from audit.measures.o1 import walking
from audit.outcomes import Confirmed, Walking
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
    confirmed: list[Confirmed] = field(default_factory=list)
    # The people with an episode of confirmed MSCC, residents all: each as often as they had one.
    episodes: list[int] = field(default_factory=list)
    # Of how many of the referrals received each item is known, and of how many it is wanted (audit/completeness.py).
    items: Counter[str] = field(default_factory=Counter)
    # By measure, then by fifth; under EVERYBODY where the measure is not told by fifths.
    tallies: dict[str, dict[str, Tally]] = field(default_factory=partial(defaultdict, partial(defaultdict, Tally)))

    def add(self, other: "Month") -> None:
        """Count what another month has counted."""
        self.outcomes.update(other.outcomes)
        self.received.update(other.received)
        self.walking.update(other.walking)
        self.confirmed += other.confirmed
        self.episodes += other.episodes
        self.items.update(other.items)
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

    def written(self) -> str:
        """All of it as JSON: the same counts, the same words, whatever the order in which they were counted."""
        return json.dumps(
            {
                "outcomes": self.outcomes,
                "received": self.received,
                "walking": sorted([*pair, n] for pair, n in self.walking.items()),
                "confirmed": sorted(_told(each) for each in self.confirmed),
                "episodes": sorted(self.episodes),
                "items": {name: n for name, n in self.items.items() if n},
                "tallies": {
                    name: {group: tally.told() for group, tally in groups.items()}
                    for name, groups in self.tallies.items()
                },
            },
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def read(cls, written: str, measures: Collection[str]) -> "Month":
        """What was written, of these measures."""
        it = json.loads(written)
        return cls(
            outcomes=Counter(it["outcomes"]),
            received=Counter(it["received"]),
            walking=Counter({(before, after): n for before, after, n in it["walking"]}),
            confirmed=[_known(*each) for each in it["confirmed"]],
            episodes=it["episodes"],
            items=Counter(it["items"]),
            tallies={
                name: {group: Tally.known(*tally) for group, tally in groups.items()}
                for name, groups in it["tallies"].items()
                if name in measures
            },
        )


class Counted:
    """Counts referrals as they go by, each outcome in the month that it is placed in, where its day `counts`."""

    def __init__(self, measures: Iterable[Measure], counts: Callable[[date], bool]) -> None:
        self.measures, self.counts = list(measures), counts
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
            self.months[month_start(who.on)].confirmed.append(who)

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


def _told(who: Confirmed) -> list[str | bool]:
    died, alive = (each.isoformat() if each else "" for each in (who.died_on, who.last_known_alive))
    return [who.on.isoformat(), who.is_resident, died, alive]


def _known(on: str, is_resident: bool, died: str, alive: str) -> Confirmed:
    read = date.fromisoformat
    return Confirmed(read(on), is_resident, read(died) if died else None, read(alive) if alive else None)
