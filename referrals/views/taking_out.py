"""Take the worklist or a person's whole record out, for those allowed: with a reason, and written down."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from mscc import pdf
from mscc.roles import Permission
from mscc.web.downloads import csv_file, xlsx_file
from mscc.web.guards import needs
from mscc.web.parked import parked_form
from mscc.web.render import render
from mscc.web.requests import StaffRequest
from referrals import listing
from referrals.actions import presence
from referrals.forms.taking_out import TakeOutForm
from referrals.models import Referral
from referrals.views.referral import one
from referrals.views.worklist import shown_rows
from referrals.whole import PARTS, whole

LISTS = [("xlsx", "Excel workbook"), ("csv", "CSV")]
RECORDS = [("pdf", "PDF, to read"), ("json", "JSON, for another program")]


@needs(Permission.TAKE_LISTS_OUT)
def export(request: StaffRequest) -> HttpResponse:
    """The worklist as it is filtered, as a file."""
    rows = shown_rows(request)
    form = asked_form(request, LISTS)
    if request.method != "POST" or not form.is_valid():
        return ask(request, form, "The worklist", f"{len(rows)} people")
    write_down(request, "worklist.export", form, people=len(rows), named=[row.reference for row in rows])
    lines = listing.lines(rows, request.at)
    name = f"worklist-{request.at:%Y%m%d-%H%M}"
    if form.cleaned_data["form"] == "csv":
        return csv_file(f"{name}.csv", lines)
    return xlsx_file(f"{name}.xlsx", "Worklist", lines)


@needs(Permission.TAKE_RECORDS_OUT)
def record(request: StaffRequest, reference: str) -> HttpResponse:
    """Everything held about the person of a referral: all their referrals, with what was put right since."""
    referral = one(request, reference)
    form = asked_form(request, RECORDS)
    if request.method == "POST" and form.is_valid():
        try:
            return _record(request, form, referral)
        except pdf.NotPossibleHere as problem:
            form.add_error(None, str(problem))
    return ask(request, form, "The whole record", referral.person.name, referral)


def _record(request: StaffRequest, form: TakeOutForm, referral: Referral) -> HttpResponse:
    held = whole(referral.person, request.at)
    if form.cleaned_data["form"] == "json":
        answer: HttpResponse = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = f'attachment; filename="record-{referral.reference}.json"'
    else:
        context = {"held": held, "parts": list(PARTS), "reference": referral.reference, "printed_by": request.user}
        made = pdf.document("print/whole.jinja", context, at=request.at)
        answer = pdf.answer(made, name=f"record-{referral.reference}")
    write_down(request, "person.export", form, subject=referral.reference, referrals=len(held["referrals"]))
    return answer


def asked_form(request: StaffRequest, kinds: list[tuple[str, str]]) -> TakeOutForm:
    """What was sent, or what an ended session had left."""
    return TakeOutForm(request.POST if request.method == "POST" else parked_form(request), kinds=kinds)


def write_down(request: StaffRequest, action: str, form: TakeOutForm, **detail: Any) -> None:
    """That it was taken out, and the reason that was given."""
    told = form.cleaned_data
    given = {"why": told["why"], "reason": told["reason"], "form": told["form"]}
    presence.look(action, by=request.access, at=request.at, **given, **detail)


def ask(
    request: StaffRequest, form: TakeOutForm, title: str, about: str, referral: Referral | None = None
) -> HttpResponse:
    """Ask why, and in which form."""
    context = {
        "section": "worklist",
        "current": "true",
        "form": form,
        "title": title,
        "about": about,
        "referral": referral,
    }
    return render(request, "referrals/taking_out.jinja", context, status=422 if request.method == "POST" else 200)
