"""What is sent: words of our own, never about a person."""

import uuid
from dataclasses import dataclass

# Seconds for a connection and for an answer: twice that (a question and the message) is less than a delivery's lease.
PATIENCE = (2.0, 5.0)


class NotSent(Exception):
    """A channel refused the message or did not answer; it is tried again under the same key."""


@dataclass(frozen=True)
class Message:
    """A message in two lengths. `key` is the same on every try; `link` is where to look."""

    key: uuid.UUID
    subject: str
    lines: tuple[str, ...]
    short: str
    link: str
    is_repeat: bool = False

    @property
    def body(self) -> str:
        return "\n\n".join(self.lines) + "\n"
