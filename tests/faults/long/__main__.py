"""`make faults`: every fault of the table, one after the other; prints what came of each, keeps it in docs/faults.md.

`make faults ONLY=NAME` runs only those whose name holds NAME, and renews their rows of that page.
"""

import os
import platform
import shutil
import sys
import threading
import time
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from referrals import auditor  # noqa: E402
from referrals.models import Clock, Delivery  # noqa: E402
from tests.clocks import place  # noqa: E402
from tests.faults.long import pages  # noqa: E402
from tests.faults.long.faults import FAULTS, Fault  # noqa: E402
from tests.faults.long.tally import Tally, tally  # noqa: E402
from tests.faults.long.world import World, until  # noqa: E402

HEADINGS = ("fault", "lost", "unsent", "doubled", "early", "disordered", "after ack", "waiting", "audit",
            "repeats dropped", "p50 s", "p99 s", "latest s", "web s", "load")  # fmt: skip
PAGE = Path(__file__).resolve().parents[3] / "docs" / "faults.md"
# Redis may do what it likes: no page waits for it.
LIMITS = {fault.name: 2.0 for fault in FAULTS if fault.name.startswith("Redis")}
TABLES = ", ".join(
    f"referrals_{name}"
    for name in ("acknowledgement", "delivery", "alert", "event", "clock", "timeline", "referral", "person")
)


def main(wanted: list[str]) -> int:
    rows = []
    world = World(seed=1)
    with world.up():
        pages.warm(world.address, place().coordinator)
        for fault in (each for each in FAULTS if not wanted or any(name in each.name for name in wanted)):
            found = run(world, fault)
            rows.append((fault.name, found))
            print(line(fault.name, found), flush=True)
            keep(line(fault.name, found))
    shutil.rmtree(settings.MSCC_HOME, ignore_errors=True)
    dirty = [name for name, found in rows if not found.is_clean or not 0 < found.web <= LIMITS.get(name, 1e9)]
    print(f"{len(rows)} faults, {len(dirty)} not clean{': ' + '; '.join(dirty) if dirty else ''}.")
    return 1 if dirty else 0


def run(world: World, fault: Fault) -> Tally:
    """One fault: clocks fall due, people acknowledge some, the fault is done; then everything may settle."""
    clear(world)
    of, stop, web = world.seed(fault.clocks, fault.spread), threading.Event(), []
    at_pages = (world.address, of.coordinator, world.acknowledged, web, stop)
    threads = [
        threading.Thread(target=world.acknowledge_some, args=(of, 0.2, stop)),
        threading.Thread(target=pages.use, args=at_pages),
        threading.Thread(target=fault.do, args=(world, stop)),
    ]
    for each in threads:
        each.start()
    time.sleep(fault.spread + 15)
    stop.set()
    for each in threads:
        each.join()
    try:
        until(settled, 90)
    except TimeoutError:
        print(f"  {fault.name}: not settled after 90 s", file=sys.stderr)
    return tally(world.home / "gateway.jsonl", world.acknowledged, audited(), web)


def audited() -> list[str]:
    """What the auditor's checks still find when they have had some seconds to pass."""
    for _ in range(20):
        found = [problem for check in auditor.CHECKS for problem in check()] + list(auditor.drift(timezone.now()))
        if not found:
            break
        time.sleep(1)
    for problem in found:
        print(f"  the auditor: {problem}", file=sys.stderr)
    return found


def clear(world: World) -> None:
    """An empty house: no clock, no call."""
    world.acknowledged.clear()
    connection.close()
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES} CASCADE")
    (world.home / "gateway.jsonl").unlink(missing_ok=True)
    world.restart("gateway")
    time.sleep(2)


def settled() -> bool:
    """Nothing is due and nothing waits to be sent."""
    try:
        due = Clock.objects.filter(next_at__lte=timezone.now()).exists()
        return not due and not Delivery.objects.exclude(state__in=["sent", "superseded"]).exists()
    except OperationalError:  # this process lost its connection too: a new one the next time
        connections.close_all()
        return False


def line(name: str, found: Tally) -> str:
    counts = (found.lost, found.unsent, found.doubled, found.early, found.disordered, found.after_ack, found.waiting,
              found.found, found.repeats)  # fmt: skip
    return " | ".join([f"| {name}", *map(str, counts), f"{found.p50:.2f}", f"{found.p99:.2f}", f"{found.latest:.2f}",
                      f"{found.web:.2f}" if found.web else "–", f"{found.load:.0f} |"])  # fmt: skip


def keep(row: str) -> None:
    """Put a row into the page, with the day it was run, and leave the others as they stand."""
    old = PAGE.read_text().splitlines() if PAGE.exists() else []
    kept = {each.split(" | ", maxsplit=1)[0]: each for each in old if each.startswith("| ")}
    kept[row.split(" | ", maxsplit=1)[0]] = f"{row} {timezone.now():%d %b %Y} |"
    rows = [kept[name] for name in (f"| {fault.name}" for fault in FAULTS) if name in kept]
    table = [f"| {' | '.join((*HEADINGS, 'run'))} |", "|" + " --- |" * (len(HEADINGS) + 1), *rows]
    where = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    PAGE.write_text(
        f"""# The long fault runs

Run on {where}. Made by `make faults`; `tests/faults/long/faults.py` says what is done, the last column when.

Each row: 2,000 clocks with three rungs 3 s apart fall due while the fault is done to the running service (two timer
processes, auditor, worker, beat, web server, PostgreSQL, Redis, a gateway that writes down every call); people
acknowledge a fifth of them meanwhile, some through the pages and two at once. All columns up to "audit" (problems that
the auditor's checks still find at the end) must be 0; repeats are calls that the gateway drops by their key.
Lateness is from the planned moment to the alert row; "web" is the slowest acknowledgement or saved entry that a page
answered, and must stay below 2 s whatever Redis does. "Load" is the machine's average over the minute: two cores, and
other work beside this where it is far above 4.

A backup brings back what was in it and no more. What people acknowledged or saved after it is gone: those clocks ring
again, and a referral taken after it must be entered anew. An alert sent in the lost time is written and sent again
under the key that it had: a repeat, which a gateway that keeps keys drops and any other passes on a second time.
Lateness in that row holds the time that was lost.

"""
        + "\n".join([*table, *_missing(kept)])
        + "\n"
    )


def _missing(kept: dict[str, str]) -> list[str]:
    names = [fault.name for fault in FAULTS if f"| {fault.name}" not in kept]
    return ["", f"Not run yet: {'; '.join(names)}."] if names else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
