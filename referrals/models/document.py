"""Documents attached to a referral: the row says what it is; the file lies in the store under a name of its own."""

import uuid

from django.db import models

from mscc.access import AllianceOwned
from mscc.models import KeptFile
from referrals.models.referral import Referral


class Document(KeptFile, AllianceOwned):
    """A file about a referral."""

    alliance_path = "referral__alliance"
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="documents")
    what = models.CharField(max_length=120, help_text="What it is, in the words of whoever attached it.")

    class Meta(KeptFile.Meta):
        pass

    def __str__(self) -> str:
        return self.what
