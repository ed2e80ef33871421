"""`manage.py load_deprivation FILE --year YEAR`: an Index of Multiple Deprivation, file 7 of the English Indices."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mscc.place_tables import TableRefused, load_deprivation

YEARS = range(2000, 2100)


class Command(BaseCommand):
    help = "Load the Index of Multiple Deprivation of a year from file 7 of the English Indices of Deprivation (CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV with LSOA code, IMD rank and IMD decile")
        parser.add_argument("--year", required=True, help="the year of the index, such as 2025")

    def handle(self, *args: object, file: str, year: str | int, **options: object) -> None:
        text = str(year).strip()
        if not (text.isascii() and text.isdecimal() and int(text) in YEARS):
            raise CommandError("--year takes the year of the index, such as 2025.")
        try:
            read = load_deprivation(Path(file), int(text), lambda _: None)
        except TableRefused as problem:
            raise CommandError(f"{problem} Nothing was changed.") from None
        self.stdout.write(
            f"{read} areas of the index of {text} are loaded. The newest index counts for referrals from now on; "
            "what was fixed at earlier referrals stays."
        )
