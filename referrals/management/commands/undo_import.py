"""`manage.py undo_import`: take back, within a day, the whole of a log that was taken over (docs/import.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pathways.states import NotPossible
from referrals.actions.undo_import import undo
from referrals.models import ImportedLog


class Command(BaseCommand):
    help = "Withdraw every referral of the log that a service took over last; nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--service", required=True, metavar="CODE")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: object, service: str, reason: str, **options: Any) -> None:
        log = ImportedLog.objects.filter(service__code=service, undone_at=None).first()
        if log is None:
            raise CommandError(f"No log stands that was taken over for “{service}”.")
        try:
            done = undo(log=log, reason=reason, by=None, at=timezone.now())
        except NotPossible as refusal:
            raise CommandError(f"{refusal} Nothing was taken back.") from None
        kept = f" Written on since, these stay: {', '.join(done.kept)}." if done.kept else ""
        self.stdout.write(f"Taken back: {done.withdrawn} referrals are withdrawn.{kept}")
