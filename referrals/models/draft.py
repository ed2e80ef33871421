"""A call that is not saved yet, and the promise to ring somebody back."""

import uuid

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import Alliance, Service, User
from referrals.models.referral import Referral


class Draft(AllianceOwned):
    """What has been typed of a call so far. Kept on the server; a saved call keeps its draft's number only."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    started_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    data = models.JSONField(default=dict, help_text="The fields as typed.")
    disposition = models.CharField(max_length=20, blank=True)
    emergency_at = models.DateTimeField(null=True, help_text="When it first read as an emergency.")
    # Set once: a second press of "save" finds the referral that the first one made.
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="drafts")
    discarded_at = models.DateTimeField(null=True)
    discarded_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["started_at"]
        indexes = [
            models.Index(
                fields=["alliance"],
                condition=models.Q(referral__isnull=True, discarded_at__isnull=True),
                name="draft_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"Call from {self.started_at:%H:%M}"

    def party_ids(self) -> set[int]:
        return {self.author_id}


class CallBack(AllianceOwned):
    """A promise to ring somebody back: open until it is done, with every attempt on record."""

    alliance_path = "service__alliance"
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="call_backs")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="call_backs")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="call_backs")
    whom = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]
        indexes = [models.Index(fields=["service"], condition=models.Q(done_at__isnull=True), name="call_back_open")]

    def __str__(self) -> str:
        return f"Ring {self.whom}"

    def party_ids(self) -> set[int]:
        return {self.asked_by_id} | (self.referral.party_ids() if self.referral else set())


class CallAttempt(models.Model):
    """One try at ringing back."""

    class Result(models.TextChoices):
        SPOKE = "spoke", "Spoke to them"
        NO_ANSWER = "no_answer", "No answer"
        MESSAGE = "message", "Left a message to ring us"
        WRONG_NUMBER = "wrong_number", "Wrong number"

    call_back = models.ForeignKey(CallBack, on_delete=models.PROTECT, related_name="attempts")
    result = models.CharField(max_length=20, choices=Result)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.get_result_display()} at {self.at:%H:%M}"
