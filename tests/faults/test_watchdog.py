"""Who watches the watcher: whatever of the three stops, the calls to the outside heartbeat address stop with it.

(The fourth, the network of a page, is in tests/browser/test_watch.py: the page itself says so.)
"""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mscc.embedded import postgres
from tests.faults.conftest import Installation
from tests.infra.running import until

WITHIN = 15.0  # seconds from the fault to the last call
QUIET = 6.0  # longer than the auditor's own pace


class Outside:
    """An address outside that writes down when it was called."""

    def __init__(self) -> None:
        self.calls: list[float] = []
        calls = self.calls

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                calls.append(time.monotonic())
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/alive"

    def is_quiet(self) -> bool:
        return time.monotonic() - self.calls[-1] > QUIET


@pytest.fixture
def outside() -> Iterator[Outside]:
    made = Outside()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def sweepers_stop(it: Installation) -> None:
    for process in it.processes[:2]:
        process.kill()


def auditor_stops(it: Installation) -> None:
    it.processes[2].kill()


def database_stops(it: Installation) -> None:
    it.stop_postgres()


@pytest.mark.parametrize("stop", [sweepers_stop, auditor_stops, database_stops])
def test_whatever_stops_the_outside_heartbeat_stops(
    installation: Installation, outside: Outside, stop: Callable[[Installation], None]
) -> None:
    installation.seed(2, 3600)
    installation.start()
    installation.start()
    installation.run("manage.py", "run_auditor", HEARTBEAT_URL=outside.address)
    installation.run("manage.py", "run_sealer")
    until(lambda: outside.calls, what="the first call")
    stop(installation)
    began = time.monotonic()
    try:
        until(outside.is_quiet, WITHIN + QUIET, "the silence")
        assert outside.calls[-1] - began < WITHIN
    finally:
        if stop is database_stops:
            postgres.start(installation.home)
