"""The clocks that run, the alerts they raise, and what became of each alert. PostgreSQL is the timer."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from mscc.access import AllianceOwned
from mscc.models import Alliance, Channel, ContactPoint, Handover, Post, RoleHolding, Service, User
from mscc.moments import Moment, Precision
from pathways.clock import STATUS_WORDS, Deadline, Status
from pathways.escalation import WHO_WORDS, Ladder, ladder_for
from pathways.guideline.limits import LOCAL, ClockKind, Limit, limit
from pathways.models import LocalPathway, SteeringGroup
from referrals.models.draft import Draft
from referrals.models.notice import Notice
from referrals.models.referral import Referral

NAMESPACE = uuid.UUID("5b2d6f5e-4c0b-4a40-9b52-6a3c6fd5c2a1")


class Clock(AllianceOwned):
    """One limit running for a referral (call, handover, post, pathway, steering group). Open: it has a next moment."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="clocks")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="clocks")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, null=True, related_name="clocks")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="clocks")
    pathway = models.ForeignKey(LocalPathway, on_delete=models.PROTECT, null=True, related_name="clocks")
    group = models.ForeignKey(SteeringGroup, on_delete=models.PROTECT, null=True, related_name="clocks")
    # Numbers come again after a restore; this never does: no new clock's message is taken for one that was sent before.
    key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID())
    kind = models.CharField(max_length=30, choices=[(str(it), str(it)) for it in ClockKind])
    hours = models.FloatField()
    local_hours = models.FloatField(
        null=True, help_text="The alliance's own, shorter limit as it stood at the start; the alarm runs on it."
    )
    started_at = models.DateTimeField()
    start_precision = models.CharField(max_length=10, default=Precision.EXACT)
    basis = models.CharField(max_length=40, help_text="The fact that gave the start; a fallback is flagged.")
    due_at = models.DateTimeField(help_text="By the shorter limit. Whether it is met is judged by the guideline's.")
    status = models.CharField(max_length=12, choices=list(STATUS_WORDS.items()), default=Status.OPEN)
    closed_at = models.DateTimeField(null=True, help_text="When it was met, or ended otherwise.")
    closed_precision = models.CharField(max_length=10, default=Precision.EXACT)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    close_reason = models.CharField(max_length=200, blank=True)

    next_at = models.DateTimeField(null=True)
    round = models.PositiveIntegerField(default=0)
    round_started_at = models.DateTimeField(null=True, help_text="Of a round begun by a re-check.")
    next_stage = models.PositiveIntegerField(default=0)
    ladder = models.JSONField()
    is_acknowledged = models.BooleanField(default=False, help_text="The present round is.")

    class Meta:
        ordering = ["due_at"]
        constraints = [
            # An open clock can never be forgotten, by construction.
            models.CheckConstraint(
                condition=~models.Q(status=Status.OPEN) | models.Q(next_at__isnull=False), name="open_has_next_moment"
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.OPEN) | models.Q(next_at__isnull=True, closed_at__isnull=False),
                name="ended_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(referral__isnull=False)
                | models.Q(draft__isnull=False)
                | models.Q(handover__isnull=False)
                | models.Q(post__isnull=False)
                | models.Q(pathway__isnull=False)
                | models.Q(group__isnull=False),
                name="clock_of_something",
            ),
            models.CheckConstraint(
                condition=models.Q(local_hours__isnull=True) | models.Q(local_hours__lt=models.F("hours")),
                name="local_limit_is_shorter",
            ),
            models.UniqueConstraint(
                fields=["referral", "kind"], condition=models.Q(status=Status.OPEN), name="one_open_of_a_kind"
            ),
            models.UniqueConstraint(fields=["draft"], condition=models.Q(status=Status.OPEN), name="one_open_of_draft"),
            models.UniqueConstraint(
                fields=["handover"], condition=models.Q(status=Status.OPEN), name="one_open_of_handover"
            ),
            models.UniqueConstraint(fields=["post"], condition=models.Q(status=Status.OPEN), name="one_open_of_post"),
            models.UniqueConstraint(
                fields=["pathway"], condition=models.Q(status=Status.OPEN), name="one_open_of_pathway"
            ),
            models.UniqueConstraint(fields=["group"], condition=models.Q(status=Status.OPEN), name="one_open_of_group"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="clock_to_look_at"),
            models.Index(fields=["referral"], name="clock_of_referral"),
        ]

    def __str__(self) -> str:
        return f"{self.limit.label}, {STATUS_WORDS[Status(self.status)].lower()}"

    @property
    def limit(self) -> Limit:
        """Its row of the table; for a length that the table no longer has, one made from the clock itself."""
        try:
            return limit(self.kind, self.hours)
        except LookupError:
            return Limit(ClockKind(self.kind), self.hours, self.basis, None, "", LOCAL, f"{self.kind} {self.hours:g} h")

    @property
    def start(self) -> Moment:
        return Moment(self.started_at, Precision(self.start_precision))

    @property
    def closed(self) -> Moment | None:
        """When it ended, as precisely as that is known."""
        return Moment(self.closed_at, Precision(self.closed_precision)) if self.closed_at else None

    @property
    def deadline(self) -> Deadline:
        return Deadline.after(self.started_at, self.hours, self.local_hours)

    @property
    def name(self) -> str:
        """What its limits are called, the local one too."""
        return self.limit.named(self.local_hours)

    @property
    def passed_local(self) -> bool:
        """Whether it was met, but after the local limit."""
        return self.status == Status.MET and self.closed is not None and self.closed.latest > self.due_at

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def was_acknowledged(self) -> bool:
        """Whether somebody ever took it in hand: only an acknowledgement begins another round."""
        return self.is_acknowledged or self.round > 0

    @property
    def subject(self) -> "Referral | Draft | Handover | Post | Clock":
        """What it runs for: it says who is tied to it. What an alliance has belongs to no service; its clock does."""
        return self.referral or self.draft or self.handover or self.post or self

    def party_ids(self) -> set[int]:
        """Nobody is party to what an alliance has but those of the service that sees to it."""
        return set()

    @property
    def is_fallback(self) -> bool:
        return self.basis != self.limit.start

    @property
    def rungs(self) -> Ladder:
        """The ladder it started with. One that cannot be read never keeps anybody from acting on the clock: the table's
        own then stands in, and the timers raise an alarm.
        """
        try:
            return Ladder.from_json(self.ladder)
        except (KeyError, TypeError, ValueError):
            return ladder_for(ClockKind(self.kind), self.hours)


