"""The log that a service kept before: its file, its columns, its cells, and what each row says (docs/import.md)."""

from referrals.logbook.files import FileRefused, Limits, Source, opened
from referrals.logbook.rows import Entry, HeadingsRefused, Problem, Reader

__all__ = ["Entry", "FileRefused", "HeadingsRefused", "Limits", "Problem", "Reader", "Source", "opened"]
