"""The demonstration's rota, a table: every post filled for months, but for one day shift ten days ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from audit.demonstration.cast import Stage
from mscc import duty
from mscc.access import Access
from mscc.models import Competence, Post
from mscc.moments import day_in_london
from mscc.roles import Permission, Role
from mscc.rota import BankHolidays, begins
from referrals.actions import rota

WEEK, WEEKDAYS, WEEKEND = range(7), range(5), (5, 6)
DAYS, NIGHTS, ALL_ROUND = (time(8), time(20)), (time(20), time(8)), (time(9), time(9))
BACK, AHEAD, GAP = timedelta(days=14), timedelta(days=120), timedelta(days=10)


@dataclass(frozen=True)
class On:
    """One pattern: who, in which service and role, on which days; `week` is which of two."""

    service: int
    role: Role
    email: str
    weekdays: Iterable[int]
    times: tuple[time, time]
    bank_holidays: BankHolidays = BankHolidays.AS_USUAL
    week: int | None = None


C = Role.COORDINATOR
NEAR = (
    On(0, C, "coordinator@example.org", WEEKDAYS, DAYS, BankHolidays.NOT),
    On(0, C, "coordinator2@example.org", WEEKEND, DAYS, BankHolidays.ALSO, week=0),
    On(0, C, "coordinator@example.org", WEEKEND, DAYS, BankHolidays.ALSO, week=1),
    On(0, C, "registrar@example.org", WEEK, NIGHTS, week=0),
    On(0, C, "coordinator2@example.org", WEEK, NIGHTS, week=1),
    On(0, Role.REGISTRAR, "registrar@example.org", WEEK, ALL_ROUND),
    On(0, Role.SENIOR, "senior@example.org", WEEK, ALL_ROUND),
    On(1, C, "north@example.org", WEEK, DAYS),
    On(1, C, "northsenior@example.org", WEEK, NIGHTS),
    On(1, Role.SENIOR, "northsenior@example.org", WEEK, ALL_ROUND),
)
FAR = (On(0, C, "far@example.org", WEEK, DAYS), On(0, C, "farsenior@example.org", WEEK, NIGHTS))


def fill(stage: Stage, table: tuple[On, ...], at: datetime) -> None:
    """Make the posts and patterns as they were made two weeks ago, and have each shift accepted when it began."""
    then = at - BACK
    for it in table:
        service = stage.services[it.service]
        post = Post.objects.filter(service=service, role=it.role).first() or rota.set_post(
            service=service, role=it.role, filled_from=then, fallback=stage.senior(it.service).user,
            fallback_phone=service.phone, by=stage.lead(it.service), at=then,
        )  # fmt: skip
        start = day_in_london(then)
        first = start - timedelta(days=start.weekday() + 14 - 7 * (it.week or 0))  # a Monday before it
        rota.add_pattern(
            post=post, person=stage.people[it.email].user, weekdays=it.weekdays, starts=it.times[0], ends=it.times[1],
            every=1 if it.week is None else 2, first=first, last=(at + AHEAD).date(), bank_holidays=it.bank_holidays,
            by=stage.lead(it.service), at=then,
        )  # fmt: skip
    for service in stage.services:
        _accept(service.posts.get(role=C), at)


def _accept(post: Post, at: datetime) -> None:
    for shift in post.shifts.filter(starts_at__lte=at, cancelled_at=None).select_related("person"):
        duty.take_role(service=post.service, by=Access(shift.person), at=shift.starts_at)


def leave_a_gap(stage: Stage, at: datetime) -> None:
    """Nobody has the first service's day shift ten days ahead."""
    day = day_in_london(at + GAP)
    shift = stage.services[0].posts.get(role=C).shifts.get(starts_at=begins(day, DAYS[0]))
    if shift.pattern:
        rota.except_date(pattern=shift.pattern, day=day, by=stage.lead(0), at=at - timedelta(days=1))


def sign_off(stage: Stage, at: datetime) -> None:
    """Whoever may hold the role was signed off before the history begins; one of them not for much longer."""
    until, lead, then = day_in_london(at), stage.lead(0).user, at - timedelta(days=500)
    may_hold = [one for one in stage.people.values() if one.may(Permission.HOLD_ROLE)]
    Competence.objects.bulk_create(
        Competence(
            person=one.user, service=one.services[0], signed_off_by=lead, signed_off_at=then,
            valid_until=until + timedelta(days=25 if number == 1 else 300),
        )
        for number, one in enumerate(may_hold)
    )  # fmt: skip
