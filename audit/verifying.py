"""Verifies the trail: each entry against its seal, each seal against the one before, the end against checkpoints.

Reads as a stream, in one snapshot: nothing that is sealed meanwhile looks like tampering.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from audit import checkpoints
from audit.chain import BEGINNING, COLUMNS, NOT_THERE, Link, digest
from audit.models import Entry, Seal, Unsealed

TOGETHER = 5000  # entries held in memory at once
Rows = dict[int, tuple[Any, ...]]

TWICE = "SELECT id FROM (SELECT unnest(ids) AS id FROM audit_seal) AS held GROUP BY id HAVING count(*) > 1 ORDER BY id"
IN_NONE = """
    SELECT id FROM audit_entry AS entry
     WHERE NOT EXISTS (SELECT FROM audit_unsealed WHERE entry_id = entry.id)
       AND NOT EXISTS (SELECT FROM (SELECT unnest(ids) AS id FROM audit_seal) AS held WHERE held.id = entry.id)
     ORDER BY id
"""
GONE = """
    SELECT entry_id FROM audit_unsealed
     WHERE NOT EXISTS (SELECT FROM audit_entry WHERE id = entry_id) ORDER BY entry_id
"""
# TABLE: what no single seal shows.
ACROSS = {
    TWICE: "entry {}: it is in more than one seal",
    IN_NONE: "entry {}: it is in no seal and does not wait for one: put in by hand, or its seal was removed",
    GONE: "entry {}: it is missing; it waited for its seal",
}


@dataclass
class Verified:
    """What was looked at, filled while `verify` runs, and what no seal vouches for yet."""

    entries: int = 0
    seals: int = 0
    last: int = 0
    last_hash: str = BEGINNING
    waiting: int = 0
    waiting_since: datetime | None = None
    checkpoint: checkpoints.Checkpoint | None = None
    vouched: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


def verify(seen: Verified, *, folder: Path) -> Iterator[str]:
    """Each thing that is wrong, in a sentence that says which entry, seal or checkpoint."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield from _checkpoints(seen, folder)
        for seals in _batches():
            wanted = [number for each in seals for number in each.ids]
            rows = {row[0]: row for row in Entry.objects.filter(pk__in=wanted).values_list(*COLUMNS)}
            for each in seals:
                yield from _chain(seen, each)
                yield from _entries(each, rows)
                seen.entries += len(each.ids)
        yield from _end(seen)
        yield from _across()
        tail = Unsealed.objects.aggregate(since=Min("since"))
        seen.waiting, seen.waiting_since = Unsealed.objects.count(), tail["since"]


def _batches() -> Iterator[list[Seal]]:
    batch: list[Seal] = []
    held = 0
    for each in Seal.objects.order_by("number").iterator(chunk_size=500):
        batch.append(each)
        held += len(each.ids)
        if held >= TOGETHER:
            yield batch
            batch, held = [], 0
    yield batch


def _checkpoints(seen: Verified, folder: Path) -> Iterator[str]:
    for where, found in checkpoints.read(folder):
        if found is None:
            yield f"checkpoint ({where}): it is not signed with our key"
            continue
        seen.vouched.setdefault(found.number, []).append((where, found.hash))
        if seen.checkpoint is None or found.number >= seen.checkpoint.number:
            seen.checkpoint = found


def _chain(seen: Verified, each: Seal) -> Iterator[str]:
    """Whether a seal is whole and follows the one before it."""
    if each.number != seen.last + 1:
        yield f"seals {seen.last + 1} to {each.number - 1}: missing"
    elif each.before != seen.last_hash:
        yield f"seal {each.number}: it does not follow seal {seen.last}"
    if _link(each).hash != each.hash:
        yield f"seal {each.number}: changed"
    for where, vouched in seen.vouched.get(each.number, []):
        if vouched != each.hash:
            yield f"seal {each.number}: it is not the one that the checkpoint ({where}) vouches for"
    seen.seals, seen.last, seen.last_hash = seen.seals + 1, each.number, each.hash


def _entries(seal: Seal, rows: Rows) -> Iterator[str]:
    link = _link(seal)
    for place, number in enumerate(link.ids):
        kept, row = link.digest_of(place), rows.get(number)
        if kept == NOT_THERE:
            yield f"entry {number}: it was removed before it was sealed (seal {seal.number})"
        elif row is None:
            yield f"entry {number}: missing (seal {seal.number})"
        elif digest(row) != kept:
            stood = _stood(row, link)
            yield (
                f"entry {number}: "
                + (f"reordered, it stood as entry {stood}" if stood else "changed")
                + (f" (seal {seal.number})")
            )


def _stood(row: tuple[Any, ...], link: Link) -> int | None:
    """As which entry of the same seal the row was sealed; None when as none: it is not only in another place."""
    for place, number in enumerate(link.ids):
        if digest((number, *row[1:])) == link.digest_of(place):
            return number
    return None


def _end(seen: Verified) -> Iterator[str]:
    for number in sorted(number for number in seen.vouched if number > seen.last):
        where = seen.vouched[number][0][0]
        yield f"the end is cut off after seal {seen.last}: the checkpoint ({where}) vouches for seal {number}"


def _across() -> Iterator[str]:
    for question, sentence in ACROSS.items():
        with connection.chunked_cursor() as cursor:
            cursor.execute(question)
            for (number,) in cursor:
                yield sentence.format(number)


def _link(each: Seal) -> Link:
    return Link(each.number, each.sealed_at, tuple(each.ids), bytes(each.digests), each.before)
