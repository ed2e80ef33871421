"""What is to be done for a person: whose it is, by when, what became of it. No clock: nobody is alerted."""

from datetime import datetime

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import Service, User
from pathways.agreed_tasks import DOER_WORDS, Doer
from referrals.events.kinds import EventKind
from referrals.models.event import Event
from referrals.models.referral import Referral


class Task(AllianceOwned):
    """Something to do for one referral, by hand or from a template of the alliance's pathway."""

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        NOT_NEEDED = "not_needed", "Not needed"
        # By the referral's own end, not by somebody's word on it: open again when the referral is.
        ENDED = "ended", "Ended with the referral"

    alliance_path = "service__alliance"
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="tasks")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    rec = models.CharField(max_length=10, blank=True)
    template = models.CharField(max_length=40, blank=True, help_text="Its key in the pathway; empty: by hand.")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, related_name="tasks", help_text="What it arose from."
    )
    doer = models.CharField(max_length=20, choices=list(DOER_WORDS.items()), blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="tasks")
    due_at = models.DateTimeField()
    outlives = models.BooleanField(default=False, help_text="Stays open when the referral has run its course.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is not needed, or how it was done.")

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="task_open_or_ended",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="not_needed", reason=""), name="task_not_needed_has_reason"
            ),
            models.UniqueConstraint(
                fields=["referral", "template"],
                condition=models.Q(state="open") & ~models.Q(template=""),
                name="one_open_task_of_template",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "due_at"], condition=models.Q(state="open"), name="task_open_by_due"),
            models.Index(fields=["referral"], name="task_of_referral"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def awaits_answer(self) -> bool:
        """Whether it is a question to somebody: an answer ends it."""
        return self.event is not None and self.event.kind == EventKind.INFORMATION_ASKED

    def is_overdue(self, at: datetime) -> bool:
        return self.is_open and self.due_at < at

    @property
    def whose(self) -> str:
        """Who does it: the colleague who took it, else the role; empty where nobody is named."""
        return self.owner.name if self.owner else DOER_WORDS[Doer(self.doer)] if self.doer else ""
