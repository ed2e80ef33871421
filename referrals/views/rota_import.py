"""A rota from a file: send it, look at what it would do, mend it on the page, put it on."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from mscc import small_tables
from mscc.models import Post, Service
from mscc.roles import Permission
from mscc.rota import words
from mscc.small_tables import Table, TableRefused
from mscc.web.downloads import csv_file
from mscc.web.guards import needs
from mscc.web.parked import parked_form
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest
from pathways.states import NotPossible
from referrals.actions.rota import check_lead
from referrals.actions.rota_import import Plan, import_shifts, plan
from referrals.rota_file import COLUMNS, Reader
from referrals.views.rota import clinicians, service_of

SHOWN = 50
TEMPLATE = (
    COLUMNS,
    ("coordinator", "sam.daylight@example.org", "2026-12-01 08:00", "2026-12-01 20:00"),
    ("coordinator", "jo.nightshift@example.org", "01/12/2026 20:00", "02/12/2026 08:00"),
)


@needs(Permission.EDIT_ROTA)
def send(request: StaffRequest) -> HttpResponse:
    """The rows stand in a box on the page from the first look until they are on the rota: nothing is kept here."""
    service = service_of(request)
    check_lead(request.access, service)
    posts = list(Post.objects.filter(service=service, service__alliance=request.access.alliance_id))
    given = request.POST if request.method == "POST" else parked_form(request)
    if given is None:
        return _page(request, service, posts)
    text = given.get("rows", "")
    try:
        table = _table(request.FILES.get("file"), text)
        text = small_tables.as_text(table)
        is_final = given.get("do") == "import" and given.get("seen") == _mark(text) and request.method == "POST"
        found = _found(request, service, posts, table, is_final=is_final)
    except (TableRefused, NotPossible) as problem:
        found = Plan(problems=[str(problem)])
    if found is None:
        return go(request, f"/rota/?service={service.pk}")
    return _page(request, service, posts, text=text, plan=found, seen=_mark(text))


def _mark(text: str) -> str:
    """Tells whether the rows are those that were seen: what was changed since is looked at first."""
    return sha256(text.encode(errors="replace")).hexdigest()


def _table(file: UploadedFile | None, text: str) -> Table:
    if file is None and not text.strip():
        raise TableRefused("Choose a file, or paste its rows.")
    if file is None:
        return small_tables.of_text(text)
    return small_tables.read(file.read(small_tables.LARGEST + 1))


def _found(
    request: StaffRequest, service: Service, posts: list[Post], table: Table, *, is_final: bool
) -> Plan | None:  # fmt: skip
    """What the rows would do, or what is wrong with them; None once they are on the rota."""
    reader = Reader(posts, clinicians(request, service))
    entries = reader.read(table)
    if reader.problems or not is_final:
        found = plan(entries, request.at)
        return Plan(found.new, found.standing, reader.problems + found.problems)
    done = import_shifts(service=service, entries=entries, by=request.access, at=request.at)
    if done.problems:
        return done
    messages.success(request, f"{_shifts(len(done.new))} put on the rota; {done.standing} there already.")
    return None


def _shifts(count: int) -> str:
    return "1 shift" if count == 1 else f"{count} shifts"


def _page(request: StaffRequest, service: Service, posts: list[Post], **more: Any) -> HttpResponse:
    context = {
        "section": "rota", "current": "true", "service": service, "posts": posts, "columns": COLUMNS, "shown": SHOWN,
        "count": _shifts, "words": words, "text": "", "plan": None, "seen": "", **more,
    }  # fmt: skip
    is_wrong = context["plan"] is not None and context["plan"].problems
    return render(request, "rota/import.jinja", context, status=422 if is_wrong else 200)


@require_GET
@needs(Permission.EDIT_ROTA)
def template(request: StaffRequest) -> HttpResponse:
    """A file to begin with."""
    return csv_file("rota-template.csv", TEMPLATE)
