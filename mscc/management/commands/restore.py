"""`manage.py restore`: a backup into an empty database and the store of documents (docs/operations.md)."""

from pathlib import Path

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mscc.aside import backup, database
from mscc.aside.sealed import NotSealed, identities
from mscc.grants import grant_all


class Command(BaseCommand):
    help = "Put a backup into an empty database, put its documents back, and compare both with the backup's own list."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="BACKUP", help="the folder that `manage.py backup` wrote")
        parser.add_argument(
            "--identity", required=True, metavar="FILE", help="the private key, as age-keygen writes it"
        )

    def handle(self, *args: object, folder: str, identity: str, **options: object) -> None:
        if database.tables():
            raise CommandError("The database is not empty, and nothing was changed. Make an empty one and name it.")
        try:
            differing = backup.bring_back(Path(folder), identities(Path(identity)))
        except (NotSealed, database.DatabaseRefused, OSError) as problem:
            raise CommandError(f"The backup was not restored. {problem}") from problem
        grant_all()
        if differing:
            raise CommandError(f"These tables have not as many rows as the backup's list says: {', '.join(differing)}.")
        contents = backup.contents_of(Path(folder))
        self.stdout.write(f"Restored as it was at {contents.made_at}: {sum(contents.rows.values())} rows, all counted.")
        if "verify_trail" in get_commands():
            call_command("verify_trail", stdout=self.stdout)
        self.stdout.write("Run `manage.py migrate` before the service starts. What was entered later: enter it anew.")
