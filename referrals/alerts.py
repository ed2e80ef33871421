"""Send alerts. Claim, send, then mark: an alert that is lost is worse than one that comes twice.

No message says anything about a person: a reference, which clock, when it is due, where to look.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection

from mscc.moments import LONDON
from pathways.clock import Status
from referrals.models import Delivery

log = logging.getLogger(__name__)
# Longer than the time the mail server has to answer: nobody else tries while this try may still succeed.
LEASE = 15  # seconds
LONGEST_PAUSE = 5.0
# After this many tries (about an hour) it is said to have failed; the ladder has gone on to others long before.
GIVE_UP_AFTER = 720

CLAIM = """
    UPDATE referrals_delivery
       SET state = 'sending', lease_until = now() + make_interval(secs => %s), attempts = attempts + 1
     WHERE id = %s AND (state = 'pending' OR (state = 'sending' AND lease_until < now()))
    RETURNING attempts
"""
WAITING = """
    SELECT id FROM referrals_delivery
     WHERE (state = 'pending' AND retry_at <= now()) OR (state = 'sending' AND lease_until < now())
     ORDER BY retry_at LIMIT %s
"""


def waiting(limit: int = 50) -> list[int]:
    """The deliveries that nobody has sent in their time."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [limit])
        return [row[0] for row in cursor.fetchall()]


def deliver(delivery_id: int) -> bool:
    """Send one delivery, if nobody else is sending it. True when it went out."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [LEASE, delivery_id])
        claimed = cursor.fetchone()
    if claimed is None:
        return False
    attempt = claimed[0]
    delivery = Delivery.objects.select_related("person", "alert__clock__referral", "alert__clock__service").get(
        pk=delivery_id
    )
    if _is_no_longer_needed(delivery):
        _mark(delivery_id, attempt, "superseded")
        return False
    try:
        _send(delivery)
    except Exception as problem:  # the mail server's reasons are many; none may lose the alert
        log.warning("Delivery %s, try %s: %s", delivery_id, attempt, problem)
        _try_again(delivery_id, attempt)
        return False
    _mark(delivery_id, attempt, "sent")
    return True


def _is_no_longer_needed(delivery: Delivery) -> bool:
    clock = delivery.alert.clock
    return clock.status != Status.OPEN or clock.round != delivery.alert.round or clock.is_acknowledged


def _send(delivery: Delivery) -> None:
    subject, body = message(delivery)
    mail = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [delivery.person.email])
    mail.extra_headers["Message-ID"] = f"<{delivery.key}@mscc>"
    mail.send()


def message(delivery: Delivery) -> tuple[str, str]:
    """Subject and text: which clock, when it is due, where to look, whom to ring. Nothing about the person."""
    clock = delivery.alert.clock
    what = clock.referral.reference if clock.referral else "a call that is not saved"
    due = f"{clock.due_at.astimezone(LONDON):%H:%M on %a %d %b}"
    path = f"/referrals/{clock.referral.reference}/" if clock.referral else "/"
    subject = f"MSCC alert: {what}, {clock.limit.label}, {delivery.alert.get_reason_display()}"
    lines = [
        f"{clock.limit.label} of {what}: {delivery.alert.get_reason_display()}. Due {due}.",
        f"Open it and acknowledge: {settings.BASE_URL}{path}",
        f"The service's number: {clock.service.phone or 'ask the switchboard'}",
        "If nobody acknowledges, others are told.",
    ]
    return subject, "\n\n".join(lines) + "\n"


def _mark(delivery_id: int, attempt: int, state: str) -> None:
    """Only the try that is still the newest may say how it ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE referrals_delivery SET state = %s, lease_until = NULL, "
            "sent_at = CASE WHEN %s = 'sent' THEN now() END WHERE id = %s AND attempts = %s",
            [state, state, delivery_id, attempt],
        )


def _try_again(delivery_id: int, attempt: int) -> None:
    state = "failed" if attempt >= GIVE_UP_AFTER else "pending"
    pause = min(0.5 * attempt, LONGEST_PAUSE)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE referrals_delivery SET state = %s, lease_until = NULL, "
            "retry_at = now() + make_interval(secs => %s) "
            "WHERE id = %s AND attempts = %s",
            [state, pause, delivery_id, attempt],
        )
