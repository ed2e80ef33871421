"""`manage.py health`: what /health/ says, for whoever watches a process that serves no pages."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import sealing
from referrals import auditor
from referrals.views.health import look


class Command(BaseCommand):
    help = "Print whether the service is well; exit with 1 when it is not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--process", default="", help="look only at timer processes whose name starts so")
        parser.add_argument("--auditor", default="", help="whether the auditor whose name starts so looks")
        parser.add_argument("--sealer", action="store_true", help="whether a process that seals the trail works")

    def handle(self, *, process: str, auditor: str, sealer: bool, **options: object) -> None:
        if sealer:
            return seals()
        if auditor:
            return watches(auditor)
        found = look(process)
        self.stdout.write(json.dumps(asdict(found)))
        if found.status != "well":
            raise CommandError("The service is not well.")
        return None


def watches(name: str) -> None:
    """An auditor is well while it looks, whatever it finds: to start it anew would mend nothing of that."""
    if not auditor.looks(name):
        raise CommandError("The auditor has not looked within a minute.")


def seals() -> None:
    """One works and others stand by: all of them are well while it does."""
    if not sealing.runs():
        raise CommandError("No process seals the trail.")
