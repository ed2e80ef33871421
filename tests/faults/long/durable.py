"""`make durability`: PostgreSQL is killed right after an answer said that something was saved; it is looked for."""

import shutil
import sys
from contextlib import suppress

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import InterfaceError, OperationalError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from mscc.moments import LONDON  # noqa: E402
from referrals.models import Event  # noqa: E402
from tests import factories  # noqa: E402
from tests.clocks import place  # noqa: E402
from tests.faults.long import pages  # noqa: E402
from tests.faults.long.world import World, until  # noqa: E402


def main(times: int) -> int:
    """Save, kill, look, again and again; returns how many saves are missing or are there twice."""
    world, wrong, took = World(seed=1), 0, list[float]()
    with world.up("web"):
        of = place()
        referral = factories.referral(of.coordinator, of.service, timezone.now(), facts=factories.PAIN_ONLY)
        browser = pages.signed_in(of.coordinator)
        address = f"{world.address}/referrals/{referral.reference}/record/note/"
        until(lambda: pages.post(browser, address, note("Begins."), []), 60)
        for number in range(times):
            words = f"Rang, time {number}."
            until(lambda said=words: pages.post(browser, address, note(said), took), 60)  # type: ignore[misc]
            world.kill_postgres(0.0)
            wrong += count(words) != 1
    shutil.rmtree(settings.MSCC_HOME, ignore_errors=True)
    print(f"{times - wrong} of {times} saves are there once; slowest answer {max(took, default=0.0):.2f} s.")
    return wrong


def note(words: str) -> dict[str, str]:
    return {"note": words, "happened_at": f"{timezone.now().astimezone(LONDON):%d %b %H:%M}"}


def count(words: str) -> int:
    """How often it was kept, asked of the server that has come back."""
    with suppress(OperationalError, InterfaceError):
        connection.close()
    return Event.objects.filter(kind="note", data__note=words).count()


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1])) else 0)
