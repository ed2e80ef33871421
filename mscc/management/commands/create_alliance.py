"""`manage.py create_alliance`: make a cancer alliance (contracts/commands.md)."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mscc.models import Alliance


class Command(BaseCommand):
    help = "Make a cancer alliance. The second time it says that it stands and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="a short code, such as TST: it begins every reference")
        parser.add_argument("--name", required=True)
        parser.add_argument("--population", required=True, help="people resident, all ages")

    def handle(self, *args: object, code: str, name: str, population: str | int, **options: object) -> None:
        code = code.strip().upper()
        if not (1 <= len(code) <= 10 and code.isascii() and code.isalnum()):
            raise CommandError("--code takes 1 to 10 letters and digits, such as TST.")
        if not 1 <= len(name.strip()) <= 200:
            raise CommandError("--name takes a name of 1 to 200 characters.")
        residents = _number(str(population))
        if not 0 < residents < 2**31:
            raise CommandError("--population takes the number of residents, from 1, such as 3500000.")
        given = {"name": name.strip(), "population": residents}
        alliance, made = Alliance.objects.get_or_create(code=code, defaults=given)
        self.stdout.write(f"{alliance.name} ({code}) {'is made' if made else 'stands already; nothing was changed'}.")


def _number(text: str) -> int:
    """What was typed as a number; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
