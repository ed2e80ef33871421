"""The audit's rows as a file, with pseudonyms: for those who may take records out, with a reason, and written down."""

from django.http import HttpResponse

from audit import row_level
from audit.periods import PRESETS, Period
from audit.views.asked import asked, days_of
from mscc.roles import Permission
from mscc.web.downloads import csv_file, workbook_file
from mscc.web.guards import needs
from mscc.web.parked import parked_form
from mscc.web.render import render
from mscc.web.requests import StaffRequest
from referrals.actions import presence
from referrals.forms.taking_out import TakeOutForm

KINDS = [("xlsx", "Excel workbook, with a sheet of definitions"), ("csv", "CSV, the rows alone")]
MOST_IN_WORKBOOK = 10_000
TOO_MANY = f"These are more than {MOST_IN_WORKBOOK:,} referrals. Take them as CSV, or choose fewer months."


@needs(Permission.TAKE_AUDIT_OUT)
def rows(request: StaffRequest) -> HttpResponse:
    """Ask why, then hand out the rows of the period that the address names."""
    wanted = asked(request)  # type: ignore[arg-type]
    form = TakeOutForm(request.POST if request.method == "POST" else parked_form(request), kinds=KINDS)
    if request.method == "POST" and form.is_valid() and not wanted.error:
        lines = list(row_level.lines(request.access.alliance, wanted.period, request.at))
        if form.cleaned_data["form"] == "csv" or len(lines) <= MOST_IN_WORKBOOK:
            return _file(request, form, wanted.period, lines)
        form.add_error("form", TOO_MANY)
    presets = {name: words for name, (words, _) in PRESETS.items()}
    context = {"section": "audit", "current": "true", "form": form, "asked": wanted, "presets": presets}
    return render(request, "audit/rows.jinja", context, status=422 if request.method == "POST" else 200)


def _file(request: StaffRequest, form: TakeOutForm, period: Period, lines: list[list[object]]) -> HttpResponse:
    """The rows as a file; who took them, and why, is on the trail before they leave."""
    told, about = form.cleaned_data, days_of(period)
    said = {name: told[name] for name in ("why", "reason", "form")}
    presence.look("audit.export", by=request.access, at=request.at, referrals=len(lines) - 1, **said, **about)
    name = f"audit-rows-{period.start:%Y-%m}-to-{period.end:%Y-%m}"
    if told["form"] == "csv":
        return csv_file(f"{name}.csv", lines)
    definitions = row_level.definitions(request.access.alliance, period, request.at)
    return workbook_file(f"{name}.xlsx", {"Rows": lines, "Definitions": definitions})
