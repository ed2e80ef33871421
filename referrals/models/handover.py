"""What was handed over: each person's line, as it stood when it was given, and what the receiver asked back."""

from django.db import models

from mscc.models import Handover
from referrals.models.referral import Referral


class HandoverCase(models.Model):
    """One person's line of a handover sheet, frozen as given."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="cases")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    line = models.JSONField()
    accepted_at = models.DateTimeField(null=True)
    question = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["handover", "referral"], name="handed_over_once")]

    def __str__(self) -> str:
        return f"{self.referral} in handover {self.handover_id}"

    @property
    def is_open(self) -> bool:
        """Whether the receiver waits for an answer."""
        return bool(self.question) and not self.reply
