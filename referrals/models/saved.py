"""A filter of the worklist that somebody keeps for themselves."""

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import User


class SavedFilter(AllianceOwned):
    """Its name, and what it shows as the worklist's address has it."""

    alliance_path = "user__alliance"
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name
