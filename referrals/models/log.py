"""An earlier log: as somebody has sent it in and not yet confirmed, and as it was taken over."""

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


class ImportedLog(AllianceOwned):
    """A log that was taken over. Within a day the whole of it can be taken back."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    # Nobody: by the command of an administrator.
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()
    new = models.PositiveIntegerField(default=0, help_text="Referrals that it brought.")
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"Log for {self.service}, imported {self.imported_at:%Y-%m-%d %H:%M}"
