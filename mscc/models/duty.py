"""Who holds a role now, who held it at any past moment, and who was asked to take it over (1.1.6, 1.1.7)."""

from django.db import models

from mscc.models.alliance import Alliance, Service
from mscc.models.people import User
from mscc.roles import Role


class RoleHolding(models.Model):
    """A stretch of time in which one person held a role of a service. The open one is who holds it now."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=20, choices=Role, default=Role.COORDINATOR)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "role"], condition=models.Q(ended_at__isnull=True), name="one_holder_now"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="holding_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} holds {self.get_role_display()} of {self.service}"


class Handover(models.Model):
    """The coordinator role, offered by one person to another. Complete only when the other accepts."""

    class State(models.TextChoices):
        PENDING = "pending", "Not accepted yet"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was refused or taken back.")

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(state="pending"), name="one_pending_handover"
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="handed_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} to {self.receiver}, {self.get_state_display().lower()}"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    def party_ids(self) -> set[int]:
        return {self.giver_id, self.receiver_id}
