"""The rota: the posts to be filled, the patterns and shifts that fill them, swaps, and who may hold a role (1.1.6)."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models

from mscc.models.alliance import Service
from mscc.models.people import User
from mscc.roles import Role
from mscc.rota import BANK_HOLIDAY_WORDS, BankHolidays, Repeat, Stretch

POSTS = {Role.COORDINATOR, Role.REGISTRAR, Role.SENIOR}


class Post(models.Model):
    """A role of a service that the rota fills, and who stands in when nobody on it can be reached."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=[(str(role), role.label) for role in Role if role in POSTS])
    filled_from = models.DateTimeField(
        null=True, help_text="From when on somebody is on day and night; none: it may stand empty."
    )
    fallback = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    fallback_phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["service", "id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "role"], name="one_post_of_a_role"),
            models.CheckConstraint(
                condition=models.Q(fallback__isnull=False) | ~models.Q(fallback_phone=""), name="post_has_a_fallback"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.service}"

    @property
    def alliance_id(self) -> int:
        return self.service.alliance_id

    def party_ids(self) -> set[int]:
        """Nobody is party to a post but those of its service."""
        return set()


class Pattern(models.Model):
    """A shift that comes again: which weekdays, between which times of the clock on the wall, for whom, until when."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="patterns")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="Monday is 0.")
    starts = models.TimeField()
    ends = models.TimeField(help_text="Not after the start: on the next day.")
    every = models.PositiveSmallIntegerField(default=1, help_text="Weeks, counted from the week of the first day.")
    first = models.DateField()
    last = models.DateField()
    bank_holidays = models.CharField(
        max_length=10, choices=[(str(rule), words) for rule, words in BANK_HOLIDAY_WORDS.items()],
        default=BankHolidays.AS_USUAL,
    )  # fmt: skip
    exceptions = ArrayField(models.DateField(), default=list)

    class Meta:
        ordering = ["first", "starts", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(every__gte=1), name="pattern_comes_again"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.starts:%H:%M} to {self.ends:%H:%M}"

    @property
    def repeat(self) -> Repeat:
        return Repeat(
            frozenset(self.weekdays), self.starts, self.ends, self.first, self.last, self.every,
            BankHolidays(self.bank_holidays), frozenset(self.exceptions),
        )  # fmt: skip


# In UTC, from the start to the end; where the end lies in the second of two like hours, to the same time of the first:
# `Stretch.meets` in SQL. Written with what PostgreSQL holds to be immutable.
SOLE = """tsrange(timezone('UTC', starts_at), GREATEST(timezone('UTC', starts_at), timezone('UTC', ends_at) - CASE
    WHEN timezone('Europe/London', timezone('UTC', timezone('UTC', ends_at) - interval '1 hour'))
       = timezone('Europe/London', ends_at) THEN interval '1 hour' ELSE interval '0 hours' END))"""


class Shift(models.Model):
    """A stretch for which one person is on the rota of a post. What is cancelled stays, for who looks back."""

    class Source(models.TextChoices):
        PATTERN = "pattern", "From a pattern"
        SINGLE = "single", "Entered by itself"
        OVERRIDE = "override", "Taken in place of another"
        SWAP = "swap", "Swapped"
        IMPORT = "import", "Read from a file"

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, null=True, related_name="shifts")
    cancelled_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True, help_text="None: stands as it was put on.")
    revision = models.PositiveIntegerField(
        default=0, db_default=0, help_text="How often it was changed: calendars ask for it."
    )

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_has_a_length"),
            # An hour that the clock shows twice belongs to both of two shifts, by intention.
            ExclusionConstraint(
                name="one_on_a_post",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (models.Func(template=SOLE), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["post", "ends_at"], condition=models.Q(cancelled_at=None), name="shift_of_post"),
            models.Index(fields=["person", "ends_at"], condition=models.Q(cancelled_at=None), name="shift_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.starts_at:%d %b %H:%M} to {self.ends_at:%d %b %H:%M}"

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.starts_at, self.ends_at)

    def change(self, at: datetime, **fields: datetime) -> None:
        """Change it so that calendars which have it notice."""
        for name, value in {**fields, "changed_at": at}.items():
            setattr(self, name, value)
        self.revision += 1
        self.save()


class Swap(models.Model):
    """One person asks another to take a shift, for one of theirs or for nothing. Nothing changes until they accept."""

    class State(models.TextChoices):
        PENDING = "pending", "Not answered yet"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="swaps")
    back = models.ForeignKey(
        Shift, on_delete=models.PROTECT, null=True, related_name="+", help_text="Taken in return; none: given away."
    )
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], condition=models.Q(state="pending"), name="one_pending_swap_of_shift"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shift} to {self.receiver}, {self.get_state_display().lower()}"


class Competence(models.Model):
    """That somebody may hold the coordinator role: signed off by whom, until when (1.1.6)."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="competences")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="competences")
    signed_off_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_off_at = models.DateTimeField()
    valid_until = models.DateField(help_text="The last day on which it holds.")
    note = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["person__name", "-signed_off_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service"], condition=models.Q(withdrawn_at=None), name="one_competence_in_a_service"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.service}, until {self.valid_until:%d %b %Y}"


class CalendarFeed(models.Model):
    """The secret address at which somebody's calendar reads their own shifts. Of the secret only a hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="feed")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, in hexadecimal.")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