class Alert(models.Model):
    """A rung that was reached. Unique, so that no failure can double it."""

    class Reason(models.TextChoices):
        NOT_BOOKED = "not_booked", "not booked yet"
        DUE_SOON = "due_soon", "due soon"
        OVERDUE = "overdue", "passed"
        LOCAL_PASSED = "local_passed", "passed, still within the guideline"
        NEW_EMERGENCY = "new_emergency", "new emergency, not acknowledged"
        NOT_ACCEPTED = "not_accepted", "not accepted"
        NOT_NAMED = "not_named", "no clinician named who accepted the person"
        ADVICE_CHANGED = "advice_changed", "new facts change the advice: look at it"
        UNSAVED = "unsaved", "call not saved, reads as an emergency"
        BOOKED_LATE = "booked_late", "booked after the due time"
        BOOKED_PAST_LOCAL = "booked_past_local", "booked after it, within the guideline"
        NOBODY_ON = "nobody_on", "not filled"
        REVIEW_OVERDUE = "review_overdue", "overdue"
        CANNOT_COMPUTE = "cannot_compute", "cannot be worked out: look at it"

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="alerts")
    round = models.PositiveIntegerField()
    stage = models.PositiveIntegerField()
    who = models.CharField(max_length=20, choices=list(WHO_WORDS.items()))
    reason = models.CharField(max_length=20, choices=Reason)
    planned_at = models.DateTimeField()
    created_at = models.DateTimeField(help_text="By the database's clock.")
    nobody = models.BooleanField(default=False, help_text="There was nobody to tell.")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["clock", "round", "stage"], name="alert_once")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} (round {self.round}, stage {self.stage})"


IS_OF = [models.Q(**{f"{name}__isnull": False}) for name in ("alert", "holding", "notice")]
# Exactly one: of an odd number, and not all three.
OF_ONE = (IS_OF[0] ^ IS_OF[1] ^ IS_OF[2]) & ~(IS_OF[0] & IS_OF[1])


class Delivery(models.Model):
    """An alert, a notice, or the quiet test as somebody comes on duty, on its way to one person by one channel.

    Sent first, marked after: lost is worse than doubled.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        SUPERSEDED = "superseded", "No longer needed"

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, related_name="deliveries")
    # Of a test: the stretch of duty that it belongs to.
    holding = models.ForeignKey(RoleHolding, on_delete=models.PROTECT, null=True, related_name="tests")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="deliveries")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    # Where it goes; none for an e-mail to the address that the person signs in with.
    contact = models.ForeignKey(ContactPoint, on_delete=models.SET_NULL, null=True, related_name="+")
    # The same on every try, even after a restore: whoever passes the message on can drop a repeat.
    key = models.UUIDField(unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    created_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True, help_text="When the person said that a test arrived.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "person", "channel"], name="delivery_once"),
            models.UniqueConstraint(fields=["holding", "channel"], name="tested_once"),
            models.UniqueConstraint(fields=["notice", "channel"], name="told_once"),
            models.CheckConstraint(condition=OF_ONE, name="of_alert_of_test_or_of_notice"),
        ]
        indexes = [
            models.Index(fields=["retry_at"], condition=models.Q(state__in=["pending", "sending"]), name="delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} to {self.person}"


class Acknowledgement(models.Model):
    """Who said, and when, that they have an alert in hand. One for each round."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="acknowledgements")
    round = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "round"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.by} at {self.at:%H:%M}"


class Heartbeat(models.Model):
    """When a timer process last finished a sweep. Pages turn loud when the newest is too old."""

    process = models.CharField(max_length=80, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.process} at {self.beat_at:%H:%M:%S}"


class Watch(models.Model):
    """What an auditor process found when it last looked: nothing is well."""

    process = models.CharField(max_length=80, primary_key=True)
    looked_at = models.DateTimeField()
    problems = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.process} at {self.looked_at:%H:%M:%S}"
