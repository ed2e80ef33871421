"""Real processes for the tests of the installation: each with a home of its own and settings of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
# What a person's shell may hold and what the settings of the tests put there: no process started here sees it.
NOT_PASSED = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "MSCC_HOME", "SECRET_KEY", "MAKELEVEL", "PORT"}
NOT_PASSED |= {"DJANGO_ALLOW_ASYNC_UNSAFE", "MIGRATION_DATABASE_URL", "MSCC_ENVIRONMENT", "DATABASE_POOL"}
NOT_PASSED |= {"SEALER_DATABASE_URL", "TRAIL_KEY", "TRAIL_PUBLIC_KEY", "TRAIL_CHECKPOINTS"}


def environment(home: Path | None = None, **more: str) -> dict[str, str]:
    """A clean environment for a process, with its own MSCC_HOME."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED}
    return {**kept, **({"MSCC_HOME": str(home)} if home else {}), "PYTHONPATH": str(ROOT), **more}


def run(
    *words: str, given: Mapping[str, str], timeout: float = 300, **options: object
) -> subprocess.CompletedProcess[str]:
    """Run a command of this checkout to its end."""
    return subprocess.run(
        [PYTHON, *words],
        cwd=ROOT,
        env=dict(given),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        **options,
    )


def until(true: Callable[[], object], seconds: float = 30.0, what: str = "it") -> None:
    """Wait until something is true; fail when it does not become so in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come about in {seconds:.0f} s")
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_alive(pid: int) -> bool:
    """Whether a process runs: one that has ended and waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
