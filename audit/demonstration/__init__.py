"""Synthetic history, to try the service with: invented people, seeded, through the same actions as the pages."""

import sys
from datetime import datetime, timedelta
from random import Random

from django.core.management import call_command
from django.db import transaction
from tqdm import tqdm

from audit.demonstration import agreed, history, open_cases, persons, rotas, steering
from audit.demonstration.cast import FAR_STAFF, SIGN_INS, STAFF, Stage, build
from mscc import store
from mscc.models import Alliance
from pathways.models import Paper
from referrals.models import Document, Referral

SEED = 234
REFERRALS, FAR_REFERRALS = 600, 20
PERIOD = timedelta(days=425)  # fourteen months
STALE_AFTER = timedelta(hours=12)
# A closed case may take three weeks: nothing begins so late that it would end after now.
SETTLED = timedelta(days=24)


class NotDemonstration(RuntimeError):
    """The database holds an alliance that is not the demonstration's: it is never emptied."""


def is_loaded() -> bool:
    return Alliance.objects.filter(is_demonstration=True).exists()


def is_stale(at: datetime) -> bool:
    """Whether the open cases are older than twelve hours: their clocks have all run out."""
    newest = Referral.objects.filter(alliance__is_demonstration=True).order_by("-received_at").first()
    return newest is None or at - newest.received_at > STALE_AFTER


def clear() -> None:
    """Empty the database. Raises NotDemonstration when it holds anything but the demonstration."""
    if Alliance.objects.filter(is_demonstration=False).exists():
        raise NotDemonstration("The database holds an alliance that is not the demonstration's; nothing was removed.")
    for kind in (Document, Paper):
        for name in kind.objects.values_list("file", flat=True):
            store.forget(name)
    call_command("flush", interactive=False, verbosity=0)


@transaction.atomic
def load(*, at: datetime, progress: bool = True, referrals: int = REFERRALS) -> None:
    """Make the demonstration's alliances, people and referrals, as if now were `at`. All of it or nothing."""
    services = [("ANY1", "Anytown MSCC service", "01632 960 118"), ("ANY2", "Northmock MSCC service", "01632 960 119")]
    near = build("ANY", "Anytown Cancer Alliance", 2_500_000, services, STAFF, at=at)
    far = build(
        "FAR", "Faraway Cancer Alliance", 900_000, [("FAR1", "Faraway MSCC service", "01632 960 120")], FAR_STAFF, at=at
    )
    random, numbers = Random(SEED), persons.nhs_numbers()
    closed = referrals - len(open_cases.CASES)
    every = 0.1 if sys.stderr.isatty() else 10.0  # seconds; a log needs no more
    with tqdm(
        total=referrals + FAR_REFERRALS, desc="Demonstration data", disable=not progress, unit=" referrals",
        ncols=80, mininterval=every, maxinterval=every,
    ) as bar:  # fmt: skip
        for stage, count in ((near, closed), (far, FAR_REFERRALS)):
            for began in _moments(random, count, at):
                index = 0 if len(stage.services) == 1 or random.random() < 0.7 else 1
                history.closed_case(stage, random, numbers, index, at=began, now=at)
                bar.update()
        open_cases.tell(near, random, numbers, at)
        bar.update(len(open_cases.CASES))
    _agree(near, at)
    for stage, table in ((near, rotas.NEAR), (far, rotas.FAR)):
        rotas.sign_off(stage, at)
        rotas.fill(stage, table, at)
    rotas.leave_a_gap(near, at)


def _agree(near: Stage, at: datetime) -> None:
    agreed.agree(near.people["servicelead@example.org"], at)
    steering.meet(near, at)


def _moments(random: Random, count: int, at: datetime) -> list[datetime]:
    return sorted(history.moment_in(random, at - PERIOD, at - SETTLED) for _ in range(count))


__all__ = ["SIGN_INS", "Stage", "clear", "is_loaded", "is_stale", "load"]
