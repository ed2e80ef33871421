"""A referral: one person's way through the service, from the call to the end."""

from django.db import models
from simple_history.models import HistoricalRecords

from mscc.access import AllianceOwned
from mscc.models import Alliance, Organisation, Service, User
from mscc.stamped import Stamped
from pathways.guideline.triage import Disposition
from pathways.guideline.words import HEADINGS
from pathways.states import ENDED, STATES, State
from referrals.models.person import Person


def choices(table: dict) -> list[tuple[str, str]]:
    return [(str(key), about.label) for key, about in table.items()]


class ReferralQuerySet(models.QuerySet):
    def open(self) -> "ReferralQuerySet":
        return self.exclude(state__in=ENDED)

    def counted(self) -> "ReferralQuerySet":
        """Those that the figures may count: not the rows of a log that was taken back."""
        return self.filter(taken_back_at=None)


class Referral(Stamped, AllianceOwned):
    """Where a referral stands now. How it came there is in its events; only actions write either."""

    class CallerKind(models.TextChoices):
        GP = "gp", "GP"
        WARD = "ward", "Ward"
        EMERGENCY_DEPARTMENT = "emergency_department", "Emergency department"
        HOSPICE = "hospice", "Hospice"
        PARAMEDIC = "paramedic", "Paramedic"
        OTHER_PROFESSIONAL = "other_professional", "Other professional"
        PATIENT = "patient", "The person themselves"
        CARER = "carer", "Carer or family"
        NOT_KNOWN = "", "Not known"

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=20, choices=choices(STATES), default=State.RECEIVED)
    disposition = models.CharField(max_length=20, choices=choices(HEADINGS))
    # What the rules say, kept beside what a clinician made of it, for ever.
    rule_disposition = models.CharField(max_length=20, choices=choices(HEADINGS))
    why = models.CharField(max_length=300, blank=True, help_text="The reason for the disposition, in a few words.")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="owned")

    caller_kind = models.CharField(max_length=30, choices=CallerKind, default=CallerKind.NOT_KNOWN, blank=True)
    caller_name = models.CharField(max_length=120, blank=True)
    caller_team = models.CharField("grade and team", max_length=120, blank=True)
    caller_phone = models.CharField(max_length=40, blank=True)
    caller_phone_reason = models.CharField(max_length=200, blank=True)
    referring_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    referring_place = models.CharField(max_length=120, blank=True, help_text="Where it is not in the list.")
    where_now = models.CharField(max_length=120, blank=True)
    where_phone = models.CharField(max_length=40, blank=True)
    primary = models.CharField(max_length=120, blank=True)
    oncologist = models.CharField(max_length=120, blank=True)
    allergies = models.CharField(max_length=300, blank=True)
    accepted_by = models.CharField(max_length=120, blank=True, help_text="The clinician who accepted the person.")

    new_prompts = models.JSONField(default=list, help_text="Advice that new facts brought up, not answered yet: keys.")
    # Fixed at the referral: somebody who moves later was still referred from where they lived.
    imd_decile = models.PositiveSmallIntegerField(null=True, help_text="Deprivation, 1 the most deprived tenth.")
    imd_year = models.PositiveSmallIntegerField(null=True, help_text="Of the index that the tenth is of.")
    centre_km = models.PositiveSmallIntegerField(
        null=True, help_text="To the nearest cancer centre, as the crow flies."
    )
    imported_reference = models.CharField(max_length=100, blank=True, help_text="Its number in an earlier log.")
    imported_log = models.ForeignKey(
        "referrals.ImportedLog", on_delete=models.PROTECT, null=True, related_name="referrals"
    )
    # Its log was taken back: it was never a referral of this service, and no figure counts it.
    taken_back_at = models.DateTimeField(null=True)

    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["changed_at", "changed_by", "version", "new_prompts"])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "imported_reference"],
                condition=~models.Q(imported_reference=""),
                name="imported_once",
            ),
            models.CheckConstraint(
                condition=models.Q(imd_decile=None) | models.Q(imd_decile__range=(1, 10)), name="decile_is_a_tenth"
            ),
        ]
        indexes = [
            models.Index(
                fields=["alliance", "service"], condition=~models.Q(state__in=sorted(ENDED)), name="referral_open"
            ),
            models.Index(fields=["alliance", "received_at"], name="referral_by_receipt"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def lacks_acceptance(self) -> bool:
        """Whether it is an emergency of another cause that no named clinician has accepted."""
        return self.disposition == Disposition.EMERGENCY_ANY_CAUSE and not self.accepted_by

    @property
    def is_lowered(self) -> bool:
        """Whether a clinician put the disposition below what the rules say."""
        return Disposition(self.disposition).urgency > Disposition(self.rule_disposition).urgency

    def party_ids(self) -> set[int]:
        """The people who are party to the case beside their service: its owner and those who were added."""
        owner = {self.owner_id} if self.owner_id else set()
        return owner | {party.user_id for party in self.parties.all()}


class Party(models.Model):
    """A colleague of another service who was brought into a case, and so may write on it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="parties")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "user"], name="party_once")]

    def __str__(self) -> str:
        return f"{self.user} on {self.referral}"


class Seen(models.Model):
    """When somebody last had a referral open: what is newer is unseen, and who has it open now is shown."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="seen")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(help_text="When they began to look.")
    seen_at = models.DateTimeField(help_text="When they were last seen looking.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "user"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.user} saw {self.referral}"


class ReferenceCounter(models.Model):
    """The last number given in an alliance in a year. Taken under a row lock, in the transaction that uses it."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alliance", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.alliance.code}-{self.year % 100:02d}-{self.last:06d}"
