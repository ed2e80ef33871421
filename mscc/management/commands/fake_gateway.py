"""`manage.py fake_gateway`: a gateway that passes nothing on, for the demonstration and the fault runs."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mscc.fake_gateway import FakeGateway


class Command(BaseCommand):
    help = "Stand in for the voice, bleep, text and push services; every message is kept in a file of JSON lines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--ledger", default="", help="by default gateway.jsonl beside the data")

    def handle(self, *args: object, port: int, ledger: str, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The fake gateway passes nothing on; it does not run in production.")
        path = Path(ledger) if ledger else settings.MSCC_HOME / "gateway.jsonl"
        with FakeGateway(port, path) as gateway:
            gateway.serve_forever()
