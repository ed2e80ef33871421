"""What happened: immutable rows. A correction is a new row that supersedes an old one."""

from typing import Any

from django.db import models

from mscc.models import User
from mscc.moments import Moment, Precision
from referrals.models.referral import Referral


class EventIsImmutable(RuntimeError):
    """Somebody tried to change or delete what happened."""


class EventQuerySet(models.QuerySet):
    def current(self) -> "EventQuerySet":
        """Without those that a later event took the place of."""
        return self.filter(superseded_by=None)

    def update(self, **changes: object) -> int:
        raise EventIsImmutable("Events are never changed: record a correction.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise EventIsImmutable("Events are never deleted: record a correction.")


class Event(models.Model):
    """One thing that happened to a referral: when it happened, when that was recorded, by whom, who told."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    precision = models.CharField(max_length=10, choices=[(str(it), str(it)) for it in Precision])
    recorded_at = models.DateTimeField()
    # Nobody: the timer engine itself.
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    told_by = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["happened_at", "id"]
        indexes = [models.Index(fields=["referral", "happened_at"], name="event_of_referral")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at:%Y-%m-%d %H:%M}"

    @property
    def moment(self) -> Moment:
        return Moment(self.happened_at, Precision(self.precision))

    @property
    def is_superseded(self) -> bool:
        """Whether a later event took its place. Select `superseded_by`, or each asks the database."""
        return hasattr(self, "superseded_by")

    @property
    def recorder(self) -> str:
        """The name of who recorded it."""
        return self.recorded_by.name if self.recorded_by else "The service"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EventIsImmutable("Events are never changed: record a correction.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise EventIsImmutable("Events are never deleted: record a correction.")
