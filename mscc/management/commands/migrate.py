"""`manage.py migrate`: as the owner of the tables, then grant the application's role its rights."""

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

from mscc.grants import grant_all

# Whoever wants a table that a migration waits for waits behind it: so it waits for this long and no longer.
LOCK_TIMEOUT = "5s"


class Command(migrate.Command):
    """Django's migrate, on the owner's connection whichever database it is asked for."""

    def handle(self, *args: object, **options: object) -> None:
        limit(LOCK_TIMEOUT)
        try:
            super().handle(*args, **{**options, "database": "owner"})
        except OperationalError as problem:
            if not isinstance(problem.__cause__, LockNotAvailable):
                raise
            said = "A table is in use. Nothing of the migration that met it was changed: run migrate again."
            raise CommandError(said) from problem
        finally:
            limit("0")
        grant_all()


def limit(seconds: str) -> None:
    """How long the owner's connection waits for a table from now on."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [seconds])
