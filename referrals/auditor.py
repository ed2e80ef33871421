"""Watches the watcher: six checks of what the timers should have done. Needs no Redis and none of what it audits.

Each check is a question to the database whose answer must be empty. Only when all are does the auditor call the outside
heartbeat address, so that a dead auditor, database or network is heard of by its silence.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from pathways.guideline.triage import Disposition
from referrals.models import Watch

log = logging.getLogger(__name__)
SWEEPERS_WANTED = 2
# An auditor that has not looked for this long is none.
LONGEST_WATCH = timedelta(seconds=60)
LONGEST_DRIFT = timedelta(seconds=2)
# Dispositions for which an MRI clock must have been started.
SCANNED = (Disposition.EMERGENCY, Disposition.EMERGENCY_ONC)
Rows = list[tuple]


def ask(query: str, *given: str | list[str]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()


def unlooked() -> Iterator[str]:
    """(a) An open clock whose moment passed ten seconds ago and nobody looked at."""
    ((number,),) = ask("SELECT count(*) FROM referrals_clock WHERE next_at < now() - interval '10 seconds'")
    if number:
        yield f"{number} clocks are due and nobody has looked at them"


def unsent() -> Iterator[str]:
    """(b) An alert that has not gone out by any channel a minute after it was written, while it is still needed."""
    ((number,),) = ask(
        "SELECT count(*) FROM referrals_alert AS alert JOIN referrals_clock AS clock ON clock.id = alert.clock_id "
        "WHERE alert.created_at < now() - interval '60 seconds' AND clock.status = 'open' "
        "AND clock.round = alert.round AND NOT clock.is_acknowledged AND NOT alert.nobody "
        "AND NOT EXISTS (SELECT 1 FROM referrals_delivery AS sent WHERE sent.alert_id = alert.id "
        "AND sent.state IN ('sent', 'superseded'))"
    )
    if number:
        yield f"{number} alerts have not gone out within a minute"


def sweepers() -> Iterator[str]:
    """(c) Fewer timer processes alive than there should be."""
    ((number,),) = ask("SELECT count(*) FROM referrals_heartbeat WHERE beat_at > now() - interval '5 seconds'")
    if number < SWEEPERS_WANTED:
        yield f"{number} of {SWEEPERS_WANTED} timer processes are alive"


def forgotten() -> Iterator[str]:
    """(d) An open clock without a next moment, or an open emergency for which no scan's clock was ever started."""
    ((number,),) = ask("SELECT count(*) FROM referrals_clock WHERE status = 'open' AND next_at IS NULL")
    if number:
        yield f"{number} open clocks have no next moment"
    ((number,),) = ask(
        "SELECT count(*) FROM referrals_referral AS referral WHERE disposition = ANY(%s) "
        "AND state NOT IN ('closed', 'redirected', 'withdrawn') AND NOT EXISTS "
        "(SELECT 1 FROM referrals_clock WHERE referral_id = referral.id AND kind IN ('mri', 'ct'))",
        [str(each) for each in SCANNED],
    )
    if number:
        yield f"{number} open emergencies have never had a scan's clock"


def cover() -> Iterator[str]:
    """(e) A service whose role nobody holds, or whose holder has no address proven to arrive."""
    found = ask(
        "SELECT service.code, holder.id, EXISTS (SELECT 1 FROM mscc_contactpoint AS point "
        "WHERE point.user_id = holder.id AND verified_at IS NOT NULL) FROM mscc_service AS service "
        "LEFT JOIN mscc_roleholding AS held ON held.service_id = service.id AND held.role = 'coordinator' "
        "AND held.ended_at IS NULL LEFT JOIN mscc_user AS holder ON holder.id = held.user_id AND holder.is_active "
        "ORDER BY service.code"
    )
    for code, holder, is_proven in found:
        if holder is None:
            yield f"nobody holds the coordinator role of {code}"
        elif not is_proven:
            yield f"whoever holds the coordinator role of {code} has no proven address"


def drift(at: datetime) -> Iterator[str]:
    """(f) The clocks of this machine and of the database differ."""
    ((now,),) = ask("SELECT clock_timestamp()")
    if abs(now - at) > LONGEST_DRIFT:
        yield f"the clocks of this machine and of the database differ by {abs(now - at).total_seconds():.0f} s"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (unlooked, unsent, sweepers, forgotten, cover)


def look(process: str, *, at: datetime) -> list[str]:
    """Ask all six; write down what was found; call the outside address only when nothing was."""
    found = [problem for check in CHECKS for problem in check()] + list(drift(at))
    with transaction.atomic():
        Watch.objects.update_or_create(process=process, defaults={"looked_at": at, "problems": found})
    if found:
        log.warning("The auditor found: %s", "; ".join(found))
    elif settings.OUTGOING.heartbeat_url:
        try:
            requests.get(settings.OUTGOING.heartbeat_url, timeout=5, allow_redirects=False).raise_for_status()
        except requests.RequestException as problem:
            log.warning("The outside heartbeat address did not answer: %s", type(problem).__name__)
    return found


def looks(process: str) -> bool:
    """Whether an auditor whose name starts so has looked within a minute."""
    return Watch.objects.filter(process__startswith=process, looked_at__gte=Now() - LONGEST_WATCH).exists()


def found_lately() -> list[str]:
    """What the auditors found when they last looked; that none has looked within a minute is a problem itself."""
    watches = list(Watch.objects.filter(looked_at__gte=Now() - LONGEST_WATCH))
    problems = [problem for each in watches for problem in each.problems]
    return problems if watches else ["no auditor has looked within a minute"]
