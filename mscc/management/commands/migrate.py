"""`manage.py migrate`: as the owner of the tables, then grant the application's role its rights."""

from django.core.management.commands import migrate

from mscc.grants import grant_all


class Command(migrate.Command):
    """Django's migrate, on the owner's connection whichever database it is asked for."""

    def handle(self, *args: object, **options: object) -> None:
        super().handle(*args, **{**options, "database": "owner"})
        grant_all()
