"""A log sent in by the web page: kept for its preview, taken over when it is confirmed, or thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from mscc.access import Access
from mscc.models import Service
from mscc.roles import Permission
from referrals.actions.importing import Imported, import_log
from referrals.logbook import Entry, Limits, Problem, Reader, opened
from referrals.models import SentLog

KEPT_FOR = timedelta(days=1)
# A page waits for the file to be read: what is larger is for the command.
READ = Limits(rows=30_000, marks=8_000_000)


def require_import(by: Access, service: Service) -> None:
    """Raise PermissionDenied unless the person may import into the service."""
    if not by.may_in(Permission.IMPORT_LOGS, service):
        raise PermissionDenied("You cannot import a log into this service.")


@transaction.atomic
def keep(*, content: bytes, service: Service, by: Access, at: datetime) -> SentLog:
    """Keep a file that was sent in. Those that nobody confirmed within a day go."""
    require_import(by, service)
    SentLog.seen_by(by).filter(sent_at__lt=at - KEPT_FOR).delete()
    sent = SentLog.objects.create(
        alliance_id=by.alliance_id, service=service, content=content, sent_by=by.user, sent_at=at
    )
    trail.record("log.send", by=by.user, at=at, subject=service.code)
    return sent


def preview(*, log: SentLog, by: Access, at: datetime) -> Imported:
    """What importing it would do; nothing is written. Raises FileRefused or HeadingsRefused."""
    with _rows(log, at) as rows:
        return import_log(rows=rows, service=log.service, dry_run=True, by=by, at=at)


@transaction.atomic
def confirm(*, log: SentLog, partial: bool, by: Access, at: datetime) -> Imported:
    """Take over a log that was looked at; the file goes once its rows are in the record."""
    log = SentLog.objects.select_for_update(of=("self",)).select_related("service__alliance").get(pk=log.pk)
    with _rows(log, at) as rows:
        done = import_log(rows=rows, service=log.service, partial=partial, by=by, at=at)
    if done.is_kept:
        log.delete()
    return done


@transaction.atomic
def throw_away(*, log: SentLog, by: Access, at: datetime) -> None:
    """Remove a file that was sent in."""
    require_import(by, log.service)
    trail.record("log.throw_away", by=by.user, at=at, subject=log.service.code)
    log.delete()


@contextmanager
def _rows(log: SentLog, at: datetime) -> Iterator[Iterator[Entry | list[Problem]]]:
    with NamedTemporaryFile() as file:
        file.write(log.content)
        file.flush()
        with opened(Path(file.name), READ) as source:
            reader = Reader(source.headings, at, demonstration=log.service.alliance.is_demonstration)
            yield reader.read_all(source.rows)
