"""What the rota's pages show: the days ahead by post with their gaps, and what was covered in a past stretch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from mscc import rota
from mscc.models import Competence, Post, RoleHolding, Service, Shift, User
from mscc.moments import LONDON, day_in_london
from mscc.roles import Role
from mscc.rota import DAY, Stretch

SHOWN = 14  # days


@dataclass(frozen=True)
class Line:
    """One line of a day: somebody's shift, or a gap."""

    stretch: Stretch
    shift: Shift | None = None
    is_whole_day: bool = False
    began_before: bool = False

    @property
    def clock(self) -> str:
        if self.is_whole_day:
            return "all day"
        if self.began_before:
            return f"until {self.stretch.end.astimezone(LONDON):%H:%M}"
        start, end = (each.astimezone(LONDON) for each in (self.stretch.start, self.stretch.end))
        later = (end.date() - start.date()).days
        return f"{start:%H:%M} to {end:%H:%M}" + (f" {end:%a}" if later > 1 else "")


@dataclass(frozen=True)
class Day:
    day: date
    cells: list[list[Line]]

    @property
    def holiday(self) -> str:
        return rota.bank_holiday(self.day)


def shifts_of(posts: list[Post], span: Stretch) -> list[Shift]:
    """Every shift of the posts that touches a stretch, in order."""
    found = Shift.objects.filter(post__in=posts, cancelled_at=None, starts_at__lt=span.end, ends_at__gt=span.start)
    counts = Exists(
        User.objects.holders().filter(pk=OuterRef("person_id"), alliance=OuterRef("post__service__alliance"))
    )
    return list(found.select_related("person").annotate(counts=counts).order_by("starts_at"))


def days(posts: list[Post], first: date, at: datetime) -> list[Day]:
    """Two weeks from a day on. A shift stands on the day on which it begins, or on the first day shown."""
    span = Stretch(rota.begins(first, time()), rota.begins(first + SHOWN * DAY, time()))
    shifts = shifts_of(posts, span)
    by_post = {post.pk: [shift for shift in shifts if shift.post_id == post.pk] for post in posts}
    lines = {
        post.pk: [
            *(Line(it.stretch, it, began_before=it.starts_at < span.start) for it in by_post[post.pk]),
            *_gap_lines(post, by_post[post.pk], span, at),
        ]
        for post in posts
    }
    return [
        Day(day, [_of_day(lines[post.pk], day, first) for post in posts])
        for day in (first + number * DAY for number in range(SHOWN))
    ]


def _of_day(lines: list[Line], day: date, first: date) -> list[Line]:
    return sorted((line for line in lines if max(_day(line), first) == day), key=lambda it: it.stretch)


def _day(line: Line) -> date:
    return day_in_london(line.stretch.start)


def gaps_of(post: Post, shifts: Iterable[Shift], span: Stretch, at: datetime) -> list[Stretch]:
    """The gaps of a post that must be filled, from now on, within a stretch."""
    if post.filled_from is None:
        return []
    known = [shift.stretch for shift in shifts if shift.post_id == post.pk and shift.counts]  # type: ignore[attr-defined]
    return rota.gaps(known, max(span.start, post.filled_from, at), span.end)


def _gap_lines(post: Post, shifts: list[Shift], span: Stretch, at: datetime) -> Iterable[Line]:
    """Gaps as lines; a long one day by day."""
    for gap in gaps_of(post, shifts, span, at):
        start = gap.start
        while gap.end - start > DAY:
            midnight = rota.begins(day_in_london(start) + DAY, time())
            yield Line(Stretch(start, midnight), is_whole_day=start.astimezone(LONDON).time() == time())
            start = midnight
        if start < gap.end:
            whole = start.astimezone(LONDON).time() == gap.end.astimezone(LONDON).time() == time()
            yield Line(Stretch(start, gap.end), is_whole_day=whole)


def holes(posts: list[Post], at: datetime) -> list[tuple[Post, Stretch]]:
    """The gaps of the next two weeks, the nearest first."""
    span = Stretch(at, at + SHOWN * DAY)
    shifts = shifts_of(posts, span)
    return sorted(((post, gap) for post in posts for gap in gaps_of(post, shifts, span, at)), key=lambda it: it[1])


# What was covered


@dataclass(frozen=True)
class Cover:
    """How much of a stretch somebody competent held the coordinator role of a service, and the rota had somebody."""

    service: Service
    span: Stretch
    not_held: list[Stretch]
    not_on_rota: list[Stretch] | None  # None without a rota

    @property
    def minutes_not_held(self) -> int:
        return sum(gap.minutes for gap in self.not_held)

    @property
    def minutes_not_on_rota(self) -> int:
        return sum(gap.minutes for gap in self.not_on_rota or [])


def cover(services: list[Service], span: Stretch, at: datetime) -> list[Cover]:
    """For each service; of the role only as far as the stretch has passed."""
    touching = Q(started_at__lt=span.end) & (Q(ended_at=None) | Q(ended_at__gt=span.start))
    held = list(RoleHolding.objects.filter(touching, service__in=services, role=Role.COORDINATOR))
    posts = list(Post.objects.filter(service__in=services, role=Role.COORDINATOR))
    shifts = shifts_of(posts, span)
    signed = list(Competence.objects.filter(service__alliance_id__in={each.alliance_id for each in services}))
    passed = Stretch(span.start, max(span.start, min(span.end, at)))
    found = []
    for service in services:
        mine = [
            each
            for it in held if it.service_id == service.pk
            for each in _competent(it.user_id, Stretch(it.started_at, it.ended_at or passed.end), signed)
        ]  # fmt: skip
        post = next((each for each in posts if each.service_id == service.pk), None)
        on = [
            each
            for it in shifts if post and it.post_id == post.pk
            for each in _competent(it.person_id, _until_lost(it, at), signed)
        ]  # fmt: skip
        off = rota.gaps(on, span.start, span.end) if post else None
        found.append(Cover(service, passed, rota.gaps(mine, passed.start, passed.end), off))
    return found


def _until_lost(shift: Shift, at: datetime) -> Stretch:
    """A shift, as far as whoever has it had a role that let them."""
    if shift.counts:  # type: ignore[attr-defined]
        return shift.stretch
    return Stretch(shift.starts_at, max(shift.starts_at, min(shift.ends_at, shift.person.lost_at or at)))


def _competent(person: int, stretch: Stretch, signed: list[Competence]) -> Iterable[Stretch]:
    """The parts of a stretch in which this person was signed off and in date."""
    for it in signed:
        if it.person_id != person:
            continue
        until = rota.begins(it.valid_until + DAY, time())
        end = min(stretch.end, until, it.withdrawn_at or until)
        start = max(stretch.start, it.signed_off_at)
        if start < end:
            yield Stretch(start, end)


def ends_soon(competence: Competence, at: datetime, within: timedelta = timedelta(days=60)) -> bool:
    return competence.valid_until <= day_in_london(at + within)
