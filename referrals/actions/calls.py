"""Ringing back: a promise, its attempts, and when it was kept."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import Service
from mscc.roles import Permission
from pathways.states import NotPossible
from referrals.models import CallAttempt, CallBack, Draft, Referral


@transaction.atomic
def promise(
    *, service: Service, whom: str, phone: str, about: str, by: Access, at: datetime,
    referral: Referral | None = None, draft: Draft | None = None,
) -> CallBack:  # fmt: skip
    """Promise to ring somebody back."""
    if not by.may_in(Permission.LOG_CALL, service) and not (referral and by.may(Permission.WRITE_CASE, referral)):
        raise PermissionDenied("You cannot promise a call in this service.")
    if not phone.strip():
        raise NotPossible("Give the number to ring.")
    kept = CallBack.objects.create(
        service=service, referral=referral, draft=draft, whom=whom.strip() or "The caller", phone=phone.strip(),
        about=about.strip(), asked_at=at, asked_by=by.user,
    )  # fmt: skip
    trail.record("call_back.promise", by=by.user, at=at, subject=kept.pk)
    return kept


@transaction.atomic
def attempt(*, call_back: CallBack, result: str, by: Access, at: datetime) -> CallBack:
    """Write down one try. Having spoken ends the promise; every other result leaves it open."""
    kept = CallBack.objects.select_for_update(of=("self",)).select_related("service").get(pk=call_back.pk)
    if not by.may_in(Permission.LOG_CALL, kept.service):
        raise PermissionDenied("You cannot write on the calls of this service.")
    if kept.done_at:
        raise NotPossible("Somebody has rung them already.")
    CallAttempt.objects.create(call_back=kept, result=result, at=at, by=by.user)
    if result == CallAttempt.Result.SPOKE:
        kept.done_at = at
        kept.save(update_fields=["done_at"])
    trail.record("call_back.attempt", by=by.user, at=at, subject=kept.pk, result=result)
    return kept
