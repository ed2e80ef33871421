"""Put the shifts of a file on the rota, all or none. What is there already stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from mscc.access import Access
from mscc.models import Post, Service, Shift
from pathways.states import NotPossible
from referrals.actions import rota
from referrals.rota_file import Entry, clashes

# Said of one file; whoever mends these looks again.
MOST_TAKEN = 20


@dataclass
class Plan:
    """What a file does: the shifts that are new, how many are there already, and what is wrong."""

    new: list[Entry] = field(default_factory=list)
    standing: int = 0
    problems: list[str] = field(default_factory=list)


def plan(entries: Iterable[Entry], at: datetime) -> Plan:
    """What these rows would do to the rota as it is now."""
    found = Plan()
    ordered = sorted(entries, key=lambda it: (it.post.pk, it.stretch))
    for post, rows in groupby(ordered, key=attrgetter("post")):
        _add(found, post, list(rows), at)
    return found


def _add(found: Plan, post: Post, rows: list[Entry], at: datetime) -> None:
    known = post.shifts.filter(cancelled_at=None, starts_at__in=[it.stretch.start for it in rows])
    seen = set(known.values_list("person", "starts_at", "ends_at"))
    new = []
    for row in rows:
        if (key := (row.person.pk, row.stretch.start, row.stretch.end)) in seen:
            found.standing += 1
        else:
            seen.add(key)
            new.append(row)
    problems = [*_impossible(new, at), *clashes(new)] or _taken(post, new, at)
    found.new += new
    found.problems += problems


def _impossible(rows: list[Entry], at: datetime) -> Iterable[str]:
    for row in rows:
        try:
            rota.checked(row.stretch.start, row.stretch.end, at)
        except NotPossible as problem:
            yield f"row {row.row}, column ends: {problem}"


def _taken(post: Post, rows: list[Entry], at: datetime) -> list[str]:
    """Who else is on then, by row."""
    taken = rota.overlapping(post, [row.stretch for row in rows])[:MOST_TAKEN] if rows else []
    return [
        f"row {row.row}: {post.get_role_display()} is taken then: {each.person.name} "
        f"{rota.rota.words(each.stretch, at)}, permitted: a stretch that nobody has."
        for each in taken
        for row in rows
        if row.stretch.meets(each.stretch)
    ]


@transaction.atomic
def import_shifts(*, service: Service, entries: list[Entry], by: Access, at: datetime) -> Plan:
    """Put every shift on that is not there yet; where any row is wrong nothing is changed, and the plan says why."""
    rota.check_lead(by, service)
    wanted = {entry.post.pk for entry in entries}
    posts = Post.objects.select_for_update(no_key=True).filter(service=service, pk__in=wanted).order_by("pk")
    if {post.pk for post in posts} != wanted:
        raise NotPossible("A file is for the posts of one service.")
    for person in {entry.person for entry in entries}:
        rota.check_person(person, service)
    found = plan(entries, at)
    if not found.problems:
        Shift.objects.bulk_create(
            rota.as_shift(row.post, row.person, row.stretch, Shift.Source.IMPORT) for row in found.new
        )
        for post, rows in groupby(found.new, key=attrgetter("post")):
            rota.changed(post, "import", by, at, shifts=len(list(rows)))
    return found
