"""The alliance's own directory: whom to ring."""

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import Alliance, Organisation


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
