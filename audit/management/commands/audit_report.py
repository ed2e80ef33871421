"""`manage.py audit_report`: an alliance's audit figures, for other programs (contracts/report.md)."""

import json
from datetime import UTC, date, datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import exports
from audit.periods import PeriodError
from audit.report import Report, build
from mscc.models import Alliance
from mscc.moments import LONDON
from mscc.spreadsheets import write_csv

FORMATS = ("json", "csv")


class Command(BaseCommand):
    help = "Write an alliance's audit figures for clocks that started in a period. Exact: not for sharing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--alliance", required=True, metavar="CODE")
        parser.add_argument("--from", required=True, dest="start", metavar="DATE", help="first day, as 2025-01-01")
        parser.add_argument("--to", required=True, dest="end", metavar="DATE", help="last day, included")
        parser.add_argument("--format", default="json", help="json or csv")
        parser.add_argument(
            "--as-at", metavar="DATETIME", help="when pending is judged (default: now), London time unless zoned"
        )
        parser.add_argument("--shareable", action="store_true", help="not made by this version")

    def handle(self, *args: object, **options: str) -> None:
        _refuse_what_is_not_made(options["format"], bool(options["shareable"]))
        as_at = _instant(options["as_at"]) if options["as_at"] else timezone.now()
        start, end = _day(options["start"]), _day(options["end"])
        try:
            report = build(_alliance(options["alliance"]), start, end, as_at)
        except PeriodError as problem:
            raise CommandError(str(problem)) from problem
        self._write(report, options["format"])

    def _write(self, report: Report, form: str) -> None:
        if form == "csv":
            write_csv(exports.report_rows(report), self.stdout)  # type: ignore[arg-type]
        else:
            self.stdout.write(json.dumps(exports.as_json(report), ensure_ascii=False))


def _refuse_what_is_not_made(form: str, shareable: bool) -> None:
    if shareable:
        raise CommandError("This version makes no shareable figures: its numbers are exact, for the service only.")
    if form in ("xlsx", "pdf"):
        raise CommandError(f"This version does not write {form}: ask for json or csv.")
    if form not in FORMATS:
        raise CommandError(f"“{form}” is not a format: ask for json or csv.")


def _alliance(code: str) -> Alliance:
    try:
        return Alliance.objects.get(code=code)
    except Alliance.DoesNotExist:
        known = ", ".join(Alliance.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no alliance with the code “{code}”. There are: {known}.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a date. Write it as 2025-01-31.") from None


def _instant(text: str) -> datetime:
    """A moment in UTC. Without a zone it is London time, the first if it happened twice; a day alone is its start."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        moment = at.replace(tzinfo=LONDON).astimezone(UTC)
        if moment.astimezone(LONDON).replace(tzinfo=None) == at:
            return moment
    except (ValueError, OverflowError):
        pass
    raise CommandError(f"“{text}” is not a moment in London. Write it as 2025-12-31T18:10, or with Z or +01:00.")
