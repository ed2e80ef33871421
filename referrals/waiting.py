"""The alerts that nobody has acknowledged, and when alerting was last confirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import F, Q

from mscc.access import Access
from mscc.moments import show, show_span
from mscc.roles import Permission
from pathways.clock import Status
from pathways.escalation import WHO_WORDS, Who
from pathways.guideline.limits import ClockKind
from pathways.guideline.triage import EMERGENCIES
from referrals.models import Alert, Clock
from referrals.rungs import alert_label

# Seconds without a sweep after which every page says that alerting is not confirmed.
SILENT_AFTER = 15.0


@dataclass(frozen=True)
class Waiting:
    """One clock's unacknowledged alerts, as a sentence: what, since when, who was told, who is next."""

    clock: Clock
    alerts: list[Alert]

    @property
    def first(self) -> Alert:
        return self.alerts[0]

    @property
    def is_emergency(self) -> bool:
        if self.clock.handover_id or self.clock.post_id or self.clock.pathway_id or self.clock.group_id:
            return False
        return self.clock.referral is None or self.clock.referral.disposition in EMERGENCIES

    @property
    def what(self) -> str:
        reason = self.alerts[-1].reason
        words = alert_words(alert_label(self.clock.limit, self.clock.local_hours, reason), reason)
        is_new = self.alerts[-1].reason == Alert.Reason.NEW_EMERGENCY
        return f"{words}; accepted by nobody yet" if is_new and self.wants_name else words

    @property
    def wants_name(self) -> bool:
        """Whether the clinician who accepted the person is to be named with the acknowledgement."""
        referral = self.clock.referral
        return bool(self.clock.kind == ClockKind.ACKNOWLEDGEMENT and referral and referral.lacks_acceptance)

    def told(self, at: datetime) -> str:
        """Who was told when: each person once, by the newest stage that told them, the newest first."""
        parts, said = [], set[str]()
        for alert in reversed(self.alerts):
            names: list[str] = alert.names_told  # type: ignore[attr-defined]  # asked for by `unacknowledged`
            new = [name for name in dict.fromkeys(names or ["nobody was there to be told"]) if name not in said]
            if new:
                parts.append(f"{', '.join(new)} {show(alert.created_at, now=at)}")
            said.update(new)
        return "; ".join(parts) + (f"; {len(self.alerts)} times in all" if len(self.alerts) > 1 else "")

    def next(self, at: datetime) -> str:
        """What happens if nobody acknowledges."""
        if self.clock.next_at is None:
            return ""
        who = self.clock.rungs.stage(self.clock.next_stage).who
        when = show(self.clock.next_at, now=at)
        left = self.clock.next_at - at
        return f"{WHO_WORDS[Who(who)]} {when}" + (f", in {show_span(left)}" if left.total_seconds() > 0 else "")


def alert_words(label: str, reason: str) -> str:
    """An alert as a sentence."""
    if reason == Alert.Reason.NEW_EMERGENCY:
        return "New emergency, not acknowledged"
    if reason == Alert.Reason.NOT_NAMED:
        return "Emergency acknowledged, but no clinician named who accepted the person"
    if reason == Alert.Reason.NOT_ACCEPTED:
        return "Handover not accepted"
    if reason == Alert.Reason.NOBODY_ON:
        return "Nobody is on the rota"
    if reason == Alert.Reason.ADVICE_CHANGED:
        return "New facts change the advice: look at it"
    if reason == Alert.Reason.UNSAVED:
        return "A call not saved reads as an emergency"
    return f"{label} {Alert.Reason(reason).label}"


def unacknowledged(access: Access, *, referrals: Collection[int] | None = None) -> list[Waiting]:
    """The alerts waiting in the person's services (or of these referrals of the alliance), the oldest first."""
    alerts = Alert.objects.filter(
        _concerns(access) if referrals is None else Q(clock__referral_id__in=referrals),
        clock__alliance_id=access.alliance_id,
        clock__status=Status.OPEN,
        clock__is_acknowledged=False,
        round=F("clock__round"),
    )
    names = ArrayAgg(
        "deliveries__person__name", filter=Q(deliveries__isnull=False), order_by="deliveries__id", default=[]
    )
    about = [f"clock__{name}" for name in ("referral__person", "draft__author", "handover__giver", "post", "pathway")]
    alerts = alerts.select_related(*about).annotate(names_told=names)
    by_clock: dict[int, list[Alert]] = {}
    for alert in alerts.order_by("created_at", "id"):
        by_clock.setdefault(alert.clock_id, []).append(alert)
    return [Waiting(found[0].clock, found) for found in by_clock.values()]


def _concerns(access: Access) -> Q:
    """What a person sees of their services: the review of an agreed pathway only if they keep the pathways. That the
    steering group is to meet stands on the pages of the audit.
    """
    ours = Q(clock__service_id__in={service.pk for service in access.services} | access.held, clock__group=None)
    return ours if access.may(Permission.EDIT_PATHWAYS) else ours & Q(clock__pathway=None)


def waits_in(services: list[int]) -> bool:
    """Whether an emergency's alert waits in any of the services: all that a locked screen may know."""
    urgent = Q(clock__referral__disposition__in=EMERGENCIES) | Q(clock__draft__isnull=False)
    waiting = Alert.objects.filter(urgent, clock__service_id__in=services, clock__status=Status.OPEN)
    return waiting.filter(clock__is_acknowledged=False, round=F("clock__round")).exists()


@dataclass(frozen=True)
class Confirmed:
    """How long ago alerting was last confirmed, as a page says it."""

    seconds: float | None
    at: datetime | None

    @property
    def is_silent(self) -> bool:
        return self.seconds is None or self.seconds > SILENT_AFTER

    @property
    def ms(self) -> int | None:
        return None if self.seconds is None else int(self.seconds * 1000)

    @property
    def since(self) -> str:
        """ "14:05", or as much as is known."""
        if self.seconds is None or self.at is None:
            return "this page was opened"
        return show(self.at - timedelta(seconds=self.seconds), now=self.at)


def seconds_since_sweep() -> float | None:
    """How long ago a timer process last swept, by the database's clock; None when none ever has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(epoch FROM now() - max(beat_at))::float8 FROM referrals_heartbeat")
        return cursor.fetchone()[0]
