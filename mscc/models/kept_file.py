"""A file that lies in the store under a name of its own: the row says what it is, who brought it, who took it out."""

from django.db import models

from mscc.models.people import User


class KeptFile(models.Model):
    """One file, as it came. It is never changed; one that does not belong is taken out, with a reason."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG picture"
        JPEG = "jpeg", "JPEG picture"

    kind = models.CharField(max_length=10, choices=Kind, help_text="By its content, whatever it was called.")
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
        abstract = True
        ordering = ["-added_at"]

    @property
    def media_type(self) -> str:
        """Of the content; what the sender said is not asked."""
        return {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}[self.kind]
