"""A worker of the web server that nobody can hold by sending, or taking, a request slowly.

A thread that reads a request waits for as long as bytes may still come. Without an end to that, sixteen connections
that each send one byte a minute leave no thread for anybody. Here a watch closes what takes too long; whoever reads or
writes on it then finds it closed.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

# Seconds until the head of a request is there, and until the whole is answered: time for 20 MB by a slow line.
HEAD, WHOLE = 10.0, 120.0


class Worker(ThreadWorker):
    """gunicorn's worker of threads, with an end to waiting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By when each connection that a thread is busy with must have got further.
        self.busy: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        with self.until(conn, HEAD):
            return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        with self.until(conn, WHOLE):
            return super().handle_request(req, conn)

    @contextmanager
    def until(self, conn: TConn, seconds: float) -> Iterator[None]:
        """Inside, the connection is closed when it takes longer."""
        self.busy[conn] = time.monotonic() + seconds
        try:
            yield
        finally:
            self.busy.pop(conn, None)

    def murder_pending(self) -> None:
        """Asked by the worker's own loop every second."""
        super().murder_pending()
        now = time.monotonic()
        for conn, end in list(self.busy.items()):
            if end < now:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)
