"""`python -m bench.figures`: the audit's figures among 1,000,000 referrals of 21 alliances and ten years.

In a database of its own; making it and counting its months takes some minutes, once. Nothing here crosses alliances but
this file: the ten years of all 21 are 21 reports, one after the other.
"""

import os
import resource
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from audit import keeping, kept
from audit.measures import MEASURES, State
from audit.periods import PRESETS, Period, add_months, month_start
from audit.report import alone, build
from bench.country import seed
from bench.timing import Ratio
from mscc.models import Alliance
from mscc.moments import day_in_london
from referrals.models import Referral

T1 = MEASURES["T-1"]
ROUNDS = 9
# T-1 by hand: what somebody would write who knows its definition and wants only this count. An exact moment is in the
# column; of a day alone `precision` says so.
BY_HAND = """
    WITH told AS (
        SELECT coalesce(t.suspected_at, t.coordinator_contact_at) AS start,
               coalesce(t.suspected_at, t.coordinator_contact_at, r.received_at) AS placed,
               CASE WHEN t.suspected_at IS NOT NULL THEN t.precision ->> 'suspected_at'
                    ELSE t.precision ->> 'coordinator_contact_at' END = 'date' AS by_day,
               t.mri_started_at AS scan, t.mri_whole_spine AS whole, t.mri_contraindicated AS barred,
               t.mri_exclusion AS exclusion, t.died_on AS died
          FROM referrals_referral AS r JOIN referrals_timeline AS t ON t.referral_id = r.id
         WHERE r.alliance_id = ANY (%(alliances)s) AND r.taken_back_at IS NULL AND t.has_cord_feature
    ), days AS (
        SELECT *, (scan AT TIME ZONE 'Europe/London')::date - (start AT TIME ZONE 'Europe/London')::date AS apart,
               (%(as_at)s AT TIME ZONE 'Europe/London')::date - (start AT TIME ZONE 'Europe/London')::date AS gone
          FROM told WHERE placed >= %(begins)s AND placed < %(ends)s
    ), judged AS (
        SELECT *,
               CASE WHEN by_day THEN CASE WHEN apart < 0 THEN 'excluded' WHEN apart >= 2 THEN 'not_met'
                                          ELSE 'unknown' END
                    WHEN scan < start THEN 'excluded'
                    WHEN scan - start <= INTERVAL '24 hours' THEN 'met' ELSE 'not_met' END AS scanned,
               CASE WHEN by_day THEN CASE WHEN gone >= 2 THEN 'not_met' ELSE 'unknown' END
                    WHEN %(as_at)s - start >= INTERVAL '24 hours' THEN 'not_met' ELSE 'pending' END AS waiting
          FROM days
    ), unscanned AS (
        SELECT *,
               CASE WHEN barred THEN 'excluded'
                    WHEN exclusion = 'died' AND died NOT BETWEEN (start AT TIME ZONE 'Europe/London')::date
                         AND (start AT TIME ZONE 'Europe/London')::date + 1 THEN waiting
                    WHEN exclusion = 'suspicion_withdrawn' AND scan IS NOT NULL AND waiting = 'not_met' THEN waiting
                    WHEN exclusion <> '' THEN 'excluded' ELSE waiting END AS without
          FROM judged
    )
    SELECT CASE WHEN start IS NULL THEN 'unknown'
                WHEN scan IS NULL OR whole = false THEN without
                WHEN whole OR scanned = without THEN scanned ELSE 'unknown' END AS state, count(*)
      FROM unscanned GROUP BY 1
"""


def main() -> int:
    at = timezone.now()
    call_command("migrate", verbosity=0, interactive=False)
    alliances = seed(at)
    began = perf_counter()
    months = sum(iter(lambda: keeping.keep(at, 100), 0))
    if months:
        print(f"{months:,} months counted in {perf_counter() - began:,.0f} s")
    print(f"{Referral.objects.count():,} referrals, {len(alliances)} alliances; load {os.getloadavg()[0]:.1f}")
    one, today = alliances[3], day_in_london(at)
    year, past = PRESETS["last-12"][1](today), Period(date(2024, 1, 1), date(2024, 12, 31))
    ten = Period(add_months(month_start(today), -120), today)
    _say("One alliance, the last twelve months", lambda: _built([one], year, at), 1)
    _say("One alliance, a year long over", lambda: _built([one], past, at), 1)
    _say("One alliance, ten years", lambda: _built([one], ten, at))
    _say("One alliance, the last twelve months, nothing kept", lambda: _anew([one], year, at))
    _say("21 alliances, ten years each", lambda: _built(alliances, ten, at), 5, rounds=3)
    for name, whose, period in (("one alliance, a year", [one], year), ("21 alliances, ten years", alliances, ten)):
        print(_beside(f"T-1, {name}", whose, period, at))
    print(f"Most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (limit 300 MB)")
    return 0


def _built(alliances: list[Alliance], period: Period, at: datetime) -> Counter[State]:
    """Every report, whole; and T-1 of them all."""
    reports = (build(each, period.start, period.end, at) for each in alliances)
    return sum((Counter(each.figures["T-1"].counts) for each in reports), Counter())


def _anew(alliances: list[Alliance], period: Period, at: datetime) -> Counter[State]:
    known, kept.version = kept.version, lambda: "nothing"
    try:
        return _built(alliances, period, at)
    finally:
        kept.version = known


def _alone(alliances: list[Alliance], period: Period, at: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in alliances:
        counts = alone(each, period, T1, at).figures["T-1"].counts
        found.update({str(state): n for state, n in counts.items() if n})
    return found


def _by_hand(alliances: list[Alliance], period: Period, at: datetime) -> Counter[str]:
    ids = [each.pk for each in alliances]
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"alliances": ids, "as_at": at, "begins": period.begins, "ends": period.ends})
        return Counter(dict(cursor.fetchall()))


def _beside(name: str, alliances: list[Alliance], period: Period, at: datetime) -> Ratio:
    """Ours and the statement by hand, in turns. They count the same, or it is no comparison."""
    ours, bare = [], []
    for _ in range(ROUNDS if len(alliances) == 1 else 3):
        took, found = _timed(lambda: _alone(alliances, period, at))
        took_bare, found_bare = _timed(lambda: _by_hand(alliances, period, at))
        if found != found_bare:
            raise SystemExit(f"{name}: {found} is not {found_bare}")
        ours.append(took)
        bare.append(took_bare)
    return Ratio(name, median(ours) * 1000, median(bare) * 1000, 2.0, 1)


def _say(name: str, work: Callable[[], Any], limit: float | None = None, rounds: int = ROUNDS) -> None:
    took, used = [], []
    for _ in range(rounds):
        before = process_time()
        took.append(_timed(work)[0])
        used.append(process_time() - before)
    bound = f", limit {limit:g} s" if limit else ""
    print(f"{name}: median {median(took):.2f} s, most {max(took):.2f} s, {median(used):.2f} s of it computing{bound}")


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = perf_counter()
    found = work()
    return perf_counter() - began, found


if __name__ == "__main__":
    sys.exit(main())
