"""What became of every clock: the figures that must be nought, and how late the alerts were."""

import json
import os
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path

from django.db.models import F

from referrals.events import EventKind
from referrals.models import Alert, Clock, Delivery, Event

STAGES = 3


@dataclass(frozen=True)
class Tally:
    """Counts over one run. All down to `found` must be 0."""

    lost: int  # rungs that were due, of rounds nobody had acknowledged, without an alert
    unsent: int  # alerts without a call at the gateway, not superseded
    doubled: int  # keys that the gateway passed on twice
    early: int  # alerts before their moment
    disordered: int  # clocks whose rungs have a gap or another order
    after_ack: int  # rungs of a round written after its acknowledgement had been committed
    waiting: int  # deliveries neither sent nor superseded at the end
    found: int  # problems that the auditor's checks still find at the end
    repeats: int  # calls under a key that had been taken before (dropped by the gateway)
    p50: float
    p99: float
    latest: float
    web: float  # the slowest acknowledgement or save through a page, in seconds
    load: float

    @property
    def is_clean(self) -> bool:
        names = [each.name for each in fields(self)]
        return not any(getattr(self, name) for name in names[: names.index("repeats")])


def tally(ledger: Path, acknowledged: dict[int, float], found: list[str], web: list[float]) -> Tally:
    lines = [json.loads(line) for line in ledger.read_text().splitlines()] if ledger.exists() else []
    passed = [line["key"] for line in lines if line["passed_on"]]
    called = {line["key"] for line in lines}
    rungs: dict[int, list[Alert]] = {}
    for alert in Alert.objects.filter(round=0).order_by("id"):
        rungs.setdefault(alert.clock_id, []).append(alert)
    clocks = {row.pk: row for row in Clock.objects.all()}
    undelivered = set(Event.objects.filter(kind=EventKind.UNDELIVERED).values_list("referral_id", flat=True))
    sent = Delivery.objects.filter(state="sent")
    late = sorted(
        (each.created_at - each.planned_at).total_seconds() for each in Alert.objects.exclude(reason="cannot_compute")
    )
    return Tally(
        lost=sum(_lost(row, rungs.get(row.pk, []), acknowledged) for row in clocks.values()),
        unsent=sum(str(key) not in called for key in sent.values_list("key", flat=True)),
        doubled=len(passed) - len(set(passed)),
        early=Alert.objects.filter(created_at__lt=F("planned_at")).count()
        + sum(_is_early(each, undelivered) for each in _with(clocks, rungs)),
        disordered=sum([it.stage for it in found] != list(range(len(found))) for found in rungs.values()),
        after_ack=sum(
            alert.created_at.timestamp() > acknowledged[key] for key in acknowledged for alert in rungs.get(key, [])
        ),
        waiting=Delivery.objects.exclude(state__in=["sent", "superseded"]).count(),
        found=len(found),
        repeats=len(lines) - len(passed),
        p50=_share(late, 0.5), p99=_share(late, 0.99), latest=late[-1] if late else 0.0, web=max(web, default=0.0),
        load=os.getloadavg()[0],
    )  # fmt: skip


def _lost(row: Clock, found: list[Alert], acknowledged: dict[int, float]) -> int:
    """A poisoned clock has its alarm; any other has each of its rungs, unless somebody took it in hand."""
    if row.ladder == {} or row.pk in acknowledged or row.is_acknowledged:
        return int(not found)
    return STAGES - len({it.stage for it in found if it.stage < STAGES})


def _with(clocks: dict[int, Clock], rungs: dict[int, list[Alert]]) -> list[tuple[Clock, Alert]]:
    return [(clocks[key], alert) for key, found in rungs.items() for alert in found]


def _is_early(pair: tuple[Clock, Alert], undelivered: set[int]) -> bool:
    """Before the moment that the ladder itself names, whatever the row said."""
    row, alert = pair
    if row.ladder == {} or alert.stage >= STAGES:
        return False
    if row.referral_id in undelivered:
        return False  # nobody was reached by any channel: then the next rung is due at once
    minutes = row.ladder["stages"][alert.stage]["minutes_from_due"]
    return alert.created_at < row.due_at + timedelta(minutes=minutes) - timedelta(milliseconds=1)


def _share(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)] if sorted_values else 0.0
