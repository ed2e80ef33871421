"""How a member of staff is reached: by which channels, and whether each has been proven to arrive."""

from django.db import models

from mscc.models.people import User


class Channel(models.TextChoices):
    """A way for a message to leave the service. The page itself needs none: it reads the rows."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"
    VOICE = "voice", "Voice call"
    BLEEP = "bleep", "Bleep"
    PUSH = "push", "Notification of this browser"


class ContactPoint(models.Model):
    """One address of one person. Used only when a code sent there has come back.

    `address` is an e-mail address, a number, or for a browser what it gave when it subscribed (JSON).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_points")
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.TextField()
    urgent_only = models.BooleanField(default=False, help_text="Early warnings are left to the other channels.")
    code_hash = models.CharField(max_length=128, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="one_address_by_channel")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} of {self.user}"

    @property
    def shown(self) -> str:
        """The address as its owner knows it again."""
        return "this or another browser" if self.channel == Channel.PUSH else self.address
