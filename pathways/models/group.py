"""The MSCC steering group (1.1.2, 1.1.4): who sits on it, when it met, what it looked at, what is to be done."""

import uuid
from datetime import date
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from audit.models import Pack
from mscc.access import AllianceOwned
from mscc.models import Alliance, KeptFile
from mscc.stamped import Stamped
from pathways.models.agreed import LocalPathway


class SteeringGroup(AllianceOwned):
    """An alliance's group: since when its meetings are counted. The timers make it as they first look round."""

    alliance = models.OneToOneField(Alliance, on_delete=models.PROTECT, related_name="steering_group")
    since = models.DateField()

    def __str__(self) -> str:
        return f"Steering group of {self.alliance_id}"


class Registered(Stamped, AllianceOwned):
    """A row of the register. `version` is what a form was begun from: nobody writes over what they have not seen."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class GroupMember(Registered):
    """Somebody on the group, from when to when. Whoever has left stays on record."""

    class Sector(models.TextChoices):
        PRIMARY = "primary", "Primary care"
        COMMUNITY = "community", "Community care"
        SECONDARY = "secondary", "Secondary care"
        TERTIARY = "tertiary", "Tertiary care"
        SERVICE = "service", "MSCC service"
        TUMOUR_GROUP = "tumour_group", "Alliance’s group for a primary tumour"
        COMMISSIONER = "commissioner", "Commissioner"
        PUBLIC = "public", "People with cancer and those close to them"
        OTHER = "other", "Other"

    name = models.CharField(max_length=120)
    role = models.CharField("role or specialty", max_length=120)
    sector = models.CharField("speaks for", max_length=20, choices=Sector)
    has_lived_experience = models.BooleanField("lived experience")
    joined_on = models.DateField("from")
    left_on = models.DateField("to", null=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on=None) | models.Q(left_on__gte=models.F("joined_on")),
                name="member_left_after_joining",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def sits_on(self, day: date) -> bool:
        """Whether they are a member on that day."""
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


class Meeting(Registered):
    """One meeting: called for a day, held, or cancelled."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    day = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    attended = models.ManyToManyField(GroupMember, related_name="meetings")
    guests = models.CharField("others who attended", max_length=300, blank=True)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed = models.ManyToManyField(LocalPathway, related_name="+")
    minutes = models.TextField(max_length=20_000, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["alliance", "day"], name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"Meeting {self.get_state_display().lower()}"

    def is_to_come(self, today: date) -> bool:
        return self.state == self.State.PLANNED and self.day >= today

    def frozen(self) -> dict[str, Any]:
        """As a pack keeps it: nobody is named, and the minutes stay in the register."""
        return {
            "day": self.day.isoformat(),
            "state": self.get_state_display(),
            "attended": self.people,  # type: ignore[attr-defined]  # asked for by `pathways.group`
            "guests": bool(self.guests),
            "pack": self.pack.number if self.pack else None,
            "reviewed": [str(each) for each in self.reviewed.all()],
        }


class Paper(KeptFile, AllianceOwned):
    """The minutes of a meeting, or another paper of it, as a file."""

    alliance_path = "meeting__alliance"
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    what = models.CharField(max_length=120)

    class Meta(KeptFile.Meta):
        pass

    def __str__(self) -> str:
        return self.what


class GroupAction(Registered):
    """What the group wants done: by whom, by when, and when it was."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="actions")
    what = models.CharField("what is to be done", max_length=400)
    owner = models.CharField("who does it", max_length=120)
    due_on = models.DateField("due")
    done_on = models.DateField("done", null=True)
    outcome = models.CharField("what came of it", max_length=400, blank=True)
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.done_on is None

    def is_overdue(self, today: date) -> bool:
        """On the day itself there is still time."""
        return self.is_open and self.due_on < today

    def frozen(self, today: date) -> dict[str, Any]:
        """As a pack keeps it."""
        return {
            "what": self.what,
            "owner": self.owner,
            "due_on": self.due_on.isoformat(),
            "is_overdue": self.is_overdue(today),
        }
