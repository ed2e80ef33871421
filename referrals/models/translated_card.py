"""The contact card in another language: a PDF that the service lead hands in, of the service whose number is on it."""

import uuid

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import KeptFile, Service


class TranslatedCard(KeptFile, AllianceOwned):
    """One card, as it came. The one in use is not removed; one that was replaced stays, with who replaced it when."""

    alliance_path = "service__alliance"
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="translated_cards")
    language = models.CharField(max_length=40, help_text="Its name, as it is shown.")

    class Meta(KeptFile.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["service", "language"], condition=models.Q(removed_at=None), name="one_card_of_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.language
