"""`manage.py audit_report`: an alliance's audit figures, for people and other programs (contracts/report.md)."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import exports, workbook
from audit.periods import PeriodError
from audit.printed import printed
from audit.report import Report, build
from mscc.models import Alliance
from mscc.moments import LONDON
from mscc.spreadsheets import write_csv


def _json(report: Report, shareable: bool) -> bytes:
    return f"{json.dumps(exports.as_json(report, shareable=shareable), ensure_ascii=False)}\n".encode()


def _csv(report: Report, shareable: bool) -> bytes:
    file = io.StringIO()
    write_csv(exports.report_rows(report, shareable=shareable), file)
    return file.getvalue().encode()


def _xlsx(report: Report, shareable: bool) -> bytes:
    return workbook.build(printed(report, shareable=shareable))


def _pdf(report: Report, shareable: bool) -> bytes:
    from audit.document import build as document

    return document(printed(report, shareable=shareable))


FORMATS: dict[str, Callable[[Report, bool], bytes]] = {"json": _json, "csv": _csv, "xlsx": _xlsx, "pdf": _pdf}
TEXTS = ("json", "csv")


class Command(BaseCommand):
    help = "Write an alliance's audit figures for clocks that started in a period. Exact, unless --shareable."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--alliance", required=True, metavar="CODE")
        parser.add_argument("--from", required=True, dest="start", metavar="DATE", help="first day, as 2025-01-01")
        parser.add_argument("--to", required=True, dest="end", metavar="DATE", help="last day, included")
        parser.add_argument("--format", default="json", help=", ".join(FORMATS))
        parser.add_argument(
            "--as-at", metavar="DATETIME", help="when pending is judged (default: now), London time unless zoned"
        )
        parser.add_argument("--shareable", action="store_true", help="counts of 1 to 7 hidden, others rounded to 5")
        parser.add_argument("--output", metavar="FILE", help="write to a file, not to the terminal")

    def handle(self, *args: object, **options: str) -> None:
        if options["format"] not in FORMATS:
            raise CommandError(f"“{options['format']}” is not a format: ask for {', '.join(FORMATS)}.")
        as_at = _instant(options["as_at"]) if options["as_at"] else timezone.now()
        start, end = _day(options["start"]), _day(options["end"])
        try:
            report = build(_alliance(options["alliance"]), start, end, as_at)
        except PeriodError as problem:
            raise CommandError(str(problem)) from problem
        self._write(FORMATS[options["format"]](report, bool(options["shareable"])), options)

    def _write(self, content: bytes, options: dict[str, str]) -> None:
        if options["output"]:
            try:
                Path(options["output"]).write_bytes(content)
            except OSError as problem:
                raise CommandError(f"The file could not be written: {problem.strerror}.") from problem
        elif options["format"] in TEXTS:
            self.stdout.write(content.decode(), ending="")
        else:
            self._write_bytes(content)

    def _write_bytes(self, content: bytes) -> None:
        """A workbook or a document goes into a pipe or a file, never on to a screen."""
        raw = getattr(self.stdout._out, "buffer", None)
        if raw is None or self.stdout.isatty():
            raise CommandError("Say where to write it: --output FILE.")
        raw.write(content)
        raw.flush()


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
