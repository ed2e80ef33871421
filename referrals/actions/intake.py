"""The call: keep what is typed, save it as a referral, or add it to one that is there."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q

from audit import trail
from mscc.access import Access
from mscc.models import Alliance
from mscc.moments import LONDON, Moment, day_in_london
from mscc.roles import Permission
from pathways.clock import Clock as Running
from pathways.clock import Status
from pathways.guideline import limits, words
from pathways.guideline.editions import in_force
from pathways.guideline.terms import CORD
from pathways.guideline.triage import Disposition
from pathways.states import NotPossible
from referrals.actions import clocks, places
from referrals.actions.change import Change, change
from referrals.call import Call
from referrals.events import EventKind
from referrals.models import Draft, Person, Referral

K = EventKind


@transaction.atomic
def keep(*, draft: Draft, data: dict[str, Any], facts: dict, by: Access, at: datetime) -> Draft:
    """Keep what has been typed. A draft that reads as an emergency has a clock until it is saved.

    Raises Draft.DoesNotExist where the key is that of another alliance's call.
    """
    if not by.may_in(Permission.LOG_CALL, draft.service):
        raise PermissionDenied("You cannot log a call in this service.")
    if draft._state.adding:
        Draft.objects.bulk_create([draft], ignore_conflicts=True)  # two first requests of one call make one draft
    draft = Draft.seen_by(by).select_for_update(of=("self",)).select_related("service", "referral").get(pk=draft.pk)
    if draft.referral_id or draft.discarded_at:
        return draft
    draft.data, draft.kept_at = data, at
    draft.disposition = in_force(at).assess(facts).disposition if facts else ""
    emergency = bool(facts) and Disposition(draft.disposition).is_emergency and has_been_asked(facts)
    draft.emergency_at = (draft.emergency_at or at) if emergency else None
    draft.save(force_update=True)
    _sync_draft_clock(draft, at)
    return draft


def has_been_asked(facts: dict) -> bool:
    """Whether the answers themselves read as an emergency: a feature said to be present, not an empty form."""
    return any(facts.get(name) == "yes" for name in CORD)


def _sync_draft_clock(draft: Draft, at: datetime) -> None:
    row = draft.clocks.filter(status=Status.OPEN).first()
    if draft.emergency_at and row is None:
        running = Running(limits.DRAFT, Moment(draft.emergency_at), limits.DRAFT.start)
        clocks.opened(running, draft).save()
        clocks.wake()
    elif row and not draft.emergency_at:
        clocks.end(row, Status.CANCELLED, at=at, by=draft.author, reason="No longer reads as an emergency")
        row.save()


@transaction.atomic
def discard(*, draft: Draft, reason: str, by: Access, at: datetime) -> None:
    """Put a draft away. One that reads as an emergency needs a reason."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not by.may_in(Permission.LOG_CALL, draft.service):
        raise PermissionDenied("You cannot log a call in this service.")
    if draft.referral_id or draft.discarded_at:
        return
    if draft.emergency_at and not reason.strip():
        raise NotPossible("This call reads as an emergency. Save it, or say why it is put away.")
    draft.discarded_at, draft.discarded_reason = at, reason.strip()
    draft.save()
    for row in draft.clocks.filter(status=Status.OPEN):
        clocks.end(row, Status.CANCELLED, at=at, by=by.user, reason=reason.strip() or "Call put away")
        row.save()
    trail.record("draft.discard", by=by.user, at=at, subject=draft.pk)


@transaction.atomic
def receive(*, draft: Draft, call: Call, by: Access, at: datetime) -> Referral:
    """Save a call as a referral, triaged, with its clocks running. A second press finds what the first one made."""
    draft = _claim(draft, by)
    if draft.referral:
        return draft.referral
    known = find_person(alliance=by.alliance, call=call)
    person = _describe(known or Person(alliance=by.alliance), call, by=by, at=at)
    referral = Referral(
        alliance=by.alliance,
        service=draft.service,
        person=person,
        reference=next_reference(by.alliance, at),
        received_at=draft.started_at,
        owner=by.user,
        **call.referral_fields(),
        **places.fixed(person, by.alliance),
    )
    it = Change(referral, by=by, at=at, is_new=True)
    answer = it.assess(call.facts)
    referral.why = words.reason(call.facts)
    _tell(it, call, Moment(draft.started_at))
    it.event(
        K.TRIAGED,
        certain=answer.certain,
        disposition=answer.disposition,
        routing=list(answer.routing),
        why=referral.why,
    )
    it.finish("referral.receive")
    _finish_draft(draft, referral, at)
    return referral


