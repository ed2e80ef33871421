"""What stands behind signing in: a role that two administrators must agree on, a person's name at another provider."""

from django.db import models

from mscc.models.alliance import Alliance, Service
from mscc.models.people import User
from mscc.roles import Role


class RoleRequest(models.Model):
    """A change of who administers, asked for by one administrator: it counts when another has confirmed it."""

    class Kind(models.TextChoices):
        GIVE = "give", "Give the role"
        TAKE = "take", "Take the role away"
        CLOSE = "close", "Close the account"

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="role_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    role = models.CharField(max_length=20, choices=Role)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ends_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, help_text="Empty: not decided yet.")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "role"], condition=models.Q(outcome=""), name="role_request_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="role_request_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"


class Identity(models.Model):
    """Who a person is at a provider of identities. Made by an administrator: an unknown subject gets no access."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=30)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint(fields=["provider", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.provider}"


class IdentitySession(models.Model):
    """The provider's own name for a session that was begun there, by which it says that it has ended."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="sessions")
    sid = models.CharField(max_length=255)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sid"], name="identity_session_sid")]

    def __str__(self) -> str:
        return f"Session of {self.identity}"


class Attempt(models.Model):
    """The table of Django's database cache: who has tried to sign in how often lately, and which codes are spent."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "mscc_attempts"

    def __str__(self) -> str:
        return "An attempt"
