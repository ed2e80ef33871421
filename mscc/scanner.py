"""Looks for viruses in a file that came in, by the command that the installation names."""

import logging
import subprocess
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
LONGEST = 60  # seconds
CLEAN, INFECTED = 0, 1


class Infected(ValueError):
    """The scanner found something. The message is for whoever sent the file."""


class ScannerSilent(RuntimeError):
    """The scanner could not be asked, so nobody knows. The message says what to do."""


def scan(content: bytes) -> str:
    """By which program the file was found clean; empty where none is named. What is not known to be clean is refused:
    raises Infected or ScannerSilent.
    """
    command = settings.KEPT.scanner
    if not command:
        return ""
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=LONGEST, check=False)
        code = done.returncode
    except (OSError, subprocess.SubprocessError) as problem:
        log.error("The document scanner could not be run: %s", type(problem).__name__)
        code = -1
    if code == INFECTED:
        raise Infected("The virus scanner found something in this file. It was not kept. Tell whoever sent it.")
    if code != CLEAN:
        raise ScannerSilent("The virus scanner does not answer, so the file was not kept. Try again; if it stays so, "
                            "tell your service lead.")  # fmt: skip
    return Path(command[0]).name
