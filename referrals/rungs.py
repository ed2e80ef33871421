"""What a due clock comes to: the rung that it has reached, whom that tells, when to look again."""

import json
import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from mscc.duty import on_posts
from mscc.models import Channel, ContactPoint, Membership, RoleHolding, User
from mscc.roles import Role
from pathways.clock import Deadline
from pathways.escalation import Ladder, Stage, Who
from pathways.guideline.limits import ClockKind, Limit, limit
from referrals.models import Alert

log = logging.getLogger(__name__)
POISON_PAUSE = timedelta(seconds=60)
Reason = Alert.Reason


# Early warnings, and what nobody is woken for.
CALM = (Reason.NOT_BOOKED, Reason.DUE_SOON, Reason.REVIEW_OVERDUE)


@dataclass(frozen=True)
class Due:
    """A clock whose next moment has come, as the claim returns it."""

    id: int
    key: UUID
    kind: str
    hours: float
    local_hours: float | None
    started_at: datetime
    service_id: int
    referral_id: int | None
    due_at: datetime
    round: int
    round_started_at: datetime | None
    next_stage: int
    next_at: datetime
    ladder: str
    is_acknowledged: bool
    author_id: int | None  # of the draft; of a handover, whom it was given to
    mri_booked_for: datetime | None
    rt_booked_for: datetime | None
    now: datetime

    @property
    def deadline(self) -> Deadline:
        return Deadline.after(self.started_at, self.hours, self.local_hours)

    @property
    def booked_for(self) -> datetime | None:
        """When what stops this clock is booked for; None where nothing is, or nothing can be."""
        return {ClockKind.MRI: self.mri_booked_for, ClockKind.RADIOTHERAPY: self.rt_booked_for}.get(
            ClockKind(self.kind)
        )


@dataclass(frozen=True)
class Rung:
    """What to do about a due clock: the alert to write and the next moment to look."""

    due: Due
    round: int
    round_started_at: datetime | None
    stage: int
    who: Who
    reason: Reason
    label: str
    next_at: datetime
    is_last: bool
    is_passed_over: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether it goes out by every channel of the people it tells: all but what is calm."""
        is_early = self.reason is Reason.NOBODY_ON and self.due.now < self.due.due_at
        return self.reason not in CALM and not is_early


def climb_or_alarm(due: Due) -> Rung:
    """The rung that a due clock has reached. A row that cannot be worked out alarms and never stops the others."""
    try:
        return climb(due)
    except Exception:
        log.exception("Clock %s cannot be worked out", due.id)
        return alarm(due)


def climb(due: Due) -> Rung:
    ladder = _ladder(due.ladder)
    number, stage, started = _position(due)
    if due.is_acknowledged and ladder.climbs_on:  # what was taken in hand was one rung, not the clock
        stage, started = ladder.reached(due.due_at, due.now), None
    rung = ladder.stage(stage)
    # A slot whose hour has come without a scan is none; nor does a booking quieten a round begun by a re-check.
    over = rung.unless_booked and started is None and bool(due.booked_for and due.now <= due.booked_for <= due.due_at)
    planned = ladder.planned(stage + 1, due.due_at, started)
    reason = _reason(due, rung)
    # Acknowledged in time and still nobody named: as wide as if it had not been acknowledged.
    who = ladder.stages[-1].who if reason is Reason.NOT_NAMED else rung.who
    following = planned if over else ladder.next_look(stage, due.due_at, due.now, started)
    return Rung(
        due, number, started, stage, who, reason, alert_label(limit(due.kind, due.hours), due.local_hours, reason),
        due.deadline.looked_at(following, due.now),
        is_last=stage >= len(ladder.stages) - 1, is_passed_over=over,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _ladder(text: str) -> Ladder:
    """Most clocks of a batch have one of a few ladders."""
    return Ladder.from_json(json.loads(text))


def alarm(due: Due) -> Rung:
    """For a clock that cannot be worked out: everybody is told to look at it, and again until somebody does."""
    number, stage, started = _position(due)
    return Rung(
        due, number, started, stage, Who.EVERYONE, Reason.CANNOT_COMPUTE, due.kind, due.now + POISON_PAUSE, is_last=True
    )


def _position(due: Due) -> tuple[int, int, datetime | None]:
    """Round, stage, and when the round began. Acknowledged and due again: in hand, still not done, a new round."""
    if due.is_acknowledged:
        return due.round + 1, 0, due.now
    return due.round, due.next_stage, due.round_started_at


def _reason(due: Due, rung: Stage) -> Reason:
    if due.kind == ClockKind.DRAFT:
        return Reason.UNSAVED
    if due.kind == ClockKind.HANDOVER:
        return Reason.NOT_ACCEPTED
    if due.kind == ClockKind.COVER:
        return Reason.NOBODY_ON
    if due.kind == ClockKind.ACKNOWLEDGEMENT:
        # It ends when somebody acknowledges, unless it waits for the name of who accepted the person.
        return Reason.NOT_NAMED if due.is_acknowledged or due.round else Reason.NEW_EMERGENCY
    if due.kind == ClockKind.ADVICE_CHANGED:
        return Reason.ADVICE_CHANGED
    if due.kind in (ClockKind.REVIEW, ClockKind.MEETING):
        return Reason.DUE_SOON if due.now < due.due_at else Reason.REVIEW_OVERDUE
    return _reason_of_time(due, rung)


def _reason_of_time(due: Due, rung: Stage) -> Reason:
    """For a clock of the guideline, the gravest first."""
    by, booked = due.deadline, due.booked_for
    if due.now >= by.guideline:
        return Reason.OVERDUE
    if booked and booked > by.guideline:
        return Reason.BOOKED_LATE
    if due.now >= by.due:
        return Reason.LOCAL_PASSED
    if booked and booked > by.due:
        return Reason.BOOKED_PAST_LOCAL
    return Reason.NOT_BOOKED if rung.unless_booked and not due.booked_for else Reason.DUE_SOON


def alert_label(about: Limit, local_hours: float | None, reason: str) -> str:
    """What an alert calls its clock: with the local limit, but by the guideline's alone where that has passed."""
    return about.label if reason == Reason.OVERDUE else about.named(local_hours)


