"""What this service does not do: 2,000 timers as plain Celery tasks with an ETA, to be compared with rows.

A broker database of its own; nothing of the product imports this.
"""

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from celery import Celery
from django.conf import settings

from mscc.embedded.paths import socket_folder

LEDGER = Path(settings.MSCC_HOME) / "eta.jsonl"
BROKER = f"redis+socket://{socket_folder(settings.MSCC_HOME, 'redis')}/redis.sock?virtual_host=1"
app = Celery("eta", broker=BROKER)
app.conf.update(task_ignore_result=True, task_default_queue="eta", broker_connection_retry_on_startup=True)


@app.task(name="ring")
def ring(number: int, due: float) -> None:
    """Write down when a timer rang."""
    with LEDGER.open("a") as ledger:
        ledger.write(json.dumps({"number": number, "due": due, "at": time.time()}) + "\n")


def publish(moments: list[datetime]) -> None:
    LEDGER.unlink(missing_ok=True)
    for number, moment in enumerate(moments):
        ring.apply_async((number, moment.timestamp()), eta=moment)


def worker() -> subprocess.Popen[bytes]:
    """A worker with Celery's own defaults, in a process group of its own."""
    command = [sys.executable, "-m", "celery", "-A", "bench.timers.eta", "--quiet", "worker"]
    command += ["--pool", "threads", "--concurrency", "4", "--loglevel", "ERROR", "--hostname", "eta@bench"]
    given = {**os.environ, "MSCC_BENCH_HOME": str(settings.MSCC_HOME)}
    return subprocess.Popen(command, env=given, stdin=subprocess.DEVNULL, start_new_session=True)


def rung() -> list[dict[str, float]]:
    return [json.loads(line) for line in LEDGER.read_text().splitlines()] if LEDGER.exists() else []
