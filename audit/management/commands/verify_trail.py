"""`manage.py verify_trail`: is the trail as it was sealed? Says what is not, and what no seal vouches for yet."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.verifying import Verified, verify


class Command(BaseCommand):
    help = "Verify the trail's seals. Exits with 1 and says which entry or seal when something is not as it was."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoints", type=Path, help="the folder of checkpoints, best a copy kept elsewhere")

    def handle(self, *, checkpoints: Path | None, **options: object) -> None:
        seen, wrong = Verified(), 0
        for sentence in verify(seen, folder=checkpoints or settings.SEALED.checkpoints):
            wrong += 1
            self.stderr.write(sentence[0].upper() + sentence[1:] + ".")
        self.stdout.write(f"{seen.entries} entries in {seen.seals} seals.")
        for sentence in (tail(seen), vouched(seen)):
            self.stdout.write(sentence)
        if wrong:
            raise CommandError(f"The trail is not as it was sealed: {wrong} findings.")
        self.stdout.write("All as it was sealed.")


def tail(seen: Verified) -> str:
    """What is not sealed yet: nobody can vouch for it."""
    if not seen.waiting_since:
        return "No entry waits for its seal."
    return (
        f"{seen.waiting} entries wait for their seal, since {seen.waiting_since:%Y-%m-%d %H:%M:%S} UTC: not verified."
    )


def vouched(seen: Verified) -> str:
    """How far checkpoints reach: beyond them a cut end would not show."""
    if seen.checkpoint is None:
        return "There is no checkpoint: an end that was cut off would not show."
    return f"The newest checkpoint vouches for seal {seen.checkpoint.number}, of {seen.checkpoint.at}."
