"""What changed since somebody handed over, by person: what the morning asks of the night, without the routine."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mscc.access import Access
from mscc.models import Service
from mscc.moments import show
from pathways.clock import STATUS_WORDS, Status
from pathways.guideline.limits import ClockKind
from referrals.events import EVENTS, EventKind
from referrals.models import Acknowledgement, Alert, Clock, Event, Referral
from referrals.rungs import alert_label
from referrals.sentences import detail
from referrals.waiting import alert_words

K = EventKind
# What is told by the clocks and alerts beside it, or by nobody in the morning.
ROUTINE = (K.ACKNOWLEDGED, K.ALERTED, K.OWNER_CHANGED, K.PARTY_ADDED)
# A stretch longer than a shift may hold more than anybody reads; the page says when it is cut.
MOST = 500


@dataclass(frozen=True)
class Line:
    """One thing that changed: when, what, who recorded it, whether it is a warning."""

    at: datetime
    words: str
    who: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Changed:
    """One person with what changed, in its order."""

    referral: Referral
    is_new: bool
    lines: list[Line]

    @property
    def is_late(self) -> bool:
        return any(line.is_late for line in self.lines)


def since(access: Access, service: Service, began: datetime, at: datetime) -> list[Changed]:
    """Everybody of a service of whom something changed: first those with something missed, then the new, then the
    others, the latest change first. Four queries, however many people.
    """
    mine = Referral.seen_by(access).filter(service=service)
    events = list(
        Event.objects.filter(referral__in=mine, recorded_at__gt=began)
        .exclude(kind__in=ROUTINE).exclude(recorded_by=access.user)
        .select_related("referral__person", "recorded_by", "superseded_by").order_by("-recorded_at", "-id")[:MOST]
    )  # fmt: skip
    people = {event.referral_id: event.referral for event in events}
    lines: dict[int, list[Line]] = defaultdict(list)
    for event in reversed(events):
        lines[event.referral_id].append(_of_event(event, at))
    for source in (_of_clocks(mine, events, began, at), _of_alerts(mine, began, at)):
        for referral, line in source:
            people.setdefault(referral.pk, referral)
            lines[referral.pk].append(line)
    found = [
        Changed(people[pk], people[pk].received_at > began, sorted(lines[pk], key=lambda line: line.at))
        for pk in lines
    ]  # fmt: skip
    found.sort(key=lambda it: it.lines[-1].at, reverse=True)
    return sorted(found, key=lambda it: (not it.is_late, not it.is_new))


def _of_event(event: Event, at: datetime) -> Line:
    words = EVENTS[K(event.kind)].sentence
    if event.is_superseded:
        words += " (put right since)"
    more = detail(event, {}, at)
    who = event.recorded_by.name if event.recorded_by else ""
    return Line(event.recorded_at, f"{words}: {more}" if more else words, who)


def _of_clocks(mine: Iterable, events: list[Event], began: datetime, at: datetime) -> Iterator[tuple[Referral, Line]]:
    """The clocks that were met, ended otherwise or ran out."""
    stops = {(event.referral_id, EVENTS[K(event.kind)].sets) for event in events}
    known = {referral for referral, stop in stops if stop}
    found = Clock.objects.filter(referral__in=mine).exclude(kind=ClockKind.ACKNOWLEDGEMENT)
    found = found.filter(
        Q(closed_at__gt=began)
        | Q(status=Status.OPEN, due_at__lte=at) & (Q(due_at__gt=began) | Q(local_hours__isnull=False))
        | Q(referral__in=known)
    )
    for clock in found.select_related("referral__person").order_by("due_at"):
        assert clock.referral
        by = clock.deadline
        if clock.is_open and began < by.guideline <= at:
            yield clock.referral, Line(by.guideline, f"{clock.limit.label}: missed, still running", is_late=True)
        elif clock.is_open and began < by.due <= at:
            yield clock.referral, Line(by.due, f"{clock.name}: local limit passed, still running", is_late=True)
        elif clock.closed_at and (clock.closed_at > began or (clock.referral_id, clock.limit.stop) in stops):
            words = STATUS_WORDS[Status(clock.status)].lower()
            words += ", local limit passed" if clock.passed_local else ""
            reason = f". {clock.close_reason}" if clock.close_reason else ""
            yield (
                clock.referral,
                Line(clock.closed_at, f"{clock.limit.label}: {words}{reason}", is_late=clock.status == Status.MET_LATE),
            )


def _of_alerts(mine: Iterable, began: datetime, at: datetime) -> Iterator[tuple[Referral, Line]]:
    """Each round of alerts as one line: when it was told, how often, and who took it in hand."""
    alerts = Alert.objects.filter(clock__referral__in=mine, created_at__gt=began)
    rounds: dict[tuple[int, int], list[Alert]] = defaultdict(list)
    for alert in alerts.select_related("clock__referral__person").order_by("created_at", "id"):
        rounds[alert.clock_id, alert.round].append(alert)
    taken = {
        (done.clock_id, done.round): done
        for done in Acknowledgement.objects.filter(clock__in={clock for clock, _ in rounds}).select_related("by")
    }
    for key, told in rounds.items():
        clock, done = told[0].clock, taken.get(key)
        assert clock.referral
        reason = told[-1].reason
        words = f"Alert, {alert_words(alert_label(clock.limit, clock.local_hours, reason), reason)}"
        words += f", told {len(told)} times" if len(told) > 1 else ""
        waits = clock.is_open and clock.round == key[1]
        words += f". Acknowledged by {done.by.name} {show(done.at, now=at)}" if done else ". Acknowledged by nobody"
        yield clock.referral, Line(told[0].created_at, words, is_late=waits and done is None)
