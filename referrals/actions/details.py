"""Put right who the person is and who called. The record history keeps what stood before."""

from datetime import datetime
from typing import Any

from mscc.access import Access
from referrals.actions import places
from referrals.actions.change import change
from referrals.actions.triage import Conflict
from referrals.events import EventKind
from referrals.models import Person, Referral


def correct(
    *, referral: Referral, person: dict[str, Any], values: dict[str, Any], version: int, by: Access, at: datetime,
    has_moved: bool = False,
) -> Referral:  # fmt: skip
    """Write the details that differ; `version` is what was read.

    A postcode that was wrong is put right at the referral too; of somebody who has moved since, the referral keeps
    where they were referred from.
    """
    with change(referral, "referral.details", by=by, at=at) as it:
        if it.referral.version != version:
            raise Conflict("Somebody else changed this referral meanwhile. Look at both before you save again.")
        kept = Person.objects.select_for_update().get(pk=it.referral.person_id)
        changed = [name for name, value in person.items() if getattr(kept, name) != value]
        for name in changed:
            setattr(kept, name, person[name])
        if changed:
            kept.stamp(at, by.user)
            kept.save(update_fields=changed)
        if "postcode" in changed:
            values |= places.missing(it.referral, kept) if has_moved else places.fixed(kept, it.referral.alliance)
        own = {name: value for name, value in values.items() if getattr(it.referral, name) != value}
        it.set(**own)
        it.event(EventKind.DETAILS_CHANGED, fields=sorted([*changed, *own]))
    return referral
