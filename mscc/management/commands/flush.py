"""`manage.py flush`: as the owner of the tables, since the application's role may not empty them."""

from django.core.management.commands import flush


class Command(flush.Command):
    def handle(self, **options: object) -> None:
        super().handle(**{**options, "database": "owner"})
