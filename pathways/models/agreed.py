"""What an alliance has agreed for itself: pathways, tasks, whom to ring, who is told of a clock, whose sign-off."""

import uuid
from datetime import date, timedelta

from django.db import models
from simple_history.models import HistoricalRecords

from mscc.access import AllianceOwned
from mscc.models import Alliance, Organisation, User
from mscc.stamped import Stamped
from pathways.agreed_tasks import DEFAULTS, DOER_WORDS, START_WORDS, AgreedTask, Doer, Start
from pathways.escalation import Ladder
from pathways.guideline.limits import SHORTENED, ClockKind


class Contact(Stamped, AllianceOwned):
    """The single point of contact of a specialty, for the alliance or at one hospital (1.1.10)."""

    class Specialty(models.TextChoices):
        ONCOLOGY = "oncology", "Oncology"
        ACUTE_ONCOLOGY = "acute_oncology", "Acute oncology"
        SPINAL_SURGERY = "spinal_surgery", "Spinal surgery"
        RADIOLOGY = "radiology", "Radiology"
        RADIOTHERAPY = "radiotherapy", "Radiotherapy"
        HAEMATOLOGY = "haematology", "Haematology"
        PHYSIOTHERAPY = "physiotherapy", "Physiotherapy"
        PALLIATIVE_CARE = "palliative_care", "Palliative care"
        HISTOPATHOLOGY = "histopathology", "Histopathology"
        PAEDIATRICS = "paediatrics", "Children and young people"

    # A number is to be tried again after this long.
    VERIFIED_FOR = timedelta(days=90)

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="contacts")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    specialty = models.CharField(max_length=20, choices=Specialty)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    hours = models.CharField(max_length=80, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["specialty", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "organisation", "specialty"], nulls_distinct=False, name="one_contact_point"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_specialty_display()}: {self.name}"

    def is_to_be_verified(self, today: date) -> bool:
        """Whether nobody has said lately that the number is right."""
        return self.verified_on is None or today - self.verified_on > self.VERIFIED_FOR


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


class LocalPathway(AllianceOwned):
    """One version of a document that the alliance has agreed (1.1.1). A row is never changed: saving adds a version.

    `key` is the same for all versions of a document; the one with the highest number stands.
    """

    class Kind(models.TextChoices):
        REFERRAL_CRITERIA = "referral_criteria", "Referral criteria"
        IMAGING = "imaging", "Imaging"
        STEROIDS = "steroids", "Steroids"
        SURGERY = "surgery", "Surgery"
        RADIOTHERAPY = "radiotherapy", "Radiotherapy"
        PALLIATIVE = "palliative", "Palliative care"
        REHABILITATION = "rehabilitation", "Rehabilitation"
        TRANSFER = "transfer", "Transfer"
        DISCHARGE = "discharge", "Discharge and support at home"
        OTHER = "other", "Other"

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="pathways")
    key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    agreed_on = models.DateField()
    agreed_by = models.CharField(max_length=200)
    review_due = models.DateField()
    is_in_use = models.BooleanField(default=True)
    limits = models.JSONField(
        default=dict,
        db_default={},
        help_text="Local limits: hours by the slug of the clock, each shorter than the guideline's.",
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "title", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="pathway_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def limit_words(self) -> list[str]:
        """Its local limits, beside the guideline's."""
        return [each.named(self.limits[each.slug]) for each in SHORTENED if each.slug in self.limits]

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been reviewed by now; on the day itself there is still time."""
        return self.is_in_use and self.review_due < today


class TaskTemplate(Stamped, AllianceOwned):
    """An alliance's own word on a task of its pathway: in place of the one of the same key, or one more."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="task_templates")
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    rec = models.CharField(max_length=10, blank=True)
    start = models.CharField(max_length=20, choices=list(START_WORDS.items()))
    hours = models.PositiveIntegerField()
    doer = models.CharField(max_length=20, choices=list(DOER_WORDS.items()))
    is_in_use = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["start", "hours", "title"]
        constraints = [models.UniqueConstraint(fields=["alliance", "key"], name="task_template_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def task(self) -> AgreedTask:
        """As the pathway has it. What ends it, and whether it outlives the referral, comes with the service."""
        shipped = DEFAULTS.get(self.key)
        return AgreedTask(
            self.key, self.title, self.rec, Start(self.start), self.hours, Doer(self.doer),
            ends_with=shipped.ends_with if shipped else "", outlives=self.start == Start.DISCHARGED,
        )  # fmt: skip


class SignOff(AllianceOwned):
    """A clinical safety officer's word on one rule set, for their alliance. A row is never changed: the latest counts.

    `fingerprint` ties it to the rules as they were: rules that have changed since are not signed off.
    """

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="sign_offs")
    rules_version = models.CharField(max_length=20)
    edition = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    approves = models.BooleanField()
    role_title = models.CharField(max_length=120)
    statement = models.TextField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [models.Index(fields=["alliance", "rules_version"], name="sign_off_of_version")]

    def __str__(self) -> str:
        return f"Rules {self.rules_version} {'approved' if self.approves else 'not approved'} by {self.signed_by}"
