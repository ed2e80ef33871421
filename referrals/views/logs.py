"""Take over a service's earlier log: send the file, look at what it would do, confirm."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from mscc.models import Service
from mscc.roles import Permission
from mscc.web.downloads import csv_file, workbook_file
from mscc.web.guards import needs
from mscc.web.render import go, render
from mscc.web.requests import StaffRequest, said
from pathways.states import NotPossible
from referrals.actions import logs, undo_import
from referrals.logbook import FileRefused, HeadingsRefused, meanings
from referrals.logbook.told import STILL_RUNNING
from referrals.models import ImportedLog, SentLog

LARGEST = 5_000_000  # bytes: larger ones would keep a page waiting; the command takes them
SHOWN = 200


@needs(Permission.IMPORT_LOGS)
def send(request: StaffRequest) -> HttpResponse:
    """Send a file in."""
    services = _services(request)
    if request.method != "POST":
        return _form(request, services)
    file = request.FILES.get("file")
    chosen = next((each for each in services if str(each.pk) == request.POST.get("service", "")), None)
    if chosen is None or file is None:
        return _form(request, services, "Choose the service and the file.")
    if (file.size or 0) > LARGEST:
        words = f"The file is larger than {LARGEST // 1_000_000} MB. Split it, or have it imported by the command."
        return _form(request, services, words)
    sent = logs.keep(content=file.read(), service=chosen, by=request.access, at=request.at)
    return go(request, "log", sent.pk)


@require_GET
@needs(Permission.IMPORT_LOGS)
def template(request: StaffRequest) -> HttpResponse:
    """The columns as a file to fill in: a workbook that says what is written where, or the headings as CSV."""
    sheets = meanings.template()
    if request.GET.get("format") == "csv":
        return csv_file("earlier-log.csv", sheets["Log"])
    return workbook_file("earlier-log.xlsx", sheets, to_fill_in="Log")


@needs(Permission.IMPORT_LOGS)
def log(request: StaffRequest, key: str) -> HttpResponse:
    """What the file would do, row by row; then confirm it or throw it away."""
    sent = SentLog.seen_by(request.access).select_related("service__alliance").filter(pk=key).first()
    if sent is None:
        raise Http404
    logs.require_import(request.access, sent.service)
    if request.method == "POST" and request.POST.get("do") != "import":
        logs.throw_away(log=sent, by=request.access, at=request.at)
        messages.success(request, "Thrown away. Nothing was imported.")
        return go(request, "logs")
    try:
        return _import(request, sent) if request.method == "POST" else _preview(request, sent)
    except HeadingsRefused as refusal:
        return _refused(request, sent, [str(problem) for problem in refusal.problems])
    except FileRefused as refusal:
        return _refused(request, sent, [str(refusal)])


@needs(Permission.IMPORT_LOGS)
def imported_log(request: StaffRequest, key: str) -> HttpResponse:
    """A log that was taken over: what it brought; within a day, take the whole of it back."""
    log = (
        ImportedLog.seen_by(request.access).select_related("service", "imported_by", "undone_by").filter(pk=key).first()
    )
    if log is None:
        raise Http404
    logs.require_import(request.access, log.service)
    reason, error = said(request, "reason", 300), ""
    if request.method == "POST":
        try:
            done = undo_import.undo(log=log, reason=reason, by=request.access, at=request.at)
        except NotPossible as problem:
            error = str(problem)
        else:
            kept = f" {len(done.kept)} stay: somebody has written on them since." if done.kept else ""
            messages.success(request, f"Taken back: {done.withdrawn} referrals are withdrawn.{kept}")
            return go(request, "logs")
    context = _context(
        log=log, may_undo=undo_import.may_undo(log, request.at), written_on=undo_import.written_on(log), reason=reason,
        error=error, until=log.imported_at + undo_import.WITHIN,
    )  # fmt: skip
    return render(request, "referrals/imported_log.jinja", context, status=422 if error else 200)


def _import(request: StaffRequest, sent: SentLog) -> HttpResponse:
    partial = request.POST.get("partial") == "yes"
    done = logs.confirm(log=sent, partial=partial, by=request.access, at=request.at)
    if not done.is_kept:
        return _preview(request, sent, status=422)
    left = f" {done.bad_rows} bad rows were left out." if done.bad_rows else ""
    messages.success(request, f"{done.new} referrals imported, {done.standing} stood already.{left}")
    return go(request, "logs")


def _preview(request: StaffRequest, sent: SentLog, status: int = 200) -> HttpResponse:
    would = logs.preview(log=sent, by=request.access, at=request.at)
    context = _context(sent=sent, would=would, shown=SHOWN, days=STILL_RUNNING.days)
    return render(request, "referrals/log.jinja", context, status=status)


def _refused(request: StaffRequest, sent: SentLog, problems: list[str]) -> HttpResponse:
    return render(request, "referrals/log.jinja", _context(sent=sent, refused=problems), status=422)


def _form(request: StaffRequest, services: list[Service], error: str = "") -> HttpResponse:
    brought = ImportedLog.seen_by(request.access).filter(service__in=services).select_related("service", "imported_by")
    context = _context(
        services=services, error=error, meanings=list(meanings.plain()), largest=LARGEST, brought=brought[:SHOWN]
    )
    return render(request, "referrals/logs.jinja", context, status=422 if request.method == "POST" else 200)


def _context(**more: Any) -> dict[str, Any]:
    return {"section": "audit", "current": "true", **more}


def _services(request: StaffRequest) -> list[Service]:
    return [each for each in request.access.services if request.access.may_in(Permission.IMPORT_LOGS, each)]