# Who is among those told by a stage, beside the person on duty (who makes no rota, and hears of its gaps last).
JOIN = {
    Who.LEAD: (Role.SERVICE_LEAD,),
    Who.ALLIANCE_LEAD: (Role.ALLIANCE_LEAD,),
    Who.ROLE_HOLDER: (),
    Who.REGISTRAR: (Role.REGISTRAR,),
    Who.SENIOR: (Role.REGISTRAR, Role.SENIOR),
    Who.SERVICE_LEAD: (Role.REGISTRAR, Role.SENIOR, Role.SERVICE_LEAD),
    Who.EVERYONE: (Role.COORDINATOR, Role.REGISTRAR, Role.SENIOR, Role.SERVICE_LEAD),
}
# Of these nobody is told but whom the rota has on call: a service has many registrars, and one of them is up.
ON_CALL_ONLY = {Role.REGISTRAR}


class People:
    """Who is told, for the services of a batch at a moment: looked up once, in three queries."""

    def __init__(self, services: set[int], at: datetime) -> None:
        held = RoleHolding.objects.filter(service_id__in=services, ended_at=None, user__in=User.objects.holders())
        self.holders = {(it.service_id, it.role): it for it in held}
        self.posts = on_posts(services, at)
        self.members: dict[tuple[int, str], list[int]] = defaultdict(list)
        members = Membership.objects.filter(service_id__in=services, user__is_active=True, role__in=JOIN[Who.EVERYONE])
        members = members.exclude(role__in=ON_CALL_ONLY)
        for service, role, user in members.values_list("service_id", "role", "user_id"):
            self.members[service, role].append(user)

    def _leads_of_alliance(self, service: int) -> list[int]:
        """Asked for only when they are to be told, which is seldom."""
        among = User.objects.filter(alliance__services=service, is_active=True)
        return list(among.filter(memberships__role=Role.ALLIANCE_LEAD).order_by("pk").values_list("pk", flat=True))

    def told(self, rung: Rung) -> list[int]:
        """The people told, each once. Nobody there at the last rung: everyone, since nothing comes after it."""
        if rung.who in (Who.AUTHOR, Who.RECEIVER) and rung.due.author_id:
            return [rung.due.author_id]
        who = rung.who if rung.who in JOIN else Who.EVERYONE
        return self._of(rung.due.service_id, who) or (
            self._of(rung.due.service_id, Who.EVERYONE) if rung.is_last else []
        )

    def _of(self, service: int, who: Who) -> list[int]:
        if who is Who.ALLIANCE_LEAD:
            return self._leads_of_alliance(service)
        found = [] if who is Who.LEAD else self._on_duty(service, Role.COORDINATOR)
        for role in JOIN[who]:
            # Up to the service lead only the senior on duty is told, where somebody is; to everyone it is all of them.
            is_all = who is Who.EVERYONE and role not in ON_CALL_ONLY
            found += ([] if is_all else self._on_duty(service, role)) or self.members[service, role]
        return list(dict.fromkeys(found))

    def _on_duty(self, service: int, role: Role) -> list[int]:
        """Whoever has accepted the role. Where their shift has ended and nobody has accepted since, they, whom the rota
        has on and who stands in; where nobody ever has, the latter two. Of a post that nobody accepts: whom the rota
        has on, else who stands in.
        """
        holder, post = self.holders.get((service, role)), self.posts.get((service, role))
        held = [holder.user_id] if holder else []
        if post and role != Role.COORDINATOR and post.people:
            return list(post.people)
        if post is None or (holder and not post.is_over(holder.user_id, holder.started_at)):
            return held
        return list(dict.fromkeys([*held, *post.people, *filter(None, [post.fallback_id])]))


@dataclass(frozen=True)
class Way:
    """One channel to one person; without a contact point it is the e-mail address that they sign in with."""

    channel: str
    contact: int | None
    urgent_only: bool


def ways_to(people: set[int]) -> dict[int, list[Way]]:
    """How each person is reached: by every address proven to arrive. Where that leaves an early warning without a way,
    and for somebody without any proven address, it is the e-mail address that they sign in with.
    """
    found: dict[int, list[Way]] = defaultdict(list)
    proven = ContactPoint.objects.filter(user_id__in=people, verified_at__isnull=False)
    for person, contact, channel, urgent_only in proven.values_list("user_id", "pk", "channel", "urgent_only"):
        found[person].append(Way(channel, contact, urgent_only))
    for person in people:
        if all(way.urgent_only for way in found[person]):
            others = [way for way in found[person] if way.channel != Channel.EMAIL]
            found[person] = [*others, Way(Channel.EMAIL, None, urgent_only=False)]
    return found
