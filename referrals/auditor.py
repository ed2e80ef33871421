"""Watches the watcher: nine checks of what the timers should have done. Needs no Redis and none of what it audits.

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

from mscc import durability
from mscc.moments import LONDON
from mscc.roles import HOLDERS
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

# Who may hold a post now: `User.objects.holders` in SQL.
MAY_HOLD = f"""person.is_active AND EXISTS (SELECT FROM mscc_membership AS given WHERE given.user_id = person.id
                                              AND given.role = ANY('{{{", ".join(sorted(HOLDERS))}}}'))"""
# The first hole of each post that must be filled: the next 72 hours without what its shifts cover.
HOLES = f"""
    SELECT service.code, post.role, lower(hole)
      FROM mscc_post AS post JOIN mscc_service AS service ON service.id = post.service_id,
           LATERAL (SELECT tstzmultirange(tstzrange(GREATEST(now(), filled_from), now() + interval '72 hours'))
                           - COALESCE(range_agg(tstzrange(starts_at, ends_at)), '{{}}') AS hole
                      FROM mscc_shift AS shift JOIN mscc_user AS person ON person.id = shift.person_id AND {MAY_HOLD}
                     WHERE post_id = post.id AND cancelled_at IS NULL AND ends_at > now()) AS uncovered
     WHERE filled_from < now() + interval '72 hours' AND NOT isempty(hole) ORDER BY service.code, post.role
"""
# Who must be reached now: those who hold a role, and those whom the rota has on.
UNPROVEN = f"""
    SELECT code, role, holds
      FROM (SELECT service_id, user_id, role, true AS holds FROM mscc_roleholding WHERE ended_at IS NULL
             UNION
            SELECT service_id, person_id, role, false FROM mscc_shift JOIN mscc_post AS post ON post.id = post_id
             WHERE cancelled_at IS NULL AND starts_at <= now() AND ends_at > now()) AS on_duty
      JOIN mscc_service AS service ON service.id = service_id
      JOIN mscc_user AS person ON person.id = user_id AND {MAY_HOLD}
     WHERE NOT EXISTS (SELECT 1 FROM mscc_contactpoint AS point
                        WHERE point.user_id = person.id AND verified_at IS NOT NULL)
     ORDER BY code, holds DESC, role
"""
# The services without a recent pack.
UNPACKED = """
    SELECT code FROM mscc_service AS service
     WHERE NOT EXISTS (SELECT FROM referrals_downtimepack AS pack
                        WHERE pack.service_id = service.id AND written_at > now() - interval '2 hours')
     ORDER BY code
"""


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
    """(e) A hole in the rota of the next 72 hours; a coordinator role that nobody holds; somebody who holds it or is
    on the rota now, and has no address proven to arrive. Asked of the shifts, not of the clocks that watch them.
    """
    for code, role, start in ask(HOLES):
        yield f"nobody is on the rota as {role} of {code} from {start.astimezone(LONDON):%H:%M %a %d %b}"
    for (code,) in ask(
        "SELECT code FROM mscc_service AS service WHERE NOT EXISTS (SELECT 1 FROM mscc_roleholding AS held "
        f"JOIN mscc_user AS person ON person.id = held.user_id AND {MAY_HOLD} WHERE held.service_id = service.id "
        "AND held.role = 'coordinator' AND held.ended_at IS NULL) ORDER BY code"
    ):
        yield f"nobody holds the coordinator role of {code}"
    for code, role, holds in ask(UNPROVEN):
        who = "whoever holds the coordinator role" if holds else f"whoever is on the rota as {role}"
        yield f"{who} of {code} has no proven address"


def drift(at: datetime) -> Iterator[str]:
    """(f) The clocks of this machine and of the database differ."""
    ((now,),) = ask("SELECT clock_timestamp()")
    if abs(now - at) > LONGEST_DRIFT:
        yield f"the clocks of this machine and of the database differ by {abs(now - at).total_seconds():.0f} s"


def unsealed() -> Iterator[str]:
    """(g) Entries of the trail that no seal holds half a minute after they were written: the sealer is not at work."""
    ((number,),) = ask("SELECT count(*) FROM audit_unsealed WHERE since < now() - interval '30 seconds'")
    if number:
        yield f"{number} entries of the trail wait for their seal"


def durable() -> Iterator[str]:
    """(h) The database may lose what it has answered for: somebody changed how it writes since the service started."""
    for weakness in durability.weaknesses():
        yield f"the database may lose what was saved: {weakness}"


def packed() -> Iterator[str]:
    """(i) The newest pack for a downtime is older than two hours, where packs are wanted at all."""
    if settings.ASIDE.downtime_folder:
        for (code,) in ask(UNPACKED):
            yield f"{code} has no downtime pack of the last two hours"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    unlooked,
    unsent,
    sweepers,
    forgotten,
    cover,
    unsealed,
    durable,
    packed,
)


def look(process: str, *, at: datetime) -> list[str]:
    """Ask all nine; write down what was found; call the outside address only when nothing was."""
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
