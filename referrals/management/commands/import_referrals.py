"""`manage.py import_referrals`: take over the log that a service kept before (docs/import.md)."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from mscc.models import Service
from referrals.actions.importing import Imported, import_log
from referrals.logbook import Entry, FileRefused, HeadingsRefused, Problem, Reader, Source, opened


class Command(BaseCommand):
    help = "Take over a service's earlier log, a CSV file (UTF-8) or the first sheet of an Excel workbook (.xlsx)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--service", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
        parser.add_argument("--partial", action="store_true", help="import the good rows although others are bad")

    def handle(self, *args: object, file: str, service: str, dry_run: bool, partial: bool, **options: object) -> None:
        at, of = timezone.now(), _service(service)
        try:
            with opened(Path(file)) as source:
                rows = read(source, at, demonstration=of.alliance.is_demonstration)
                done = import_log(rows=rows, service=of, partial=partial, dry_run=dry_run, by=None, at=at)
        except HeadingsRefused as refusal:
            raise CommandError("\n".join([*map(str, refusal.problems), "Nothing was imported."])) from None
        except FileRefused as refusal:
            raise CommandError(f"{refusal} Nothing was imported.") from None
        self._tell(done, dry_run)

    def _tell(self, done: Imported, dry_run: bool) -> None:
        for note in done.notes:
            self.stdout.write(str(note))
        for problem in done.problems:
            self.stderr.write(str(problem))
        self.stdout.write(summary(done, dry_run))
        if done.bad_rows:
            raise CommandError(f"{done.bad_rows} bad row{'' if done.bad_rows == 1 else 's'}.")


def summary(done: Imported, dry_run: bool) -> str:
    """What became of the log, in one sentence or two."""
    if not done.is_kept and not dry_run:
        return "Nothing was imported: mend the rows named, or import the good ones with --partial."
    verb = "Would import" if dry_run else "Imported"
    if dry_run and done.bad_rows:
        verb = "With --partial, would import"
    words = f"{verb} {done.new} referrals of {done.people} new people; {done.standing} stood already."
    return words + (f" {done.open} may still be under way and are open." if done.open else "")


def read(source: Source, at: datetime, *, demonstration: bool) -> Iterator[Entry | list[Problem]]:
    """The rows of a file, read one by one. A bar shows how far, on a terminal."""
    reader, is_quiet = Reader(source.headings, at, demonstration=demonstration), not sys.stderr.isatty()
    shown = tqdm(source.rows, total=source.total, unit=" rows", desc="Reading", ncols=80, disable=is_quiet)
    return reader.read_all(shown)


def _service(code: str) -> Service:
    try:
        return Service.objects.select_related("alliance").get(code=code)
    except Service.DoesNotExist:
        known = ", ".join(Service.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no service with the code “{code}”. There are: {known}.") from None
