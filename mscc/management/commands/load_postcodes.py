"""`manage.py load_postcodes FILE`: where postcodes lie, from the National Statistics Postcode Lookup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from mscc.place_tables import TableRefused, load_postcodes


class Command(BaseCommand):
    help = "Load postcodes with their small areas from the CSV file of the National Statistics Postcode Lookup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV with pcds, lsoa11 or lsoa21, and lat and long if known")

    def handle(self, *args: object, file: str, **options: object) -> None:
        try:
            with tqdm(desc="Postcodes", unit=" rows", disable=None, ncols=80) as bar:
                read = load_postcodes(Path(file), lambda _: bar.update())
        except TableRefused as problem:
            raise CommandError(f"{problem} Nothing was changed.") from None
        self.stdout.write(f"{read} postcodes are loaded. Referrals from now on are placed by them; earlier ones stay.")
