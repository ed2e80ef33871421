"""The pack for a downtime: who is open, what runs, whom to ring, and blank forms, as one PDF for each service.

It is for the computer of a ward while the service is away: a PDF that asks for its password (AES-256), which any reader
opens there; a file for a program that nobody on the ward has would be no help.
"""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from pypdf import PdfWriter

from audit import trail
from mscc.access import Access
from mscc.models import Channel, ContactPoint, Service, User
from mscc.pdf import document
from pathways.guideline.limits import LIMITS
from pathways.guideline.terms import CORD, PAIN
from referrals import sheet
from referrals.models import DowntimePack

EVERY = timedelta(hours=1)
# Packs older than this are taken away again, so that nobody's name lies about for longer than it is of use.
KEPT_FOR = timedelta(days=1)
CIPHER = "AES-256"
BLANK_CALLS = 2  # sheets for new calls at the end of each pack
BLANK_LINES = 14  # for what happens to people who are open


class ServiceItself(Access):
    """What a service sees of its own people: as its coordinator would, and for nobody in particular."""

    def __init__(self, service: Service) -> None:
        super().__init__(User(pk=0, name="The service", alliance=service.alliance))
        self.__dict__ |= {"memberships": [], "services": [service]}


def write_due(*, at: datetime) -> int:
    """Write every pack that is due; returns how many. Nothing where no folder is set."""
    folder = settings.ASIDE.downtime_folder
    if folder is None:
        return 0
    services = due(at=at)
    for service in services:
        write(service, folder, settings.ASIDE.downtime_password, at=at)
    return len(services)


def due(*, at: datetime) -> list[Service]:
    """The services whose newest pack is an hour old, or that never had one."""
    fresh = DowntimePack.objects.filter(written_at__gt=at - EVERY).values("service")
    return list(Service.objects.exclude(pk__in=fresh).select_related("alliance"))


def write(service: Service, folder: Path, password: str, *, at: datetime) -> Path:
    """Put the pack of a service into the folder, whole or not at all, and take the old ones away."""
    people = sheet.lines(ServiceItself(service), service, at)
    made = sealed(document("print/downtime.jinja", _context(service, people, at), at=at), password)
    path = folder / f"mscc-downtime-{service.code}-{at.astimezone(UTC):%Y%m%dT%H%MZ}.pdf"
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640), "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    DowntimePack.objects.update_or_create(service=service, defaults={"written_at": at, "people": len(people)})
    trail.record("downtime pack written", by=None, at=at, subject=service.code, people=len(people))
    _forget(service, folder, before=at - KEPT_FOR)
    return path


def sealed(plain: bytes, password: str) -> bytes:
    """The PDF, to be opened with the password alone; it may be printed."""
    writer = PdfWriter(clone_from=BytesIO(plain))
    writer.encrypt(password, algorithm=CIPHER)
    into = BytesIO()
    writer.write(into)
    return into.getvalue()


def _context(service: Service, people: list, at: datetime) -> dict[str, object]:
    return {
        "service": service, "cases": [line for _, line in people], "at": at, "numbers": _numbers(service),
        "cord": CORD, "pain": PAIN, "limits": LIMITS, "calls": range(BLANK_CALLS), "lines": range(BLANK_LINES),
    }  # fmt: skip


def _numbers(service: Service) -> list[tuple[str, str]]:
    """Whom to ring: the services of the alliance, its hospitals, and who is on duty here by the address they gave."""
    found = [(each.name, each.phone) for each in Service.objects.filter(alliance=service.alliance_id)]
    found += list(service.alliance.organisations.exclude(phone="").values_list("name", "phone"))
    here = Q(user__holdings__service=service, user__holdings__ended_at=None)
    points = ContactPoint.objects.filter(here, channel__in=(Channel.SMS, Channel.VOICE)).exclude(verified_at=None)
    mobiles = points.select_related("user").distinct()
    found += [(f"{each.user.name}, on duty", each.address) for each in mobiles]
    return [(name, phone or "number not known") for name, phone in dict.fromkeys(found)]


def _forget(service: Service, folder: Path, *, before: datetime) -> None:
    oldest = f"mscc-downtime-{service.code}-{before.astimezone(UTC):%Y%m%dT%H%MZ}.pdf"
    for path in folder.glob(f"mscc-downtime-{service.code}-*.pdf"):
        if path.name < oldest:
            path.unlink(missing_ok=True)
