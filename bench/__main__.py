"""`make bench`: prints ratios. Nothing here is asserted in a test: a busy machine must not fail one."""

import sys

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import timing
from bench.seed import seed
from tests import factories


def main() -> int:
    call_command("migrate", verbosity=0, interactive=False)
    access = seed(timezone.now())
    client = Client()
    client.force_login(access.user)
    results = [
        timing.against_own_sql("Worklist, 200 open among 100,000", lambda: client.get("/worklist/").content, 3.0)
    ]
    for each in results:
        print(each)
    print(f"A saved call: {_saved_call(access)} queries (limit 25)")
    return 0


def _saved_call(access) -> int:
    recorder = timing.Recorder()
    by = access
    call = factories.Call(
        facts=factories.EMERGENCY, surname="Sample", caller_phone="01632 960 157", nhs_number="9990000018"
    )
    draft = factories.draft(by, access.services[0], timezone.now(), facts=factories.EMERGENCY)
    with connection.execute_wrapper(recorder):
        factories.intake.receive(draft=draft, call=call, by=by, at=timezone.now())
    return len([1 for sql, _ in recorder.statements if "SAVEPOINT" not in sql])


if __name__ == "__main__":
    sys.exit(main())
