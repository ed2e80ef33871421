"""Make the rota: posts, patterns and single shifts, exceptions, and taking a shift in place of another."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet

from audit import trail
from mscc import rota
from mscc.access import Access
from mscc.models import Pattern, Post, Service, Shift, Swap, User
from mscc.roles import Permission, Role
from mscc.rota import DAY, BankHolidays, Stretch
from pathways.states import NotPossible
from referrals.actions import cover, notices
from referrals.models import Notice

Source = Shift.Source
Kind = Notice.Kind
# A week on call and a day more; whatever is longer was typed wrongly.
LONGEST_SHIFT = timedelta(days=8)
# How long somebody stays on who fills a gap that nothing else ends.
USUAL_SHIFT = timedelta(hours=12)
NAMED = 3


@transaction.atomic
def set_post(
    *, service: Service, role: Role, filled_from: datetime | None, fallback: User | None, fallback_phone: str,
    by: Access, at: datetime,
) -> Post:  # fmt: skip
    """Say that a role of a service is filled by the rota, from when on day and night, and who stands in."""
    check_lead(by, service)
    if fallback is None and not fallback_phone.strip():
        raise NotPossible("Name a person or a telephone number that stands in when nobody on the rota can be reached.")
    if fallback:
        check_person(fallback, service)
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    post = Post.objects.filter(service=service, role=role).first() or Post(service=service, role=role)
    post.filled_from, post.fallback, post.fallback_phone = filled_from, fallback, fallback_phone.strip()[:40]
    post.save()
    changed(post, "post", by, at, fallback=fallback.pk if fallback else None)
    return post


@transaction.atomic
def add_pattern(
    *, post: Post, person: User, weekdays: Iterable[int], starts: time, ends: time, every: int, first: date,
    last: date, bank_holidays: BankHolidays, by: Access, at: datetime,
) -> Pattern:  # fmt: skip
    """Put somebody on at the same times again and again; makes all the shifts at once.

    Raises NotPossible when somebody else has any of them.
    """
    post = _locked(post, by)
    check_person(person, post.service)
    if not first <= last <= first + rota.LONGEST:
        raise NotPossible("A pattern ends after it begins, and at most a year later: then somebody looks at it again.")
    pattern = Pattern(
        post=post, person=person, weekdays=sorted(set(weekdays)), starts=starts, ends=ends, every=every, first=first,
        last=last, bank_holidays=bank_holidays,
    )  # fmt: skip
    wanted = [stretch for _, stretch in pattern.repeat.shifts() if stretch.end > at]
    if not wanted:
        raise NotPossible("This pattern has no shift: check its weekdays and its two dates.")
    _check_free(post, wanted, at)
    pattern.save()
    Shift.objects.bulk_create(as_shift(post, person, each, Source.PATTERN, pattern) for each in wanted)
    changed(post, "pattern", by, at, pattern=pattern.pk, person=person.pk, shifts=len(wanted))
    return pattern


@transaction.atomic
def end_pattern(*, pattern: Pattern, last: date, by: Access, at: datetime) -> None:
    """End a pattern early: its shifts after that day are no more. One that has begun stands."""
    post = _locked(pattern.post, by)
    pattern.refresh_from_db()
    pattern.last = min(last, pattern.last)
    pattern.save(update_fields=["last"])
    gone = _cancel(pattern.shifts.filter(starts_at__gte=rota.begins(last + DAY, time())), by, at)
    changed(post, "pattern_end", by, at, pattern=pattern.pk, shifts=gone)


@transaction.atomic
def except_date(*, pattern: Pattern, day: date, by: Access, at: datetime) -> None:
    """Leave out one day of a pattern. Raises NotPossible when it has no shift to come on that day."""
    post = _locked(pattern.post, by)
    pattern.refresh_from_db()  # another day may just have been left out
    of_day = pattern.shifts.filter(
        starts_at__gte=rota.begins(day, time()), starts_at__lt=rota.begins(day + DAY, time())
    )
    if not _cancel(of_day, by, at):
        raise NotPossible("This pattern has no shift still to come on that day.")
    pattern.exceptions = sorted({*pattern.exceptions, day})
    pattern.save(update_fields=["exceptions"])
    changed(post, "exception", by, at, pattern=pattern.pk, day=str(day))


@transaction.atomic
def add_shift(
    *, post: Post, person: User, starts_at: datetime, ends_at: datetime, by: Access, at: datetime,
    source: Shift.Source = Source.SINGLE,
) -> Shift:  # fmt: skip
    """Put somebody on once. Raises NotPossible when somebody else is on then."""
    post = _locked(post, by)
    check_person(person, post.service)
    stretch = checked(starts_at, ends_at, at)
    _check_free(post, [stretch], at)
    shift = as_shift(post, person, stretch, source)
    shift.save()
    changed(post, "shift", by, at, shift=shift.pk, person=person.pk)
    return shift


@transaction.atomic
def cancel_shift(*, shift: Shift, by: Access, at: datetime) -> None:
    """Take a shift off the rota; of one that has begun, what is left of it."""
    post = _locked(shift.post, by)
    row = post.shifts.get(pk=shift.pk)
    if row.cancelled_at or row.ends_at <= at:
        raise NotPossible("This shift is over, or is off the rota already.")
    left = Stretch(max(at, row.starts_at), row.ends_at)
    _cut(row, Stretch(at, row.ends_at), at)
    notices.tell(person=row.person, kind=Kind.TAKEN_OFF, post=post, stretch=left, by=by.user, at=at)
    changed(post, "cancel", by, at, shift=row.pk)


@transaction.atomic
def override(
    *, post: Post, person: User, starts_at: datetime, ends_at: datetime, by: Access, at: datetime
) -> Shift:  # fmt: skip
    """Put somebody on in place of whoever is: their shifts are shortened, split or taken off as far as it covers them.

    Whoever may hold the role puts themselves on; the service lead anybody.
    """
    post = _locked(post, by, person)
    check_person(person, post.service)
    stretch = checked(starts_at, ends_at, at)
    if stretch.start < at:
        raise NotPossible("What has passed stays as it was: take a shift from now on, or from later.")
    for row in overlapping(post, [stretch]):
        covered = Stretch(max(row.starts_at, stretch.start), min(row.ends_at, stretch.end))
        _cut(row, stretch, at)
        notices.tell(person=row.person, kind=Kind.TAKEN, post=post, stretch=covered, by=person, at=at)
    shift = as_shift(post, person, stretch, Source.OVERRIDE)
    shift.save()
    notices.tell(person=person, kind=Kind.PUT_ON, post=post, stretch=stretch, by=by.user, at=at)
    changed(post, "override", by, at, shift=shift.pk, person=person.pk)
    return shift


@transaction.atomic
def stand_in(*, service: Service, by: Access, at: datetime) -> None:
    """Stand on the rota as coordinator from now until the present shift would end; in a gap until the next begins."""
    post = Post.objects.filter(service=service, role=Role.COORDINATOR).first()
    if post is None:
        return
    to_come = post.shifts.filter(cancelled_at=None, ends_at__gt=at)
    running = list(to_come.filter(starts_at__lte=at))
    if any(shift.person_id == by.user.pk for shift in running):
        return
    following = to_come.filter(starts_at__gt=at).values_list("starts_at", flat=True).first()
    until = max((shift.ends_at for shift in running), default=min(following or at + USUAL_SHIFT, at + USUAL_SHIFT))
    override(post=post, person=by.user, starts_at=at, ends_at=until, by=by, at=at)


def check_lead(by: Access, service: Service) -> None:
    """Raise PermissionDenied unless the person makes the rota of this service."""
    if service.alliance_id != by.alliance_id or not by.may_in(Permission.EDIT_ROTA, service):
        raise PermissionDenied(Permission.EDIT_ROTA.refusal)


def _locked(post: Post, by: Access, person: User | None = None) -> Post:
    """The post, nobody else changing it, if this person may change it: for themselves whoever may hold its role."""
    row = Post.objects.select_for_update(of=("self",), no_key=True).select_related("service").get(pk=post.pk)
    own = person is not None and person.pk == by.user.pk and row.service.alliance_id == by.alliance_id
    if not (own and by.may(Permission.HOLD_ROLE)):
        check_lead(by, row.service)
    return row


def check_person(person: User, service: Service) -> None:
    if person.alliance_id != service.alliance_id or not person.is_active:
        raise NotPossible("Choose somebody who works in this alliance.")
    if not Access(person).may(Permission.HOLD_ROLE):
        raise NotPossible(f"{person.name} has no role that may hold a post on the rota.")


def checked(starts_at: datetime, ends_at: datetime, at: datetime) -> Stretch:
    if not starts_at < ends_at <= starts_at + LONGEST_SHIFT:
        raise NotPossible("A shift ends after it begins, and at most eight days later. Check both times.")
    if ends_at <= at:
        raise NotPossible("This shift is over already. Check both times.")
    return Stretch(starts_at, ends_at)


def as_shift(post: Post, person: User, of: Stretch, source: Shift.Source, pattern: Pattern | None = None) -> Shift:
    return Shift(post=post, person=person, starts_at=of.start, ends_at=of.end, source=source, pattern=pattern)


def overlapping(post: Post, wanted: list[Stretch]) -> list[Shift]:
    """The shifts that any of these would meet, an hour that comes twice aside; `wanted` in order."""
    known = post.shifts.filter(
        cancelled_at=None, starts_at__lt=wanted[-1].end, ends_at__gt=wanted[0].start
    ).select_related("person")
    starts, ends = [each.start for each in wanted], [each.end for each in wanted]
    return [
        row
        for row in known
        if any(map(row.stretch.meets, wanted[bisect_right(ends, row.starts_at) : bisect_left(starts, row.ends_at)]))
    ]


def _check_free(post: Post, wanted: list[Stretch], at: datetime) -> None:
    """Say who has it and when."""
    taken = overlapping(post, wanted)
    if not taken:
        return
    named = "; ".join(f"{row.person.name} {rota.words(row.stretch, at)}" for row in taken[:NAMED])
    more = f"; and {len(taken) - NAMED} more" if len(taken) > NAMED else ""
    raise NotPossible(
        f"{post.get_role_display()} is taken then: {named}{more}. Take those shifts off first, or leave their days out."
    )


def _cut(row: Shift, covered: Stretch, at: datetime) -> None:
    """Take a stretch out of a shift: what is before and after it stays."""
    before, after = row.starts_at < covered.start, row.ends_at > covered.end
    rest = as_shift(row.post, row.person, Stretch(covered.end, row.ends_at), Source(row.source), row.pattern)
    row.change(at, **({"ends_at": covered.start} if before else {"cancelled_at": at}))
    if after:
        rest.save()
    drop_swaps([row.pk], at)


def _cancel(shifts: QuerySet[Shift], by: Access, at: datetime) -> int:
    """Take off the rota those that have not begun; returns how many."""
    to_come = list(shifts.filter(cancelled_at=None, starts_at__gt=at).values_list("pk", flat=True))
    Shift.objects.filter(pk__in=to_come).update(cancelled_at=at, changed_at=at, revision=F("revision") + 1)
    drop_swaps(to_come, at)
    return len(to_come)


def drop_swaps(shifts: list[int], at: datetime) -> None:
    """Swaps of shifts that are no longer what they were."""
    about = Q(shift__in=shifts) | Q(back__in=shifts)
    Swap.objects.filter(about, state=Swap.State.PENDING).update(state=Swap.State.WITHDRAWN, answered_at=at)


def changed(post: Post, what: str, by: Access, at: datetime, **detail: object) -> None:
    cover.refresh(post, by=by.user, at=at)
    trail.record(f"rota.{what}", by=by.user, at=at, subject=post.pk, **detail)
