"""`manage.py demo` from start to end, as real processes, without its year of history."""

import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mscc.embedded import postgres, redis
from tests.infra.running import PYTHON, ROOT, environment, free_port, is_alive, run, until


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mscc-") as folder:
        yield Path(folder)


def start(home: Path, port: int) -> subprocess.Popen[str]:
    words = ["manage.py", "demo", "--port", str(port), "--no-data", "--no-input"]
    return subprocess.Popen(
        [PYTHON, "-u", *words],
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_greeted(demo: subprocess.Popen[str]) -> str:
    said = []
    for line in demo.stdout:
        said.append(line)
        if "Ctrl-C stops it" in line:
            return "".join(said)
    raise AssertionError("It ended before it was up: " + "".join(said))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_from_nothing_to_well_and_back(home):
    port = free_port()
    demo = start(home, port)
    with demo:
        assert f"http://127.0.0.1:{port}/" in wait_until_greeted(demo)
        started = children(demo.pid)
        assert len(started) >= 4
        second = run("manage.py", "demo", "--port", str(port), given=environment(home))
        assert second.returncode == 1
        assert second.stderr.startswith(f"Port {port} is in use by another program.")
        demo.send_signal(signal.SIGINT)
        said = demo.stdout.read()
    assert demo.returncode == 0
    assert said.endswith("Stopping …\nStopped.\n")
    assert not any(is_alive(pid) for pid in started)
    assert not postgres.answers(home)
    assert not redis.answers(home)


def test_a_killed_demonstration_leaves_nothing_that_the_next_start_cannot_mend(home):
    demo = start(home, free_port())
    with demo:
        wait_until_greeted(demo)
        started = children(demo.pid)
        demo.kill()
    until(lambda: not any(is_alive(pid) for pid in started), what="the end of its processes")
    (home / "beat-schedule-1").write_text("spoilt")
    demo = start(home, free_port())
    with demo:
        wait_until_greeted(demo)
        demo.terminate()
        demo.stdout.read()
    assert demo.returncode == 0


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none(home, port):
    done = run("manage.py", "demo", "--port", port, given=environment(home))
    assert done.returncode == 1
    assert done.stderr.startswith(f"'{port}' is no port")
    assert len(done.stderr.splitlines()) == 1


def test_a_port_in_use_is_said_before_anything_is_started(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("manage.py", "demo", "--port", str(taken.getsockname()[1]), given=environment(home))
    assert "is in use by another program. Choose another one: make demo PORT=" in done.stderr
    assert not (home / "postgres").exists()


def test_never_in_production(home):
    production = {"MSCC_ENVIRONMENT": "production", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "mscc.example"}
    servers = {"DATABASE_URL": "postgres://mscc_app@database/mscc", "REDIS_URL": "redis://redis/0"}
    done = run("manage.py", "demo", given=environment(home, **production, **servers))
    assert done.stderr == "The demonstration holds synthetic people and does not run in production.\n"