@transaction.atomic
def track(*, draft: Draft, call: Call, referral: Referral, by: Access, at: datetime) -> Referral:
    """Add a call to a referral that is there already: what was typed comes along and is assessed again."""
    from referrals.actions import closing, triage

    draft = _claim(draft, by)
    if draft.referral:
        return draft.referral
    if not Referral.objects.select_for_update(no_key=True).get(pk=referral.pk).is_open:
        closing.reopen(referral=referral, reason="Rung again about this referral", by=by, at=at)
    with change(referral, "referral.track", by=by, at=at) as it:
        it.event(K.TRACKED, Moment(draft.started_at), told_by=call.caller, **call.said())
        _tell_course(it, call)
        triage.take_answers(it, call.facts, Moment(draft.started_at))
        it.set(**{name: value for name, value in call.referral_fields().items() if value})
        person = _describe(it.referral.person, call, by=by, at=at)
        it.set(**places.missing(it.referral, person))
    _finish_draft(draft, referral, at)
    return referral


def _claim(draft: Draft, by: Access) -> Draft:
    if not by.may_in(Permission.LOG_CALL, draft.service):
        raise PermissionDenied("You cannot log a call in this service.")
    # The referral is not joined: to a press that had to wait, a join would still show what stood before the wait.
    draft = Draft.objects.select_for_update(of=("self",)).select_related("service").get(pk=draft.pk)
    if draft.discarded_at:
        raise NotPossible("This call was put away. Start a new one.")
    return draft


def _finish_draft(draft: Draft, referral: Referral, at: datetime) -> None:
    """The draft keeps the number of its referral; what was typed now stands there and is not kept twice."""
    draft.referral, draft.data = referral, {}
    draft.save(update_fields=["referral", "data"])
    if draft.emergency_at:
        for row in draft.clocks.filter(status=Status.OPEN):
            clocks.end(row, Status.MET if at <= row.due_at else Status.MET_LATE, at=at, by=draft.author)
            row.save()


def _tell(it: Change, call: Call, contact: Moment) -> None:
    """The events that the call itself tells of."""
    it.event(K.CALL_RECEIVED, contact, told_by=call.caller, **call.said())
    _tell_course(it, call)


def _tell_course(it: Change, call: Call) -> None:
    for kind, moment, data in call.happened(it.at):
        it.event(kind, moment, told_by=call.caller, **data)


def find_person(*, alliance: Alliance, call: Call) -> Person | None:
    """The same person, seen before: the NHS number agrees, and the birth date or the surname too. Never on it alone."""
    if not call.nhs_number:
        return None
    agrees = Q()
    if call.date_of_birth:
        agrees |= Q(date_of_birth=call.date_of_birth)
    if call.surname:
        agrees |= Q(surname__iexact=call.surname)
    if not agrees:
        return None
    return Person.objects.filter(agrees, alliance=alliance, nhs_number=call.nhs_number).order_by("id").first()


def _describe(person: Person, call: Call, *, by: Access, at: datetime) -> Person:
    """Write down what the call tells of the person where nothing is known yet; what is known is corrected elsewhere."""
    if person.pk:  # somebody may be putting it right in this moment
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    unknown = (None, "", Person.Sex.NOT_KNOWN)
    told = {name: value for name, value in call.person_fields().items() if value not in unknown}
    if call.age is not None and not person.date_of_birth:
        told |= {"age_given": call.age, "age_given_on": day_in_london(at)}
    new = {name: value for name, value in told.items() if getattr(person, name) in unknown}
    for name, value in new.items():
        setattr(person, name, value)
    if new or not person.pk:
        person.stamp(at, by.user)
        person.save()
    return person


def next_reference(alliance: Alliance, at: datetime) -> str:
    """The next human reference, such as TST-26-000123: without gaps or repeats, whoever else is saving.

    The row stays locked until this transaction ends, and the number goes back if it is rolled back.
    """
    year = at.astimezone(LONDON).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO referrals_referencecounter (alliance_id, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (alliance_id, year) DO UPDATE SET last = referrals_referencecounter.last + 1 RETURNING last",
            [alliance.pk, year],
        )
        (number,) = cursor.fetchone()
    return f"{alliance.code}-{year % 100:02d}-{number:06d}"
