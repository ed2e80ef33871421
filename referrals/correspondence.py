"""What was said and written about a referral, for the card on its page: calls, messages, letters, documents."""

from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from referrals.events import CALLS_TAKEN, EventKind
from referrals.models import Document, Event, Letter, LetterSent, Message, Task

if TYPE_CHECKING:
    from referrals.page import Page

K = EventKind
CALLS = (*CALLS_TAKEN, K.CALLED)
SHOWN = 3


class Written:
    """A query for each kind, when the card asks for it."""

    def __init__(self, page: "Page") -> None:
        self.page, self.referral = page, page.referral

    @cached_property
    def calls(self) -> list[Event]:
        """What stands of the calls, the newest first. However many, they are one referral."""
        return [it for it in self.page.events if it.kind in CALLS and not it.is_superseded]

    @cached_property
    def messages(self) -> list[Message]:
        found = self.referral.messages.select_related("by", "from_service", "to_service")
        return list(found.prefetch_related("seen__user").order_by("-at", "-pk"))

    @cached_property
    def waiting(self) -> list[Task]:
        """What was asked of somebody and is not answered, the soonest wanted first."""
        return [it for it in self.page.open_tasks if it.awaits_answer]

    @cached_property
    def letters(self) -> list[Letter]:
        """Drafts, and what is approved and stands; `was_sent` says whether anybody sent it."""
        newer = Letter.objects.filter(replaces=OuterRef("pk"), approved_at__isnull=False)
        found = self.referral.letters.filter(dropped_at=None).exclude(Exists(newer)).select_related("approved_by")
        return list(found.annotate(was_sent=Exists(LetterSent.objects.filter(letter=OuterRef("pk")))))

    @cached_property
    def documents(self) -> list[Document]:
        return list(self.referral.documents.filter(removed_at=None))
