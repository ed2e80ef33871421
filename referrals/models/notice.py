"""What one person is told of the rota: asked to swap, answered, taken off, put on. Nothing about anybody referred."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from mscc import rota
from mscc.models import Post, Swap, User
from mscc.rota import Stretch


class Notice(models.Model):
    """One such message. Open until it is read; what asks something, until that is answered."""

    class Kind(models.TextChoices):
        SWAP_ASKED = "swap_asked", "somebody asks you to take a shift"
        SWAP_ACCEPTED = "swap_accepted", "your swap is accepted"
        SWAP_REFUSED = "swap_refused", "your swap is refused"
        TAKEN = "taken", "somebody is on in your place"
        PUT_ON = "put_on", "you are put on"
        TAKEN_OFF = "taken_off", "you are taken off"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who asks, answers or is on.")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    swap = models.ForeignKey(Swap, on_delete=models.PROTECT, null=True, related_name="notices")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person"], condition=Q(read_at=None), name="notice_not_read")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, for {self.person}"

    @staticmethod
    def open_for(person: User) -> "models.QuerySet[Notice]":
        """What waits for somebody, the oldest first. One query with all that it says."""
        is_open = ~Q(kind=Notice.Kind.SWAP_ASKED) | Q(swap__state=Swap.State.PENDING)
        known = Notice.objects.filter(is_open, person=person, read_at=None)
        return known.select_related("by", "post__service", "swap__back")

    @property
    def is_needed(self) -> bool:
        """Whether it still says what is so: a swap that was answered or taken back asks nothing."""
        return self.kind != self.Kind.SWAP_ASKED or self.swap is None or self.swap.state == Swap.State.PENDING

    def words(self, at: datetime) -> str:
        """What is told, as a sentence."""
        back = self.swap.back if self.swap else None
        said = WORDS[Notice.Kind(self.kind)].format(
            who=self.by.name,
            what=f"{self.post.get_role_display().lower()} of {self.post.service.name}",
            when=rota.words(Stretch(self.starts_at, self.ends_at), at),
        )
        return said + (BACK[Notice.Kind(self.kind)].format(rota.words(back.stretch, at)) if back else "") + "."


K = Notice.Kind
WORDS = {
    K.SWAP_ASKED: "{who} asks you to be on as {what} {when}",
    K.SWAP_ACCEPTED: "{who} has accepted and is on as {what} {when}",
    K.SWAP_REFUSED: "{who} has refused: you are still on as {what} {when}",
    K.TAKEN: "{who} is on in your place as {what} {when}",
    K.PUT_ON: "{who} has put you on as {what} {when}",
    K.TAKEN_OFF: "{who} has taken you off as {what} {when}",
}
# The shift in return, from the side of whoever is told.
BACK = {
    **dict.fromkeys(K, ""),
    K.SWAP_ASKED: "; theirs would be {}",
    K.SWAP_ACCEPTED: "; you are on {}",
}
