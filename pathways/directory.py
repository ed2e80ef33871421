"""The directory: one point of contact for each specialty and hospital (1.1.10), and where one is missing (1.1.9)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from audit import trail
from mscc.access import Access, require
from mscc.models import Organisation
from mscc.moments import day_in_london
from mscc.roles import Permission
from pathways.models import Contact

S = Contact.Specialty
# The disciplines that work together (1.1.9).
EIGHT = (
    S.ONCOLOGY,
    S.ACUTE_ONCOLOGY,
    S.SPINAL_SURGERY,
    S.RADIOLOGY,
    S.PHYSIOTHERAPY,
    S.PALLIATIVE_CARE,
    S.HISTOPATHOLOGY,
    S.HAEMATOLOGY,
)
HOSPITALS = (Organisation.Kind.HOSPITAL, Organisation.Kind.CANCER_CENTRE)


class Taken(Exception):
    """The specialty has a contact point there already."""


class Changed(Exception):
    """The number is another one now than the one that was rung."""


@dataclass(frozen=True)
class Gap:
    """The disciplines that nobody at these hospitals can ring, neither there nor for the whole alliance."""

    hospitals: list[Organisation]
    missing: tuple[Contact.Specialty, ...]


def contacts(access: Access) -> list[Contact]:
    """All of the person's alliance, in the order of the specialties, those for the whole alliance first."""
    order = list(S)
    found = Contact.seen_by(access).select_related("organisation", "verified_by")
    return sorted(
        found,
        key=lambda it: (order.index(S(it.specialty)), it.organisation.name.casefold() if it.organisation else ""),
    )


def gaps(access: Access, held: list[Contact]) -> list[Gap]:
    """The hospitals with the disciplines they lack, those that lack the same together."""
    hospitals = access.alliance.organisations.filter(kind__in=HOSPITALS)
    there = {(it.organisation_id, it.specialty) for it in held}
    found: dict[tuple[Contact.Specialty, ...], list[Organisation]] = {}
    for each in hospitals:
        missing = tuple(it for it in EIGHT if (None, it) not in there and (each.pk, it) not in there)
        found.setdefault(missing, []).append(each)
    return [Gap(lacking, missing) for missing, lacking in found.items() if missing]


def unverified(access: Access, today: date) -> int:
    """How many numbers nobody has tried lately."""
    verified_after = today - Contact.VERIFIED_FOR
    return Contact.seen_by(access).exclude(verified_on__gte=verified_after).count()


@transaction.atomic
def keep(*, contact: Contact, given: dict[str, Any], by: Access, at: datetime) -> Contact:
    """Add a contact point or change one. A new number is not verified by the tries of the old one. Raises Taken."""
    require(by, Permission.EDIT_PATHWAYS)
    if given["phone"] != contact.phone:
        contact.verified_on, contact.verified_by = None, None
    for name, value in given.items():
        setattr(contact, name, value)
    contact.alliance_id = by.alliance_id
    contact.stamp(at, by.user)
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as taken:
        raise Taken from taken
    trail.record("contact.save", by=by.user, at=at, subject=str(contact.pk), specialty=contact.specialty)
    return contact


@transaction.atomic
def verify(*, contact: Contact, rung: str, by: Access, at: datetime) -> Contact:
    """Say that the number `rung` is right: the right person answered. Raises Changed when it is another one by now."""
    require(by, Permission.VERIFY_CONTACT)
    contact = Contact.seen_by(by).select_for_update(of=("self",)).get(pk=contact.pk)
    if contact.phone != rung:
        raise Changed
    contact.verified_on, contact.verified_by = day_in_london(at), by.user
    contact.stamp(at, by.user)
    contact.save(update_fields=["verified_on", "verified_by"])
    trail.record("contact.verify", by=by.user, at=at, subject=str(contact.pk), specialty=contact.specialty)
    return contact


@transaction.atomic
def remove(*, contact: Contact, by: Access, at: datetime) -> None:
    """Take a contact point out; its history stays."""
    require(by, Permission.EDIT_PATHWAYS)
    contact.stamp(at, by.user)
    trail.record("contact.remove", by=by.user, at=at, subject=str(contact.pk), specialty=contact.specialty)
    contact.delete()
