"""What the demonstration's alliance has agreed: pathways, one of them past its review, and numbers that were tried."""

from datetime import datetime, timedelta
from typing import Any

from mscc.access import Access
from pathways import directory, documents
from pathways.models import Contact, LocalPathway

K = LocalPathway.Kind
DAY = timedelta(days=1)
# kind, title, agreed so many days ago, review due after so many more, the text
PATHWAYS = (
    (
        K.REFERRAL_CRITERIA,
        "Whom to ring about",
        120,
        365,
        (
            "Anybody with cancer, past or current, and any item of box 1. Anybody in whom cancer is suspected, with a "
            "cord feature.\n\nRing, do not write. If in doubt, ring.\n\nHave ready: who rings and on what number, "
            "where the person is now, what has changed and over what time, what was given."
        ),
    ),
    (
        K.IMAGING,
        "Whole-spine MRI out of hours",
        400,
        365,
        (
            "Evenings and weekends: the MRI desk of the hospital where the person is. Overnight: the radiologist on "
            "call, when treatment would start at once.\n\nNo local scanner: the cancer centre, by the coordinator."
        ),
    ),
    (
        K.TRANSFER,
        "Transfer to the cancer centre",
        60,
        365,
        "The coordinator arranges the bed; the ward arranges the ambulance and says how the person is to be moved.",
    ),
)


def agree(by: Access, at: datetime) -> None:
    """Write the documents, and say which numbers were tried."""
    today = at.date()
    for kind, title, ago, review, body in PATHWAYS:
        agreed = today - ago * DAY
        given: dict[str, Any] = {
            "kind": kind, "title": title, "agreed_on": agreed, "agreed_by": "Steering group",
            "review_due": agreed + review * DAY, "body": body, "link": "", "is_in_use": True,
        }  # fmt: skip
        documents.add_version(of=None, given=given, by=by, at=at - ago * DAY)
    numbers = Contact.seen_by(by).exclude(specialty=Contact.Specialty.HAEMATOLOGY).order_by("pk")
    for days, contact in enumerate(numbers):
        directory.verify(contact=contact, rung=contact.phone, by=by, at=at - (20 + 30 * days) * DAY)
