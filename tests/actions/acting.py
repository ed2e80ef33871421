"""Small helps for the tests of the actions: several people at once, and looking up what a referral has."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connections

from mscc.moments import Moment
from pathways.clock import Status
from referrals.events import EventKind
from referrals.models import Clock, Event, Referral, Timeline
from referrals.models.timeline import MOMENTS
from referrals.timeline import fold


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all of these in the same instant, each in a thread and on a connection of its own.

    Returns what each returned, or the exception that it raised.
    """
    start, results = threading.Barrier(len(works)), [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            results[number] = work()
        except Exception as problem:  # handed to the test, which says what it expected
            results[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "two of them wait for each other"
    return results


def clock(of: Referral, kind: str, hours: float | None = None) -> Clock:
    """The newest clock of this kind, open or ended."""
    found = of.clocks.filter(kind=kind).order_by("id")
    return (found if hours is None else found.filter(hours=hours)).last()


def standing(of: Referral) -> dict[tuple[str, float], str]:
    """Every clock of a referral with its status, the newest of each kind and length."""
    return {(str(row.kind), round(row.hours, 2)): str(row.status) for row in of.clocks.order_by("id")}


def open_kinds(of: Referral) -> set[str]:
    return set(of.clocks.filter(status=Status.OPEN).values_list("kind", flat=True))


def event(of: Referral, kind: EventKind) -> Event:
    """The newest event of this kind."""
    return of.events.filter(kind=kind).order_by("id").last()


def kinds(of: Referral) -> list[str]:
    """What happened, in the order in which it was written down."""
    return list(of.events.order_by("id").values_list("kind", flat=True))


def assert_projected(of: Referral) -> None:
    """The timeline row says what the events that count say, and nothing else."""
    row = Timeline.objects.get(pk=of.pk)
    folded = fold(of.events.current().order_by("id"))
    for field in Timeline._meta.concrete_fields:
        if field.attname not in {"referral_id", "has_cord_feature", "has_pain_characteristic", "cancer"}:
            assert getattr(row, field.attname) == folded.get(field.attname, field.get_default()), field.attname


def moments(of: Referral) -> dict[str, datetime]:
    """The moments known of a referral."""
    row = Timeline.objects.get(pk=of.pk)
    return {name: at for name in MOMENTS if (at := getattr(row, name))}


def exactly(at: datetime) -> Moment:
    return Moment(at)
