"""Measure the timers and keep the figures in docs/bench-timers.md: `make bench-timers` (some twenty minutes).

`python -m bench.timers 10000 100000` measures with as many open clocks, and keeps nothing.
"""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from bench.timers import beside, rows
from tests.faults.long.world import World

OPEN = (10_000, 100_000, 1_000_000)
AT_ONCE = 20_000
PAGE = Path(__file__).resolve().parents[2] / "docs" / "bench-timers.md"


HEADINGS = (
    "| open clocks | due to the alert row, ms: p50 / p99 / most | due to the gateway, ms: p50 / p99 / most "
    "| a sweep with nothing due, ms: p50 / p99 | load |"
)
AT_ONCE_SAID = (
    "{count:,} clocks due in one moment: all alerts written by two timer processes {seconds:.1f} s later "
    "(load {load:.1f}). A timer process held at most {held:.0f} MB."
)


def main(sizes: list[int]) -> int:
    began = f"{timezone.now():%d %b %Y}"
    shutil.rmtree(settings.MSCC_HOME, ignore_errors=True)
    settings.MSCC_HOME.mkdir(parents=True)
    world = World(seed=1)
    with world.up(*rows.RUNNING):
        for text in measured(world, sizes or list(OPEN)):
            if not sizes:
                PAGE.write_text(page(began, text), encoding="utf-8")
    print(text)
    shutil.rmtree(settings.MSCC_HOME, ignore_errors=True)
    return 0


def measured(world: World, sizes: list[int]) -> Iterator[str]:
    """What has been measured so far, the largest number of clocks last: that takes the longest to make."""
    rows.keep_commit_times(world)
    of = rows.place()
    table, rest = [HEADINGS, "|" + " --- |" * 5], [""]
    for size in sizes[:-1]:
        table.append(with_open(world, of, size))
        yield "\n".join(table)
    rest.append(at_once(world, of))
    yield "\n".join([*table, *rest])
    rest += ["", *side_by_side(world, of)]
    yield "\n".join([*table, *rest])
    table.append(with_open(world, of, sizes[-1]))
    yield "\n".join([*table, *rest])


def with_open(world: World, of: rows.Place, size: int) -> str:
    """A line of the first table."""
    rows.asleep(of, size)
    idle = rows.nothing_due()
    row, gateway = rows.lateness(world, of, 8 + size / 40_000)
    late = [f"{it.p50:.0f} / {it.p99:.0f} / {it.most:.0f}" for it in (row, gateway)]
    line = f"| {size:,} | {late[0]} | {late[1]} | {idle.p50:.2f} / {idle.p99:.2f} | {row.load:.1f} |"
    print(line, flush=True)
    return line


def at_once(world: World, of: rows.Place) -> str:
    seconds, load = rows.at_once(world, of, AT_ONCE), os.getloadavg()[0]
    said = AT_ONCE_SAID.format(count=AT_ONCE, seconds=seconds, load=load, held=max(rows.memory(world)))
    print(said, flush=True)
    return said


def side_by_side(world: World, of: rows.Place) -> list[str]:
    """The table of the two ways."""
    kept = [each for kill in (False, True) for each in beside.compare(world, of, kill)]
    print(*kept, sep="\n", flush=True)
    table = [
        "| kept by | fault | within 1 s | later | not within 30 s after the last | p50 / p99, ms |",
        "|" + " --- |" * 6,
    ]
    for it in kept:
        late = it.late_ms
        table.append(
            f"| {it.way} | {it.fault} | {it.on_time} | {it.late} | {it.missing} | {late.p50:.0f} / {late.p99:.0f} |"
        )
    return table


def page(when: str, text: str) -> str:
    where = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"""# The timers, measured

Last run: {when}, {where}, every process and both servers on it. Made by
`make bench-timers`; the load is the machine's average of a minute (other work ran beside it where that is above 2).

Two timer processes, one worker, PostgreSQL with `fsync`, 2,000 clocks falling due within 40 s among the open ones.
"Alert row" is the moment of its commit; "gateway" the moment that the call is written down there. To be reached: 99 %
of alert rows within 100 ms at 100,000 open clocks, 1 ms for a sweep with nothing due at 1,000,000, 20,000 clocks due at
once within 5 s, 120 MB for a timer process.

{text}

The last table is one run: the same 2,000 moments, kept by our rows and by plain Celery tasks with an ETA (Celery's
defaults, a broker database of its own). "One kill -9": half-way a timer process, our worker and Celery's worker die and
are back a second later. What Celery had taken from its broker comes back when the visibility timeout ends, an hour
later. [Why rows keep the time](adr/0003-rows-are-the-timers.md).
"""


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]]))
