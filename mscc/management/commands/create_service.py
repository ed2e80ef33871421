"""`manage.py create_service`: make an MSCC service of an alliance (contracts/commands.md)."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mscc.models import Alliance, Service


class Command(BaseCommand):
    help = "Make an MSCC coordinator service. The second time it says that it stands and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="a short code, such as TST1")
        parser.add_argument("--alliance", required=True, help="the alliance's code")
        parser.add_argument("--name", required=True)
        parser.add_argument("--phone", default="", help="the number that referrers ring")

    def handle(self, *args: object, code: str, alliance: str, name: str, phone: str, **options: object) -> None:
        code = code.strip().upper()
        owner = Alliance.objects.filter(code=alliance.strip().upper()).first()
        if owner is None:
            known = ", ".join(Alliance.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no alliance {alliance!r}. Known: {known}. Make it with create_alliance.")
        if not (1 <= len(code) <= 10 and code.isascii() and code.isalnum()):
            raise CommandError("--code takes 1 to 10 letters and digits, such as TST1.")
        if not 1 <= len(name.strip()) <= 200:
            raise CommandError("--name takes a name of 1 to 200 characters.")
        if len(phone.strip()) > 40:
            raise CommandError("--phone takes at most 40 characters.")
        service, made = Service.objects.get_or_create(
            code=code, defaults={"alliance": owner, "name": name.strip(), "phone": phone.strip()}
        )
        if service.alliance_id != owner.pk:
            raise CommandError(f"{code} is a service of another alliance. Choose another code.")
        self.stdout.write(f"{service.name} ({code}) {'is made' if made else 'stands already; nothing was changed'}.")
