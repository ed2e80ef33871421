"""A line of the log, without what lets somebody in: a calendar's secret, a key to a new password."""

import logging
import re
import sys
from typing import Any

SECRET = re.compile(r"(/rota/feed/|/password/reset/key/)[^\s\"'<>?]+")


class Line(logging.Formatter):
    """Nothing of ours writes such an address, but the framework names the address of every answer that went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))


def logging_of(level: str) -> dict[str, Any]:
    """Everything goes to standard error, a line each."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": "mscc.log_lines.Line", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
        # kombu remarks on every connection that a socket has no host name.
        "loggers": {"kombu.connection": {"level": "ERROR"}},
        "root": {"handlers": ["console"], "level": level},
    }
