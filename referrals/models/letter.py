"""Letters about a referral: written, approved by name and then never changed, marked as sent, read. We send none."""

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import Alliance, User
from referrals.letters import KINDS, LetterKind
from referrals.letters.kinds import About
from referrals.models.referral import Referral, choices


class LetterWording(AllianceOwned):
    """An alliance's own wording of a kind of letter. A row is never changed: the one of the highest version stands."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="letter_wordings")
    kind = models.CharField(max_length=30, choices=choices(KINDS))
    version = models.PositiveIntegerField()
    # Empty: the wording that comes with the service stands again.
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["alliance", "kind", "version"], name="wording_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.version}"


class Letter(AllianceOwned):
    """One version of a letter. Once it is approved a trigger of the database lets nobody change its words."""

    class Paper(models.TextChoices):
        """How far its PDF is."""

        NONE = "", "Not asked for"
        WAITING = "waiting", "Being made"
        MADE = "made", "Made"
        FAILED = "failed", "Could not be made"

    alliance_path = "referral__alliance"
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=30, choices=choices(KINDS))
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replacements")
    to_whom = models.CharField(max_length=300)
    body = models.TextField()
    # Who it is about, as that stood when it was approved: a name put right later changes no letter.
    head = models.JSONField(default=dict)
    # The newest entry of the record when it was filled in: what came later is not in it.
    filled_to = models.BigIntegerField()
    saves = models.PositiveIntegerField(default=1, help_text="How often: whoever saves says what they read.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, help_text="When the draft was thrown away.")

    paper = models.CharField(max_length=10, choices=Paper, default=Paper.NONE, blank=True)
    paper_asked_at = models.DateTimeField(null=True)
    paper_problem = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=80, blank=True, help_text="The PDF’s name in the store of documents.")

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False, dropped_at=None),
                name="letter_approved_by_name",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=models.Q(dropped_at=None), name="letter_replaced_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about.label}, version {self.version}"

    @property
    def about(self) -> About:
        return KINDS[LetterKind(self.kind)]

    @property
    def is_draft(self) -> bool:
        return self.approved_at is None and self.dropped_at is None

    @property
    def is_superseded(self) -> bool:
        """Whether a newer version has been approved."""
        return any(each.approved_at for each in self.replacements.all())

    @property
    def standing(self) -> str:
        """Where it stands, in a word or two."""
        if self.dropped_at:
            return "Thrown away"
        if not self.approved_at:
            return "Draft"
        if self.is_superseded:
            return "Superseded"
        sent = list(self.sendings.all())
        if any(each.read_at for each in sent):
            return "Read"
        return "Sent" if sent else "Approved, not sent"


class LetterSent(models.Model):
    """Somebody took an approved letter to where it belongs, by this route; and who read it there, once that is told."""

    class Route(models.TextChoices):
        NHS_MAIL = "nhs_mail", "NHS e-mail, by a person"
        RECORD = "record", "Put into the patient’s record"
        GP_SYSTEM = "gp_system", "Document exchange with the practice"
        WITH_PERSON = "with_person", "Went with the person"
        BY_HAND = "by_hand", "By hand"
        POST = "post", "Post"
        OTHER = "other", "Another way"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="sendings")
    route = models.CharField(max_length=20, choices=Route)
    to_whom = models.CharField(max_length=300)
    sent_at = models.DateTimeField()
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=120, blank=True)
    read_marked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_route_display()} to {self.to_whom}"
