"""An incident (1.1.12): what went wrong, what harm it did, what was found and learned. Never made by the service."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from mscc.access import AllianceOwned
from mscc.models import Alliance, Service, User
from mscc.stamped import Stamped
from pathways.incidents import CANDOUR, LONG_OPEN, PHYSICAL, PSYCHOLOGICAL, STAGE_WORDS, candour_is_due
from referrals.models.referral import Referral


class Incident(Stamped, AllianceOwned):
    """One entry of the log. Its history keeps every version; closed, it has its day and what was learned."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="incidents")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="incidents")
    happened_on = models.DateField("day")
    stage = models.CharField(max_length=20, choices=list(STAGE_WORDS.items()))
    what = models.TextField("what happened", max_length=4000)
    physical_harm = models.CharField(max_length=10, choices=list(PHYSICAL.items()), blank=True)
    psychological_harm = models.CharField(max_length=10, choices=list(PSYCHOLOGICAL.items()), blank=True)
    candour = models.CharField("duty of candour", max_length=10, choices=list(CANDOUR.items()), blank=True)
    lfpse = models.CharField("LFPSE reference", max_length=40, blank=True)
    investigation = models.TextField(max_length=4000, blank=True)
    learning = models.TextField(max_length=4000, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField("closed", null=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["version", "made_at"])

    class Meta:
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("happened_on")),
                name="incident_closed_after_it_happened",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | ~models.Q(learning=""), name="incident_closed_with_learning"
            ),
        ]
        indexes = [models.Index(fields=["alliance", "happened_on"], name="incident_by_day")]

    def __str__(self) -> str:
        return f"Incident {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def candour_is_due(self) -> bool:
        return candour_is_due(self.physical_harm, self.psychological_harm, self.candour)

    def is_long_open(self, today: date) -> bool:
        """Whether it has been open for more than sixty days since it happened."""
        return self.is_open and today - self.happened_on > LONG_OPEN
