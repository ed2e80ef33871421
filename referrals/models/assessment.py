"""What the rules said of a referral at a moment: the facts, the answer, the edition. Never changed."""

from django.db import models

from mscc.models import User
from referrals.models.referral import Referral


class Assessment(models.Model):
    """One run of the rules, as it was stored with the facts it stood on."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="assessments")
    facts = models.JSONField()
    answer = models.JSONField()
    edition = models.CharField(max_length=80)
    rules_version = models.CharField(max_length=20)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-assessed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.answer.get('disposition')} at {self.assessed_at:%Y-%m-%d %H:%M}"
