"""`manage.py keep_figures`: count the months that reports add up, or look whether what is kept is true (ADR 0006)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import keeping
from mscc.models import Alliance

SOME = 50


class Command(BaseCommand):
    help = (
        "Count every month long over that changed since it was counted last. Reports are right without it, and slower."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--anew", action="store_true", help="count all of them from the beginning")
        how.add_argument("--check", action="store_true", help="count all rows anew and compare; change nothing")

    def handle(self, *args: object, anew: bool, check: bool, **options: Any) -> None:
        at = timezone.now()
        if check:
            self._check()
            return
        if anew:
            keeping.forget()
        total = 0
        while done := keeping.keep(at, SOME):
            total += done
        self.stdout.write(f"{total} months counted.")

    def _check(self) -> None:
        found = {each.code: keeping.wrong(each, timezone.now()) for each in Alliance.objects.order_by("code")}
        wrong = [f"{code} {month:%Y-%m}" for code, months in found.items() for month in months]
        if wrong:
            raise CommandError(f"Not what the rows come to: {', '.join(wrong)}. Count them with --anew and tell us.")
        self.stdout.write("Every month that is kept is what its rows come to.")
