"""A line of the log, without what lets somebody in: a calendar's secret, a key to a new password."""

import logging
import re

SECRET = re.compile(r"(/rota/feed/|/password/reset/key/)[^\s\"'<>?]+")


class Line(logging.Formatter):
    """Nothing of ours writes such an address, but the framework names the address of every answer that went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
