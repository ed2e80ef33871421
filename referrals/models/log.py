"""An earlier log that somebody has sent in and not yet confirmed."""

import uuid

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import Alliance, Service, User


class SentLog(AllianceOwned):
    """The file as it was sent: kept until it is imported or thrown away, a day at most."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at"]

    def __str__(self) -> str:
        return f"Log for {self.service}, sent {self.sent_at:%Y-%m-%d %H:%M}"
