"""Send alerts. Claim, send, then mark: an alert that is lost is worse than one that comes twice.

No message says anything about a person: a reference, which clock, when it is due, where to look.
"""

import logging

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q
from django.db.models.functions import Now

from mscc import channels
from mscc.channels import Message, NotSent
from mscc.models import Channel
from mscc.moments import LONDON, Precision
from pathways.clock import Status
from referrals.actions.clocks import wake as notify_timers
from referrals.events import EventKind
from referrals.models import Alert, Clock, Delivery, Event, Notice
from referrals.rungs import alert_label

log = logging.getLogger(__name__)
State = Delivery.State
# Longer than the time the mail server has to answer: nobody else tries while this try may still succeed.
LEASE = 15  # seconds
LONGEST_PAUSE = 5.0
# After this many tries by every channel of everybody told, the next rung does not wait.
TRIES_BEFORE_OTHERS = 2
# After this many tries (about an hour) it is said to have failed; the ladder has gone on to others long before.
GIVE_UP_AFTER = 720

OF_A_REVIEW = "It is told again every week until a new version is agreed."
OF_A_MEETING = "It is told again every week until a meeting is on record."
OF_OTHERS = "If nobody acknowledges, others are told."

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
    clock = [f"alert__clock__{name}" for name in ("referral", "post", "service", "alliance")]
    notice = [f"notice__{name}" for name in ("by", "post__service", "swap__back")]
    about = ("person", "contact", *clock, "holding__service", *notice)
    delivery = Delivery.objects.select_related(*about).get(pk=delivery_id)
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
    if delivery.notice:
        return delivery.notice.read_at is not None or not delivery.notice.is_needed
    if delivery.alert is None:
        return delivery.confirmed_at is not None or delivery.holding is None or delivery.holding.ended_at is not None
    clock = delivery.alert.clock
    return clock.status != Status.OPEN or clock.round != delivery.alert.round or clock.is_acknowledged


def _send(delivery: Delivery) -> None:
    address = delivery.contact.address if delivery.contact else delivery.person.email
    if delivery.contact is None and delivery.channel != Channel.EMAIL:
        raise NotSent("the address was taken away")
    channels.send(delivery.channel, address, message(delivery))


def message(delivery: Delivery) -> Message:
    """What is sent. Nothing about any person who was referred."""
    if delivery.notice:
        return _notice(delivery, delivery.notice)
    return _alert(delivery, delivery.alert) if delivery.alert else _test(delivery)


def _notice(delivery: Delivery, notice: Notice) -> Message:
    """What somebody is told of the rota: names of colleagues and times, as they stand on the rota itself."""
    said, link = notice.words(delivery.created_at), f"{settings.BASE_URL}/rota/"
    ask = "Answer on the rota’s page" if notice.kind == Notice.Kind.SWAP_ASKED else "The rota"
    return Message(
        key=delivery.key,
        subject=f"MSCC rota: {notice.get_kind_display()}",
        lines=(said, f"{ask}: {link}"),
        short=f"MSCC rota. {said}",
        link=link,
        is_repeat=delivery.attempts > 1,
    )


def _test(delivery: Delivery) -> Message:
    """The quiet test as somebody comes on duty: that it came is said on the page."""
    assert delivery.holding
    service, link = delivery.holding.service.name, f"{settings.BASE_URL}/handover/"
    said = f"You are now on duty for {service}. This is a test; nothing has happened."
    ask = "Say on the handover page that it arrived"
    return Message(
        key=delivery.key,
        subject="MSCC test: you are on duty",
        lines=(said, f"{ask}: {link}"),
        short=f"MSCC test. {said} {ask}.",
        link=link,
        is_repeat=delivery.attempts > 1,
    )


def _alert(delivery: Delivery, alert: Alert) -> Message:
    """Which clock, when it is due, where to look, whom to ring."""
    clock, why = alert.clock, alert.get_reason_display()
    what, path = _what_and_where(clock)
    label = alert_label(clock.limit, clock.local_hours, alert.reason)
    due = _due(clock)
    link = f"{settings.BASE_URL}/{path}"
    ring = clock.service.phone or "ask the switchboard"
    return Message(
        key=delivery.key,
        subject=f"MSCC alert: {what}, {label}, {why}",
        lines=(
            f"{label} of {what}: {why}. Due {due}.",
            f"{'Open it' if clock.group_id else 'Open it and acknowledge'}: {link}",
            f"The service's number: {ring}",
            OF_A_REVIEW if clock.pathway_id else OF_A_MEETING if clock.group_id else OF_OTHERS,
        ),
        short=f"MSCC {what}: {label}, {why}. Due {due}. Ring {ring}.",
        link=link,
        is_repeat=delivery.attempts > 1,
    )


def _due(clock: Clock) -> str:
    """By when, with the guideline's moment where a local limit comes before it."""
    due, by = (f"{it.astimezone(LONDON):%H:%M on %a %d %b}" for it in (clock.due_at, clock.deadline.guideline))
    return f"{due} (guideline {by})" if clock.deadline.is_local else due


def _what_and_where(clock: Clock) -> tuple[str, str]:
    """What an alert is about, and its page."""
    if clock.referral:
        return clock.referral.reference, f"referrals/{clock.referral.reference}/"
    if clock.handover_id:
        return "a handover", f"handover/{clock.handover_id}/"
    if clock.post:
        return f"the {clock.post.get_role_display().lower()} of {clock.service.name}", "rota/"
    if clock.pathway_id:
        return clock.service.name, f"pathways/{clock.pathway_id}/"
    if clock.group_id:
        return clock.alliance.name, "audit/group/"
    return "a call that is not saved", ""


def _mark(delivery_id: int, attempt: int, state: str) -> None:
    """Only the try that is still the newest may say how it ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE referrals_delivery SET state = %s, lease_until = NULL, "
            "sent_at = CASE WHEN %s = 'sent' THEN now() END WHERE id = %s AND attempts = %s",
            [state, state, delivery_id, attempt],
        )


@transaction.atomic
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
    if attempt == TRIES_BEFORE_OTHERS:
        _tell_others(delivery_id)


def _tell_others(delivery_id: int) -> None:
    """Nobody could be reached by any channel of an alert: that is an event, and the next rung is due at once.

    The tries go on all the same. The last rung repeats at its own pace: there is nobody beyond it.
    """
    alert = Alert.objects.filter(deliveries=delivery_id).first()
    if alert is None:
        return  # a test, shown on the handover page while it stays silent; a notice, shown until it is read
    clock = Clock.objects.select_for_update().get(pk=alert.clock_id)
    reached = Q(state__in=[State.SENT, State.SENDING]) | Q(attempts__lt=TRIES_BEFORE_OTHERS)
    if alert.deliveries.filter(reached).exists():
        return
    if clock.referral_id:
        at = alert.deliveries.aggregate(now=Max(Now()))["now"]
        Event.objects.create(
            referral_id=clock.referral_id, kind=EventKind.UNDELIVERED, happened_at=at, precision=Precision.EXACT,
            recorded_at=at, data={"clock": clock.limit.label},
        )  # fmt: skip
    is_there = clock.is_open and not clock.is_acknowledged and clock.round == alert.round
    if is_there and clock.next_stage == alert.stage + 1 and alert.stage + 1 < len(clock.rungs.stages):
        Clock.objects.filter(pk=clock.pk).update(next_at=Now())
        notify_timers()
