"""Sign off who may hold the coordinator role, and take it back (1.1.6)."""

from datetime import date, datetime

from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import Competence, Service, User
from mscc.moments import day_in_london
from mscc.roles import Permission
from mscc.rota import LONGEST
from pathways.states import NotPossible
from referrals.actions.rota import check_lead

# Three years at most: then somebody looks again.
LONGEST_VALID = 3 * LONGEST


@transaction.atomic
def sign_off(
    *, person: User, service: Service, valid_until: date, note: str, by: Access, at: datetime
) -> Competence:  # fmt: skip
    """Sign off that somebody may hold the role until a day. What stood for them in this service before ends with it."""
    check_lead(by, service)
    if person.alliance_id != service.alliance_id or not Access(person).may(Permission.HOLD_ROLE):
        raise NotPossible("Choose somebody of this alliance whose role may hold the coordinator role.")
    if person.pk == by.user.pk:
        raise NotPossible("Nobody signs off themselves: ask another service lead.")
    today = day_in_london(at)
    if not today <= valid_until <= today + LONGEST_VALID:
        raise NotPossible("Give a day to come, at most three years ahead.")
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    Competence.objects.filter(person=person, service=service, withdrawn_at=None).update(withdrawn_at=at)
    new = Competence.objects.create(
        person=person, service=service, signed_off_by=by.user, signed_off_at=at, valid_until=valid_until,
        note=note.strip()[:200],
    )  # fmt: skip
    trail.record("competence.sign_off", by=by.user, at=at, subject=new.pk, person=person.pk, until=str(valid_until))
    return new


@transaction.atomic
def withdraw(*, competence: Competence, by: Access, at: datetime) -> None:
    """Take it back. Whoever holds the role keeps it until another accepts it; nobody new takes it without."""
    check_lead(by, competence.service)
    row = Competence.objects.select_for_update().get(pk=competence.pk)
    if row.withdrawn_at:
        raise NotPossible("This was taken back already.")
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    trail.record("competence.withdraw", by=by.user, at=at, subject=row.pk, person=row.person_id)
