"""`manage.py downtime_pack`: write the packs for a downtime now, whatever their age (docs/operations.md)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mscc.models import Service
from referrals import downtime


class Command(BaseCommand):
    help = "Write the downtime pack of each service into DOWNTIME_FOLDER, encrypted with DOWNTIME_PASSWORD."

    def handle(self, *args: object, **options: object) -> None:
        folder = settings.ASIDE.downtime_folder
        if folder is None:
            raise CommandError("Set DOWNTIME_FOLDER and DOWNTIME_PASSWORD first. Nothing was written.")
        for service in Service.objects.select_related("alliance"):
            path = downtime.write(service, folder, settings.ASIDE.downtime_password, at=timezone.now())
            self.stdout.write(str(path))
