"""Who works together: a cancer alliance, its MSCC services, the organisations that refer to them."""

from django.db import models


class Alliance(models.Model):
    """A cancer alliance: the wall that nobody sees over (NG234, terms used)."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    population = models.PositiveIntegerField(help_text="People resident in the alliance, all ages.")
    is_demonstration = models.BooleanField(default=False, help_text="Holds synthetic people only.")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A hospital, practice or hospice that refers people, scans or treats them, by its ODS code."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", "Hospital"
        CANCER_CENTRE = "cancer_centre", "Cancer centre"
        PRACTICE = "practice", "GP practice"
        HOSPICE = "hospice", "Hospice"
        AMBULANCE = "ambulance", "Ambulance service"
        OTHER = "other", "Other"

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="organisations")
    ods_code = models.CharField("ODS code", max_length=12)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    phone = models.CharField(max_length=40, blank=True)
    postcode = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["alliance", "ods_code"], name="organisation_once_in_alliance")]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """An MSCC coordinator service: one telephone number, one worklist, one coordinator role (1.1.5 to 1.1.7)."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="services")
    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True, help_text="The number that referrers ring, day and night.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
