"""PostgreSQL and Redis from wheels, for an installation that names no servers.

Any process that needs one calls `ensure`: it finds the server of this MSCC_HOME running, or starts it. Every process
that uses a server holds a shared lock on a file; the one that ends last stops the server. A process that is killed
loses its lock with its life, so there is no count to go wrong: the next process that ends tidies up.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mscc.embedded import postgres, redis
from mscc.embedded.paths import socket_folder

SERVERS = {"postgres": postgres, "redis": redis}
_held: dict[str, int] = {}


class EmbeddedServerError(RuntimeError):
    """An embedded server cannot start; the message is one clear sentence."""


def ensure(name: str) -> Path:
    """Have the named server running for as long as this process lives; returns the folder of its socket.

    Raises EmbeddedServerError with the reason when it cannot start.
    """
    server = SERVERS[name]
    home = settings.MSCC_HOME
    if name not in _held:
        try:
            home.mkdir(parents=True, exist_ok=True)
            with _starting(home, name):
                server.start(home)
                _held[name] = _open(home, f"{name}.users")
                fcntl.flock(_held[name], fcntl.LOCK_SH)
        except OSError as problem:
            raise EmbeddedServerError(in_words(problem, home)) from problem
        atexit.register(release, name)
    return socket_folder(home, name)


def release(name: str) -> None:
    """Let go of the server; stop it when nobody else holds it."""
    if name not in _held:
        return
    home = settings.MSCC_HOME
    with _starting(home, name):
        os.close(_held.pop(name))
        users = _open(home, f"{name}.users")
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another process still uses it, and will stop it
        else:
            SERVERS[name].stop(home)
        finally:
            os.close(users)


def in_words(problem: OSError, home: Path) -> str:
    """The reason as a sentence for the person at the keyboard."""
    if problem.errno == 28 or "No space left" in str(problem):
        return f"The disk is full: {home} cannot be written. Free some space and start again."
    if isinstance(problem, PermissionError):
        return f"{home} cannot be written by this user. Make it belong to the user who runs the service."
    return f"An embedded server did not start: {problem}"


@contextmanager
def _starting(home: Path, name: str) -> Iterator[None]:
    """One process at a time starts or stops a server."""
    descriptor = _open(home, f"{name}.starting")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open(home: Path, name: str) -> int:
    return os.open(home / f"{name}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


# A forked child shares its parent's lock without owning it: it starts with none and asks for its own.
os.register_at_fork(after_in_child=_held.clear)
