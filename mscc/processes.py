"""Keeps a set of processes running: starts them, starts again what dies, stops them all together.

Made for `make demo` and for tests. A real installation leaves this to its service manager or containers.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
STEADY = 60.0  # seconds after which a process that was started again counts as well
LONGEST_PAUSE = 30.0
LARGEST_LOG = 5_000_000  # bytes, after which a start puts the log aside

Say = Callable[[str], None]


class Stopped(BaseException):
    """Somebody asked this process to stop. Not an Exception, so that nothing on the way swallows it."""


@dataclass
class Child:
    """One process to be kept running."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    start_at: float = 0.0

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """The processes, their logs under `logs`, and what is said about them."""

    children: list[Child]
    logs: Path
    say: Say = print
    grace: float = 10.0

    def start(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        for child in self.children:
            self._start(child)

    def look(self) -> None:
        """Start again whatever has died, after a pause that grows while it goes on dying."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                if child.falls and now - child.started > STEADY:
                    child.falls = 0
            elif child.process is not None:
                pause = min(2.0**child.falls, LONGEST_PAUSE)
                child.falls += 1
                child.start_at = now + pause
                how = ending(child.process.returncode)
                child.process = None
                self.say(f"The {child.name} process {how}; starting it again in {pause:.0f} s. See {self.log(child)}.")
            elif now >= child.start_at:
                self._start(child)

    def stop(self) -> None:
        """Ask all of them to end, wait, and end those that do not."""
        for child in self.children:
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + self.grace
        while any(child.is_running for child in self.children) and time.monotonic() < until:
            time.sleep(0.05)
        for child in self.children:
            if child.is_running:
                self.say(f"The {child.name} process did not end in {self.grace:.0f} s and was ended.")
            _signal(child, signal.SIGKILL)  # the group too: a process may have left children of its own behind
            if child.process is not None:
                child.process.wait()

    def log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def last_words(self, lines: int = 5) -> str:
        """The end of the log of each process that has died, or of all when none has."""
        told = [child for child in self.children if child.falls] or self.children
        return "\n".join(f"  {child.name}: {line}" for child in told for line in _tail(self.log(child), lines))

    def _start(self, child: Child) -> None:
        path = self.log(child)
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        parent = os.getpid()
        with path.open("ab") as log:
            # A session of its own: Ctrl-C reaches only the supervisor, which then stops everything in order.
            child.process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(child.environment),
                start_new_session=True,
                preexec_fn=lambda: end_with_parent(parent),  # noqa: PLW1509 - this process has one thread
            )
        child.started = time.monotonic()


def end_with_parent(parent: int) -> None:
    """Have the kernel send this process SIGTERM when its parent dies, even by SIGKILL. Linux only; elsewhere nothing.

    It is the death of the parent's thread that counts, so a supervisor starts its children from its main thread.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the line above
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, Ctrl-C, SIGTERM and a closed terminal raise Stopped once; further ones change nothing."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        ignore_stops()
        raise Stopped

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_stops() -> None:
    """From now on this process is stopping already."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def ending(code: int) -> str:
    """How a process ended, in words."""
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _signal(child: Child, number: int) -> None:
    if child.process is not None:
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, number)


def _tail(path: Path, lines: int) -> list[str]:
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 20_000))
            return [line for line in log.read().decode(errors="replace").splitlines() if line.strip()][-lines:]
    except OSError:
        return []
