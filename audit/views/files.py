"""The figures as files: a measure's table, or the whole report, exact or for sharing; each noted in the trail."""

import io
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit import document, exports, trail, workbook
from audit.printed import printed
from audit.report import Report, alone
from audit.views.asked import SignedIn, asked, days_of, measure_of, report_of
from mscc.pdf import NotPossibleHere
from mscc.roles import Permission
from mscc.spreadsheets import BOM, write_csv
from mscc.web.downloads import csv_file
from mscc.web.guards import needs


@require_safe
@needs(Permission.SEE_FIGURES)
def download(request: SignedIn, slug: str) -> HttpResponse:
    """A measure's figures as CSV. That it was taken is written into the trail."""
    it, wanted = measure_of(slug), asked(request)
    if wanted.error:
        # The page says what is wrong with the period.
        return HttpResponseRedirect(f"{reverse('audit:measure', args=[slug])}?{request.GET.urlencode()}")
    report = alone(request.access.alliance, wanted.period, it, request.at)
    trail.record(
        "figures.download", by=request.user, at=report.as_at, subject=it.id, format="csv", **days_of(report.period)
    )
    name = f"audit-{it.slug}-{report.period.start:%Y-%m}-to-{report.period.end:%Y-%m}.csv"
    return csv_file(name, exports.measure_rows(report, it))


@require_safe
@needs(Permission.SEE_FIGURES)
def report_file(request: SignedIn) -> HttpResponse:
    """The whole report as a file, exact or for sharing. That it was taken is written into the trail."""
    wanted, form = asked(request), request.GET.get("format", "")
    shareable = request.GET.get("shareable") == "yes"
    if form not in FILES:
        raise Http404
    if wanted.error:
        return HttpResponseRedirect(f"{reverse('audit:overview')}?{request.GET.urlencode()}")
    kind, write = FILES[form]
    report = report_of(request, wanted)
    try:
        content = write(report, shareable)
    except NotPossibleHere as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(f"{reverse('audit:overview')}?{wanted.query}")
    said = {"format": form, "shareable": shareable, **days_of(report.period)}
    trail.record("figures.download", by=request.user, at=report.as_at, subject="report", **said)
    about = "-for-sharing" if shareable else ""
    name = f"audit{about}-{report.period.start:%Y-%m}-to-{report.period.end:%Y-%m}.{form}"
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _csv(report: Report, shareable: bool) -> bytes:
    file = io.StringIO()
    write_csv(exports.report_rows(report, shareable=shareable), file)
    return f"{BOM}{file.getvalue()}".encode()


# The files that the whole report is offered as: what the browser is told they are, and what writes them.
FILES: dict[str, tuple[str, Callable[[Report, bool], bytes]]] = {
    "pdf": ("application/pdf", lambda report, shareable: document.build(printed(report, shareable=shareable))),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda report, shareable: workbook.build(printed(report, shareable=shareable)),
    ),
    "csv": ("text/csv; charset=utf-8", _csv),
}
