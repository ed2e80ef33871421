"""Who holds a role now, and who held it at any past moment (1.1.6, 1.1.7)."""

from django.db import models

from mscc.models.alliance import Service
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
