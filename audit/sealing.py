"""Seals the trail: what waits is hashed into a seal after the last one, under the database role that may do so.

An entry waits from the statement that writes it (a trigger queues its id in the same transaction), so what is
committed is queued, whatever order transactions end in; and what is sealed is taken from the queue in the seal's own
transaction, so nothing is sealed twice or left out, wherever a sealer dies.
"""

from datetime import datetime

from django.db import connections, transaction

from audit.chain import BEGINNING, COLUMNS, NOT_THERE, Link, digest
from audit.models import Entry, Seal

ROLE = "sealer"  # the connection of the settings
MOST = 1000  # entries of one seal
# One sealer works; another stands by until the first one's connection ends.
LOCK = (1836278627, 7)

TAKE = """
    DELETE FROM audit_unsealed
     WHERE entry_id IN (SELECT entry_id FROM audit_unsealed ORDER BY entry_id LIMIT %s)
 RETURNING entry_id
"""
RUNS = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


def seal(*, at: datetime) -> Seal | None:
    """Seal what waits, up to MOST entries; None when nothing waits."""
    with transaction.atomic(using=ROLE):
        with connections[ROLE].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK[0], LOCK[1] + 1])
            cursor.execute(TAKE, [MOST])
            waiting = sorted(number for (number,) in cursor.fetchall())
        return _made(waiting, at) if waiting else None


def _made(waiting: list[int], at: datetime) -> Seal:
    found = {row[0]: row for row in Entry.objects.using(ROLE).filter(pk__in=waiting).values_list(*COLUMNS)}
    # One that is no longer there has its place in the seal all the same, without a digest: that it went is told.
    digests = b"".join(digest(found[number]) if number in found else NOT_THERE for number in waiting)
    last = Seal.objects.using(ROLE).order_by("number").last()
    number, before = (last.number + 1, last.hash) if last else (1, BEGINNING)
    made = Link(number, at, tuple(waiting), digests, before)
    return Seal.objects.using(ROLE).create(
        number=number, sealed_at=at, ids=waiting, digests=digests, before=before, hash=made.hash
    )


def take_turn() -> bool:
    """Be the sealer that works, for as long as this connection lives; False while another is."""
    with connections[ROLE].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", LOCK)
        return bool(cursor.fetchone()[0])


def runs() -> bool:
    """Whether a sealer works at this database; asked as the application."""
    with connections["default"].cursor() as cursor:
        cursor.execute(RUNS, LOCK)
        return bool(cursor.fetchone()[0])
