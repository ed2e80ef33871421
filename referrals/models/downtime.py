"""That the pack for a downtime was written: a row that the auditor reads, so that a pack that stays away rings."""

from django.db import models

from mscc.models import Service


class DowntimePack(models.Model):
    """The newest pack of a service, and how many people are in it."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, primary_key=True, related_name="downtime_pack")
    written_at = models.DateTimeField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.service} at {self.written_at:%H:%M}"
