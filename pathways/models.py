"""What an alliance has agreed for itself: whom to ring, and who is told when a clock runs out."""

from django.db import models
from simple_history.models import HistoricalRecords

from mscc.access import AllianceOwned
from mscc.models import Alliance, Organisation
from mscc.stamped import Stamped
from pathways.escalation import Ladder
from pathways.guideline.limits import ClockKind


class Contact(AllianceOwned):
    """The single point of contact of a specialty, for the alliance or at one hospital (1.1.10)."""

    class Specialty(models.TextChoices):
        ONCOLOGY = "oncology", "Oncology"
        SPINAL_SURGERY = "spinal_surgery", "Spinal surgery"
        RADIOLOGY = "radiology", "Radiology"
        RADIOTHERAPY = "radiotherapy", "Radiotherapy"
        HAEMATOLOGY = "haematology", "Haematology"
        PALLIATIVE_CARE = "palliative_care", "Palliative care"
        PAEDIATRICS = "paediatrics", "Children and young people"

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="contacts")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    specialty = models.CharField(max_length=20, choices=Specialty)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    hours = models.CharField(max_length=80, blank=True)
    verified_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["specialty", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "organisation", "specialty"], nulls_distinct=False, name="one_contact_point"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_specialty_display()}: {self.name}"


class LocalLadder(Stamped, AllianceOwned):
    """An alliance's own ladder for one clock, in place of the one that comes with the service.

    Copied onto each clock when it starts: what is changed here holds for the clocks that start from then on.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="ladders")
    kind = models.CharField(max_length=30, choices=[(str(it), str(it)) for it in ClockKind])
    hours = models.FloatField()
    ladder = models.JSONField()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "hours"]
        constraints = [models.UniqueConstraint(fields=["alliance", "kind", "hours"], name="ladder_once")]

    def __str__(self) -> str:
        return f"Ladder of {self.kind} {self.hours:g} h, {self.alliance}"

    @property
    def rungs(self) -> Ladder:
        return Ladder.from_json(self.ladder)
