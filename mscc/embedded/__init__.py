"""PostgreSQL and Redis from wheels, for an installation that names no servers.

Any process that needs one calls `ensure`: it finds the server of this MSCC_HOME running, or starts it. Every process
that uses a server holds a shared lock on a file; the one that ends last stops the server. A process that is killed
loses its lock with its life, so there is no count to go wrong: the next process that ends tidies up.
"""

import atexit
import errno
import fcntl
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from mscc.embedded import postgres, redis
from mscc.embedded.paths import socket_folder

SERVERS = {"postgres": postgres, "redis": redis}
LEAST_SPACE = 20_000_000  # bytes; PostgreSQL writes ahead in files of 16 MB
_held: dict[str, int] = {}
_one_thread = threading.RLock()


class EmbeddedServerError(CommandError):
    """An embedded server cannot start; the message is one clear sentence, which a command prints as it is."""


def ensure(name: str) -> Path:
    """Have the named server running for as long as this process lives; returns the folder of its socket.

    Raises EmbeddedServerError with the reason when it cannot start.
    """
    home = settings.MSCC_HOME
    with _one_thread:
        if name not in _held:
            with _in_words(home):
                home.mkdir(parents=True, exist_ok=True)
                with _starting(home, name):
                    SERVERS[name].start(home)
                    _held[name] = _open(home, f"{name}.users")
                    fcntl.flock(_held[name], fcntl.LOCK_SH)
            atexit.register(_release_at_exit, name)
    return socket_folder(home, name)


def mend(name: str) -> bool:
    """Start a server that this process holds and that has died; True when it had to be started.

    Raises EmbeddedServerError when it cannot start.
    """
    home = settings.MSCC_HOME
    if name not in _held or SERVERS[name].answers(home):
        return False
    with _in_words(home), _starting(home, name):
        SERVERS[name].start(home)
    return True


def release(name: str) -> None:
    """Let go of the server; stop it when nobody else holds it. Raises EmbeddedServerError when it does not stop."""
    home = settings.MSCC_HOME
    with _one_thread:
        if name not in _held:
            return
        with _in_words(home), _starting(home, name):
            os.close(_held.pop(name))
            if _is_last(home, name):
                SERVERS[name].stop(home)
                if (folder := socket_folder(home, name)).parent != home:
                    with suppress(OSError):
                        folder.rmdir()  # the short one that was made for a long path


def _is_last(home: Path, name: str) -> bool:
    users = _open(home, f"{name}.users")
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False  # another process still uses it, and will stop it
    else:
        return True
    finally:
        os.close(users)


def _release_at_exit(name: str) -> None:
    try:
        release(name)
    except EmbeddedServerError as problem:
        print(problem, file=sys.stderr)


@contextmanager
def _in_words(home: Path) -> Iterator[None]:
    """Turn what the operating system or the server said into a sentence."""
    try:
        yield
    except OSError as problem:
        raise EmbeddedServerError(in_words(problem, home)) from problem


def in_words(problem: Exception, home: Path) -> str:
    """The reason as a sentence for the person at the keyboard."""
    said = str(problem)
    if getattr(problem, "errno", None) == errno.ENOSPC or "No space left" in said or _is_full(home):
        return f"The disk is full: {home} cannot be written. Free some space and start again."
    if isinstance(problem, PermissionError) or "Permission denied" in said:
        return f"{home} cannot be written by this user. Make it belong to the user who runs the service."
    return f"An embedded server would not do as it was told: {said}"


def _is_full(home: Path) -> bool:
    """Whether there is too little room to go on: a server that ran out of it often says only that it has gone."""
    try:
        return shutil.disk_usage(home).free < LEAST_SPACE
    except OSError:
        return False


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
