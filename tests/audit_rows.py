"""Referrals with their times, put straight into the tables: what the tests of the audit's figures count."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from mscc.models import Service
from mscc.moments import LONDON
from pathways.guideline.triage import Disposition
from referrals.models import Person, Referral, Timeline

numbers = count(1)


def london(text: str) -> datetime:
    """A moment as a clock in London shows it: "2026-06-10 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def referral(
    service: Service, received: str = "2026-06-10 10:00", *, surname: str = "TESTER", **times: Any
) -> Referral:
    """A referral received then, with these values in its timeline. Moments may be written as London shows them."""
    number = next(numbers)
    person = Person.objects.create(alliance=service.alliance, surname=surname, forename=f"No{number}")
    known = {name: london(it) if isinstance(it, str) and name.endswith("_at") else it for name, it in times.items()}
    it = Referral.objects.create(
        alliance=service.alliance,
        service=service,
        person=person,
        reference=f"{service.alliance.code}-26-{number:06d}",
        disposition=Disposition.EMERGENCY,
        rule_disposition=Disposition.EMERGENCY,
        received_at=london(received),
        changed_at=london(received),
    )
    Timeline.objects.create(referral=it, **known)
    return it


def cord(service: Service, suspected: str = "2026-06-10 09:00", hours: float | None = None, **times: Any) -> Referral:
    """Somebody with a cord feature, scanned so many hours of real time after the suspicion; None: not scanned."""
    if hours is not None:
        times |= {"mri_started_at": london(suspected) + timedelta(hours=hours), "mri_whole_spine": True}
    return referral(service, suspected, has_cord_feature=True, suspected_at=suspected, **times)


def for_radiotherapy(service: Service, decided: str, hours: float | None = None, **times: Any) -> Referral:
    """Somebody with MSCC, not for surgery, whose first fraction came so many hours after the decision."""
    if hours is not None:
        times |= {"rt_first_fraction_at": london(decided) + timedelta(hours=hours)}
    return referral(service, decided, outcome="mscc", surgery_suitable=False, rt_decision_at=decided, **times)
