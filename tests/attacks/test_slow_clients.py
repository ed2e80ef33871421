"""Somebody who sends requests slowly, or not to their end, keeps nobody else waiting: a real server, real sockets."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from tests.infra.running import PYTHON, ROOT, environment, free_port, until

THREADS = 2
# An application that answers at once, and a worker whose patience is short enough for a test.
SERVER = """
import mscc.slow_clients as slow
slow.HEAD, slow.WHOLE = 1.0, 2.0

class Worker(slow.Worker):
    pass

def application(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "served.py").write_text(SERVER)
    port = free_port()
    command = [PYTHON, "-m", "gunicorn", "served:application", "--worker-class", "served.Worker", "--workers", "1"]
    command += ["--threads", str(THREADS), "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "error"]
    given = environment(tmp_path, PYTHONPATH=f"{ROOT}:{tmp_path}")
    server = subprocess.Popen(command, cwd=tmp_path, env=given)
    try:
        until(lambda: answers(port), what="the server")
        yield port
    finally:
        server.terminate()
        server.wait(20)


def answers(port: int, seconds: float = 20) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        asked.request("GET", "/")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


@pytest.mark.parametrize("sent", [HEAD, BODY], ids=["half a head", "half a body"])
def test_more_slow_clients_than_threads_are_let_go(port: int, sent: bytes) -> None:
    with ExitStack() as at_end:
        slow = [at_end.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(THREADS * 2)]
        for each in slow:
            each.sendall(sent)
        assert answers(port, 30)
        slow[0].settimeout(30)
        assert b"200 OK" not in slow[0].recv(100)  # closed, or told that it took too long


def test_a_byte_now_and_then_is_no_excuse(port: int) -> None:
    """Each byte arrives in good time; together they take too long."""
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(HEAD)
        end, is_closed = time.monotonic() + 30, False
        while not is_closed and time.monotonic() < end:
            slow.settimeout(0.2)
            try:
                slow.sendall(b"x")
                is_closed = slow.recv(100) == b""
            except TimeoutError:
                continue
            except OSError:
                is_closed = True
        assert is_closed
    assert answers(port)


def test_that_worker_serves_the_service() -> None:
    served = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]["command"]
    assert served[served.index("--worker-class") + 1] == "mscc.slow_clients.Worker"
