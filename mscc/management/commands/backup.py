"""`manage.py backup`: the database and the documents, encrypted, while the service runs (docs/operations.md)."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mscc.aside import backup
from mscc.aside.database import DatabaseRefused
from mscc.aside.sealed import NotSealed, recipients


class Command(BaseCommand):
    help = "Write a backup, encrypted to public keys of age, into a new folder of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", help="where to; else BACKUP_FOLDER")
        parser.add_argument("--recipient", action="append", metavar="age1…", help="else BACKUP_RECIPIENTS")

    def handle(self, *args: object, to: str | None, recipient: list[str] | None, **options: object) -> None:
        folder = Path(to).resolve() if to else settings.ASIDE.backup_folder
        if folder is None:
            raise CommandError("Say where to: --to FOLDER, or set BACKUP_FOLDER.")
        at = timezone.now()
        try:
            made = backup.make(folder, recipients(recipient or settings.ASIDE.backup_recipients), at=at)
        except (NotSealed, DatabaseRefused, OSError) as problem:
            for left in folder.glob(f"*{at:%Y%m%dT%H%M%SZ}.unfinished"):
                shutil.rmtree(left, ignore_errors=True)
            raise CommandError(f"No backup was made. {problem}") from problem
        contents = backup.contents_of(made)
        number = sum(contents.rows.values())
        self.stdout.write(f"{made}: {number} rows of {len(contents.rows)} tables, {contents.documents} documents.")
