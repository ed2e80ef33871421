"""Messages between the services on a referral, and who has seen each when."""

from django.db import models

from mscc.access import Access, AllianceOwned
from mscc.models import Service, User
from referrals.models.referral import Referral


class MessageQuerySet(models.QuerySet):
    def unseen_by(self, access: Access) -> "MessageQuerySet":
        """Those to the person's own services, or to everybody, that somebody else wrote and they have not seen."""
        services = {each.pk for each in access.services} | access.held
        to_me = self.filter(models.Q(to_service=None) | models.Q(to_service__in=services))
        seen = MessageSeen.objects.filter(message=models.OuterRef("pk"), user=access.user)
        return to_me.exclude(by=access.user).exclude(models.Exists(seen))


class Message(AllianceOwned):
    """Something written to one service of the alliance, or to all that look after the person. It is never changed."""

    alliance_path = "referral__alliance"
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    from_service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    to_service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def is_new_to(self, access: Access) -> bool:
        """Whether it is for the person and they have not seen it: `unseen_by`, for one that is read with its `seen`."""
        services = {each.pk for each in access.services} | access.held
        is_mine = self.to_service_id is None or self.to_service_id in services
        return is_mine and access.user.pk not in {self.by_id, *(each.user_id for each in self.seen.all())}

    def __str__(self) -> str:
        return f"Message of {self.by} at {self.at:%H:%M}"


class MessageSeen(models.Model):
    """Who had a message on their screen, and when first."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="seen")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="message_seen_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.at:%H:%M}"
