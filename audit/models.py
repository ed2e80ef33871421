"""The trail, the steering group's packs, and the months that are counted already.

This is the bottom layer: what it belongs to is named by its table alone. The trail is text labels and ids, without
foreign keys, so that nothing it names can be kept from changing.
"""

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now
from django.utils.functional import cached_property


class Entry(models.Model):
    """Somebody did or saw something. The application's role may insert and read, never change or delete."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, help_text="Empty: the system itself.")
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    alliance_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60, blank=True, help_text="What it was done to: a reference or an id.")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="entry_of_subject"),
            models.Index(fields=["alliance_id", "at"], name="entry_of_alliance"),
            # Lists and searches that showed somebody: whom they named.
            GinIndex(
                OpClass("detail", name="jsonb_path_ops"),
                condition=models.Q(detail__has_key="named"),
                name="entry_named",
            ),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"


class Unsealed(models.Model):
    """An entry that waits for its seal. The database itself queues it, with the entry; only the sealer takes it out."""

    entry_id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "unsealed"

    def __str__(self) -> str:
        return f"Entry {self.entry_id}"


class Seal(models.Model):
    """A batch of entries, hashed after the seal before it (audit/chain.py). Written under the sealer's role alone."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    ids = ArrayField(models.BigIntegerField(), help_text="Its entries, in the order in which they are hashed.")
    digests = models.BinaryField(help_text="The digest of each entry, one after the other.")
    before = models.CharField(max_length=64, help_text="The hash of the seal before.")
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Seal {self.number}"


class PackIsFrozen(RuntimeError):
    """Somebody tried to change or delete a frozen pack or its signature."""


class Frozen(models.Model):
    """A row that is written once. The database lets the application add and read, and nothing else."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PackIsFrozen("A pack is never changed. The next one lists what was put right.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise PackIsFrozen("A pack is never deleted.")


class Pack(Frozen):
    """The figures of a period as they stood when they were frozen: a draft until it is signed, and then numbered."""

    alliance = models.ForeignKey("mscc.Alliance", on_delete=models.PROTECT, related_name="packs")
    start = models.DateField()
    end = models.DateField()
    edition = models.CharField(max_length=80)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey("mscc.User", on_delete=models.PROTECT, related_name="+")
    # As text, so that it stays as it was written, to the letter and in its order.
    written = models.TextField(help_text="JSON: the report, exact and for sharing; months, definitions, corrections.")
    after = models.PositiveIntegerField(default=0, help_text="The pack it was held against: the last one signed then.")

    class Meta:
        ordering = ["-frozen_at", "-id"]
        indexes = [models.Index(fields=["alliance", "-frozen_at"], name="pack_of_alliance")]
        constraints = [models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="pack_has_days")]

    def __str__(self) -> str:
        return f"Pack {self.number}" if self.number else "Draft of a pack"

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was frozen."""
        found: dict[str, Any] = json.loads(self.written)
        return found

    @property
    def number(self) -> int | None:
        """Given when it is signed."""
        return self.signature.number if self.is_signed else None

    @property
    def is_signed(self) -> bool:
        return hasattr(self, "signature")


class PackSignature(Frozen):
    """The alliance lead's name under a pack. It makes the draft a pack, with its number, for good."""

    pack = models.OneToOneField(Pack, on_delete=models.PROTECT, related_name="signature")
    alliance = models.ForeignKey("mscc.Alliance", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=150)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("mscc.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["alliance", "number"], name="pack_number_once")]

    def __str__(self) -> str:
        return f"{self.number}, signed by {self.name}"


class Aim(models.Model):
    """A percentage that an alliance set itself to reach in a measure: its own, no national one. The newest row holds;
    one without a percentage takes the aim back. The application may add and read, never change or delete.
    """

    alliance = models.ForeignKey("mscc.Alliance", on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=10)
    percent = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("mscc.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-set_at", "-id"]
        indexes = [models.Index(fields=["alliance", "measure", "-set_at"], name="aim_of_alliance")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent=None) | models.Q(percent__range=(1, 100)), name="aim_is_a_percentage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: no aim" if self.percent is None else f"{self.measure}: {self.percent}%"


class PackOrder(models.Model):
    """That a pack is to be made, and how far that has come. The pack itself appears whole or not at all."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FAILED = "failed", "Failed"
        DONE = "done", "Done"

    alliance = models.ForeignKey("mscc.Alliance", on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    end = models.DateField()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey("mscc.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    pack = models.OneToOneField(Pack, on_delete=models.PROTECT, null=True, related_name="order")

    class Meta:
        ordering = ["-ordered_at", "-id"]

    def __str__(self) -> str:
        return f"Order of a pack, {self.state}"


class KeptMonth(models.Model):
    """What a month of an alliance came to. It holds as long as nothing of the month is `Changed` (audit/kept.py)."""

    alliance = models.ForeignKey("mscc.Alliance", on_delete=models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day.")
    version = models.CharField(max_length=64, help_text="Stands for the very rules by which it was counted.")
    written = models.JSONField(null=True, help_text="Its counts; none while somebody waits in it.")
    referrals = ArrayField(models.BigIntegerField(), help_text="Everybody who may be counted in it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alliance", "month"], name="month_kept_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} as kept"


class Changed(models.Model):
    """That something of a referral was written which counts, or counted, in a month. The database itself adds these, in
    the transaction that writes (migration "kept months"): whatever does the writing, no month is believed wrongly.
    """

    # No constraint to the referral or the alliance: a clinical write waits for nothing of the audit.
    alliance_id = models.BigIntegerField()
    month = models.DateField()
    referral_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["alliance_id", "month", "referral_id"], name="changed_in_month")]

    def __str__(self) -> str:
        return f"{self.referral_id} in {self.month:%Y-%m}"
