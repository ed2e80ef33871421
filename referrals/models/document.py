"""Documents attached to a referral: the row says what it is; the file lies in the store under a name of its own."""

import uuid

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import User
from referrals.models.referral import Referral


class Document(AllianceOwned):
    """One file, as it came. It is never changed; one that does not belong here is taken out, with a reason."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG picture"
        JPEG = "jpeg", "JPEG picture"

    alliance_path = "referral__alliance"
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind, help_text="By its content, whatever it was called.")
    what = models.CharField(max_length=120, help_text="What it is, in the words of whoever attached it.")
    # What the sender called it: shown as text, never used as a name of anything.
    original_name = models.CharField(max_length=200, blank=True)
    file = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned_by = models.CharField(max_length=80, blank=True, help_text="Empty: nothing looks for viruses here.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return self.what

    @property
    def media_type(self) -> str:
        """Of the content; what the sender said is not asked."""
        return {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}[self.kind]
