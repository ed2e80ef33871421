"""The trail: append-only, text labels and ids, no foreign keys, so that nothing it names can be kept from changing."""

from django.db import models


class Entry(models.Model):
    """Somebody did or saw something. The application's role may insert and read, never change or delete."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, help_text="Empty: the system itself.")
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    alliance_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60, blank=True, help_text="What it was done to: a reference or an id.")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="entry_of_subject"),
            models.Index(fields=["alliance_id", "at"], name="entry_of_alliance"),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
