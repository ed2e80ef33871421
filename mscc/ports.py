"""Whether a port of this machine is free, in words for the person who starts the service."""

import errno
import socket

from django.core.management.base import CommandError


def check_free(port: int) -> None:
    """Raise CommandError, with the way out, when the service cannot listen on this port."""
    problem = _problem(port)
    if problem == errno.EADDRINUSE:
        free = next((other for other in range(port + 1, min(port + 100, 65536)) if _problem(other) is None), 8123)
        raise CommandError(f"Port {port} is in use by another program. Choose another one: make demo PORT={free}")
    if problem == errno.EACCES:
        raise CommandError(f"This user may not listen on port {port}. Choose one above 1023: make demo PORT=8123")
    if problem is not None:
        raise CommandError(f"Port {port} cannot be used. Choose another one: make demo PORT=8123")


def _problem(port: int) -> int | None:
    """The number of the operating system's complaint, or None."""
    with socket.socket() as probe:
        # As the web server does: a port that was left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            return problem.errno
    return None


def free() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
