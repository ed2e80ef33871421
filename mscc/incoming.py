"""A file that somebody hands in: looked at before it is kept, and described by what it is, not by what it is called."""

import hashlib
from typing import Any

from mscc import scanner
from mscc.content import ContentRefused, kind_of
from mscc.store import LARGEST_FILE

TOO_LARGE = f"The file is larger than {LARGEST_FILE // 1_000_000} MB. Make it smaller or split it."
# Why a file is not taken; the message says it in a sentence to show.
REFUSED = (ContentRefused, scanner.Infected, scanner.ScannerSilent)


class TooLarge(ContentRefused):
    """It is larger than what is taken."""


def looked_at(content: bytes, original_name: str) -> dict[str, Any]:
    """What a row about the file keeps of it. Raises one of REFUSED for a file that is not taken."""
    if len(content) > LARGEST_FILE:
        raise TooLarge(TOO_LARGE)
    kind, scanned_by = kind_of(content), scanner.scan(content)
    digest = hashlib.sha256(content).hexdigest()
    return {
        "kind": kind, "scanned_by": scanned_by, "original_name": readable(original_name), "size": len(content),
        "sha256": digest,
    }  # fmt: skip


def readable(name: str) -> str:
    """A file's name as it can be shown: without folders and without signs that turn round or hide what is read."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[:200].strip()
